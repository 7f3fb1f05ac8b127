"""The table of complaints in tests/README.md names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ROW = re.compile(r"^\| (?P<complaint>[^|]+) \| (?P<tests>`[^|]+`) \|$", re.M)


def rows() -> list[tuple[str, str]]:
    text = (TESTS / "README.md").read_text(encoding="utf-8")
    section = text.split("## What users of other systems complain of", 1)[1].split("\n## ", 1)[0]
    return [(found["complaint"], found["tests"]) for found in ROW.finditer(section)]


@pytest.mark.parametrize(("complaint", "tests"), rows())
def test_each_complaint_has_the_tests_that_are_named(complaint: str, tests: str) -> None:
    file = ""
    for named in re.findall(r"`([^`]+)`", tests):
        file, _, test = (named if not named.startswith("::") else file + named).partition("::")
        assert f"def {test}(" in (TESTS / file).read_text(encoding="utf-8"), f"{complaint}: mend the row, or bring {named} back"


def test_the_table_is_read() -> None:
    assert len(rows()) >= 10
