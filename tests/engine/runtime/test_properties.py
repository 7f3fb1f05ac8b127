"""What holds for every diagram and every order of moves."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from engine import runtime
from tests.engine.runtime.desk import CALENDAR, Case
from tests.engine.runtime.drawing import (
    boundary,
    catch,
    diagram,
    end,
    flows,
    gateway,
    many,
    message,
    service,
    start,
    subprocess,
    timer,
    user,
)

Piece = tuple[str, str, str, list[str]]
"""A well-formed part of a diagram: its XML, where it begins, where it ends, the flows inside."""


class Names:
    def __init__(self) -> None:
        self.count = 0

    def new(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"


def _one(kind: str) -> Callable[[Names, bool], Piece]:
    def drawn(names: Names, flag: bool) -> Piece:
        name = names.new(kind)
        if kind == "user":
            return user(name), name, name, []
        if kind == "service":
            return service(name), name, name, []
        if kind == "many":
            return user(name, many("= [1, 2, 3]", "n", flag, "= nrOfCompletedInstances = 2" if flag else "")), name, name, []
        groups = "tax:approver, customs:approver, housing:approver"
        return user(name, who=groups, outcomes="agree 同意", sign="any" if flag else "all"), name, name, []

    return drawn


def _watched(names: Names, flag: bool) -> Piece:
    task, late, urge, merge = (names.new(each) for each in ("user", "late", "urge", "merge"))
    xml = user(task) + boundary(late, task, timer("R2/P1D", "Cycle") if flag else timer("P1D"), interrupting=not flag) + user(urge)
    if flag:
        gone = names.new("gone")
        return xml + end(gone), task, task, [f"{late} > {urge} > {gone}"]
    return xml + gateway(merge), task, merge, [f"{task} > {merge}", f"{late} > {urge} > {merge}"]


def _race(names: Names, flag: bool) -> Piece:
    wait, pay, late, merge = (names.new(each) for each in ("wait", "pay", "late", "merge"))
    xml = gateway(wait, "event") + catch(pay, message("paid")) + catch(late, timer("P3D")) + gateway(merge)
    return xml, wait, merge, [f"{wait} > {pay} > {merge}", f"{wait} > {late} > {merge}"]


def _handled(names: Names, flag: bool) -> Piece:
    sub, begin, task, stop, handler, event, hear, heard = (names.new(each) for each in "sub begin user stop handler event hear heard".split())
    inner = subprocess(handler, start(event, message("objection"), isInterrupting=str(flag).lower()), user(hear), end(heard),
                       flows(f"{event} > {hear} > {heard}"), by_event=True)  # fmt: skip
    return subprocess(sub, start(begin), user(task), inner, end(stop), flows(f"{begin} > {task} > {stop}")), sub, sub, []


def _again(names: Names, flag: bool) -> Piece:
    """A loop that people go round as often as they like; with ``flag`` two of them look at it at once."""
    begin, task, other, ask = (names.new(each) for each in ("merge", "user", "user", "ask"))
    xml = gateway(begin) + user(task) + user(other, outcomes="agree 同意, again 重来") + gateway(ask, default=f"{ask}_to_{ask}_on") + gateway(f"{ask}_on")
    back = [f'{ask} > {begin} | {other}.outcome = "again"', f"{ask} > {ask}_on"]
    if not flag:
        return xml, begin, f"{ask}_on", [f"{begin} > {task} > {other} > {ask}", *back]
    split, join = names.new("split"), names.new("join")
    xml += gateway(split, "parallel") + gateway(join, "parallel")
    return xml, begin, f"{ask}_on", [f"{begin} > {split} > {task} > {join} > {ask}", f"{split} > {other} > {join}", *back]


SMALL = {"user": _one("user"), "service": _one("service"), "many": _one("many"), "signed": _one("signed"), "watched": _watched,
         "race": _race, "handled": _handled, "again": _again}  # fmt: skip


@st.composite
def blocks(draw: DrawFn, names: Names, depth: int) -> Piece:
    kinds = ["user", "service", "watched", "many", "signed", "race", "handled", "again"]
    kinds += ["sequence", "parallel", "inclusive", "exclusive", "sub", "each"] if depth else []
    kind = draw(st.sampled_from(kinds))
    if kind in SMALL:
        return SMALL[kind](names, draw(st.booleans()))
    parts = [draw(blocks(names, depth - 1)) for _ in range(draw(st.integers(1 if kind in ("sub", "each") else 2, 3)))]
    xml, inside = "".join(part[0] for part in parts), [way for part in parts for way in part[3]]
    if kind in ("sequence", "sub", "each"):
        inside += [f"{a[2]} > {b[1]}" for a, b in pairwise(parts)]
        if kind == "sequence":
            return xml, parts[0][1], parts[-1][2], inside
        sub, begin, stop = names.new("sub"), names.new("begin"), names.new("stop")
        inside += [f"{begin} > {parts[0][1]}", f"{parts[-1][2]} > {stop}"]
        repeated = [many("= [1, 2]", "n", draw(st.booleans()))] if kind == "each" else []
        return subprocess(sub, *repeated, start(begin), xml, end(stop), flows(*inside)), sub, sub, []
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
        assert possible, f"stuck at {case.last.waiting}"
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
