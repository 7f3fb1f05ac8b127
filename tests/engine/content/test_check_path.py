from __future__ import annotations

from pathlib import Path

import pytest

from engine.content import check_path, read_folder, to_zip
from tests.engine.content.example_service import DIAGRAM, ITEM, written


def test_a_repository_and_a_process_folder_are_checked_as_services(tmp_path: Path) -> None:
    root = written(tmp_path)
    for place in (root, root / "bpmn", root / "bpmn/doorplate"):
        reports = check_path(place)
        assert all(report.opens for report in reports), reports
        assert str(root / "bpmn/doorplate/process.bpmn") in {report.file for report in reports}
        assert str(root / "forms/doorplate/apply.json") in {report.file for report in reports}


def test_a_file_of_a_service_is_checked_with_its_service(tmp_path: Path) -> None:
    root = written(tmp_path)
    (root / "forms/doorplate/decide.json").unlink()
    (report,) = check_path(root / "bpmn/doorplate/process.bpmn")
    assert not report.opens
    assert {problem.rule for problem in report.problems if problem.severity == "error"} == {"missing_form"}


def test_a_strangers_diagram_need_not_obey_the_catalogue(tmp_path: Path) -> None:
    diagram = tmp_path / "stranger.bpmn"
    diagram.write_text(DIAGRAM, encoding="utf-8")
    (report,) = check_path(diagram)
    assert report.opens
    assert "missing_form" not in {problem.rule for problem in report.problems}


def test_a_zip_is_checked_inside(tmp_path: Path) -> None:
    packed = tmp_path / "doorplate.zip"
    packed.write_bytes(to_zip(read_folder(written(tmp_path), "doorplate")))
    reports = check_path(packed)
    assert all(report.opens for report in reports)
    assert f"{packed}!bpmn/doorplate/item.toml" in {report.file for report in reports}


@pytest.mark.parametrize(
    ("name", "content", "opens"),
    [
        ("item.toml", ITEM.encode(), True),
        ("item.toml", b"name = 1", False),
        ("calendar.toml", b'office_hours = ["08:30-12:00"]\nyears = []', True),
        ("departments.toml", b"departments = []", False),
        ("registries.toml", b"registries = []", True),
        ("scenarios.toml", b"", False),
        ("pyproject.toml", b"[project]", True),
        ("letter.toml", b'name = "x"', False),
        ("form.json", b'{"components": [{"type": "textfield", "key": "a"}]}', True),
        ("form.json", b'{"components": [{"type": "textfield"}]}', False),
        ("package.json", b"{}", True),
        ("broken.json", b"{", False),
        ("broken.bpmn", b"<a>", False),
        ("entities.bpmn", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', False),
        ("broken.dmn", b"\x00", False),
        ("broken.zip", b"PK\x03\x04", False),
        ("notes.txt", b"hello", False),
        ("empty.bpmn", b"", False),
        ("big.json", b"[" + b" " * 5_000_001 + b"]", False),
    ],
)
def test_single_files_are_read_by_their_kind_and_never_crash(tmp_path: Path, name: str, content: bytes, opens: bool) -> None:
    (tmp_path / name).write_bytes(content)
    (report,) = check_path(tmp_path / name)
    assert report.opens is opens
    assert opens or report.problems[0].message


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    (report,) = check_path(tmp_path / "nothing.bpmn")
    assert (report.opens, report.problems[0].rule) == (False, "missing")


def test_a_folder_of_strangers_files_is_walked_without_fetched_and_hidden_ones(tmp_path: Path) -> None:
    for place in ("a/one.bpmn", "node_modules/two.bpmn", ".git/three.bpmn", "b/c/four.json", "b/five.txt"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_bytes(b"")
    assert [Path(report.file).name for report in check_path(tmp_path)] == ["one.bpmn", "four.json"]
