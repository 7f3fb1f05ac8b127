"""The bench's frame: what it says of a figure, of a bound that is missed, and of what it does not know. No time is asserted."""

from __future__ import annotations

import json
import logging
import math
import os
import signal
import sys

import pytest

from bench import __main__ as command
from bench.frame import Figure, carry_out, cost, growth, not_measured, rate, row


def run(*figures: Figure, file=None) -> int:
    return carry_out({"told": lambda quick: iter(figures)}, True, file)


def test_a_ratio_below_its_bound_makes_the_exit_code_one_and_is_named(capsys) -> None:
    assert run(rate("tasks", 100, "tasks/s", "a peer", 50, at_least=1.8), cost("time", 2, "ms", "a peer", 1, at_least=1)) == 1
    said = capsys.readouterr().out
    assert "Missed: time" in said
    assert said.count("MISSED") == 1


def test_growth_beyond_its_bound_makes_the_exit_code_one() -> None:
    assert run(growth("a page", 13, "ms", "a thousand cases", 10, at_most=1.3)) == 0
    assert run(growth("a page", 14, "ms", "a thousand cases", 10, at_most=1.3)) == 1


def test_a_ratio_that_is_no_number_is_a_miss() -> None:
    assert Figure("a", 1, "s", ratio=math.nan, at_least=1).misses


def test_what_could_not_be_measured_says_why_and_fails_nothing(capsys, tmp_path) -> None:
    assert run(not_measured("a peer", "Maven is not here."), file=tmp_path / "figures.json") == 0
    assert "Maven is not here." in capsys.readouterr().out
    kept = json.loads((tmp_path / "figures.json").read_text())
    assert (kept["figures"][0]["value"], kept["figures"][0]["note"]) == (None, "Maven is not here.")
    assert kept["machine"]["cores"] >= 1


def test_figures_are_kept_when_a_later_one_breaks(tmp_path) -> None:
    def breaks(quick: bool):
        yield Figure("first", 1, "s")
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        carry_out({"told": breaks}, True, tmp_path / "figures.json")
    assert [figure["name"] for figure in json.loads((tmp_path / "figures.json").read_text())["figures"]] == ["first"]


def test_only_an_unknown_measurement_is_answered_with_a_sentence(capsys) -> None:
    assert command.main(["--only", "runtime", "speed"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "“speed”" in said.err
    assert "runtime" in said.err


def test_help_tells_what_every_measurement_is(capsys) -> None:
    with pytest.raises(SystemExit):
        command.main(["--help"])
    said = capsys.readouterr().out
    assert [name for name in command.MEASUREMENTS if f"\n  {name} " not in said] == []


@pytest.mark.parametrize(("value", "text"), [(0.01234, "0.0123"), (1.234, "1.23"), (1234.5, "1,234"), (0, "0")])
def test_a_number_shows_the_three_figures_that_count(value: float, text: str) -> None:
    assert text in row(Figure("a", value, "s"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM")
def test_a_run_that_is_told_to_end_closes_what_it_has_opened(monkeypatch, capsys) -> None:
    closed = []

    def measured(quick):
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            yield rate("never", 1, "/s", "a peer", 1)
        finally:
            closed.append("database")

    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGHUP)
    monkeypatch.setitem(command.MEASUREMENTS, "told", measured)
    try:
        with pytest.raises(SystemExit, match=str(128 + signal.SIGTERM)):
            command.main(["--only", "told"])
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGHUP, before[1])
        logging.disable(logging.NOTSET)
    assert closed == ["database"]
