"""Gateway conditions, parsed once and evaluated many times, beside the same condition as compiled Python and beside pySFeel.

Compiled Python is the floor: a function of the variables' dictionary, without decimals, null or bounds. pySFeel has no step of parsing once,
so it reads the text each time; its variables are set beforehand. Where it misreads a precedence its text gets the brackets it needs, and
where it cannot answer right at all it is left out. All three must agree before anything is timed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench import packages
from bench.frame import Figure, cost, interleaved, not_measured
from engine import feel

PYTHON, PYSFEEL = "compiled Python", "pySFeel"
WITHIN = 1 / 20
FASTER = 20
MATERIALS = [{"name": f"材料{number}", "missing": number == 9} for number in range(10)]


@dataclass(frozen=True)
class Condition:
    """One condition in three spellings. ``theirs`` is pySFeel's, None where it gives another answer however it is written.

    ``loops``: it goes through a list, whose elements are converted from Python's anew each time, where pySFeel's were set before.
    """

    text: str
    python: Callable[[Mapping[str, Any]], Any]
    variables: Mapping[str, Any]
    theirs: str | None
    loops: bool = False

    @property
    def short(self) -> str:
        return self.text if len(self.text) <= 40 else self.text[:39] + "…"


CONDITIONS = (
    Condition(
        'amount > 1000 and status in ("A","B")',
        lambda given: given["amount"] > 1000 and given["status"] in ("A", "B"),
        {"amount": 1500, "status": "B"},
        '(amount > 1000) and (status in ("A","B"))',
    ),
    Condition("days <= 5", lambda given: given["days"] <= 5, {"days": 3}, "days <= 5"),
    Condition('decision = "grant"', lambda given: given["decision"] == "grant", {"decision": "grant"}, 'decision = "grant"'),
    Condition("score in [60..85]", lambda given: 60 <= given["score"] <= 85, {"score": 70}, "score in [60..85]"),
    Condition(
        "not(approved) or overdue",
        lambda given: not given["approved"] or given["overdue"],
        {"approved": True, "overdue": True},
        "(not(approved)) or (overdue)",
    ),
    Condition(
        'kind = "新办" and (area > 50 or employees > 3) and not(suspended)',
        lambda given: given["kind"] == "新办" and (given["area"] > 50 or given["employees"] > 3) and not given["suspended"],
        {"kind": "新办", "area": 30, "employees": 5, "suspended": False},
        '((kind = "新办") and ((area > 50) or (employees > 3))) and (not(suspended))',
    ),
    Condition(
        'applicant.age >= 18 and applicant.city = "婺城"',
        lambda given: given["applicant"]["age"] >= 18 and given["applicant"]["city"] == "婺城",
        {"applicant": {"age": 30, "city": "婺城"}},
        None,
    ),
    Condition(
        "if area > 100 then area * 2 + 10 else 0",
        lambda given: given["area"] * 2 + 10 if given["area"] > 100 else 0,
        {"area": 150},
        None,
    ),
    Condition(
        "some m in materials satisfies m.missing = true",
        lambda given: any(material["missing"] is True for material in given["materials"]),
        {"materials": MATERIALS},
        "some m in materials satisfies m.missing = true",
        loops=True,
    ),
    Condition(
        "count(materials[missing = true]) > 0",
        lambda given: len([material for material in given["materials"] if material["missing"] is True]) > 0,
        {"materials": MATERIALS},
        "count(materials[missing = true]) > 0",
        loops=True,
    ),
)


class PySFeel:
    """pySFeel with its variables set. Raises ``packages.NotHere``."""

    def __init__(self) -> None:
        packages.use("pysfeel")
        import pySFeel

        self.parser = pySFeel.SFeelParser()

    def set(self, variables: Mapping[str, Any]) -> None:
        """Numbers as floats, as its own assignments would make them: it compares an integer with nothing."""
        self.parser.names = {name: _floats(value) for name, value in variables.items()}

    def evaluate(self, text: str) -> Any:
        return self.parser.sFeelParse(text)[1]


def _floats(value: Any) -> Any:
    if isinstance(value, list):
        return [_floats(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _floats(item) for name, item in value.items()}
    return float(value) if type(value) is int else value


def measure(quick: bool) -> Iterator[Figure]:
    try:
        peer = PySFeel()
    except packages.NotHere as missing:
        peer = None
        yield not_measured(PYSFEEL, str(missing))
    for condition in CONDITIONS:
        yield from _against_python(condition, quick)
        if peer is not None and condition.theirs is not None:
            yield _against_pysfeel(condition, condition.theirs, peer, quick)


def _against_python(condition: Condition, quick: bool) -> Iterator[Figure]:
    expression, variables, python = feel.parse(condition.text), condition.variables, condition.python
    _agree(condition, expression.evaluate(variables), python(variables))
    took = interleaved({"ours": lambda: expression.evaluate(variables), PYTHON: lambda: python(variables)}, 5 if quick else 15, 3000)
    yield cost(condition.short, took["ours"], "µs", PYTHON, took[PYTHON], at_least=WITHIN)


def _against_pysfeel(condition: Condition, theirs: str, peer: PySFeel, quick: bool) -> Figure:
    expression, variables = feel.parse(condition.text), condition.variables
    peer.set(variables)
    _agree(condition, expression.evaluate(variables), peer.evaluate(theirs))
    took = interleaved({"ours": lambda: expression.evaluate(variables), PYSFEEL: lambda: peer.evaluate(theirs)}, 3 if quick else 9, 100)
    return cost(condition.short, took["ours"], "µs", PYSFEEL, took[PYSFEEL], at_least=1 if condition.loops else FASTER)


def _agree(condition: Condition, ours: Any, theirs: Any) -> None:
    """Nothing is timed that answers something else."""
    if ours != theirs:
        raise AssertionError(f"{condition.text}: this engine says {ours!r}, the other {theirs!r}")
