"""Well-formed parts of diagrams, put together at random: whatever comes out ends, whatever the order of its moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from tests.engine.runtime.drawing import (
    boundary,
    catch,
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


Choose = Callable[[Sequence[Any]], Any]
"""One of several; hypothesis or plain chance behind it."""


def block(choose: Choose, names: Names, depth: int) -> Piece:
    kinds = ["user", "service", "watched", "many", "signed", "race", "handled", "again"]
    kinds += ["sequence", "parallel", "inclusive", "exclusive", "sub", "each"] if depth else []
    kind = choose(kinds)
    if kind in SMALL:
        return SMALL[kind](names, choose([False, True]))
    parts = [block(choose, names, depth - 1) for _ in range(choose([1, 2, 3] if kind in ("sub", "each") else [2, 3]))]
    xml, inside = "".join(part[0] for part in parts), [way for part in parts for way in part[3]]
    if kind in ("sequence", "sub", "each"):
        inside += [f"{a[2]} > {b[1]}" for a, b in pairwise(parts)]
        if kind == "sequence":
            return xml, parts[0][1], parts[-1][2], inside
        sub, begin, stop = names.new("sub"), names.new("begin"), names.new("stop")
        inside += [f"{begin} > {parts[0][1]}", f"{parts[-1][2]} > {stop}"]
        repeated = [many("= [1, 2]", "n", choose([False, True]))] if kind == "each" else []
        return subprocess(sub, *repeated, start(begin), xml, end(stop), flows(*inside)), sub, sub, []
    split, join = names.new("split"), names.new("join")
    conditions = ["" if kind == "parallel" else f" | {choose(['true', 'false'])}" for _ in parts]
    inside += [f"{split} > {part[1]}{condition}" for part, condition in zip(parts, conditions, strict=True)]
    inside += [f"{part[2]} > {join}" for part in parts]
    if kind != "parallel":
        inside.append(f"{split} > {join}")
    default = {} if kind == "parallel" else {"default": f"{split}_to_{join}"}
    return gateway(split, kind, **default) + xml + gateway(join, kind), split, join, inside


def side_by_side(choose: Choose, names: Names) -> Piece:
    """Two tasks at once, at least, each followed by whatever."""
    split, join, parts, ways = names.new("split"), names.new("join"), [], []
    for _ in range(2):
        task, (xml, first, last, inside) = names.new("user"), block(choose, names, 1)
        parts += [user(task), xml]
        ways += [f"{split} > {task} > {first}", f"{last} > {join}", *inside]
    return "".join([gateway(split, "parallel"), *parts, gateway(join, "parallel")]), split, join, ways
