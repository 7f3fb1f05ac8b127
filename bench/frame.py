"""What every measurement gives back, and how a run of them is shown, judged and kept."""

from __future__ import annotations

import json
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.machine import facts

Measurement = Callable[[bool], Iterable["Figure"]]


@dataclass(frozen=True)
class Figure:
    """One measured number, and what it is held against.

    ``ratio`` is how many times better than ``against`` ours is: value/against for a rate, against/value for a time or a size. For a
    growth factor it is the factor itself, bounded by ``at_most``. ``value`` is NaN where nothing could be measured; ``note`` says why.
    """

    name: str
    value: float
    unit: str
    baseline: str = ""
    against: float | None = None
    ratio: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def misses(self) -> bool:
        if self.ratio is None:
            return False
        kept_below = self.at_least is None or self.ratio >= self.at_least  # a ratio that is no number keeps no bound
        kept_above = self.at_most is None or self.ratio <= self.at_most
        return not (kept_below and kept_above)

    @property
    def bound(self) -> str:
        if self.at_least is not None:
            return f"≥ {shown(self.at_least)}"
        return f"≤ {shown(self.at_most)}" if self.at_most is not None else ""


def rate(name: str, value: float, unit: str, baseline: str, against: float, *, at_least: float | None = None, note: str = "") -> Figure:
    """More is better: the ratio is ours over theirs."""
    return Figure(name, value, unit, baseline, against, value / against, at_least, note=note)


def cost(name: str, value: float, unit: str, baseline: str, against: float, *, at_least: float | None = None, note: str = "") -> Figure:
    """Less is better, as of a time or a size: the ratio is theirs over ours."""
    return Figure(name, value, unit, baseline, against, against / value, at_least, note=note)


def growth(name: str, value: float, unit: str, baseline: str, against: float, *, at_most: float | None = None, note: str = "") -> Figure:
    """How many times the small figure the large one is."""
    return Figure(name, value, unit, baseline, against, value / against, at_most=at_most, note=note)


def not_measured(name: str, sentence: str) -> Figure:
    """A row that says why it is empty. It never fails a run."""
    return Figure(name, math.nan, "", note=sentence)


def interleaved(runs: Mapping[str, Callable[[], object]], rounds: int, calls: int) -> dict[str, float]:
    """Microseconds of this process's own time for one call of each, the median of so many rounds of so many calls.

    The runs take turns, so that a busy machine slows all of them alike; the first round warms and does not count.
    """
    took: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, run in runs.items():
            began = time.process_time()
            for _ in range(calls):
                run()
            took[name].append(1e6 * (time.process_time() - began) / calls)
    return {name: statistics.median(times[1:]) for name, times in took.items()}


def carry_out(chosen: Mapping[str, Measurement], quick: bool, file: Path | None) -> int:
    """Measure, print the table row by row, keep it as JSON; 1 if a figure misses its bound. What was measured is kept if a later one breaks."""
    here = facts()
    print(f"{here['cores']} cores, {here['system']}, Python {here['python']}, SQLite {here['sqlite']}, PostgreSQL {here['postgresql']}")
    print(f"{'':58}{'this engine':>14} {'unit':14}{'held against':>14} {'':30}{'ratio':>8}  {'bound':10}")
    figures: list[tuple[str, Figure]] = []
    try:
        for name, measure in chosen.items():
            print(f"\n{name}: {summary(measure)}", flush=True)
            for figure in measure(quick):
                figures.append((name, figure))
                print(row(figure), flush=True)
    finally:
        if file:
            rows = [{"measurement": name, **clean(asdict(figure)), "misses": figure.misses} for name, figure in figures]
            kept = json.dumps({"machine": here, "quick": quick, "figures": rows}, ensure_ascii=False, indent=1)
            file.write_text(kept + "\n", encoding="utf-8")
    missed = [figure.name for _, figure in figures if figure.misses]
    print(f"\nMissed: {'; '.join(missed)}" if missed else "\nEvery bound is kept.")
    return 1 if missed else 0


def summary(measure: Measurement) -> str:
    """The first line of the docstring of the module a measurement stands in."""
    return (sys.modules[measure.__module__].__doc__ or "").strip().split("\n")[0]


def row(figure: Figure) -> str:
    if math.isnan(figure.value):
        return f"  {figure.name:56}{'–':>14} {figure.note}"
    against = "" if figure.against is None else shown(figure.against)
    ratio = "" if figure.ratio is None else f"{shown(figure.ratio)} ×"
    verdict = "  MISSED" if figure.misses else ""
    line = f"  {figure.name:56}{shown(figure.value):>14} {figure.unit:14}{against:>14} {figure.baseline:30}{ratio:>8}  {figure.bound:10}{verdict}"
    return f"{line}{'  ' + figure.note if figure.note else ''}".rstrip()


def shown(number: float) -> str:
    """Three figures that count: 0.0123, 1.23, 12.3, 1,234."""
    if number == 0:
        return "0"
    places = max(0, 2 - math.floor(math.log10(abs(number))))
    return f"{number:,.{min(places, 5)}f}"


def clean(values: dict[str, Any]) -> dict[str, Any]:
    """JSON knows no NaN."""
    return {key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in values.items()}
