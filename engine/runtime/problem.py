"""What is wrong with a service's files, said so that the designer can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.domain.errors import EngineError
from engine.domain.sentence import Bilingual


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``element`` is the BPMN or DMN id, or "" for the file; ``message`` is Chinese: what, why and the mend.

    What is wrong with FEEL and DMN is a ``Bilingual``: ``english`` says it too; of anything else it is empty.
    """

    file: str
    element: str
    rule: str
    severity: Literal["error", "warning"]
    message: str

    @property
    def english(self) -> str:
        return self.message.english if isinstance(self.message, Bilingual) else ""

    def said(self, language: str) -> str:
        """The message in ``zh``, or in ``en`` where that is known."""
        return self.english or self.message if language == "en" else self.message


class Unpublishable(EngineError):
    """The files of a service cannot run (HTTP 422). ``problems``: every finding, warnings too."""

    status = 422

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        errors = [problem for problem in problems if problem.severity == "error"]
        first = errors[0] if errors else problems[0]
        super().__init__("流程文件有 {number} 处错误，不能发布。{first}", number=len(errors), first=first.message)
        self.problems = problems
