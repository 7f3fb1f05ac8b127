"""What the first look of a command tells beside rows is what a statement of its own would."""

from __future__ import annotations

from typing import Any

from engine.store import clocks, opening, progress, schema, transaction
from engine.store.opening import Opening
from tests.engine.store.test_writing import statements
from tests.engine.world import GOODS, SITE, World


def at_approval(world: World) -> tuple[Any, Any]:
    """A case that both departments have reviewed, and the task of approving it."""
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    approve = world.task(player.case_id, "approve")
    return player, approve


def test_clocks_read_in_the_first_look_are_those_of_a_statement_of_their_own(world: World) -> None:
    """PostgreSQL tells them in JSON there; what comes back must be the same to the microsecond."""
    player = world.submitted()
    with transaction.reading(world.engine.database) as tx:
        (row,) = progress.tasks_of(tx, player.case_id, status=progress.OPEN)
        asked = clocks.running_in(tx, player.case_id)
    assert asked and (row.act or row.due_at)
    seen = statements(world)
    with transaction.writing(world.engine.database) as tx:
        opening.look(tx, Opening("a command", row.task_id))
        tx.first_locked(schema.cases, {"case_id": player.case_id})
        assert clocks.running_in(tx, player.case_id) == asked
        assert seen["SELECT"] == (1 if tx.dialect.name == "postgresql" else 2)


def test_who_has_acted_before_is_told_where_it_may_stand_against_acting_now(world: World) -> None:
    player, approve = at_approval(world)
    with transaction.reading(world.engine.database) as tx:
        officers = {row.done_by for row in progress.tasks_of(tx, player.case_id) if row.done_by}
        asked = {officer: progress.roles_done(tx, player.case_id, officer) for officer in (*officers, "nobody")}
    assert asked[GOODS.officer_id] == {"reviewer"}
    assert asked["nobody"] == frozenset()
    seen = statements(world)
    with transaction.writing(world.engine.database) as tx:
        opening.look(tx, Opening("a command", approve.task_id))
        assert {officer: progress.roles_done(tx, player.case_id, officer) for officer in asked} == asked
        assert seen["SELECT"] == 1
        assert progress.roles_done(tx, "another case", GOODS.officer_id or "") == frozenset()


def test_what_was_told_of_rows_is_forgotten_with_the_first_of_them_that_changes(world: World) -> None:
    player, approve = at_approval(world)
    with transaction.writing(world.engine.database) as tx:
        opening.look(tx, Opening("a command", approve.task_id))
        tx.first_locked(schema.cases, {"case_id": player.case_id})
        assert progress.roles_done(tx, player.case_id, "she") == frozenset()
        progress.end_task(tx, approve.task_id, progress.DONE, done_by="she", done_at=world.clock.now(), outcome="grant")
        assert progress.roles_done(tx, player.case_id, "she") == {"approver"}


def test_of_a_task_that_has_ended_the_row_is_read_whole(world: World) -> None:
    """The first look leaves out what nobody has written before a task ends."""
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    (done,) = world.tasks(player.case_id, "review_goods")
    with transaction.writing(world.engine.database) as tx:
        opening.look(tx, Opening("a command", done.task_id))
        row = progress.find_task(tx, done.task_id)
        assert row is not None
        assert (row.status, row.done_by, row.outcome) == (progress.DONE, GOODS.officer_id, "agree")


def test_a_task_that_is_not_there_is_missing_whatever_its_id_looks_like(world: World) -> None:
    player = world.accepted()
    (open_one,) = world.tasks(player.case_id, "review_goods")
    other = world.accepted()
    for task_id in ("", "nonsense", f"{player.case_id}-t99", f"{other.case_id}-{open_one.runtime_id}x", "-", open_one.task_id.upper()):
        with transaction.writing(world.engine.database) as tx:
            opening.look(tx, Opening("a command", task_id))
            assert progress.find_task(tx, task_id) is None
