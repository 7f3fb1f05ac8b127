"""What handing in a draft hands in: its answers with its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain.errors import Overtaken
from engine.domain.status import CaseStatus
from engine.store import materials
from engine.store.marks import is_overtaken, mark_of
from engine.store.saved_answers import saved_answers
from engine.store.seal import Seal


@dataclass(frozen=True)
class WholeDraft:
    """``mark``: of these answers and files, the same again when a change is taken back, as whoever looked at it has seen just that.
    ``changed_at``: when an answer was saved, or a file came or went, last; None where nothing is filled in yet."""

    mark: str
    changed_at: datetime | None

    def require_still(self, based_on: str | None) -> None:
        """Raises Overtaken when it is not that with this mark; None asks for none."""
        if is_overtaken(self.mark, based_on):
            raise Overtaken("您核对以后，填写的内容或者材料又改过，还没有提交。请把现在的内容再核对一遍，再提交。")


def whole_draft(tx: Any, seal: Seal, case_id: str) -> WholeDraft:
    saved, files = saved_answers(tx, seal, case_id, CaseStatus.DRAFT), materials.files_ever(tx, case_id)
    shown = {"answers": saved.content, "files": sorted(row.file_id for row in files if row.removed_at is None)}
    instants = (saved.saved_at, *(row.removed_at or row.uploaded_at for row in files))
    return WholeDraft(mark_of(shown), max((at for at in instants if at is not None), default=None))
