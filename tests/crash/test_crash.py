"""A short crash run for every change: a few kills of everything, under load, on both databases. `python3 run.py crash` runs long ones."""

from __future__ import annotations

import sys

import pytest

from tests.crash.invariants import INVARIANTS, Finding
from tests.crash.proof import crash
from tests.crash.report import Report
from tests.databases import KINDS

KILLS, SECONDS = 6, 12


@pytest.mark.crash
@pytest.mark.skipif(sys.platform != "linux", reason="A crash run reads /proc to find what it kills.")
@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_random_instants_nothing_is_lost_and_nothing_doubled(kind: str) -> None:
    report = crash(kind, KILLS, seed=4, seconds=SECONDS)
    said = "\n".join(report.lines())
    assert report.breaches == 0, said
    assert set(report.findings) == set(INVARIANTS)
    assert sum(report.blows.values()) > 0, said
    assert any(act.confirmation is not None and act.kind == "submit" for act in report.acts), said


def test_a_report_counts_breaches_and_tells_them() -> None:
    finding = Finding()
    finding.that(True, "never told")
    finding.that(False, "task t1 is open and done")
    report = Report("sqlite", 1, 1.0, {"one worker": 2}, {}, [], {"no task is both open and done": finding})
    said = "\n".join(report.lines())
    assert report.breaches == 1
    assert "BROKEN  no task is both open and done: 2 looked at, 1 breaches" in said
    assert "task t1 is open and done" in said and "never told" not in said
