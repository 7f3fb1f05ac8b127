"""Missing combinations and contradicting rules of a decision table, each with an example. What is reported is certain.

A cell that only running the table can judge counts as possible when gaps are looked for and as different when overlaps are; its
column is named as unchecked. The search is bounded in steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_

from engine.dmn.elements import Table
from engine.dmn.hit_policies import SINGLE
from engine.dmn.regions import Regions, bits
from engine.dmn.texts import Texts

MOST_STEPS = 600_000
MOST_FINDINGS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """``kind``: gap, overlap, unchecked_column or check_stopped. ``rule``: the later of two rules, 0 otherwise."""

    kind: str
    severity: str
    message: str
    english: str
    rule: int = 0
    column: str = ""


class _Stopped(Exception):
    """The steps are used up."""


def findings_of(table: Table, texts: Texts, allowed: Callable[[int], str]) -> Iterator[Finding]:
    """Nothing for policies that list every matching rule: there no match is a result too.

    ``allowed(i)``: the allowed values of input column ``i`` as unary tests, empty for any.
    """
    if table.inputs and table.rules and table.hit_policy in SINGLE:
        yield from _Check(table, texts, allowed).all()


class _Check:
    def __init__(self, table: Table, texts: Texts, allowed: Callable[[int], str]) -> None:
        self.table = table
        self.steps = MOST_STEPS
        whole = ("integer", "long")
        self.columns = [
            Regions(texts, [rule.inputs[place] for rule in table.rules], allowed(place), clause.expression.type_ref in whole)
            for place, clause in enumerate(table.inputs)
        ]
        self.sorted = sorted(range(len(self.columns)), key=lambda place: len(self.columns[place].groups))
        """Columns with few regions are asked first."""
        self.careless = self._careless()
        self.clear: set[tuple[int, int]] = set()

    def _careless(self) -> list[int]:
        """The rules that care about none of the columns from a depth on."""
        found = [(1 << len(self.table.rules)) - 1]
        for place in reversed(self.sorted):
            found.append(found[-1] & self.columns[place].always)
        return found[::-1]

    def all(self) -> Iterator[Finding]:
        for clause, column in zip(self.table.inputs, self.columns, strict=True):
            if not column.checkable:
                yield Finding(
                    "unchecked_column",
                    "warning",
                    "该列含有需要计算的单元格，未参与缺漏和冲突检查。",
                    "some cells of this column must be computed; it was left out of the check for gaps and contradictions.",
                    column=clause.label,
                )
        try:
            self._spend(len(self.columns) ** 2)
            if not any(output.default for output in self.table.outputs):
                yield from self._gaps()
        except _Stopped:
            yield Finding(
                "check_stopped",
                "warning",
                "决策表太大，缺漏检查没有做完。",
                "the table is too large; the check for gaps was not finished.",
            )
        if self.table.hit_policy in ("UNIQUE", "ANY"):
            yield from self._overlaps()

    def _spend(self, steps: int = 1) -> None:
        """Sets of many rules take longer to compare and to keep."""
        self.steps -= steps * (1 + len(self.table.rules) // 500)
        if self.steps < 0:
            raise _Stopped

    def _gaps(self) -> Iterator[Finding]:
        every_rule = (1 << len(self.table.rules)) - 1
        for regions in islice(self._uncovered(0, every_rule), MOST_FINDINGS):
            placed = dict(zip(self.sorted, regions, strict=True))
            words = self._words([placed[place] for place in range(len(self.columns))])
            yield Finding("gap", "warning", f"没有规则覆盖：{words[0]}。", f"no rule covers {words[1]}.")

    def _uncovered(self, depth: int, rules: int) -> Iterator[tuple[int, ...]]:
        """One region per column, from ``depth`` on, that none of the rules covers. Regions alike in their rules are asked once."""
        self._spend()
        if not rules:
            yield tuple(-1 for _ in self.columns[depth:])
            return
        if rules & self.careless[depth] or (depth, rules) in self.clear:
            return
        clear = True
        for taken, region in self._alike(depth, rules).items():
            for rest in self._uncovered(depth + 1, taken):
                clear = False
                yield (region, *rest)
        if clear:
            self.clear.add((depth, rules))

    def _alike(self, depth: int, rules: int) -> dict[int, int]:
        """Sets of rules that cover a region of the column, each with one such region."""
        groups = self.columns[self.sorted[depth]].groups
        self._spend(len(groups) // 4)
        found: dict[int, int] = {}
        for covering, region in groups.items():
            found.setdefault(rules & covering, region)
        return found

    def _words(self, regions: Sequence[int]) -> tuple[str, str]:
        """The example in Chinese and in English; a column that does not matter is left out."""
        chinese, english = [], []
        for clause, column, region in zip(self.table.inputs, self.columns, regions, strict=True):
            if region < 0 or not column.checkable or (column.discrete and not column.points and region != column.null):
                continue
            value = column.example(region)
            chinese.append(f"{clause.label} = {value}" if value else f"{clause.label} 为其他值")
            english.append(f"{clause.label} = {value}" if value else f"any other {clause.label}")
        return ("，".join(chinese) or "任何输入"), (", ".join(english) or "any input")

    def _overlaps(self) -> Iterator[Finding]:
        for earlier, later in islice(self._contradictions(), MOST_FINDINGS):
            rules = self.table.rules[earlier], self.table.rules[later]
            shared = [column.shared([rule.inputs[place] for rule in rules]) for place, column in enumerate(self.columns)]
            words = self._words(shared)
            yield Finding(
                "overlap",
                "error",
                f"与第 {earlier + 1} 条规则冲突，例如 {words[0]}。",
                f"contradicts rule {earlier + 1}, for example {words[1]}.",
                later + 1,
            )

    def _contradictions(self) -> Iterator[tuple[int, int]]:
        meeting = [column.meeting() for column in self.columns]
        agreeing = self._agreeing()
        for later in range(len(self.table.rules)):
            met = reduce(and_, (column[later] for column in meeting), (1 << later) - 1)
            for earlier in bits(met & ~agreeing[later]):
                yield earlier, later

    def _agreeing(self) -> list[int]:
        """For each rule those it cannot contradict: under ANY, rules with the same outputs."""
        if self.table.hit_policy != "ANY":
            return [0] * len(self.table.rules)
        alike: dict[tuple[str, ...], int] = {}
        for place, rule in enumerate(self.table.rules):
            alike[rule.outputs] = alike.get(rule.outputs, 0) | 1 << place
        return [alike[rule.outputs] for rule in self.table.rules]
