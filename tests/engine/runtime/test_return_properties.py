"""退回、拿回、跳转 at whatever diagram: the case still ends, no token is lost or doubled, no timer is left over."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import runtime
from engine.runtime.codec import load
from engine.runtime.run import Run
from tests.engine.runtime.doubled import waiting_twice
from tests.engine.runtime.test_properties import Walk, choices, diagrams, side_by_sides

AGAINST = runtime.Return | runtime.TakeBack | runtime.Jump


def against_the_arrows(case: Walk) -> list[AGAINST]:
    """Every move that would be offered now."""
    tasks = case.last.open_tasks
    found: list[AGAINST] = []
    for task in tasks:
        for element, rerun, resume in runtime.targets(case.definition, case.state, task.task_id):
            found += [runtime.Return(task.task_id, element, "rerun")] if rerun else []
            found += [runtime.Return(task.task_id, element, "resume")] if resume else []
        found += [runtime.Jump(task.task_id, element) for element in runtime.landings(case.definition)]
    done = [fact for fact in case.facts if isinstance(fact, (runtime.Passed, runtime.Signed)) and case.definition.steps[fact.element_id].kind == "user"]
    found += [runtime.TakeBack(fact.task_id, fact.element_id) for fact in done[-2:]]
    return [move for move in found if runtime.preview(case.definition, case.state, move).why_not is None]


def forward(case: Walk) -> runtime.Move | None:
    """Straight on: nobody objects or goes round again, no reminder comes."""
    possible = choices(case)
    firm = [move for move in possible if not isinstance(move, runtime.Receive)]
    steady = [move for move in firm if not (isinstance(move, runtime.Fire) and _is_beside(case, move))]
    return next(iter(steady or firm or possible), None)


def _is_beside(case: Walk, move: runtime.Fire) -> bool:
    element = next(each.element_id for each in case.timers() if each.timer_id == move.timer_id)
    return case.definition.nodes[element].watches


def doubled(case: Walk) -> list[str]:
    run = Run(case.definition, runtime.Context({}, case.now, None), 0)  # type: ignore[arg-type]  # nothing is evaluated
    load(run, case.state)
    return waiting_twice(run)


def check_the_end(case: Walk) -> None:
    mark = len(case.facts)
    for _ in range(400):
        if case.last.ended:
            break
        assert case.last.incidents == ()
        assert doubled(case) == []
        move = forward(case)
        assert move is not None, f"stuck at {case.waiting}"
        case.do(move)
    assert case.last.ended
    assert choices(case) == []
    since = [fact for fact in case.facts[mark:] if isinstance(fact, runtime.Passed)]
    errands = {move.to for move in case.done if isinstance(move, runtime.Return) and move.after == "resume"}
    once = Counter(fact.element_id for fact in since if _alone(case, fact.element_id) and fact.element_id not in errands)
    assert [each for each, count in once.items() if count > 1] == []
    entered = [fact.task_id for fact in case.facts if isinstance(fact, runtime.Entered)]
    left = [fact.task_id for fact in case.facts if isinstance(fact, (runtime.Passed, runtime.Cancelled)) and fact.task_id in entered]
    assert sorted(entered) == sorted(left)


def _alone(case: Walk, element: str) -> bool:
    """Comes once on a straight way: no instance, nothing inside one, nothing beside the way."""
    node = case.definition.nodes[element]
    regions = node.scope.regions
    beside = regions.side_way(element) is not None or node.name in regions.handlers or node.watches
    return node.many is None and not beside and node.scope is case.definition.root


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.one_of(diagrams(), side_by_sides()), st.data())
def test_after_any_move_against_the_arrows_the_case_still_ends_with_nothing_lost_doubled_or_left_over(files: dict[str, bytes], data: st.DataObject):
    case = Walk(files)
    for _ in range(data.draw(st.integers(1, 12))):
        if case.last.ended:
            return
        moves = against_the_arrows(case)
        if moves and data.draw(st.booleans()):
            move = data.draw(st.sampled_from(moves))
            told = runtime.preview(case.definition, case.state, move)
            before = {task.task_id for task in case.last.open_tasks}
            case.do(move)
            gone = before - {task.task_id for task in case.last.open_tasks}
            assert gone == {spot.task_id for spot in told.cancelled if spot.task_id}
        else:
            case.do(data.draw(st.sampled_from(choices(case))))
        assert case.last.incidents == ()
        assert doubled(case) == []
    check_the_end(case)
