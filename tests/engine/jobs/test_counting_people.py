"""Figures of officers by name and of departments' own parts, counted a second time from the journal by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from engine.commands.steering import Suspend
from engine.commands.task import ClaimTask
from engine.domain.errors import Missing
from engine.domain.figures import bucket
from engine.jobs import counting
from engine.jobs.lights import count_when_due
from engine.queries.report_officers import MyFigures, OfficersReport, OfficersShown
from engine.queries.sheets import ReportSheets
from engine.store import board, transaction
from tests.databases import KINDS, Databases
from tests.engine.jobs.test_counting import BEGAN, ENDED, SUPERVISOR, entries, later, shown, told
from tests.engine.world import GOODS, NEXT_TOWN, WINDOW, World, officer, world_of


@pytest.fixture(scope="module", params=KINDS)
def counted(request: pytest.FixtureRequest, databases: dict[str, Databases]) -> Iterator[World]:
    """One for all who only look."""
    with world_of(databases[request.param]) as own:
        told(own)
        counting.anew(own.engine)
        yield own


def minutes_of(world: World) -> Any:
    with transaction.reading(world.engine.database) as tx:
        return world.engine.parts.directory.calendar(tx).working_minutes_between


def test_officers_by_name_are_those_the_journal_says_pressed_in_time_or_late(counted: World) -> None:
    """The mark by ``TaskOverdue`` of the journal, the time from when he claimed it, or it was opened."""
    minutes, begun, overdue, named = minutes_of(counted), {}, set(), dict[str, str]()
    by_hand: dict[tuple[str, str], Counter[str]] = {}
    took: dict[tuple[str, str], list[int]] = {}
    for row in entries(counted):
        own = row.facts.get("task_id", "")
        if row.event == "TaskOpened":
            begun[own] = row.at
            named[own] = row.facts["department"]
        elif row.event == "TaskClaimed":
            begun[own] = row.at
        elif row.event == "TaskOverdue":
            overdue.add(own)
        elif row.event == "TaskCompleted" and row.actor.startswith("officer:"):
            key = row.actor.removeprefix("officer:"), named[own]
            by_hand.setdefault(key, Counter())["late" if own in overdue else "done"] += 1
            took.setdefault(key, []).append(bucket(minutes(begun[own], row.at)))
    with transaction.reading(counted.engine.database) as tx:
        departments = counted.engine.parts.directory.departments(tx)
    lines = {(one.key, one.department): one for one in people(counted).lines}
    assert {(key[0], departments[key[1]]) for key in by_hand} == set(lines)
    for key, own in by_hand.items():
        line = lines[key[0], departments[key[1]]]
        assert (line.done, line.rate.late) == (own["late"] + own["done"], own["late"]), key
        assert line.half == sorted(took[key])[(len(took[key]) - 1) // 2]
    assert people(counted).total.done == sum(sum(own.values()) for own in by_hand.values()) and people(counted).total.rate.late == 2


def test_a_departments_own_part_is_what_the_journal_says_was_done_within_its_promise(counted: World) -> None:
    minutes, by_hand, took = minutes_of(counted), dict[str, Counter[str]](), dict[str, list[int]]()
    done = {(row.case_id, row.element_id): row.at for row in entries(counted) if row.event == "TaskCompleted"}
    opened = {(row.case_id, row.element_id): row.at for row in entries(counted) if row.event == "TaskOpened"}
    for row in entries(counted):
        if row.event == "PartDone":
            key = row.case_id, row.element_id
            assert row.at == done[key] and row.facts["begun_at"] == opened[key].isoformat(), "it is done with the step that does it"
            due = row.facts["due_at"]
            mark = "free" if not due else "late" if row.at > datetime.fromisoformat(due) else "on_time"
            by_hand.setdefault(row.facts["department"], Counter())[mark] += 1
            took.setdefault(row.facts["department"], []).append(bucket(minutes(opened[key], row.at)))
    parts = {one.department: one for one in shown(counted).parts if one.rate.number + one.free}
    assert {name: Counter(on_time=one.rate.on_time, late=one.rate.late, free=one.free) for name, one in parts.items()} == by_hand
    assert {name: one.half for name, one in parts.items()} == {name: sorted(each)[(len(each) - 1) // 2] for name, each in took.items()}
    assert sum(own["late"] for own in by_hand.values()) == 2, "both departments, in the slow case"


def test_what_is_open_and_late_now_is_what_stands_open_in_the_journal(counted: World) -> None:
    """Of the third case both departments' parts, which nobody has claimed."""
    count_what_stands(counted)
    begun, over = Counter[str](), Counter[str]()
    for row in entries(counted):
        own = counted.process.definition.steps[row.element_id].item if row.element_id in counted.process.definition.steps else ""
        if own and row.event == "TaskOpened":
            begun[own] += 1
        elif row.event == "PartDone":
            over[row.facts["part"]] += 1
    assert sum(one.open for one in shown(counted).parts) == (begun - over).total() == 2
    assert people(counted).total.open == 0, "nobody has claimed them"


