from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.calendar import WorkCalendar, YearTable
from engine.domain.clock_kind import ClockKind
from engine.domain.deadline import DeadlineClock, Light, rests
from engine.domain.errors import Refused
from tests.engine.domain.example_calendar import CALENDAR, days, local


def promise(limit: str = "P20D", at: str = "2026-11-02T10:00", mode: str = "working") -> DeadlineClock:
    return DeadlineClock.start(ClockKind.PROMISED, limit, local(at), CALENDAR, mode)


def test_a_clock_says_which_day_it_is_and_what_was_left_out() -> None:
    clock = promise().pause("expert_review", local("2026-11-05T10:00")).resume("expert_review", local("2026-11-11T16:00"), CALENDAR)
    assert clock.due_at == local("2026-12-04T17:30")
    assert clock.explain(local("2026-11-16T09:00"), CALENDAR) == "第 6 个工作日，共 20 个；已扣除专家评审 4 天，行政许可法第 45 条"


def test_expert_review_is_left_out_and_then_the_head_extends_by_ten_days() -> None:
    clock = DeadlineClock.start(ClockKind.STATUTORY, "P20D", local("2026-02-12T10:00"), CALENDAR)
    clock = clock.pause("expert_review", local("2026-02-26T09:00")).resume("expert_review", local("2026-03-13T09:00"), CALENDAR)
    assert CALENDAR.working_days_between(date(2026, 2, 26), date(2026, 3, 13)) == 12
    assert clock.due_at == CALENDAR.add(local("2026-03-18T17:30"), "P12D")
    longer = clock.extend("P10D", local("2026-03-30T09:00"), CALENDAR, "情况复杂")
    assert longer.due_at == CALENDAR.add(clock.due_at, "P10D")


def test_a_pause_inside_one_day_does_not_move_a_limit_of_days_but_moves_one_of_minutes() -> None:
    whole = promise("P1D").pause("tax_payment", local("2026-11-02T11:00")).resume("tax_payment", local("2026-11-02T16:00"), CALENDAR)
    assert whole.due_at == local("2026-11-03T17:30")
    short = promise("PT60M").pause("tax_payment", local("2026-11-02T10:20")).resume("tax_payment", local("2026-11-02T14:00"), CALENDAR)
    assert short.due_at == local("2026-11-02T14:40")


def test_two_causes_at_once_count_once() -> None:
    clock = promise().pause("hearing", local("2026-11-04T10:00")).pause("tax_payment", local("2026-11-05T10:00"))
    clock = clock.resume("hearing", local("2026-11-06T10:00"), CALENDAR)
    assert clock.is_paused
    clock = clock.resume("tax_payment", local("2026-11-10T10:00"), CALENDAR)
    assert not clock.is_paused
    assert clock.due_at == CALENDAR.add(promise().due_at, "P4D")


def test_a_pause_after_the_due_instant_saves_nobody() -> None:
    clock = promise("P1D")
    late = clock.pause("hearing", local("2026-11-05T10:00")).resume("hearing", local("2026-11-20T10:00"), CALENDAR)
    assert late.due_at == clock.due_at
    assert late.light(local("2026-11-20T10:00"), CALENDAR) == Light.RED


def test_only_causes_of_article_45_rest_the_statutory_clock() -> None:
    assert rests("expert_review") == {ClockKind.STATUTORY, ClockKind.PROMISED}
    assert rests("tax_payment") == {ClockKind.PROMISED}
    statutory = DeadlineClock.start(ClockKind.STATUTORY, "P20D", local("2026-11-02T10:00"), CALENDAR)
    with pytest.raises(Refused, match="等待缴税不能暂停法定时限"):
        statutory.pause("tax_payment", local("2026-11-03T10:00"))
    with pytest.raises(Refused):
        DeadlineClock.start(ClockKind.STEP, "P1D", local("2026-11-02T10:00"), CALENDAR).pause("hearing", local("2026-11-03T10:00"))


