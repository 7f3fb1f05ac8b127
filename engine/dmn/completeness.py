"""Missing combinations and contradicting rules of a decision table, each with an example. What is reported is certain.

A cell that only running the table can judge counts as possible when gaps are looked for and as different when overlaps are; its
column is named as unchecked. The search is bounded in steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from engine.dmn.elements import Table
from engine.dmn.hit_policies import SINGLE
from engine.dmn.regions import Regions
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
        self.clear: dict[tuple[int, int], bool] = {}

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
            if not any(output.default for output in self.table.outputs):
                yield from self._gaps()
            if self.table.hit_policy in ("UNIQUE", "ANY"):
                yield from self._overlaps()
        except _Stopped:
            yield Finding(
                "check_stopped",
                "warning",
                "决策表太大，缺漏和冲突检查没有做完。",
                "the table is too large; the check for gaps and contradictions was not finished.",
            )

    def _spend(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise _Stopped

    def _gaps(self) -> Iterator[Finding]:
        every_rule = (1 << len(self.table.rules)) - 1
        for regions in islice(self._uncovered(0, every_rule), MOST_FINDINGS):
            words = self._words(regions)
            yield Finding("gap", "warning", f"没有规则覆盖：{words[0]}。", f"no rule covers {words[1]}.")

    def _uncovered(self, place: int, rules: int) -> Iterator[tuple[int, ...]]:
        """One region per column, from ``place`` on, that none of the rules covers. Regions alike in their rules are asked once."""
        self._spend()
        if not rules:
            yield tuple(-1 for _ in self.columns[place:])
            return
        if place == len(self.columns) or self.clear.get((place, rules)):
            return
        clear = True
        for taken, region in self._alike(place, rules).items():
            for rest in self._uncovered(place + 1, taken):
                clear = False
                yield (region, *rest)
        if clear:
            self.clear[place, rules] = True

    def _alike(self, place: int, rules: int) -> dict[int, int]:
        """Sets of rules that cover a region of the column, each with one such region."""
        column = self.columns[place]
        found: dict[int, int] = {}
        for region in range(column.domain.bit_length()):
            if column.domain >> region & 1:
                taken = 0
                for rule, mask in enumerate(column.masks):
                    if rules >> rule & 1 and (mask is None or mask >> region & 1):
                        taken |= 1 << rule
                self.steps -= len(column.masks) // 16
                found.setdefault(taken, region)
        return found

    def _words(self, regions: tuple[int, ...]) -> tuple[str, str]:
        """The example in Chinese and in English; a column that does not matter is left out."""
        chinese, english = [], []
        for clause, column, region in zip(self.table.inputs, self.columns, regions, strict=True):
            if region < 0 or not column.checkable or (column.discrete and not column.points):
                continue
            value = column.example(region)
            chinese.append(f"{clause.label} = {value}" if value else f"{clause.label} 为其他值")
            english.append(f"{clause.label} = {value}" if value else f"any other {clause.label}")
        return ("，".join(chinese) or "任何输入"), (", ".join(english) or "any input")

    def _overlaps(self) -> Iterator[Finding]:
        self.steps = MOST_STEPS
        for earlier, later, regions in islice(self._contradictions(), MOST_FINDINGS):
            words = self._words(regions)
            yield Finding(
                "overlap",
                "error",
                f"与第 {earlier + 1} 条规则冲突，例如 {words[0]}。",
                f"contradicts rule {earlier + 1}, for example {words[1]}.",
                later + 1,
            )

    def _contradictions(self) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        for later in range(len(self.table.rules)):
            for earlier in range(later):
                self._spend()
                regions = self._shared(earlier, later)
                if regions is not None and not self._agree(earlier, later):
                    yield earlier, later, regions

    def _agree(self, earlier: int, later: int) -> bool:
        """Under ANY, rules with the same outputs do not contradict each other."""
        first, second = self.table.rules[earlier], self.table.rules[later]
        return self.table.hit_policy == "ANY" and first.outputs == second.outputs

    def _shared(self, earlier: int, later: int) -> tuple[int, ...] | None:
        """A region per column in which both rules match; None if there is none for certain or it cannot be told."""
        found = []
        for place, column in enumerate(self.columns):
            first, second = column.masks[earlier], column.masks[later]
            if first is None or second is None:
                cells = [self.table.rules[rule].inputs[place] for rule in (earlier, later)]
                if first is None and second is None and cells[0] != cells[1]:
                    return None
                found.append(-1)
                continue
            both = first & second
            if not both:
                return None
            found.append((both & -both).bit_length() - 1)
        return tuple(found)
