"""Events: those a token waits at, those that watch an activity or a scope, and those that throw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.runtime.formula import Fault
from engine.runtime.moves import SendMessage
from engine.runtime.specs.gateway import EventGateway
from engine.runtime.specs.node import End, Node
from engine.runtime.specs.trigger import Trigger
from engine.runtime.token import WAITING

if TYPE_CHECKING:
    from engine.runtime.token import Token


class Catching(Node):
    """An event with a trigger. ``happened`` is what to do when it comes for ``token``, which waits for it."""

    trigger: Trigger
    interrupting = True

    def happened(self, token: Token, payload: Any) -> None:
        raise NotImplementedError

    def _keep_or_drop(self, token: Token) -> None:
        """A non-interrupting watcher goes on watching: a cycle until its last turn, a message or signal for ever."""
        if self.trigger.timing is not None and not token.workflow.waits.rearm(token, self.trigger.timing):
            token.remove()


class Catch(Catching):
    """An intermediate catch event or a receive task."""

    boundaries: tuple[Node, ...] = ()

    def _update_hook(self, token: Token) -> bool:
        token.workflow.waits.arm(token)
        token.workflow.waits.watch(token, self.boundaries)
        token.workflow.entered(token)
        token._set_state(WAITING)
        return False

    def happened(self, token: Token, payload: Any) -> None:
        if isinstance(token.parent.task_spec, EventGateway):
            token.parent.task_spec.won(token.parent, token, payload)
            return
        token.workflow.waits.call_off(token)
        token.workflow.variables.take_in(token, payload)
        token.workflow.finish(token)


class Boundary(Catching):
    """Watches the activity it is attached to, whose token is its token's parent."""

    watches = True

    def __init__(self, *args: Any, interrupting: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.interrupting = interrupting

    def happened(self, token: Token, payload: Any) -> None:
        run, host = token.workflow, token.parent
        scope = host.parent
        if self.interrupting:
            run.waits.call_off(token)
            host.cancel()
        else:
            self._keep_or_drop(token)
        run.spawn_done(scope, self, payload)


class HandlerStart(Catching):
    """The start event of an event sub-process: watches the scope in which it stands. ``handler`` is the sub-process."""

    watches = True
    handler: Node

    def __init__(self, *args: Any, interrupting: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.interrupting = interrupting

    def happened(self, token: Token, payload: Any) -> None:
        run, scope = token.workflow, token.parent
        if self.interrupting:
            run.waits.call_off(token)
            for other in scope.children:
                other.cancel()
        else:
            self._keep_or_drop(token)
        run.begin_handler(scope, self, payload)


class Throw(Node):
    """An intermediate throw event or send task: a message goes out, a signal goes round the case, an escalation goes up."""

    trigger: Trigger
    inputs: tuple[tuple[str, Any], ...] = ()

    def _run_hook(self, token: Token) -> bool | None:
        run = token.workflow
        if self.trigger.kind == "message":
            run.effects.append(SendMessage(self.name, self.trigger.name, run.variables.build_all(token, self.inputs)))
            return True
        # What is thrown may interrupt the thrower's own scope; it has done its part all the same.
        run.passed(token)
        if self.trigger.kind == "signal":
            run.waits.signal(self.trigger.name)
        else:
            catcher = run.waits.catcher(token, "escalation", self.trigger.code or "")
            if catcher is not None:
                catcher.task_spec.happened(catcher, {"code": self.trigger.code or ""})
        return True if token.id in run.tasks else None


class ThrowingEnd(Throw, End):
    """An end event with a message, signal or escalation."""


class ErrorEnd(End):
    """Throws a BPMN error out of its scope. One that nobody catches stops here, seen by an operator."""

    trigger: Trigger

    def _run_hook(self, token: Token) -> bool | None:
        code = self.trigger.code or ""
        catcher = token.workflow.waits.catcher(token, "error", code)
        if catcher is None:
            raise Fault(f"错误“{code or '（无代码）'}”没有边界事件或事件子流程捕获")
        token.workflow.passed(token)
        catcher.task_spec.happened(catcher, {"code": code, "message": self.bpmn_name or ""})


class TerminateEnd(End):
    """Ends everything in its scope."""

    def _run_hook(self, token: Token) -> bool:
        for other in token.parent.children:
            if other is not token:
                other.cancel()
        return True


class Link(Node):
    """The throwing half of a link: the token goes on at the catching half of the same name."""

    target: Node

    def _on_complete(self, token: Token) -> None:
        token.workflow.jump(token, self.target)
