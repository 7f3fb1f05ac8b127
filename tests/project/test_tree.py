"""The folder is the architecture: what may stand where, and under which name."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

import pytest

from tests.project.source_tree import ROOT, python_files, shown, syntax, tracked

TOP_LEVEL = {
    *("engine", "bpmn", "web", "forms", "tests", "pyproject.toml", "README.md"),  # fixed by the project's user
    *("README.zh.md", "run.py", "bench", "docs", ".ci", ".gitignore", "LICENSE", "requirements.lock"),
}
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "service", "services", "common", "misc"}
THE_ONE_SERVICE = "engine/service.py"
THE_ONE_COMMIT = "engine/store/transaction.py"


def test_the_top_level_holds_only_what_the_design_allows() -> None:
    assert {path.split("/")[0] for path in tracked()} - TOP_LEVEL == set()


@pytest.mark.parametrize("folder", ["bpmn", "forms"])
def test_process_content_holds_no_python(folder: str) -> None:
    assert [path for path in tracked() if path.startswith(f"{folder}/") and path.endswith((".py", ".pyc"))] == []


@pytest.mark.parametrize("folder", ["engine", "bpmn", "web", "forms", "tests"])
def test_every_folder_explains_itself(folder: str) -> None:
    readme = ROOT / folder / "README.md"
    assert readme.exists(), f"{folder}/README.md is missing"
    assert len(readme.read_text(encoding="utf-8").split()) > 40


def test_modules_are_named_after_what_they_hold() -> None:
    names = {shown(path): PurePosixPath(path) for path in python_files("engine", "web", "tests", "bench")}
    vague = [name for name, path in names.items() if VAGUE_NAMES & {path.stem, path.parent.name}]
    assert [name for name in vague if name != THE_ONE_SERVICE] == []


def test_only_one_file_commits() -> None:
    commits = set()
    for path in python_files("engine", "web"):
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
                commits.add(shown(path))
    assert commits <= {THE_ONE_COMMIT}


def test_nothing_built_or_fetched_is_under_version_control() -> None:
    built = {"node_modules", "dist", "__pycache__", ".venv", "var"}
    assert [path for path in tracked() if built & set(path.split("/")) or path.endswith((".mo", ".pyc", ".map"))] == []
