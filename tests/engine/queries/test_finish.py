"""The likely finish of a case, from those that have ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from engine.commands.steering import Suspend
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing
from engine.domain.figures import Entry, waited_for_applicant
from engine.domain.viewer import Viewer
from engine.jobs.past_cases import sample_when_due
from engine.queries.finish import FinishShown, LikelyFinish
from engine.store import transaction
from engine.store.schema import cases, journal
from engine.store.schema_forecast import past_cases
from tests.engine.world import APPROVER, GOODS, MONDAY, SITE, STRANGER, WINDOW, World, fresh, officer

BEGUN = MONDAY.astimezone(SHANGHAI).replace(hour=9, minute=0)
SUPERVISOR = officer("city_appearance:supervisor", "督")


def ended(world: World, like: int) -> None:
    """A case decided and closed after three working hours, and as many like it, each an hour slower than the one before."""
    player = world.accepted()
    world.clock.set(world.clock.now() + timedelta(hours=1))
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    world.finish(player, "approve", APPROVER, "deny", opinion="占道过宽")
    with transaction.writing(world.engine.database) as tx:
        row = dict(tx.execute(select(cases).where(cases.c.case_id == player.case_id)).one()._mapping)
        told = [dict(each._mapping) for each in tx.execute(select(journal).where(journal.c.case_id == player.case_id))]
        for number in range(like):
            case_id = f"past{number}"
            closed_at = row["closed_at"] + timedelta(hours=number % 2)
            tx.execute(insert(cases), [{**row, "case_id": case_id, "case_no": case_id, "closed_at": closed_at}])
            tx.execute(insert(journal), [{**each, "case_id": case_id} for each in told])


def finish(world: World, case_id: str, who: Viewer = WINDOW) -> FinishShown | None:
    return world.engine.ask(LikelyFinish(case_id=case_id), who)


def test_with_enough_similar_cases_the_applicant_and_the_officer_read_the_same_forecast_and_on_how_many_it_rests(world: World) -> None:
    ended(world, 11)
    assert sample_when_due(world.engine) and not sample_when_due(world.engine)
    world.clock.set(world.clock.now().astimezone(SHANGHAI).replace(hour=9, minute=0) + timedelta(days=1))
    player = world.accepted()
    said = finish(world, player.case_id)
    assert said is not None and said == finish(world, player.case_id, player.applicant)
    assert (said.cases, said.stage, said.same_route, said.slower, said.late) == (12, "部门审查", True, False, False)
    begun = world.clock.now()
    assert (said.half_at - begun, said.most_at - begun) == (timedelta(hours=1), timedelta(hours=2))


def test_with_too_few_a_case_at_rest_and_one_that_has_ended_nothing_is_said(world: World) -> None:
    ended(world, 8)
    sample_when_due(world.engine)
    player = world.accepted()
    assert finish(world, player.case_id) is None
    ended(world, 0)
    with transaction.writing(world.engine.database) as tx:
        row = dict(tx.execute(select(cases).where(cases.c.case_id == "past0")).one()._mapping)
        told = [dict(each._mapping) for each in tx.execute(select(journal).where(journal.c.case_id == "past0"))]
        tx.execute(insert(cases), [{**row, "case_id": "one-more", "case_no": "one-more"}])
        tx.execute(insert(journal), [{**each, "case_id": "one-more"} for each in told])
    world.clock.set(world.clock.now() + timedelta(hours=2))
    assert sample_when_due(world.engine)
    other = world.accepted()
    assert finish(world, other.case_id) is not None
    world.do(Suspend(command_id=fresh(), case_id=other.case_id, reason="等函"), SUPERVISOR)
    assert finish(world, other.case_id) is None
    assert finish(world, "past0") is None


def test_a_case_that_outlasts_the_quick_ones_says_that_it_is_later_than_was_said(world: World) -> None:
    ended(world, 40)
    sample_when_due(world.engine)
    player = world.accepted()
    world.clock.set(world.clock.now() + timedelta(minutes=90))
    said = finish(world, player.case_id)
    assert said is not None and said.half_at > world.clock.now() and 10 <= said.cases < 41 and said.slower


def test_a_stranger_is_told_nothing_of_a_forecast(world: World) -> None:
    player = world.submitted()
    for who in (STRANGER, Viewer.public(), Viewer.applicant({"another"})):
        with pytest.raises(Missing):
            finish(world, player.case_id, who)


def test_the_applicants_own_time_is_no_part_of_the_forecast_and_comes_on_top(world: World) -> None:
    """Past cases in which he was waited for a day, and others that went straight on, count alike: three working hours of the departments."""
    told = [
        Entry(BEGUN, "TaskOpened", "review", {"task_id": "r", "department": "tax"}),
        Entry(BEGUN + timedelta(hours=1), "TaskCompleted", "review", {"task_id": "r", "department": "tax"}),
        Entry(BEGUN + timedelta(hours=1), "TaskOpened", "pay", {"task_id": "p", "department": "applicant"}),
        Entry(BEGUN + timedelta(days=1, hours=1), "TaskCompleted", "pay", {"task_id": "p", "department": "applicant"}),
        Entry(BEGUN + timedelta(days=1, hours=1), "TaskOpened", "again", {"task_id": "a", "department": "tax"}),
    ]
    with transaction.reading(world.engine.database) as tx:
        minutes = world.engine.parts.directory.calendar(tx).working_minutes_between
    end = BEGUN + timedelta(days=1, hours=2)
    assert waited_for_applicant(told, BEGUN, end, minutes) == minutes(told[1].at, told[3].at) == 420
    assert minutes(BEGUN, end) - waited_for_applicant(told, BEGUN, end, minutes) == 120
    assert waited_for_applicant(told[:3], BEGUN, BEGUN + timedelta(hours=2), minutes) == 60, "he is waited for still"


def test_a_supplement_in_the_middle_of_past_cases_shortens_no_forecast_and_one_in_this_case_puts_it_off(world: World) -> None:
    ended(world, 11)
    sample_when_due(world.engine)
    with transaction.reading(world.engine.database) as tx:
        before = {(row.stage, row.route): row.minutes for row in tx.execute(select(past_cases))}
    with transaction.writing(world.engine.database) as tx:  # the applicant had a task of his own from the first review's end to the case's
        for row in tx.execute(select(cases).where(cases.c.closed_at.is_not(None))).all():
            ends = tx.execute(select(journal).where(journal.c.case_id == row.case_id, journal.c.event == "TaskCompleted")).all()
            last = tx.execute(select(journal).where(journal.c.case_id == row.case_id).order_by(journal.c.seq.desc())).first()
            own = {"task_id": "his", "department": "applicant", "step": "补正", "role": ""}
            opened = {**last._mapping, "seq": last.seq + 1, "event": "TaskOpened", "facts": own, "at": max(each.at for each in ends)}
            tx.execute(insert(journal), [opened])
    world.clock.set(world.clock.now() + timedelta(hours=2))
    assert sample_when_due(world.engine)
    with transaction.reading(world.engine.database) as tx:
        after = {(row.stage, row.route): row.minutes for row in tx.execute(select(past_cases))}
    assert after.keys() == before.keys() and all(sum(after[key]) < sum(before[key]) for key in before)