def test_acts_that_make_no_sense_are_refused() -> None:
    clock, later = promise(), local("2026-11-03T10:00")
    with pytest.raises(Refused, match="没有因"):
        clock.resume("hearing", later, CALENDAR)
    with pytest.raises(Refused, match="已因"):
        clock.pause("hearing", later).pause("hearing", later)
    with pytest.raises(Refused, match="延长过一次"):
        clock.extend("P5D", later, CALENDAR).extend("P5D", later, CALENDAR)
    with pytest.raises(Refused, match="届满"):
        clock.extend("P5D", local("2026-12-20T10:00"), CALENDAR)
    with pytest.raises(Refused, match="停止"):
        clock.stop(later, CALENDAR).stop(later, CALENDAR)


@pytest.mark.parametrize(
    ("limit", "now", "light"),
    [
        ("P20D", "2026-11-24T09:00", Light.GREEN),
        ("P20D", "2026-11-27T18:00", Light.GREEN),  # Friday evening: a whole working day is left
        ("P20D", "2026-11-30T00:00", Light.AMBER),  # its day has come
        ("P20D", "2026-11-30T17:30", Light.AMBER),  # the last instant
        ("P20D", "2026-11-30T17:31", Light.RED),
        ("P2D", "2026-11-02T16:00", Light.GREEN),
        ("P2D", "2026-11-03T09:00", Light.GREEN),
        ("P2D", "2026-11-04T09:00", Light.AMBER),
        ("P1D", "2026-11-02T16:00", Light.GREEN),
        ("P1D", "2026-11-03T09:00", Light.AMBER),
        ("PT60M", "2026-11-02T10:01", Light.AMBER),
        ("PT60M", "2026-11-02T11:01", Light.RED),
    ],
)
def test_lights_turn_amber_when_less_than_a_working_day_is_left_and_red_past_due(limit: str, now: str, light: Light) -> None:
    assert promise(limit).light(local(now), CALENDAR) == light


def test_a_resting_clock_keeps_its_colour_and_a_stopped_one_for_ever() -> None:
    resting = promise("P2D").pause("hearing", local("2026-11-02T16:00"))
    assert resting.light(local("2026-12-20T09:00"), CALENDAR) == Light.GREEN
    assert "听证期间暂停计时（自 11 月 2 日起）" in resting.explain(local("2026-12-20T09:00"), CALENDAR)
    done = promise("P2D").stop(local("2026-11-03T09:00"), CALENDAR)
    assert done.light(local("2026-12-20T09:00"), CALENDAR) == Light.GREEN
    assert done.explain(local("2026-12-20T09:00"), CALENDAR) == "用 1 个工作日办结，共 2 个"
    late = promise("P2D").stop(local("2026-11-06T09:00"), CALENDAR)
    assert late.light(local("2026-12-20T09:00"), CALENDAR) == Light.RED


def test_explanations_speak_of_the_first_day_of_lateness_of_minutes_hours_and_natural_days() -> None:
    assert promise().explain(local("2026-11-02T16:00"), CALENDAR) == "次日起算，共 20 个工作日"
    assert promise("P2D").explain(local("2026-11-09T09:00"), CALENDAR) == "已超期 3 个工作日，共 2 个"
    assert promise("P2D").explain(local("2026-11-04T18:00"), CALENDAR) == "今天已超期，共 2 个工作日"
    assert promise("PT30M").explain(local("2026-11-02T10:20"), CALENDAR) == "已用 20 个工作分钟，共 30 个工作分钟"
    assert promise("PT30M").explain(local("2026-11-02T10:40"), CALENDAR) == "已超期 10 个工作分钟，共 30 个工作分钟"
    assert promise("PT4H").explain(local("2026-11-02T11:30"), CALENDAR) == "已用 1.5 个工作小时，共 4 个工作小时"
    assert promise("PT30M").explain(local("2026-11-04T10:00"), CALENDAR) == "已超期 14.5 个工作小时，共 0.5 个工作小时"
    assert promise("P20D", mode="calendar").explain(local("2026-11-08T09:00"), CALENDAR) == "第 6 天，共 20 天"


def test_a_clock_that_reaches_into_an_unpublished_year_says_so_and_is_recounted_once_it_is_published() -> None:
    clock = promise("P20D", at="2026-12-14T10:00")
    assert clock.explain(local("2026-12-15T09:00"), CALENDAR).endswith("到期日为暂定，当年放假安排尚未公布")
    published = WorkCalendar({**CALENDAR.years, 2027: YearTable(days(2027, "01-01..01-03"))}, CALENDAR.office_hours)
    assert clock.recount(published).due_at == CALENDAR.add(clock.due_at, "P1D")
    assert "暂定" not in clock.recount(published).explain(local("2026-12-15T09:00"), published)


