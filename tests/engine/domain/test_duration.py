from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.duration import Duration
from engine.domain.errors import Invalid


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("P2D", Duration(days=Decimal(2))),
        ("PT30M", Duration(seconds=Decimal(1800))),
        ("P0.5D", Duration(days=Decimal("0.5"))),
        ("P0,5D", Duration(days=Decimal("0.5"))),
        ("P1M", Duration(months=1)),
        ("P1Y2M", Duration(months=14)),
        ("P1W", Duration(weeks=1)),
        ("P1DT2H3M4.5S", Duration(days=Decimal(1), seconds=Decimal("7384.5"))),
        ("PT0S", Duration()),
    ],
)
def test_iso_durations_are_read(text: str, parts: Duration) -> None:
    assert Duration.parse(text) == parts


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "2D", "-P1D", "P-1D", "P1.5M", "P1H", "PT1D", "P99999999D", "P٢D", "P40000D"])
def test_what_is_not_a_duration_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Invalid):
        Duration.parse(text)


@pytest.mark.parametrize("text", ["P2D", "PT30M", "P0.5D", "P1M", "P1Y2M", "P1DT2H3M4.5S", "P0D"])
def test_a_duration_writes_itself_as_it_was_read(text: str) -> None:
    assert str(Duration.parse(text)) == text


@given(st.integers(0, 99), st.integers(0, 9), st.integers(0, 999), st.integers(0, 99_999))
def test_writing_and_reading_give_the_same_duration(months: int, weeks: int, days: int, seconds: int) -> None:
    duration = Duration(months, weeks, Decimal(days), Decimal(seconds))
    assert Duration.parse(str(duration)) == duration


def test_whole_days_and_hours_are_told_apart() -> None:
    assert Duration.parse("P2D").is_whole_days
    assert not Duration.parse("P0.5D").is_whole_days
    assert Duration.parse("PT2H").time == timedelta(hours=2)
