"""Figures of reports against the journal: every number is counted a second time, by SQL and by hand, and must be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.commands.follow import Rate
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing, Refused
from engine.domain.figures import bucket, percentile
from engine.jobs import counting
from engine.queries.reports import COUNTS, Report, ReportShown
from engine.rehearsal.player import Player
from engine.store import figures, transaction
from engine.store.schema import journal
from engine.store.schema_figures import daily_figure
from tests.databases import KINDS, Databases
from tests.engine.commands.test_one_notice import AREA, PLAN, answer, ask
from tests.engine.world import APPROVER, GOODS, MONDAY, NEXT_TOWN, SITE, WINDOW, World, officer, world_of

SUPERVISOR = officer("city_appearance:supervisor", "督")
BEGAN, ENDED = MONDAY.date(), MONDAY.date() + timedelta(days=20)


def later(world: World, **more: float) -> None:
    world.stage.pass_time(world.clock.now() + timedelta(**more))


def told(world: World) -> list[Player]:
    """Granted in time and rated; late by every limit, supplemented and denied; under way; and refused at the window."""
    quick = world.accepted()
    later(world, hours=2)
    world.finish(quick, "review_site", SITE, "agree", fields={"passage": 3})
    world.finish(quick, "review_goods", GOODS, "agree")
    later(world, minutes=50)
    world.finish(quick, "approve", APPROVER, "grant")
    world.finish(quick, "hand_out", WINDOW)
    world.do(Rate(command_id="rated", case_id=quick.case_id, level=1, comment="慢"), quick.applicant)

    slow = world.submitted()
    ask(world, slow, PLAN)
    later(world, days=2)
    answer(world, slow, 1)
    with pytest.raises(Refused):
        ask(world, slow, AREA)
    world.finish(slow, "check_application", WINDOW, "accept")
    later(world, days=6)
    world.finish(slow, "review_site", SITE, "agree", fields={"passage": 3})
    world.finish(slow, "review_goods", GOODS, "agree")
    world.finish(slow, "approve", APPROVER, "deny", opinion="不符合条件")
    later(world, days=1)
    return [quick, slow, world.accepted()]


@pytest.fixture(scope="module", params=KINDS)
def counted(request: pytest.FixtureRequest, databases: dict[str, Databases]) -> Iterator[World]:
    """One for all who only look."""
    with world_of(databases[request.param]) as own:
        told(own)
        counting.anew(own.engine)
        yield own


def shown(world: World, since: date = BEGAN, until: date = ENDED) -> ReportShown:
    found: ReportShown = world.engine.ask(Report(since=since, until=until, process_id=world.process.id), SUPERVISOR)
    return found


def entries(world: World) -> list[Any]:
    with transaction.reading(world.engine.database) as tx:
        return list(tx.execute(select(journal).order_by(journal.c.case_id, journal.c.seq)))


def day_of(row: Any) -> date:
    return row.at.astimezone(SHANGHAI).date()


def test_every_count_is_that_of_the_journal(counted: World) -> None:
    events = {
        "submitted": "CaseSubmitted", "accepted": "CaseAccepted", "refused": "CaseRefused", "noticed": "SupplementRequested",
        "notice_refused": "SecondNoticeRefused", "decided": "DecisionMade", "closed": "CaseClosed", "withdrawn": "CaseWithdrawn",
        "terminated": "CaseTerminated",
    }  # fmt: skip
    assert set(events) == set(COUNTS)
    with transaction.reading(counted.engine.database) as tx:
        rows = tx.execute(select(journal.c.event)).scalars().all()
    by_hand = {name: rows.count(event) for name, event in events.items()}
    assert shown(counted).counts == by_hand and by_hand["decided"] == 2 and by_hand["noticed"] == by_hand["notice_refused"] == 1


def test_each_point_of_the_trend_is_that_day_of_the_journal(counted: World) -> None:
    by_hand = Counter((row.event, day_of(row)) for row in entries(counted))
    points = shown(counted).trend
    assert [point.begins for point in points] == [BEGAN + timedelta(days=each) for each in range(21)]
    for point in points:
        told_then = (by_hand[event, point.begins] for event in ("CaseSubmitted", "CaseAccepted", "DecisionMade"))
        assert (point.submitted, point.accepted, point.decided) == tuple(told_then)
    assert sum(point.promised.number for point in points) == shown(counted).promised.number == 2


def test_on_time_is_what_the_journals_clocks_say(counted: World) -> None:
    """By the due instants that ``ClockStarted`` names: no clock of these cases rested after it."""
    due: dict[tuple[str, str], datetime] = {}
    late = Counter[str]()
    for row in entries(counted):
        if row.event == "ClockStarted":
            due[row.case_id, row.facts["kind"]] = datetime.fromisoformat(row.facts["due_at"])
        elif row.event == "DecisionMade":
            late.update(kind for kind in ("statutory", "promised") if row.at > due[row.case_id, kind])
    own = shown(counted)
    assert (own.statutory.late, own.promised.late) == (late["statutory"], late["promised"]) == (0, 1)
    assert own.promised.on_time == 1 and own.promised.share == 0.5


def test_steps_and_departments_are_those_the_journal_says_were_done_and_were_overdue(counted: World) -> None:
    done, late, took = Counter[str](), Counter[str](), dict[str, list[int]]()
    opened, overdue = {}, set()
    calendar = counted.engine.parts.directory
    with transaction.reading(counted.engine.database) as tx:
        minutes = calendar.calendar(tx).working_minutes_between
    for row in entries(counted):
        if row.event == "TaskOpened":
            opened[row.facts["task_id"]] = row.at
        elif row.event == "TaskOverdue":
            overdue.add(row.facts["task_id"])
        elif row.event == "TaskCompleted":
            done[row.element_id] += 1
            late[row.element_id] += row.facts["task_id"] in overdue
            took.setdefault(row.element_id, []).append(bucket(minutes(opened[row.facts["task_id"]], row.at)))
    own = {step.element: step for step in shown(counted).steps if step.element in done}
    assert {name: step.number for name, step in own.items()} == done
    assert {name: step.rate.late for name, step in own.items() if step.limit} == {name: late[name] for name in own if own[name].limit}
    assert late["review_site"] == 1
    assert {name: step.half for name, step in own.items()} == {name: sorted(each)[(len(each) - 1) // 2] for name, each in took.items()}
    officers = [row for row in entries(counted) if row.event == "TaskCompleted" and row.facts["department"] != "applicant"]
    assert sum(one.rate.number + one.free for one in shown(counted).departments) == len(officers)


def test_whose_time_it_was_adds_up_to_the_time_from_submission_to_decision(counted: World) -> None:
    begun, whole, waited = {}, 0, 0
    with transaction.reading(counted.engine.database) as tx:
        minutes = counted.engine.parts.directory.calendar(tx).working_minutes_between
    asked = {}
    for row in entries(counted):
        if row.event == "CaseSubmitted":
            begun[row.case_id] = row.at
        elif row.event == "SupplementRequested":
            asked[row.case_id] = row.at
        elif row.event == "SupplementSubmitted":
            waited += minutes(asked[row.case_id], row.at)
        elif row.event == "DecisionMade":
            whole += minutes(begun[row.case_id], row.at)
    times = shown(counted).times
    assert {name: round(2 * each) for name, each in times.items()} == {"applicant": waited, "department": whole - waited, "statutory": 0}
    assert waited > 0


def test_a_poor_rating_stands_under_its_level_and_is_owed(counted: World) -> None:
    own = shown(counted).ratings
    assert own.levels == {"5": 0, "4": 0, "3": 0, "2": 0, "1": 1} and own.to_rectify == 1 and own.put_right == 0 and own.good == 0
    assert [(one.level, one.text) for one in own.comments] == [(1, "慢")]


def test_counting_day_by_day_gives_what_counting_anew_gives(world: World) -> None:
    counting.until_now(world.engine)
    cases = told(world)
    counting.until_now(world.engine)
    world.finish(cases[2], "review_goods", GOODS, "agree")
    counting.until_now(world.engine)
    counting.until_now(world.engine)
    step_by_step = table(world)
    counting.anew(world.engine)
    assert step_by_step and table(world) == step_by_step


def table(world: World) -> list[Any]:
    with transaction.reading(world.engine.database) as tx:
        return sorted(tuple(row) for row in tx.execute(select(daily_figure)))


def test_two_who_count_at_once_count_once(world: World) -> None:
    told(world)
    counting.until_now(world.engine)
    right = table(world)
    with transaction.reading(world.engine.database) as tx:
        before = figures.how_far(tx)
    later(world, days=1)
    counting.until_now(world.engine)
    with transaction.writing(world.engine.database) as tx:
        assert not figures.go_on(tx, before, final=BEGAN), "who is late finds that another has counted, and leaves it"
    assert table(world) == right


def test_a_worker_is_asked_once_in_ten_minutes(world: World) -> None:
    for _ in range(2):
        counting.ask_for(world.engine, counting.due(world.engine))
    told(world)  # its steps let the worker do what is ready
    assert shown(world).counted_at is not None
    first = counting.due(world.engine)
    later(world, minutes=10)
    assert counting.due(world.engine) != first


def test_another_division_sees_its_own_and_who_supervises_nothing_sees_nothing(counted: World) -> None:
    elsewhere = officer("city_appearance:supervisor", "周", NEXT_TOWN)
    asked = Report(since=BEGAN, until=ENDED)
    assert set(counted.engine.ask(asked, elsewhere).counts.values()) == {0}
    assert counted.engine.ask(asked, SUPERVISOR).every[0].submitted == 3
    with pytest.raises(Missing):
        counted.engine.ask(asked, WINDOW)
    with pytest.raises(Missing):
        counted.engine.ask(Report(since=BEGAN, until=ENDED, process_id="no-such"), SUPERVISOR)


def test_a_bucket_keeps_two_figures_and_never_falls_short() -> None:
    assert [bucket(each) for each in (0, 7, 99, 100, 101, 432, 480, 1234, 9600)] == [0, 7, 99, 100, 110, 440, 480, 1300, 9600]
    assert percentile({}, 0.5) is None
    assert [percentile({10: 5, 20: 4, 90: 1}, share) for share in (0.5, 0.9, 1)] == [10, 20, 90]


