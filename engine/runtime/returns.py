"""Moving a case against the arrows: what must go, what may stay, what waits at which join. Planned first, then done, so that it can be shown.

A rerun takes the returning token out and puts one at the target, in the scope that both share. Whatever stands beside it stays if a block
has it in another branch than both of them, and goes if it has come from the target. Where the target lies in a block the case has already
left, tokens are put at its joins for the branches that need not be done again. A resume touches nobody: the returning token waits, and an
*errand* at the target comes back to it. What cannot be told from the drawing (``regions``) is refused, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.domain.errors import Refused
from engine.runtime.specs.activity import Activity, Holder, Work
from engine.runtime.specs.node import Node, Scope
from engine.runtime.token import FUTURE, READY, WAITING, Token

if TYPE_CHECKING:
    from engine.runtime.regions import Regions
    from engine.runtime.run import Run


@dataclass(frozen=True)
class Plan:
    """``way``: the ids from ``scope`` to the target, through sub-processes. ``gone``: whose tokens are taken out; ``undone``: the elements
    that the case will pass again. ``errand``: nothing goes, the token waits for the target to be done."""

    scope: Token
    way: tuple[str, ...]
    origin: Token
    gone: tuple[Token, ...] = ()
    undone: frozenset[str] = frozenset()
    errand: bool = False


def scope_of(token: Token) -> Scope | None:
    """The scope of the tokens inside this one."""
    node = token.task_spec
    return getattr(node, "inner", None) or (node.scope if token._parent is None else None)


def plan(run: Run, token: Token, to: str, *, errand: bool = False, forwards: bool = False) -> Plan:
    """Raises Refused with the reason. ``forwards``: the target need not lie before the token."""
    target = run.definition.nodes.get(to)
    if target is None or not isinstance(target, Activity) or target.scope.regions.handlers & {to}:
        raise Refused("流程里没有可以去的环节“{element}”", element=to)
    if errand:
        return _errand(run, token, target)
    origin = _root(run, token)
    scope, child, way = _common(origin, target)
    _require_paired(run, way)
    beside = _beside(scope, child, way[0], _named(run, to))
    inner = scope_of(scope)
    assert inner is not None
    regions = inner.regions
    gone = [child, *(each for each, stays in beside if not stays)]
    undone = frozenset().union(*(regions.between(way[0], _place(each)) for each in gone))
    if not (forwards or undone or child.task_spec.name in regions.handlers):
        raise Refused("“{step}”不在本环节之前，不能退回到那里", step=_named(run, to))
    return Plan(scope, way, origin, tuple(gone), _with_inner(run, undone, way))


def _errand(run: Run, token: Token, target: Node) -> Plan:
    if not isinstance(target, Work):
        raise Refused("只有人办的环节才能单独重办")
    if any(event.interrupting for event in target.boundaries):
        raise Refused("“{step}”上有会中断它的边界事件，办完不能直接回来，只能从那里重走", step=target.bpmn_name or target.name)
    if target is token.task_spec:
        raise Refused("不能退回到本环节自己")
    scope, child, way = _common(token, target)
    inner = scope_of(scope)
    if inner is None or not inner.regions.between(way[0], _place(child)):
        raise Refused("“{step}”不在本环节之前，不能退回到那里", step=target.bpmn_name or target.name)
    return Plan(scope, way[-1:], token, undone=frozenset({target.name}), errand=True)


def _root(run: Run, token: Token) -> Token:
    """Whoever the errand is for; a token inside it counts for it."""
    at: Token | None = token
    while at is not None:
        if at.is_errand:
            return _root(run, run.tasks[at.internal_data["back"]])
        at = at.parent
    return token


def _common(token: Token, target: Node) -> tuple[Token, Token, tuple[str, ...]]:
    """The innermost scope around ``token`` that holds the target, its child with ``token`` inside, the way from it to the target."""
    child = token
    while child._parent is not None:
        scope = child.parent
        inner = scope_of(scope)
        ways = [] if inner is None or child.is_instance else list(_ways(inner, target, frozenset()))
        if len(ways) > 1:
            raise Refused("“{step}”在几个地方被调用，不知道退回到哪一处", step=target.bpmn_name or target.name)
        if ways:
            return scope, child, ways[0]
        child = scope
    raise Refused("“{step}”在事件子流程里，不能从外面退回进去", step=target.bpmn_name or target.name)


def _require_paired(run: Run, way: Sequence[str]) -> None:
    """Raises Refused where nobody can tell what else must wait inside a sub-process that begins in its middle."""
    for outer, inside in pairwise(way):
        if run.definition.nodes[outer].inner.regions.tangled(inside) is not None:  # type: ignore[attr-defined]
            raise Refused("“{step}”前的分叉没有成对的汇合，退回到那里办件会走乱", step=_named(run, way[-1]))


def _ways(scope: Scope, target: Node, seen: frozenset[str]) -> Iterator[tuple[str, ...]]:
    if target.scope is scope:
        yield (target.name,)
        return
    for node in scope.nodes():
        if isinstance(node, Holder) and node.name not in scope.regions.handlers and node.inner.name not in seen:
            for rest in _ways(node.inner, target, seen | {scope.name}):
                yield (node.name, *rest)


def _place(token: Token) -> str:
    return token.flow if token.task_spec.joins and token.has_state(WAITING) and token.flow else token.task_spec.name


def _beside(scope: Token, child: Token, to: str, name: str) -> list[tuple[Token, bool]]:
    """(token of the same scope, whether it stays)."""
    inner = scope_of(scope)
    assert inner is not None
    regions, here = inner.regions, _place(child)
    others = [each for each in scope.live_children() if each is not child and not each.is_errand]
    if here in regions.handlers:
        if others:
            raise Refused("本环节在事件子流程里，主流程还在进行，不能退回到主流程的“{step}”", step=name)
    elif regions.side_way(here) != regions.side_way(to):
        raise Refused("本环节和“{step}”不在同一条线上（一个在边界事件之后的旁支上）", step=name)
    if any(block.branch(here) not in (None, block.branch(to)) for block in regions.around(to)):
        raise Refused("“{step}”在并行的另一个分支上，由那边的人退回", step=name)
    tangled = regions.tangled(to)
    if tangled is not None and (tangled.branch(here) != tangled.branch(to) or regions.joins_between(to, here)):
        raise Refused("“{step}”前的分叉没有成对的汇合，退回到那里办件会走乱", step=name)
    return [(each, _stays(regions, _place(each), here, to, name)) for each in others]


def _stays(regions: Regions, place: str, here: str, to: str, name: str) -> bool:
    if place in regions.handlers:
        return True
    side = regions.side_way(place)
    if side is not None and side != regions.side_way(here):
        if side.host == here:
            return False
        block = regions.apart(side.host, here)
        if block is None:
            return side.host not in regions.between(to, here)
    else:
        block = regions.apart(place, here)
    if block is None or not block.whole:
        raise Refused("流程图里并行的分支没有成对的汇合，说不清哪些工作要撤销，不能退回到“{step}”", step=name)
    return block.branch(to) is not None


def _with_inner(run: Run, undone: frozenset[str], way: Sequence[str]) -> frozenset[str]:
    """What lies inside the sub-processes on the way, too."""
    found, pending = set(undone), [each for each in undone if each != way[0] or len(way) == 1]
    for outer, inside in pairwise(way):
        scope = run.definition.nodes[outer].inner  # type: ignore[attr-defined]
        ahead = scope.regions.after(inside)
        found |= ahead
        pending += [each for each in ahead if each != inside or inside == way[-1]]
    while pending:
        node = run.definition.nodes[pending.pop()]
        if isinstance(node, Holder):
            names = {each.name for each in node.inner.nodes() if each is not node.inner.start} - found
            found |= names
            pending += names
    return frozenset(found)


def _named(run: Run, element_id: str) -> str:
    return run.definition.nodes[element_id].bpmn_name or element_id


# Doing it


def carry_out(run: Run, planned: Plan) -> None:
    if planned.errand:
        _send(run, planned)
        return
    here = _place(planned.gone[0])
    for token in planned.gone:
        token.cancel()
    for element in planned.undone - {planned.way[-1]}:
        node = run.definition.nodes[element]
        if isinstance(node, Work):
            run.variables.forget(planned.scope, node.result_name)
    inner = scope_of(planned.scope)
    assert inner is not None
    watching = {child.task_spec.name for child in planned.scope.children if child.is_watcher}
    run.waits.watch(planned.scope, [event for event in inner.handlers if event.name not in watching])
    place(run, planned.scope, inner, planned.way, here)


def place(run: Run, scope_token: Token, scope: Scope, way: Sequence[str], here: str | None = None) -> None:
    """A token on its way to ``way[-1]``, and one at each join for the branches that are done."""
    for join, flow in scope.regions.left_behind(way[0], here):
        Token(run, run.definition.nodes[join], scope_token, WAITING, flow=flow)
    token = run.spawn(scope_token, run.definition.nodes[way[0]])
    if len(way) > 1:
        token.internal_data["into"] = list(way[1:])


def _send(run: Run, planned: Plan) -> None:
    token = planned.origin
    run.drop(token)
    run.cancelled(token)
    token.internal_data["passed"] = 1
    errand = run.spawn(planned.scope, run.definition.nodes[planned.way[-1]])
    errand.internal_data["back"] = token.id
    token.internal_data["away"] = errand.id
    token._set_state(WAITING)


def come_back(run: Run, errand: Token) -> None:
    """The errand is done: the step that waited for it opens again, as the same instance or signer."""
    parked = run.tasks[errand.internal_data["back"]]
    run.passed(errand)
    run.drop(errand)
    errand.remove()
    again = Token(run, parked.task_spec, parked.parent, FUTURE, flow=parked.flow)
    again.data = dict(parked.data)
    again.internal_data["was"] = parked.id
    for key in ("index", "back"):
        if key in parked.internal_data:
            again.internal_data[key] = parked.internal_data[key]
    if parked.is_errand:
        run.tasks[parked.internal_data["back"]].internal_data["away"] = again.id
    if parked.is_signer:
        parked.task_spec.signing.replaced(parked, again)
    parked.remove()
    run.queue.append(again)


def origin_of(run: Run, task_id: str) -> Token:
    """Raises Refused unless it is an open task."""
    token = run.tasks.get(task_id)
    if token is None or not token.task_spec.manual or not token.has_state(READY) or token.internal_data.get("done"):
        raise Refused("任务 {task} 已经办结或取消", task=task_id)
    return token


def waiting(run: Run, token_id: str) -> Token:
    """Raises Refused unless something waits there."""
    token = run.tasks.get(token_id)
    if token is None or token._parent is None or token.is_watcher:
        raise Refused("办件已经不停在那里了")
    return token


def came_of(run: Run, task_id: str, element_id: str) -> Plan:
    """How to take a finished step back: from the first token younger than it that it leads to."""
    number, refused = int(task_id[1:]), Refused("“{step}”之后的工作已经办完，拿不回来了", step=_named(run, element_id))
    for token in list(run.tasks.values()):
        if token._parent is None or int(token.id[1:]) <= number or token.is_watcher or token.is_parked or token.live_children():
            continue
        try:
            return plan(run, token, element_id)
        except Refused as reason:
            refused = reason
    raise refused
