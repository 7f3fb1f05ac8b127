"""The four gateways that are executed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.runtime.formula import Fault
from engine.runtime.moves import TookFlow
from engine.runtime.specs.node import Branch, Node
from engine.runtime.token import WAITING

if TYPE_CHECKING:
    from engine.runtime.token import Token


class ExclusiveGateway(Node):
    def choose(self, token: Token) -> list[Branch]:
        for branch in self.branches:
            if branch is self.default:
                continue
            if branch.condition is None or token.workflow.variables.holds(token, branch):
                return [branch]
        if self.default is not None:
            return [self.default]
        if not self.branches:
            return []
        raise Fault(f"网关“{self.bpmn_name or self.name}”没有一条流的条件成立，又没有默认流")


class ParallelGateway(Node):
    """Takes one token from each incoming flow, gives one to each outgoing; tokens to spare keep waiting."""

    joins = True

    def _update_hook(self, token: Token) -> bool:
        token._set_state(WAITING)
        first = _oldest_by_flow(token)
        if len(first) < len(self.incoming):
            return False
        return token.workflow.merge(token, first)

    def choose(self, token: Token) -> list[Branch]:
        return list(self.branches)


class InclusiveGateway(Node):
    """Joins when nothing still under way in its scope could reach one of its empty incoming flows (BPMN 2.0.2, 13.4.3).

    ``sources``: incoming flow id → name of the node from which it comes.
    """

    joins = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources: dict[str, str] = {}

    def _update_hook(self, token: Token) -> bool:
        if len(self.incoming) > 1:
            token._set_state(WAITING)
            return False
        return super()._update_hook(token)

    def join(self, token: Token) -> bool:
        """Whether the tokens waiting here may go on together; ``token`` is one of them and the one that goes."""
        first = _oldest_by_flow(token)
        others = {other.task_spec.name for other in token.parent.live_children() if not other.is_errand} - {self.name}
        if others:
            others &= self._behind([flow for flow in self.incoming if flow not in first])
        if others and others - self._behind([flow for flow in self.incoming if flow in first]):
            return False
        return token.workflow.merge(token, first)

    def choose(self, token: Token) -> list[Branch]:
        chosen = [
            branch
            for branch in self.branches
            if branch is not self.default and (branch.condition is None or token.workflow.variables.holds(token, branch))
        ]
        if chosen or not self.branches:
            return chosen
        if self.default is None:
            raise Fault(f"网关“{self.bpmn_name or self.name}”没有一条流的条件成立，又没有默认流")
        return [self.default]


    def _behind(self, flows: list[str]) -> set[str]:
        """The nodes from which a token can come to one of these incoming flows without passing this gateway."""
        found: set[str] = set()
        pending = [self.sources[flow] for flow in flows]
        while pending:
            at = pending.pop()
            if at not in found and at != self.name:
                found.add(at)
                pending.extend(self.scope.behind[at])
        return found


class EventGateway(Node):
    """Waits for whichever of the events behind it happens first. Each is watched by a child token; the gateway's own goes on with it."""

    offers = True

    def _run_hook(self, token: Token) -> None:
        token.workflow.waits.watch(token, [branch.target for branch in self.branches], [branch.id for branch in self.branches])

    def won(self, token: Token, watcher: Token, payload: object) -> None:
        """``watcher`` has happened: the other events are called off and its branch is taken."""
        run, event, flow, scope = token.workflow, watcher.task_spec, watcher.flow, token.parent
        run.passed(token)
        run.facts.append(TookFlow(flow))
        run.drop(token)
        token.remove()
        run.spawn_done(scope, event, payload)


def _oldest_by_flow(token: Token) -> dict[str | None, Token]:
    found: dict[str | None, Token] = {}
    tasks, node = token.workflow.tasks, token.task_spec
    for own in token.parent._children:
        sibling = tasks[own]
        if sibling.task_spec is node and sibling._state == WAITING:
            found.setdefault(sibling.flow, sibling)
    return found


