"""JSON that keeps every digit, whichever of the two readers took it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import simplejson
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import exact_json

NUMBERS = st.one_of(
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.sampled_from([2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63) - 1, 10**15, 10**16, Decimal("1E+5"), Decimal("0.1"), Decimal("-0")]),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def slowly(text: bytes | str) -> Any:
    return simplejson.loads(text, use_decimal=True)


@given(VALUES)
def test_what_is_written_is_read_with_every_digit_from_text_as_from_bytes(value: Any) -> None:
    written = exact_json.dumps(value)
    for text in (written, written.decode()):
        assert same(exact_json.loads(text), slowly(text))


@given(NUMBERS, st.sampled_from(["{}", "[{}]", '{{"n": {}}}', '{{"n": [1, "2.5e3", {}]}}', "[\n{}\n]"]))
def test_a_number_is_read_with_every_digit_wherever_it_stands(number: Any, around: str) -> None:
    text = around.format(number)
    assert same(exact_json.loads(text), slowly(text))


@pytest.mark.parametrize("number", ["1e5", "1E5", "1e+400", "0.1", "-0.0", "12345678901234567890123", "18446744073709551616", "123456789012345678"])
def test_numbers_that_a_float_would_bend_are_decimals_or_whole(number: str) -> None:
    read = exact_json.loads(number)
    assert type(read) is (Decimal if {".", "e", "E"} & set(number) else int)
    assert read == Decimal(number)


@pytest.mark.parametrize("text", ["", "{", "NaN", "[Infinity]", "01", "1.", "[1,]", "'a'"])
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        exact_json.loads(text)


def same(one: Any, other: Any) -> bool:
    """Equal, and of the same types all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and str(one) == str(other)


@given(VALUES, st.text())
def test_what_is_written_already_stands_in_another_as_if_it_were_written_there(value: Any, beside: str) -> None:
    assert exact_json.dumps([beside, exact_json.written(value)]) == b"[" + exact_json.dumps(beside) + b"," + exact_json.dumps(value) + b"]"


def test_what_is_written_already_is_never_told_by_the_slow_writer() -> None:
    with pytest.raises(TypeError):
        exact_json.dumps([Decimal("0.1"), exact_json.written({})])
