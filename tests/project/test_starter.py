"""run.py: what it says, and when it leaves a step out."""

from __future__ import annotations

import runpy
import subprocess
import sys

import pytest

from tests.project.source_tree import ROOT


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / "run.py"), *arguments], capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def starter() -> dict:
    return runpy.run_path(str(ROOT / "run.py"))


def test_help_names_every_command() -> None:
    said = run("--help")
    assert said.returncode == 0
    assert [word for word in ("run.py test", "run.py bench", "run.py crash", "run.py build") if word not in said.stdout] == []


def test_an_unknown_command_is_answered_with_a_sentence_and_changes_nothing() -> None:
    said = run("bulid")
    assert (said.returncode, said.stdout) == (1, "")
    assert "bulid" in said.stderr
    assert "--help" in said.stderr


def test_a_stamp_depends_on_names_contents_and_facts(starter, tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(starter["digest"].__globals__, "ROOT", tmp_path)
    first, second = tmp_path / "a.js", tmp_path / "b.js"
    first.write_text("1")
    second.write_text("2")
    stamps = {starter["digest"]([first, second]), starter["digest"]([first]), starter["digest"]([first, second], "3.12")}
    first.write_text("3")
    stamps.add(starter["digest"]([first, second]))
    assert len(stamps) == 4
    assert starter["digest"]([second, first]) == starter["digest"]([first, second])


def test_what_was_built_or_fetched_does_not_count_as_a_source_of_the_bundles(starter) -> None:
    sources = starter["frontend_sources"]()
    assert ROOT / "web" / "frontend" / "modeler.js" in sources
    assert ROOT / "web" / "templates" / "base.html" in sources
    assert [path for path in sources if {"node_modules", "dist"} & set(path.parts)] == []


def test_a_file_for_figures_lies_where_the_caller_stands(starter, tmp_path) -> None:
    seen_from = starter["seen_from"]
    assert seen_from(tmp_path, ["--quick", "--json", "f.json"]) == ["--quick", "--json", str(tmp_path / "f.json")]
    assert seen_from(tmp_path, ["--json=f.json", "--only", "feel"]) == [f"--json={tmp_path / 'f.json'}", "--only", "feel"]
    assert seen_from(tmp_path, ["--json", str(tmp_path / "f.json")]) == ["--json", str(tmp_path / "f.json")]
