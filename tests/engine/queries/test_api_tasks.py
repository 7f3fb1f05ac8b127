"""The list another department's system works through: whole, in order, and nobody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from engine.commands.task import ClaimTask
from engine.domain.errors import Invalid
from engine.queries.api_tasks import OpenTasks, OpenTasksShown
from engine.store import transaction
from engine.store.schema import task
from tests.engine.world import GOODS, STRANGER, WINDOW, World, fresh


def asked(world: World, after: str = "", limit: int = 50, viewer=GOODS) -> OpenTasksShown:  # type: ignore[no-untyped-def]
    return world.engine.ask(OpenTasks(after=after, limit=limit), viewer)


def test_the_pages_together_hold_each_open_task_once_the_most_pressing_first(world: World) -> None:
    players = [world.accepted() for _ in range(5)]
    found, after = [], ""
    for _ in range(5):
        page = asked(world, after, 2)
        found += page.rows
        after = page.next
        if not after:
            break
    assert {row.case_id for row in found} == {player.case_id for player in players} and len(found) == 5
    assert found == sorted(found, key=lambda row: (row.due_at, row.opened_at, row.task_id))
    assert {row.step for row in found} == {"经营范围审查"} and {row.claimed_by for row in found} == {""}


def test_what_is_done_between_two_pages_makes_the_next_step_over_nothing(world: World) -> None:
    players = [world.accepted() for _ in range(4)]
    first = asked(world, limit=2)
    for player in players:
        if player.case_id in {row.case_id for row in first.rows}:
            world.finish(player, "review_goods", GOODS, "agree")
    second = asked(world, first.next, 2)
    assert {row.case_id for row in (*first.rows, *second.rows)} == {player.case_id for player in players} and second.next == ""


def test_it_says_who_has_a_task_and_a_stranger_finds_none(world: World) -> None:
    player = world.accepted()
    task_id = world.task(player.case_id, "review_goods").task_id
    world.engine.execute(ClaimTask(command_id=fresh(), task_id=task_id), GOODS)
    (row,) = asked(world).rows
    assert (row.task_id, row.claimed_by, row.mine) == (task_id, "钱", True)
    assert asked(world, viewer=STRANGER).rows == () and asked(world, viewer=WINDOW).rows == ()


def test_steps_without_a_limit_come_last_and_are_read_on_too(world: World) -> None:
    players = [world.accepted() for _ in range(3)]
    with transaction.writing(world.engine.database) as tx:
        tx.execute(update(task).where(task.c.case_id.in_([one.case_id for one in players[:2]])).values(due_at=None))
    pages, after = [], ""
    for _ in range(3):
        page = asked(world, after, 1)
        pages.append(page.rows[0])
        after = page.next
    assert after == "" and [row.due_at is None for row in pages] == [False, True, True]
    assert {row.case_id for row in pages} == {one.case_id for one in players}


@pytest.mark.parametrize("after", ["x", "中文", "8J+YgA", "MjAyNnwyMDI2fHg", "a" * 5000, "fDIwMjYtMDMtMDJUMDE6MDA6MDArMDA6MDB8AA"])
def test_a_mark_no_page_has_said_is_refused(world: World, after: str) -> None:
    with pytest.raises(Invalid):
        asked(world, after)


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_a_limit_out_of_bounds_is_refused(world: World, limit: int) -> None:
    with pytest.raises(Invalid):
        asked(world, limit=limit)
