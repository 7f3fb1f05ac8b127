"""Carrying a running case over to another edition of its diagram.

Only what is safe: every place where the case stands must be there in the new edition, of the same kind, in the same scope. Timers that
run keep their due time; watchers that the new edition adds begin now, those it drops are called off. Nothing is run. The caller keeps
the old state: putting it back is the undo, throwing the result away is the dry run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.runtime import codec
from engine.runtime.definition import Definition
from engine.runtime.formula import Fault
from engine.runtime.moves import Advance, Context
from engine.runtime.problem import Problem
from engine.runtime.returns import scope_of
from engine.runtime.run import Run
from engine.runtime.specs.activity import Activity
from engine.runtime.specs.event import Boundary, Catch, Catching, HandlerStart
from engine.runtime.specs.gateway import EventGateway
from engine.runtime.specs.node import Node
from engine.runtime.token import STARTED, WAITING, Token


@dataclass(frozen=True)
class Transfer:
    """``advance`` is None if there are ``problems``: errors, one for each place where the case stands and cannot be carried over."""

    advance: Advance | None
    problems: tuple[Problem, ...]


def transfer(old: Definition, new: Definition, state: bytes, context: Context, places: Mapping[str, str] | None = None) -> Transfer:
    """``places``: old element or flow id → new one, for what was renamed. The effects of ``advance`` arm and call off watchers."""
    before = Run(old, context, 0)
    codec.load(before, state)
    carried = _Carried(old, Run(new, context, 0), places or {})
    for token in before.tasks.values():
        carried.take(token)
    if carried.problems:
        return Transfer(None, tuple(carried.problems))
    run = carried.run
    run.counter, run.completed = before.counter, before.completed
    run.variables.root.update({carried.name(name): value for name, value in before.variables.root.items()})
    try:
        for token in list(run.tasks.values()):
            carried.watch_what_is_new(token)
    except Fault as fault:
        return Transfer(None, (Problem(new.root.file, "", "transfer", "error", f"新版流程的计时算不出来：{fault}"),))
    for watcher in carried.dropped:
        # Called off in the old run, whose effects become the new one's.
        before.waits.call_off(watcher)
    run.effects[:0] = before.effects
    return Transfer(run.advance(codec.dump(run)), ())


class _Carried:
    def __init__(self, old: Definition, run: Run, places: Mapping[str, str]) -> None:
        self.run = run
        self.places = places
        self.problems: list[Problem] = []
        self.dropped: list[Token] = []
        # What the old edition had may have happened already and does not begin again.
        self.known = {self.name(name) for name in old.nodes}

    def name(self, old: str) -> str:
        return self.places.get(old, old)

    def take(self, token: Token) -> None:
        """Put a copy of ``token`` into the new run, or say why not. Parents come before children."""
        if token._parent is None:
            self.run.task_tree = self._copy(token, self.run.definition.root.start, None)
            return
        parent = self.run.tasks.get(token._parent)
        node = self.run.definition.nodes.get(self.name(token.task_spec.name))
        if token.is_watcher and token.task_spec.watches and (node is None or parent is None or not _watches(node, parent)):
            self.dropped.append(token)
            return
        reason = self._reason(token, node, parent)
        if reason:
            message = f"办件停在“{token.task_spec.bpmn_name or token.task_spec.name}”（{token.task_spec.name}），{reason}。请在对照表里指明，或等它走过再迁移。"
            self.problems.append(Problem(self.run.definition.root.file, token.task_spec.name, "transfer", "error", message))
        elif node is not None and parent is not None:
            self._copy(token, node, parent)

    def _reason(self, token: Token, node: Node | None, parent: Token | None) -> str:
        if node is None:
            return "新版流程没有这个环节"
        if type(node) is not type(token.task_spec):
            return "新版流程里它是另一种元素"
        many, was = getattr(node, "many", None), getattr(token.task_spec, "many", None)
        if (many is None) != (was is None) or (many is not None and was is not None and many.sequential != was.sequential):
            return "新版流程里它不再以同样的方式重复"
        if node.joins and token.has_state(WAITING) and self.name(token.flow or "") not in node.incoming:
            return f"它经流 {token.flow} 到达，新版流程里没有这条流"
        if parent is not None and isinstance(parent.task_spec, EventGateway):
            after = [branch.target for branch in parent.task_spec.branches if branch.id == self.name(token.flow or "")]
            return "" if node in after else "新版流程的事件网关不再等它"
        if parent is not None and not token.is_instance and not token.is_watcher and scope_of(parent) is not node.scope:
            return "新版流程里它在另一层子流程"
        return ""

    def _copy(self, token: Token, node: Node, parent: Token | None) -> Token:
        copy = Token(self.run, node, parent, token.state, token.id, self.name(token.flow) if token.flow else None)
        copy.data, copy.internal_data = token.data, token.internal_data
        return copy

    def watch_what_is_new(self, token: Token) -> None:
        node = token.task_spec
        if isinstance(node, EventGateway) and token.has_state(STARTED):
            added = [branch for branch in node.branches if branch.target.name not in self.known]
            self.run.waits.watch(token, [branch.target for branch in added], [branch.id for branch in added])
        else:
            self.run.waits.watch(token, [event for event in _watchers_of(token) if event.name not in self.known])


def _watchers_of(token: Token) -> Iterator[Catching]:
    """The boundary events and event sub-processes that should be watching at this token."""
    node = token.task_spec
    open_or_running = token.has_state(STARTED) or node.manual or isinstance(node, Catch)
    if isinstance(node, (Activity, Catch)) and open_or_running and not token.is_instance and not token.is_watcher:
        yield from node.boundaries
    if node.gathers and token.has_state(STARTED):
        scope = scope_of(token)
        if scope is not None:
            yield from scope.handlers


def _watches(node: Node, parent: Token) -> bool:
    if isinstance(node, Boundary):
        return node in parent.task_spec.boundaries if isinstance(parent.task_spec, (Activity, Catch)) else False
    scope = scope_of(parent)
    return isinstance(node, HandlerStart) and scope is not None and node in scope.handlers