@given(
    limit=st.sampled_from(["P1D", "P20D", "PT30M", "P0.5D", "PT90M"]),
    mode=st.sampled_from(["working", "calendar"]),
    steps=st.lists(st.tuples(st.sampled_from(["hearing", "tax_payment"]), st.integers(0, 6_000), st.integers(0, 30_000)), max_size=5),
)
def test_pausing_never_moves_a_due_date_earlier(limit: str, mode: str, steps: list[tuple[str, int, int]]) -> None:
    clock = promise(limit, at="2026-01-05T09:00", mode=mode)
    now: datetime = clock.started_at
    for cause, wait, rest in steps:
        before = clock.due_at
        now += timedelta(minutes=wait)
        clock = clock.pause(cause, now)
        assert clock.due_at >= before
        now += timedelta(minutes=rest)
        clock = clock.resume(cause, now, CALENDAR)
        assert clock.due_at >= before
        assert clock.due_at.tzinfo is UTC


def _rests(clock: DeadlineClock, steps: list[tuple[str, int, int]]) -> tuple[DeadlineClock, datetime]:
    now: datetime = clock.started_at
    for cause, wait, rest in steps:
        now += timedelta(minutes=wait)
        clock = clock.pause(cause, now)
        now += timedelta(minutes=rest)
        clock = clock.resume(cause, now, CALENDAR)
    return clock, now


RESTS = st.lists(st.tuples(st.sampled_from(["hearing", "tax_payment"]), st.integers(0, 4_000), st.integers(0, 9_000)), max_size=4)


@given(limit=st.sampled_from(["P1D", "P20D", "PT30M", "P0.5D"]), start=st.integers(0, 400_000), wait=st.integers(0, 20_000), rest=st.integers(0, 8_000))
def test_a_rest_without_any_working_time_changes_nothing(limit: str, start: int, wait: int, rest: int) -> None:
    began = local("2026-01-05T09:00") + timedelta(minutes=start)
    clock = DeadlineClock.start(ClockKind.PROMISED, limit, began, CALENDAR)
    at = began + timedelta(minutes=wait)
    over = at + timedelta(minutes=rest)
    rested = clock.pause("hearing", at).resume("hearing", over, CALENDAR)
    whole_days = clock.limit.is_whole_days
    idle = CALENDAR.working_days_between(at.date(), over.date()) == 0 if whole_days else not CALENDAR.working_time_between(at, over)
    assert (rested.due_at == clock.due_at) or not idle


@given(limit=st.sampled_from(["P5D", "P20D"]), days=st.integers(1, 15), before=RESTS, after=RESTS)
def test_an_extension_never_shortens_whenever_the_clock_rested(limit: str, days: int, before: list, after: list) -> None:
    clock, now = _rests(promise(limit, at="2026-01-05T09:00"), before)
    if now > clock.due_at:
        return
    longer = clock.extend(f"P{days}D", now, CALENDAR)
    assert longer.due_at > clock.due_at
    plain, extended = clock, longer
    for cause, wait, rest in after:
        now += timedelta(minutes=wait)
        plain, extended = plain.pause(cause, now), extended.pause(cause, now)
        now += timedelta(minutes=rest)
        plain, extended = plain.resume(cause, now, CALENDAR), extended.resume(cause, now, CALENDAR)
        assert extended.due_at > plain.due_at


@given(limit=st.sampled_from(["P5D", "P20D"]), rests=RESTS)
def test_what_was_used_and_what_was_left_out_add_up_to_the_days_that_passed(limit: str, rests: list) -> None:
    clock, now = _rests(promise(limit, at="2026-01-05T09:00"), rests)
    used = clock._used(now, CALENDAR)
    left_out = sum(clock.days_between(one.from_at, one.to_at, CALENDAR) for one in clock.rested())
    assert used + left_out == clock.days_between(clock.started_at, now, CALENDAR)
