"""A decision table of 1 000 rules with 6 inputs, evaluated with its explanation, beside SpiffWorkflow's DMN engine and pySFeel.

The three evaluate the same rules over the same inputs and must find the same outputs before anything is timed. SpiffWorkflow's cells are
Python and its policies stop at the first match, save COLLECT; pySFeel knows no tables, so a loop tries its cells rule by rule and leaves a
rule at the first cell that fails. Only this engine writes an explanation and, for UNIQUE, looks for a second match.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.specs import model as stock

from bench import packages
from bench.feel import PYSFEEL, PySFeel
from bench.frame import Figure, cost, interleaved, not_measured
from engine import dmn

STOCK = "SpiffWorkflow's DMN engine"
RULES = 1000
INPUTS = ("division", "kind", "amount", "area", "urgent", "level")
FASTER = 20
FASTER_AT_ONCE = 1
"""Where the others may stop at the first rule and ours still looks for a second match and explains."""


@dataclass(frozen=True)
class Cell:
    """One cell in three spellings; ``stock`` and ``pysfeel`` are None where it lets everything pass."""

    feel: str
    stock: str | None = None
    pysfeel: str | None = None


ANYTHING = Cell("-")


def mixed(number: int) -> list[Cell]:
    """Ten divisions, five pairs of kinds, twenty bands of amounts; one rule matches."""
    division, kind, band = _place(number)
    return [
        Cell(f'"d{division}"', f'"d{division}"', f'division = "d{division}"'),
        Cell(f'"k{kind}","k{kind + 5}"', f'? in ("k{kind}","k{kind + 5}")', f'kind in ("k{kind}","k{kind + 5}")'),
        _band("amount", 1000 * band, 1000 * (band + 1)),
        _at_most("area", 200 + number % 7 * 100),
        Cell("false", "False", "urgent = false") if number % 2 else ANYTHING,
        Cell("1,2,3", "? in (1,2,3)", "level in (1,2,3)") if number % 3 else ANYTHING,
    ]


def open_above(number: int) -> list[Cell]:
    """As the mixed table, but its bands have no upper end: up to twenty rules match."""
    low = 1000 * (number % 20)
    cells = mixed(number)
    cells[2] = Cell(f">= {low}", f">= {low}", f"amount >= {low}")
    return cells


def ranges(number: int) -> list[Cell]:
    """Nothing but ranges and comparisons, and every rule has its own; one rule matches."""
    return [
        ANYTHING,
        ANYTHING,
        _band("amount", 20 * number, 20 * (number + 1)),
        _at_most("area", 200 + number),
        Cell("false", "False", "urgent = false") if number % 2 else ANYTHING,
        _band("level", 0, 10 + number),
    ]


def _place(number: int) -> tuple[int, int, int]:
    return number // 100, number // 20 % 5, number % 20


def _band(name: str, low: int, high: int) -> Cell:
    return Cell(f"[{low}..{high})", f"? >= {low} and ? < {high}", f"{name} in [{low}..{high})")


def _at_most(name: str, limit: int) -> Cell:
    return Cell(f"<= {limit}", f"<= {limit}", f"{name} <= {limit}")


def matching(number: int) -> dict[str, Any]:
    """Inputs for the mixed tables' rule of this number."""
    division, kind, band = _place(number)
    return {"division": f"d{division}", "kind": f"k{kind + 5}", "amount": 1000 * band + 500, "area": 120, "urgent": False, "level": 2}


def in_range(number: int) -> dict[str, Any]:
    return {"division": "d0", "kind": "k0", "amount": 20 * number + 5, "area": 120, "urgent": False, "level": 2}


TABLES = {
    "UNIQUE": ("UNIQUE", mixed, matching),
    "FIRST": ("FIRST", mixed, matching),
    "COLLECT": ("COLLECT", open_above, matching),
    "UNIQUE, ranges only": ("UNIQUE", ranges, in_range),
}
NOTHING = {"kind": "none", "amount": -1}


