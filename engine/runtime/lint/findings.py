"""Where the rules put what they find."""

from __future__ import annotations

from engine.runtime.diagram.element import Body, Element
from engine.runtime.problem import Problem


class Findings:
    """``bare``: the diagram stands outside a service folder, so what only a service needs is a warning. ``processes``: all ids there are."""

    def __init__(self, bare: bool, problems: list[Problem], processes: frozenset[str] = frozenset()) -> None:
        self.bare = bare
        self.processes = processes
        self._problems = dict.fromkeys(problems)

    @property
    def count(self) -> int:
        return len(self._problems)

    def error(self, element: Element | Body, rule: str, message: str, at: str = "") -> None:
        """``at``: the id to show instead of the element's, for a flow."""
        self._problems[Problem(element.file, at or element.id, rule, "error", message)] = None

    def warning(self, element: Element | Body, rule: str, message: str, at: str = "") -> None:
        self._problems[Problem(element.file, at or element.id, rule, "warning", message)] = None

    def service_error(self, element: Element | Body, rule: str, message: str, at: str = "") -> None:
        """An error in a service, a warning in a bare diagram."""
        (self.warning if self.bare else self.error)(element, rule, message, at)

    def file_error(self, file: str, rule: str, message: str) -> None:
        self._problems[Problem(file, "", rule, "error", message)] = None

    def sorted(self) -> tuple[Problem, ...]:
        """Errors first, otherwise in the order found."""
        return tuple(sorted(self._problems, key=lambda problem: problem.severity != "error"))


def shown(element: Element) -> str:
    """How a message names an element."""
    return f"“{element.name}”（{element.id}）" if element.name else f"“{element.id}”"
