"""What the engine has refused and keeps a record of."""

from __future__ import annotations

from engine.commands.one_notice import NoteRefusal
from engine.commands.task import open_task
from engine.commands.work import Work
from engine.domain.refusal_events import SecondNoticeRefused


def note_refusal(command: NoteRefusal, work: Work) -> None:
    row, case = open_task(work, command.task_id)
    own = {"task_id": row.task_id, "step": row.name, "department": row.department}
    work.emit(SecondNoticeRefused(case_id=case.case_id, element_id=row.element_id, **own))