class Ours:
    def __init__(self, rules: Sequence[list[Cell]], policy: str) -> None:
        drawn = [f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in INPUTS]
        drawn.append('<output name="way"/>')
        for number, cells in enumerate(rules):
            entries = "".join(f"<inputEntry><text>{escape(cell.feel)}</text></inputEntry>" for cell in cells)
            drawn.append(f'<rule id="r{number}">{entries}<outputEntry><text>"way {number}"</text></outputEntry></rule>')
        logic = f'<decisionTable id="t" hitPolicy="{policy}">{"".join(drawn)}</decisionTable>'
        head = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="bench">'
        self.model = dmn.parse(f'{head}<decision id="way" name="way"><variable name="way"/>{logic}</decision></definitions>'.encode())

    def evaluate(self, inputs: dict[str, Any]) -> dmn.Evaluation:
        return self.model.evaluate("way", inputs, explain=True)

    def found(self, inputs: dict[str, Any]) -> list[str]:
        value = self.evaluate(inputs).value
        return value if isinstance(value, list) else [] if value is None else [value]


class Stock:
    def __init__(self, rules: Sequence[list[Cell]], policy: str) -> None:
        table = stock.DecisionTable("t", "t", "COLLECT" if policy == "COLLECT" else "UNIQUE")
        table.inputs = [stock.Input(name, name, name, name, "") for name in INPUTS]
        table.outputs = [stock.Output("way", "way", "way", "")]
        for number, cells in enumerate(rules):
            made = stock.Rule(f"r{number}")
            for clause, cell in zip(table.inputs, cells, strict=True):
                entry = stock.InputEntry("", clause)
                entry.lhs.append(cell.stock)
                made.inputEntries.append(entry)
            output = stock.OutputEntry("", table.outputs[0])
            output.text = f'"way {number}"'
            made.outputEntries.append(output)
            table.rules.append(made)
        self.engine = DMNEngine(table)
        self.workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def evaluate(self, inputs: dict[str, Any]) -> dict[str, Any]:
        return self.engine.result(SimpleNamespace(data=inputs, workflow=self.workflow))

    def found(self, inputs: dict[str, Any]) -> list[str]:
        value = self.evaluate(inputs).get("way", [])
        return value if isinstance(value, list) else [value]


class PySFeelTable:
    """Raises ``packages.NotHere``."""

    def __init__(self, rules: Sequence[list[Cell]], policy: str) -> None:
        self.peer = PySFeel()
        self.rules = [([cell.pysfeel for cell in cells if cell.pysfeel], f'"way {number}"') for number, cells in enumerate(rules)]
        self.collects = policy == "COLLECT"

    def found(self, inputs: dict[str, Any]) -> list[str]:
        self.peer.set(inputs)
        evaluate, found = self.peer.evaluate, []
        for cells, output in self.rules:
            if all(evaluate(cell) is True for cell in cells):
                found.append(evaluate(output))
                if not self.collects:
                    break
        return found


def measure(quick: bool) -> Iterator[Figure]:
    for name, (policy, rule, inputs_of) in TABLES.items():
        rules = [rule(number) for number in range(RULES)]
        asked = {"first rule": inputs_of(0), "middle rule": inputs_of(RULES // 2), "last rule": inputs_of(RULES - 1)}
        asked["no rule"] = {**inputs_of(0), **NOTHING}
        ours, theirs = Ours(rules, policy), Stock(rules, policy)
        for question, inputs in asked.items():
            yield _held(f"{name}, {question}", ours, theirs, STOCK, inputs, 3 if quick else 7)
        try:
            peer = PySFeelTable(rules, policy)
        except packages.NotHere as missing:
            yield not_measured(f"{name}, {PYSFEEL}", str(missing))
            continue
        for question in ["middle rule"] if quick else asked:
            yield _held(f"{name}, {question}", ours, peer, PYSFEEL, asked[question], 1)


def _held(name: str, ours: Ours, theirs: Stock | PySFeelTable, whom: str, inputs: dict[str, Any], rounds: int) -> Figure:
    """Theirs is called once a round; ours often enough that the clock can see it."""
    if ours.found(inputs) != theirs.found(inputs):
        raise AssertionError(f"{name}: this engine finds {ours.found(inputs)}, {whom} {theirs.found(inputs)}")
    own = interleaved({"ours": partial(ours.evaluate, inputs)}, 5, 300)["ours"]
    other = interleaved({whom: partial(theirs.found, inputs)}, rounds, 1)[whom]
    at_once = "first rule" in name and "COLLECT" not in name
    return cost(name, own, "µs", whom, other, at_least=FASTER_AT_ONCE if at_once else FASTER)
