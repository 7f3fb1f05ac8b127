"""What an applicant's form is drawn from: answers as they were saved, with the mark that tells this save of them from every other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain.chain import digest
from engine.domain.errors import Overtaken
from engine.domain.status import CaseStatus
from engine.store import rows
from engine.store.marks import is_overtaken, mark_of_save
from engine.store.schema import answers
from engine.store.seal import Seal


@dataclass(frozen=True)
class SavedAnswers:
    """``mark`` is "" and ``saved_at`` None where nothing is saved yet."""

    content: dict[str, Any]
    mark: str = ""
    saved_at: datetime | None = None

    def are(self, sent: Mapping[str, Any]) -> bool:
        """Was just this saved already: by the first of two presses, or by a sending that had no answer?"""
        return self.saved_at is not None and digest(self.content) == digest(sent)

    def require_still(self, based_on: str | None) -> None:
        """Raises Overtaken when they are not those with this mark; None asks for none."""
        if is_overtaken(self.mark, based_on):
            raise Overtaken("这份表在别处保存过更新的内容，这里填的没有保存。请按“保存”，核对两边不同的地方，再决定以哪一份为准。")


def section_of(status: CaseStatus) -> str:
    """Where a form that is saved now is kept."""
    return "application" if status == CaseStatus.DRAFT else "supplement_draft"


def saved_answers(tx: Any, seal: Seal, case_id: str, status: CaseStatus) -> SavedAnswers:
    """A draft's; of a case that was handed in the corrected ones, and the application's as long as nothing was corrected."""
    kept = {row.section: row for row in rows.every(tx, answers, case_id=case_id)}
    row = kept.get(section_of(status)) or kept.get("application")
    return SavedAnswers({}) if row is None else just_saved(seal.open(row.content_sealed) or {}, row.updated_at)


def just_saved(content: dict[str, Any], at: datetime) -> SavedAnswers:
    return SavedAnswers(content, mark_of_save(content, at), at)
