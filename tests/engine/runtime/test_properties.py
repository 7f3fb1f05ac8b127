"""What holds for every diagram and every order of moves."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from engine import runtime
from tests.engine.runtime.desk import CALENDAR, Case
from tests.engine.runtime.drawing import diagram, end, flows, start
from tests.engine.runtime.pieces import Choose, Names, block, side_by_side


@st.composite
def diagrams(draw: DrawFn) -> dict[str, bytes]:
    xml, first, last, inside = block(_choosing(draw), Names(), 2)
    return diagram(start(), xml, end(), flows(f"start > {first}", *inside, f"{last} > end"))


@st.composite
def side_by_sides(draw: DrawFn) -> dict[str, bytes]:
    xml, split, join, inside = side_by_side(_choosing(draw), Names())
    return diagram(start(), xml, end(), flows(f"start > {split}", *inside, f"{join} > end"))


def _choosing(draw: DrawFn) -> Choose:
    return lambda options: draw(st.sampled_from(options))


def choices(case: Case) -> list[runtime.Move]:
    """Everything that could happen next."""
    fired = {move.timer_id for move in case.done if isinstance(move, runtime.Fire)}
    replied = {move.call_id for move in case.done if isinstance(move, runtime.Reply)}
    gone = {effect.call_id for effect in case.effects if isinstance(effect, runtime.CancelCall)}
    steps = case.definition.steps
    moves: list[runtime.Move] = [
        runtime.Complete(task.task_id, next((each.id for each in steps[task.element_id].outcomes), None)) for task in case.last.open_tasks
    ]
    heard = sum(isinstance(move, runtime.Receive) for move in case.done)
    # Objections may come again and again: a few are enough, or the walk would never end.
    moves += [runtime.Receive(name) for name in set(case.waits()) if name == "paid" or heard < 3]
    moves += [runtime.Fire(each.timer_id) for each in case.timers() if each.timer_id not in fired]
    moves += [runtime.Reply(each.call_id, {}) for each in case.calls() if each.call_id not in replied | gone]
    return moves


class Walk(Case):
    def __init__(self, files: dict[str, bytes]) -> None:
        self.done: list[runtime.Move] = []
        super().__init__(files)

    def do(self, move: runtime.Move, budget: int = 10_000) -> runtime.Advance:
        self.done.append(move)
        return super().do(move, budget)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(diagrams(), st.data())
def test_a_well_formed_case_always_ends_and_leaves_nothing_waiting(files: dict[str, bytes], data: st.DataObject):
    """Whatever the order of completions, timers and replies; every move's state is written and read back on the way,
    and going over to the same edition changes nothing."""
    case = Walk(files)
    for _ in range(400):
        if case.last.ended:
            break
        assert case.last.incidents == ()
        possible = choices(case)
        assert possible, f"stuck at {case.waiting}"
        case.do(data.draw(st.sampled_from(possible)))
        stayed = runtime.transfer(case.definition, case.definition, case.state, runtime.Context(case.values, case.now, CALENDAR))
        assert (stayed.problems, stayed.advance.state, stayed.advance.effects) == ((), case.state, ())
    assert case.last.ended
    assert choices(case) == []
    entered = [fact.task_id for fact in case.facts if isinstance(fact, runtime.Entered)]
    signed = {fact.task_id for fact in case.facts if isinstance(fact, runtime.Signed)}
    left = [fact.task_id for fact in case.facts if isinstance(fact, (runtime.Passed, runtime.Cancelled)) and fact.task_id in entered]
    assert sorted(entered) == sorted(left)
    assert not signed & set(entered)
    assert len(set(entered)) == len(entered)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(side_by_sides(), st.data())
def test_two_open_tasks_completed_in_either_order_leave_the_same_tasks_and_variables(files: dict[str, bytes], data: st.DataObject):
    case = Walk(files)
    first, second = data.draw(st.permutations([task.task_id for task in case.last.open_tasks]))[:2]
    ends = []
    for order in ((first, second), (second, first)):
        walk = Walk(files)
        for task_id in order:
            walk.do(runtime.Complete(task_id, None, {"by": task_id}))
        ends.append((sorted(walk.open), sorted(walk.waiting), walk.last.ended, dict(sorted(walk.variables.items()))))
    assert ends[0] == ends[1]
