from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.case_number import QUERY_ALPHABET, CaseNumber, check_character, draw_query_code, normalise_query_code
from engine.domain.errors import Invalid

NUMBER = CaseNumber("330783", date(2026, 11, 20), "GQZR", 42)


def test_the_check_character_follows_the_published_example() -> None:
    assert check_character("A12425GABC1234002") == "M"  # GRid handbook


def test_a_number_prints_and_reads_back_however_it_is_typed() -> None:
    printed = str(NUMBER)
    assert printed.startswith("33078320261120GQZR000042")
    assert len(printed) == 25
    for typed in (printed, printed.lower(), " ".join(printed), f"{printed[:6]}-{printed[6:14]}-{printed[14:]}", "３３" + printed[2:]):
        assert CaseNumber.parse(typed) == NUMBER


@given(st.integers(0, 24), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_every_single_wrong_character_is_noticed(at: int, other: str) -> None:
    printed = str(NUMBER)
    if printed[at] == other:
        return
    with pytest.raises(Invalid):
        CaseNumber.parse(printed[:at] + other + printed[at + 1 :])


@pytest.mark.parametrize("text", ["", "abc", "33078320261120GQZR00004", "33078320261320GQZR000042X" * 3])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        CaseNumber.parse(text)


def test_a_date_that_does_not_exist_is_refused() -> None:
    body = "33078320261320GQZR000042"
    with pytest.raises(Invalid, match="日期"):
        CaseNumber.parse(body + check_character(body))


@pytest.mark.parametrize(("division", "code", "serial"), [("33078", "GQZR", 1), ("330783", "gqzr", 1), ("330783", "GQZR", 1_000_000)])
def test_parts_that_do_not_fit_are_refused(division: str, code: str, serial: int) -> None:
    with pytest.raises(Invalid):
        CaseNumber(division, date(2026, 11, 20), code, serial)


def test_query_codes_are_drawn_from_the_given_source_and_hold_more_than_fifty_bits() -> None:
    code = draw_query_code(random.Random(1).randrange)
    assert code == draw_query_code(random.Random(1).randrange)
    assert [len(part) for part in code.split("-")] == [4, 4, 4]
    assert len(QUERY_ALPHABET) ** 12 > 2**57
    assert not set("01OILZSBU") & set(QUERY_ALPHABET)


def test_query_codes_are_read_as_people_type_them() -> None:
    assert normalise_query_code(" 2a58-zsbu—ｗｘｙ７ ".replace("—", "-")) == "2A58-258V-WXY7"
    assert normalise_query_code("2A58258VWXY7") == "2A58-258V-WXY7"
    assert normalise_query_code("short") == "5HORT"
