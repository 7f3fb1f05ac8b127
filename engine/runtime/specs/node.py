"""What all elements share: arriving, leaving by sequence flows, and the scope they live in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from engine.runtime.formula import Fault, Formula
from engine.runtime.token import FUTURE, STARTED, WAITING

if TYPE_CHECKING:
    from engine.runtime.regions import Regions
    from engine.runtime.specs.many import Many
    from engine.runtime.specs.signing import Signing
    from engine.runtime.token import Token


@dataclass(frozen=True)
class Branch:
    """A sequence flow leaving a node."""

    id: str
    target: Node
    condition: Formula | None


class Node(BpmnSpecMixin):
    """An element of the diagram. ``branches`` leave it in the order drawn, ``incoming`` are the ids of the flows that reach it."""

    watches = False
    """Waits for an event that may never come, and so does not keep its scope alive."""
    gathers = False
    """Ends when the last token inside it has gone."""
    offers = False
    """Its child tokens are events of which the first wins."""
    joins = False
    """Tokens that wait here have not entered yet."""
    many: Many | None = None
    signing: Signing | None = None
    """By which rule those sign who are added to a task; of a step drawn to be signed by several, the same as ``many``."""

    def __init__(self, scope: Scope, element_id: str, name: str = "") -> None:
        super().__init__(scope, element_id, bpmn_name=name, inputs=[], outputs=[])
        self.scope = scope
        self.branches: tuple[Branch, ...] = ()
        self.default: Branch | None = None
        self.incoming: tuple[str, ...] = ()

    def _update(self, token: Token) -> None:
        """Nothing is predicted: the next steps are tokens when they are there."""
        if self._update_hook(token):
            token._ready()

    def _update_hook(self, token: Token) -> bool:
        token.workflow.entered(token)
        return True

    def _on_ready_hook(self, token: Token) -> None:
        if self.manual:
            token.workflow.opened.add(token.id)

    def _run_hook(self, token: Token) -> bool | None:
        return True

    def _on_error(self, token: Token) -> None:
        """The run records the incident."""

    def _on_complete(self, token: Token) -> None:
        token.workflow.leave(token)

    def _on_cancel(self, token: Token) -> None:
        token.workflow.waits.call_off(token)
        if not (token.is_watcher or token.has_state(FUTURE) or (self.joins and token.has_state(WAITING))):
            token.workflow.cancelled(token)

    def choose(self, token: Token) -> list[Branch]:
        """Leaving an activity or event: every flow without condition and every one whose condition holds, and
        the default if none does."""
        if len(self.branches) == 1 and self.branches[0].condition is None:
            return list(self.branches)
        conditional = [branch for branch in self.branches if branch.condition is not None and branch is not self.default]
        if not conditional:
            return list(self.branches)
        held = {branch.id for branch in conditional if token.workflow.variables.holds(token, branch)}
        chosen = [
            branch for branch in self.branches if branch.id in held or (branch.condition is None and branch is not self.default)
        ]
        if self.default is not None and not held:
            chosen.append(self.default)
        if not chosen:
            raise Fault(f"“{self.bpmn_name or self.name}”之后的流程条件都不成立，又没有默认流")
        return chosen


class Start(Node):
    """A start event begun by its scope."""


class End(Node):
    """A plain end event, and the last node of a body without one."""

    def choose(self, token: Token) -> list[Branch]:
        return []


class PassThrough(Node):
    """An intermediate event that only marks the way, or a task of no type."""


class Root(Node):
    """The node of the token under which all others of a process live; never drawn."""

    gathers = True

    def _update_hook(self, token: Token) -> bool:
        token.workflow.begin_scope(token, self.scope)
        token._set_state(STARTED)
        return False

    def _on_complete(self, token: Token) -> None:
        token.workflow.end()

    def _on_cancel(self, token: Token) -> None:
        """It never entered anywhere."""


class Scope(BpmnProcessSpec):
    """A process or the inside of a sub-process. ``handlers`` are the start events of its event sub-processes.

    ``behind``: node → the nodes from which a token can come to it; a boundary event is reached from its host.
    """

    def __init__(self, body_id: str, name: str, file: str, regions: Regions) -> None:
        WorkflowSpec.__init__(self, name=body_id, filename=file)
        self.description = name
        self.svg = None
        self.io_specification = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []
        self.start = Root(self, "(root)")
        self.begin: Node | None = None
        self.handlers: tuple[Node, ...] = ()
        self.behind: dict[str, tuple[str, ...]] = {}
        self.regions = regions

    def nodes(self) -> list[Node]:
        return [node for node in self.task_specs.values() if isinstance(node, Node)]
