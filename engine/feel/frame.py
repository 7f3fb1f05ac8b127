"""Where a running expression finds its variables, and what it may still spend."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from engine.feel import limits
from engine.feel.environment import Environment
from engine.feel.errors import too_deep, too_many_steps, too_slow


class Frame:
    """Variables of one scope; ``top`` is the outermost scope and keeps the accounts."""

    __slots__ = ("parent", "top", "vars")

    raw = False
    """Whether the variables are the caller's own and must be loaded when read."""

    def __init__(self, variables: Any, parent: Frame, top: Top) -> None:
        self.vars = variables
        self.parent = parent
        self.top = top


class Top(Frame):
    """The scope of one evaluation: the caller's context. Made for every evaluation, so what rarely changes lies on the class."""

    raw = True
    steps = limits.STEPS
    last_look = limits.STEPS
    calls = 0
    until = 0.0

    def __init__(self, context: Mapping[str, Any], environment: Environment) -> None:
        self.vars = context
        self.environment = environment

    @property
    def top(self) -> Top:  # type: ignore[override]
        """Itself, without a reference that only the garbage collector could undo."""
        return self

    def spend(self, steps: int = 1) -> None:
        """Raises FeelLimit when the steps or the processor time are used up."""
        self.steps -= steps
        if self.steps < 0:
            raise too_many_steps(limits.STEPS)
        if self.last_look - self.steps > _LOOK_EVERY:
            self._look()

    def _look(self) -> None:
        now = time.thread_time()
        if self.last_look == limits.STEPS:
            self.until = now + limits.SECONDS
        elif now > self.until:
            raise too_slow(limits.SECONDS)
        self.last_look = self.steps

    def charge(self, made: Any) -> Any:
        """Hand on a new value after paying for the memory it takes: long strings and lists cost steps."""
        kind = type(made)
        if kind is str:
            if len(made) > _FREE:
                self.spend(len(made) // _FREE)
        elif kind is list:
            self.spend(len(made))
        return made

    def enter(self) -> None:
        """A function written in FEEL is called; ``leave`` when it is done."""
        self.calls += 1
        self.spend()
        if self.calls > limits.CALLS:
            raise too_deep(limits.CALLS)

    def leave(self) -> None:
        self.calls -= 1


_LOOK_EVERY = 200
_FREE = 100
"""Characters to a step."""
