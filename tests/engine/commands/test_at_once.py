"""Two people press at the same instant: one act counts, and the other person is told by whom, never of a lock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from engine.commands.signers import AddSigner
from engine.commands.task import CompleteTask
from engine.domain.errors import EngineError, Refused
from engine.domain.viewer import Viewer
from tests.engine.commands.signing_world import drawn, enrol, own_task, roll, to_approve
from tests.engine.world import World, fresh


def at_once(world: World, *acts: tuple[Any, Viewer]) -> list[EngineError | None]:
    """Each act in a thread of its own, all let go together; what each person is told."""
    start = Barrier(len(acts))

    def one(act: tuple[Any, Viewer]) -> EngineError | None:
        start.wait()
        try:
            world.engine.execute(*act)
        except EngineError as told:
            return told
        return None

    with ThreadPoolExecutor(len(acts)) as people:
        told = list(people.map(one, acts))
    world.stage.settle()
    return told


def finishing(task_id: str, who: Viewer) -> tuple[Any, Viewer]:
    return CompleteTask(command_id=fresh(), task_id=task_id, outcome="grant", opinion="同意"), who


def test_of_two_approvers_who_press_at_the_same_instant_the_second_is_told_who_was_first(world: World) -> None:
    sun = enrol(world, "sun", "孙立", "city_appearance:approver")
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    for _ in range(5):
        player = to_approve(world)
        task_id = world.task(player.case_id, "approve").task_id
        told = at_once(world, finishing(task_id, sun), finishing(task_id, lin))
        (refused,) = [each for each in told if each is not None]
        first = "孙立" if told[0] is None else "林远"
        assert isinstance(refused, Refused) and f"“审批”已由{first}于" in str(refused)
        assert [row.done_by_name for row in world.tasks(player.case_id, "approve")] == [first]
        assert world.case(player.case_id).decision == "grant"


def test_two_signers_of_one_step_who_press_at_the_same_instant_both_count_and_nobody_sees_an_error(world: World) -> None:
    sun = enrol(world, "sun", "孙立", "city_appearance:approver")
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    drawn(world, sign="all", signers="everyone")
    for _ in range(5):
        player = to_approve(world)
        acts = [finishing(own_task(world, player.case_id, who).task_id, who) for who in (sun, lin)]
        assert at_once(world, *acts) == [None, None]
        assert world.case(player.case_id).decision == "grant"
        assert [state for _, state in roll(world, player.case_id)] == ["done", "done"]


def test_adding_a_signer_while_a_colleague_finishes_leaves_one_of_the_two_and_a_whole_list(world: World) -> None:
    sun = enrol(world, "sun", "孙立", "city_appearance:approver")
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    other = enrol(world, "he", "何其", "city_appearance:approver")
    for _ in range(5):
        player = to_approve(world)
        task_id = world.task(player.case_id, "approve").task_id
        adding = AddSigner(command_id=fresh(), task_id=task_id, officer_id=other.officer_id or "", mode="parallel", reason="请把关")
        told = at_once(world, (adding, sun), finishing(task_id, lin))
        assert sum(each is None for each in told) == 1
        if told[0] is None:
            assert [state for _, state in roll(world, player.case_id)] == ["open", "open"] and world.case(player.case_id).decision is None
        else:
            assert roll(world, player.case_id) == [] and world.case(player.case_id).decision == "grant"
