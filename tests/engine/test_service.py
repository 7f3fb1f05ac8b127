"""The engine's promises: once, whole or not at all, and in any order that people press."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, text

from engine.commands.machine import ReplyService
from engine.commands.task import CompleteTask
from engine.domain.errors import Missing, Refused
from engine.domain.viewer import Viewer
from engine.service import Engine
from engine.store import journal, transaction
from tests.engine.world import GOODS, SITE, WINDOW, World, fresh

TABLES = ("cases", "process_state", "answers", "task", "case_item", "clock", "timer", "service_call", "letter", "journal", "command_log", "job")


def counts(world: World) -> dict[str, int]:
    with transaction.reading(world.engine.database) as tx:
        return {table: tx.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES}


def whole(world: World, case_id: str) -> bool:
    with transaction.reading(world.engine.database) as tx:
        return journal.first_broken(tx, world.engine.parts.seal, world.case(case_id)) is None


def test_a_command_sent_twice_is_applied_once_and_answered_alike(world: World) -> None:
    player = world.submitted()
    command = CompleteTask(command_id=fresh(), task_id=world.task(player.case_id, "check_application").task_id, outcome="accept")
    world.do(command, WINDOW)
    before = counts(world)
    assert world.engine.execute(command, WINDOW) is None
    assert counts(world) == before


def test_a_result_comes_back_with_all_its_parts(world: World) -> None:
    from engine.commands.apply import StartDraft

    command = StartDraft(command_id=fresh(), process_id="street-stall", division="330783")
    assert world.engine.execute(command, Viewer.public()) == world.engine.execute(command, Viewer.public())


def test_a_command_id_is_nobody_elses(world: World) -> None:
    player = world.submitted()
    command = CompleteTask(command_id=fresh(), task_id=world.task(player.case_id, "check_application").task_id, outcome="accept")
    world.do(command, WINDOW)
    with pytest.raises(Refused, match="已经用过"):
        world.engine.execute(command, SITE)


def test_a_refused_command_changes_nothing(world: World) -> None:
    player = world.accepted()
    before = counts(world)
    with pytest.raises(Missing):
        world.engine.execute(CompleteTask(command_id=fresh(), task_id=world.task(player.case_id, "review_site").task_id), GOODS)
    assert counts(world) == before


def test_two_departments_finishing_at_the_same_instant_both_succeed_and_the_join_fires_once(world: World) -> None:
    player = world.accepted()
    commands = [
        (CompleteTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id, outcome="agree"), GOODS),
        (CompleteTask(command_id=fresh(), task_id=world.task(player.case_id, "review_site").task_id, outcome="agree", fields={"passage": 2}), SITE),
    ]
    errors = at_once([lambda c=command, v=viewer: world.engine.execute(c, v) for command, viewer in commands])
    assert errors == []
    assert world.open_steps(player.case_id) == ["approve"]
    assert whole(world, player.case_id)


def test_both_presses_of_a_double_press_at_the_same_instant_get_the_first_result(world: World) -> None:
    player = world.submitted()
    command = CompleteTask(command_id=fresh(), task_id=world.task(player.case_id, "check_application").task_id, outcome="accept")
    assert at_once([lambda: world.engine.execute(command, WINDOW)] * 4) == []
    assert world.open_steps(player.case_id) == ["review_goods", "review_site"]
    with transaction.reading(world.engine.database) as tx:
        assert tx.execute(text("SELECT count(*) FROM journal WHERE event = 'TaskCompleted'")).scalar_one() == 1


def test_ten_people_grabbing_one_task_give_one_winner(world: World) -> None:
    player = world.submitted()
    task_id = world.task(player.case_id, "check_application").task_id
    commands = [CompleteTask(command_id=fresh(), task_id=task_id, outcome="accept") for _ in range(10)]
    errors = at_once([lambda c=command: world.engine.execute(c, WINDOW) for command in commands])
    assert [type(error) for error in errors] == [Refused] * 9
    assert world.open_steps(player.case_id) == ["review_goods", "review_site"]


def at_once(calls: list[Callable[[], Any]]) -> list[BaseException]:
    """Run all from one starting signal, each in a thread; what they raised."""
    errors: list[BaseException] = []
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> None:
        start.wait()
        try:
            call()
        except BaseException as error:  # noqa: BLE001  (told to the test, which looks at every one)
            errors.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_killed_between_any_two_statements_a_command_leaves_all_or_nothing(world: World) -> None:
    """kill -9 before the 1st, 2nd, 3rd … statement of a completion; each time nothing is left, until one run comes through."""
    player = world.submitted()
    task_id = world.task(player.case_id, "check_application").task_id
    command = CompleteTask(command_id=fresh(), task_id=task_id, outcome="accept")
    before, number, killed = counts(world), 0, True
    while killed:
        number += 1
        killed = killed_before(world, number, lambda engine: engine.execute(command, WINDOW))
        after = counts(world)
        assert (after == before) is killed, f"half a command after statement {number}"
    assert number > 3  # its look, the waiting changes in one statement or several, the commit
    assert world.engine.execute(command, WINDOW) is None
    assert counts(world) == after
    assert world.open_steps(player.case_id) == ["review_goods", "review_site"]
    assert whole(world, player.case_id)


def killed_before(world: World, number: int, work: Callable[[Engine], Any]) -> bool:
    """Do the work in a child that kills itself before its n-th statement; true if it came to that."""
    world.engine.dispose()
    child = os.fork()
    if child == 0:
        engine = Engine(world.settings, world.clock)
        seen = 0

        @event.listens_for(engine.database, "before_cursor_execute")
        def count(*_: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            work(engine)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_a_reply_that_comes_twice_or_too_late_changes_nothing(world: World) -> None:
    player = world.submitted()
    with transaction.reading(world.engine.database) as tx:
        call_id = tx.execute(text("SELECT call_id FROM service_call")).scalar_one()
    before = {table: number for table, number in counts(world).items() if table != "command_log"}
    world.do(ReplyService(command_id=fresh(), call_id=call_id, result={"matched": False}, source="迟到的答复"), Viewer.system())
    assert {table: number for table, number in counts(world).items() if table != "command_log"} == before
    assert world.open_steps(player.case_id) == ["check_application"]


@pytest.mark.parametrize(
    "alter",
    [
        "UPDATE journal SET facts = '{\"deemed\": true}' WHERE event = 'CaseAccepted'",
        "UPDATE journal SET actor = 'officer:nobody' WHERE seq = 3",
        "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
        "DELETE FROM journal WHERE seq = 2",
    ],
)
def test_an_altered_journal_is_found_out(world: World, alter: str) -> None:
    player = world.accepted()
    assert whole(world, player.case_id)
    with transaction.writing(world.engine.database) as tx:
        tx.execute(text(alter))
    assert not whole(world, player.case_id)
