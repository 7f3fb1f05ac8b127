"""A BPMN token, as a SpiffWorkflow task.

The tree of tasks is the tree of scopes, not the history: the children of a process, a sub-process or a multi-instance step are the
tokens alive inside it, the children of an activity are its boundary events. What is finished leaves the tree at once, so the state
stays small, nothing needs to be predicted, and depth is nesting, never the number of rounds through a loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from engine.runtime.run import Run
    from engine.runtime.specs.node import Node

FUTURE, WAITING, READY, STARTED, ERROR = (
    TaskState.FUTURE, TaskState.WAITING, TaskState.READY, TaskState.STARTED, TaskState.ERROR,
)  # fmt: skip


class Token(Task):
    """``flow`` is the sequence flow it came by. ``data`` holds local variables. ``internal_data`` holds, by need:

    ``timer`` ``wait`` ``call`` ids of what is awaited; ``due`` ``every`` ``left`` of a repeating timer; ``result`` of the work; ``done`` =
    only leaving is left to do; ``passed`` = that was said already; ``index`` of an instance, ``items`` ``got`` of a multi-instance step;
    ``roll`` ``last`` ``alone`` of a step that several sign; ``sealed`` = the variables of a call that sees none from outside;
    ``incident`` ``reason`` ``at`` of a token that cannot go on;
    ``away`` = the token that is out to have an earlier step done again while this one waits, ``back`` = whom that token comes back to, ``was`` =
    the token as which it waited;
    ``into`` = the steps inside at which a sub-process begins instead of at its start.
    """

    workflow: Run
    task_spec: Node

    def __init__(self, run: Run, node: Node, parent: Token | None, state: int = FUTURE, id: str | None = None, flow: str | None = None):
        self.id = id or run.new_id("t")
        self.workflow = run
        self.task_spec = node
        self.flow = flow
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self._state = state
        self._children: list[str] = []
        self._parent = parent.id if parent is not None else None
        run.tasks[self.id] = self
        if parent is not None:
            parent._children.append(self.id)

    @property
    def is_watcher(self) -> bool:
        """Waits for an event that may never come; does not keep its scope alive."""
        if self._state != WAITING:
            return False
        return self.task_spec.watches or (self._parent is not None and self.parent.task_spec.offers)

    @property
    def is_instance(self) -> bool:
        return "index" in self.internal_data

    @property
    def is_signer(self) -> bool:
        """One of several who sign the step that its parent stands for."""
        if "index" not in self.internal_data:
            return False
        parent = self.parent
        return parent is not None and parent.is_signed and parent.task_spec is self.task_spec

    @property
    def is_signed(self) -> bool:
        """Stands for a step that several sign, not for one of several instances."""
        many = self.task_spec.many
        return "roll" in self.internal_data or (many is not None and many.signs and "got" in self.internal_data)

    @property
    def is_held(self) -> bool:
        """A signer who waits for another to be heard first."""
        return self._state == WAITING and self.is_signer and not self.is_parked

    def live_children(self) -> list[Token]:
        return [child for child in self.children if not child.is_watcher] if self._children else []

    def remove(self) -> None:
        """Out of the tree; whatever it still awaited must have been called off before."""
        tasks = self.workflow.tasks
        tasks.pop(self.id, None)
        parent = tasks.get(self._parent)  # type: ignore[arg-type]
        if parent is not None:
            parent._children.remove(self.id)

    @property
    def is_errand(self) -> bool:
        """An earlier step being done again for one that waits: it leads nowhere but back."""
        return "back" in self.internal_data

    @property
    def is_parked(self) -> bool:
        return "away" in self.internal_data

    def cancel(self) -> None:
        """Cancel it and everything inside it, innermost first, and whoever is out for it, and take it out of the tree."""
        if self.id not in self.workflow.tasks:
            return
        for child in self.children:
            child.cancel()
        errand = self.workflow.tasks.get(self.internal_data.get("away", ""))
        if errand is not None:
            errand.cancel()
        self.task_spec._on_cancel(self)
        self._set_state(TaskState.CANCELLED)
        self.remove()

    # SpiffWorkflow's own say at each change what nobody listens to, and ask what cannot be.
    def _set_state(self, value: int) -> None:
        self._state = value

    def _ready(self) -> None:
        self._state = READY
        self.task_spec._on_ready_hook(self)

    def run(self) -> None:  # type: ignore[override]
        if self.task_spec._run_hook(self) is None:
            self._state = STARTED
        else:
            self.complete()

    def complete(self) -> None:
        self._state = TaskState.COMPLETED
        self.task_spec._on_complete(self)

    def _add_child(self, task_spec: Node, state: int = FUTURE) -> Token:
        return Token(self.workflow, task_spec, self, state)
