"""What holds for every diagram and every order of moves."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from engine import runtime
from tests.engine.runtime.desk import CALENDAR, Case
from tests.engine.runtime.drawing import boundary, diagram, end, flows, gateway, service, start, subprocess, timer, user

Piece = tuple[str, str, str, list[str]]
"""A well-formed part of a diagram: its XML, where it begins, where it ends, the flows inside."""


class Names:
    def __init__(self) -> None:
        self.count = 0

    def new(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"


@st.composite
def blocks(draw: DrawFn, names: Names, depth: int) -> Piece:
    kinds = ["user", "service", "watched"] + (["sequence", "parallel", "inclusive", "exclusive", "sub"] if depth else [])
    kind = draw(st.sampled_from(kinds))
    if kind in ("user", "service"):
        name = names.new(kind)
        return (user(name) if kind == "user" else service(name)), name, name, []
    if kind == "watched":
        task, late, urge, merge = (names.new(each) for each in ("user", "late", "urge", "merge"))
        xml = user(task) + boundary(late, task, timer("P1D")) + user(urge) + gateway(merge)
        return xml, task, merge, [f"{task} > {merge}", f"{late} > {urge} > {merge}"]
    parts = [draw(blocks(names, depth - 1)) for _ in range(draw(st.integers(1 if kind == "sub" else 2, 3)))]
    xml, inside = "".join(part[0] for part in parts), [way for part in parts for way in part[3]]
    if kind in ("sequence", "sub"):
        inside += [f"{a[2]} > {b[1]}" for a, b in pairwise(parts)]
        if kind == "sequence":
            return xml, parts[0][1], parts[-1][2], inside
        sub, begin, stop = names.new("sub"), names.new("begin"), names.new("stop")
        inside += [f"{begin} > {parts[0][1]}", f"{parts[-1][2]} > {stop}"]
        return subprocess(sub, start(begin), xml, end(stop), flows(*inside)), sub, sub, []
    split, join = names.new("split"), names.new("join")
    conditions = ["" if kind == "parallel" else f" | {draw(st.sampled_from(['true', 'false']))}" for _ in parts]
    inside += [f"{split} > {part[1]}{condition}" for part, condition in zip(parts, conditions, strict=True)]
    inside += [f"{part[2]} > {join}" for part in parts]
    if kind != "parallel":
        inside.append(f"{split} > {join}")
    default = {} if kind == "parallel" else {"default": f"{split}_to_{join}"}
    return gateway(split, kind, **default) + xml + gateway(join, kind), split, join, inside


@st.composite
def diagrams(draw: DrawFn) -> dict[str, bytes]:
    xml, first, last, inside = draw(blocks(Names(), 2))
    return diagram(start(), xml, end(), flows(f"start > {first}", *inside, f"{last} > end"))


@st.composite
def side_by_side(draw: DrawFn) -> dict[str, bytes]:
    """Two tasks at once, at least, each followed by whatever."""
    names = Names()
    split, join, parts, ways = names.new("split"), names.new("join"), [], []
    for _ in range(2):
        task, (xml, first, last, inside) = names.new("user"), draw(blocks(names, 1))
        parts += [user(task), xml]
        ways += [f"{split} > {task} > {first}", f"{last} > {join}", *inside]
    return diagram(start(), gateway(split, "parallel"), *parts, gateway(join, "parallel"), end(), flows(f"start > {split}", *ways, f"{join} > end"))


def choices(case: Case) -> list[runtime.Move]:
    """Everything that could happen next."""
    fired = {move.timer_id for move in case.done if isinstance(move, runtime.Fire)}
    replied = {move.call_id for move in case.done if isinstance(move, runtime.Reply)}
    gone = {effect.call_id for effect in case.effects if isinstance(effect, runtime.CancelCall)}
    moves: list[runtime.Move] = [runtime.Complete(task.task_id) for task in case.last.open_tasks]
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
    for _ in range(300):
        if case.last.ended:
            break
        assert case.last.incidents == ()
        possible = choices(case)
        assert possible, f"stuck at {case.last.waiting}"
        case.do(data.draw(st.sampled_from(possible)))
        stayed = runtime.transfer(case.definition, case.definition, case.state, runtime.Context(case.values, case.now, CALENDAR))
        assert (stayed.problems, stayed.advance.state, stayed.advance.effects) == ((), case.state, ())
    assert case.last.ended
    assert choices(case) == []
    entered = [fact.task_id for fact in case.facts if isinstance(fact, runtime.Entered)]
    left = [fact.task_id for fact in case.facts if isinstance(fact, (runtime.Passed, runtime.Cancelled))]
    assert sorted(entered) == sorted(left)
    assert len(set(entered)) == len(entered)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(side_by_side(), st.data())
def test_two_open_tasks_completed_in_either_order_leave_the_same_tasks_and_variables(files: dict[str, bytes], data: st.DataObject):
    case = Walk(files)
    first, second = data.draw(st.permutations([task.task_id for task in case.last.open_tasks]))[:2]
    ends = []
    for order in ((first, second), (second, first)):
        walk = Walk(files)
        for task_id in order:
            walk.do(runtime.Complete(task_id, None, {"by": task_id}))
        ends.append((sorted(walk.open), sorted(walk.last.waiting), walk.last.ended, dict(sorted(walk.variables.items()))))
    assert ends[0] == ends[1]
