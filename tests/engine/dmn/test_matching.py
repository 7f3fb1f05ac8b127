"""Finding the rules by index and by order gives what trying every cell gives."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as some

from engine import dmn, feel
from engine.dmn import bands
from tests.engine.dmn.drawing import decision, model, table

NUMBERS = some.integers(-3, 3).map(str) | some.sampled_from(["0.5", "1.0", "1e30"])
RANGES = some.tuples(some.sampled_from("[("), NUMBERS, NUMBERS, some.sampled_from("])")).map(lambda parts: "{}{}..{}{}".format(*parts))
COMPARISONS = some.tuples(some.sampled_from(["<", "<=", ">", ">=", "=", "!="]), NUMBERS).map(" ".join)
NUMBER_CELLS = some.lists(NUMBERS | RANGES | COMPARISONS, min_size=1, max_size=3).map(", ".join)
OTHER_CELLS = some.sampled_from(
    ["-", '"a"', '"a", "b"', 'not("a")', "null", "limit", "> limit", '? = "a" or ? = 2', "true", "[1, 2]", "[1, "]
)
CELLS = NUMBER_CELLS | NUMBER_CELLS.map(lambda cell: f"not({cell})") | OTHER_CELLS
VALUES = some.integers(-4, 4) | some.sampled_from([Decimal("0.5"), Decimal("1.00"), 10**30, "a", "c", True, None, [1, 2], [1]])


def passes(cell: str, value: object) -> bool:
    try:
        return cell == "-" or feel.unary_tests(cell, value, {"limit": 1, "x": value}) is True
    except feel.FeelSyntaxError:
        return False


@settings(max_examples=150, deadline=None)
@given(some.lists(CELLS, min_size=1, max_size=8), VALUES)
def test_the_rules_found_are_those_whose_cell_passes(cells: list[str], value: object) -> None:
    rules = (f"{cell} | {number}" for number, cell in enumerate(cells))
    drawn = decision("way", table("x | way", *rules, policy="COLLECT"))
    expected = [number for number, cell in enumerate(cells) if passes(cell, value)]
    assert (dmn.parse(model(drawn)).evaluate("way", {"x": value, "limit": 1}) or []) == expected


def test_a_table_whose_slots_would_fill_the_memory_is_tried_cell_by_cell(monkeypatch) -> None:
    monkeypatch.setattr(bands, "_MOST_BITS", 3)
    drawn = decision("way", table("x | way", "< 1 | 1", "[1..2] | 2", "> 2 | 3"))
    assert dmn.parse(model(drawn)).evaluate("way", {"x": 2}) == 2
