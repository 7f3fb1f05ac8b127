"""Filling in a case, step by step: 一张表 → 材料 → 当事人确认 → 确认提交 → 收件凭证.

The same steps serve an applicant's phone and the counter. A blueprint takes them over with ``add_steps(blueprint, steps)``: it then has
the endpoints ``form materials upload file letter confirm send_code enter_code review submit receipt forget_code``, all below
``<prefix>/<case_id>``. Templates find each other by ``url_for(".materials", case_id=…)``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.domain.sentence import Sentence
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.queries.bans import DraftBan
from engine.queries.draft import Draft, DraftShown
from web.context import ask, look


@dataclass(frozen=True)
class Steps:
    """How one audience walks through them.

    ``layout``: the template the pages extend. ``permission``: words for ``@permit``. ``viewer``: who acts. ``after``: address of the page of a
    case that has been handed in, ``onward``: of what is to be done at once with it, "" for nothing. ``beside``: what this audience's pages show
    of a case beside its form, for templates.
    """

    layout: str
    permission: tuple[str, ...]
    viewer: Callable[[], Viewer]
    after: Callable[[str], str]
    counter: bool = False
    onward: Callable[[str], str] = lambda _case_id: ""
    beside: Callable[[str], dict[str, Any]] = lambda _case_id: {}

    def draft(self, case_id: str) -> DraftShown:
        """Raises Missing for a case that does not exist for the viewer."""
        shown: DraftShown = ask(Draft(case_id=case_id), self.viewer())
        return shown

    def barred(self, draft: DraftShown) -> Sentence | None:
        """Why whoever the form names may not apply now; asked only of items that touch safety."""
        if not self.process(draft).item.touches_safety:
            return None
        said: Sentence | None = ask(DraftBan(case_id=draft.case_id), self.viewer())
        return said

    def process(self, draft: DraftShown) -> Any:
        return look().process(draft.edition_hash)


def is_editable(draft: DraftShown) -> bool:
    return draft.status == CaseStatus.DRAFT