def test_an_open_part_past_its_promise_is_late_unless_its_case_rests(world: World) -> None:
    case = world.accepted()
    task_id = world.task(case.case_id, "review_goods").task_id
    world.engine.execute(ClaimTask(command_id="claimed", task_id=task_id), GOODS)
    count_what_stands(world)
    assert [(one.open, one.late) for one in shown(world).parts] == [(1, 0), (1, 0)]
    later(world, days=7)
    count_what_stands(world)
    assert [(one.open, one.late) for one in shown(world).parts] == [(1, 1), (1, 1)]
    assert [(one.key, one.open, one.late) for one in people(world).lines] == [(GOODS.officer_id, 1, 1)]
    world.engine.execute(Suspend(command_id="rests", case_id=case.case_id, reason="等材料"), SUPERVISOR)
    count_what_stands(world)
    assert [(one.open, one.late) for one in shown(world).parts] == [(1, 0), (1, 0)]


def count_what_stands(world: World) -> None:
    with transaction.writing(world.engine.database) as tx:
        board.counted(tx, board.STEPS, world.clock.now() - timedelta(days=1), timedelta())
    assert count_when_due(world.engine)


def test_an_officer_sees_his_own_figures_and_nobody_elses(counted: World) -> None:
    asked = MyFigures(since=BEGAN, until=ENDED)
    mine = counted.engine.ask(asked, GOODS)
    (line,) = [one for one in people(counted).lines if one.key == GOODS.officer_id]
    assert (mine.total.done, mine.total.rate, mine.total.half) == (line.done, line.rate, line.half) and line.done == 2
    assert [one.name for one in mine.lines] == ["临时占道经营"]
    assert counted.engine.ask(asked, officer("market_regulation:reviewer", "另", officer_id="other")).total.done == 0
    elsewhere = officer("city_appearance:supervisor", "周", NEXT_TOWN)
    assert counted.engine.ask(OfficersReport(since=BEGAN, until=ENDED), elsewhere).lines == ()
    for stranger in (GOODS, WINDOW):
        with pytest.raises(Missing):
            counted.engine.ask(OfficersReport(since=BEGAN, until=ENDED), stranger)


def test_an_export_holds_the_figures_of_the_pages(counted: World) -> None:
    sheets = {sheet.title: sheet for sheet in counted.engine.ask(ReportSheets(since=BEGAN, until=ENDED, process_id=counted.process.id), SUPERVISOR)}
    officers = {(row[0], row[1]): row[2:5] for row in sheets["各经办人"].rows}
    assert officers == {(one.name, one.department): (one.done, one.rate.on_time, one.rate.late) for one in people(counted).lines}
    parts = {row[0]: row[1:3] for row in sheets["各部门分项"].rows}
    assert parts == {one.department: (one.rate.on_time, one.rate.late) for one in shown(counted).parts}


def people(world: World) -> OfficersShown:
    found: OfficersShown = world.engine.ask(OfficersReport(since=BEGAN, until=ENDED, process_id=world.process.id), SUPERVISOR)
    return found
