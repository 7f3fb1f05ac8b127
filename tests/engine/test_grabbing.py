"""Ten clerks reach for one task at the same instant, each from a process of his own, as ten browsers on ten servers would."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from typing import Any

from engine.commands.task import ClaimTask, CompleteTask
from engine.domain.errors import Refused
from engine.rehearsal.clock import SetClock
from engine.service import Engine
from engine.settings import Settings
from engine.store import progress, transaction
from tests.engine.world import MONDAY, World, fresh, officer

CLERKS = 10
_fork = multiprocessing.get_context("fork")


def grab(settings: Settings, number: int, commands: list[Any], start: Any, told: Any) -> None:
    """In a process of his own: all commands, one after the other, each beginning with everybody else's."""
    engine = Engine(settings, SetClock(MONDAY))
    clerk = officer("service_hall:window", f"窗口{number}", officer_id=f"clerk{number}")
    for command in commands:
        start.wait(timeout=120)
        try:
            engine.execute(command, clerk)
            told.put((type(command).__name__, number, "done"))
        except Refused as refused:
            told.put((type(command).__name__, number, str(refused)))
    engine.dispose()


def grabbed(world: World, commands_of: Any) -> list[tuple[str, int, str]]:
    """What each of the ten was told."""
    world.engine.dispose()  # a child must not share its connections
    start, told = _fork.Barrier(CLERKS), _fork.Queue()
    clerks = [_fork.Process(target=grab, args=(world.settings, number, commands_of(), start, told)) for number in range(CLERKS)]
    for clerk in clerks:
        clerk.start()
    answers = [told.get(timeout=120) for _ in range(CLERKS * len(commands_of()))]
    for clerk in clerks:
        clerk.join()
    assert [clerk.exitcode for clerk in clerks] == [0] * CLERKS
    return answers


def test_ten_clerks_grabbing_one_task_give_one_holder_and_nine_who_read_his_name(world: World) -> None:
    player = world.submitted()
    task_id = world.task(player.case_id, "check_application").task_id

    def commands() -> list[Any]:
        return [ClaimTask(command_id=fresh(), task_id=task_id), CompleteTask(command_id=fresh(), task_id=task_id, outcome="accept")]

    answers = grabbed(world, commands)
    told = {kind: {number: said for name, number, said in answers if name == kind} for kind in ("ClaimTask", "CompleteTask")}
    assert Counter(said == "done" for said in told["ClaimTask"].values()) == {True: 1, False: 9}
    winner = next(number for number, said in told["ClaimTask"].items() if said == "done")
    assert {said for said in told["ClaimTask"].values() if said != "done"} == {f"“受理审查”已由窗口{winner}认领。"}
    assert [number for number, said in told["CompleteTask"].items() if said == "done"] == [winner]
    with transaction.reading(world.engine.database) as tx:
        row = progress.find_task(tx, task_id)
    assert row is not None and (row.status, row.done_by, row.claimed_by) == ("done", f"clerk{winner}", f"clerk{winner}")
    assert world.open_steps(player.case_id) == ["review_goods", "review_site"]
