"""Who answers for a 督办单: whoever has the task it is about, also after that has changed hands."""

from __future__ import annotations

from typing import Any

from engine.commands.work import Work
from engine.domain.events import EscalationPassed
from engine.store import signals


def follow(work: Work, row: Any, *, to_id: str, to_name: str, group: str) -> None:
    """The task ``row`` is now an officer's, or (``to_id`` "") its ``group``'s: a sheet on it that nobody has answered goes with it."""
    sheet = signals.open_escalation(work.tx, row.case_id, row.task_id)
    if sheet is not None and sheet.feedback_at is None:
        pass_to(work, sheet, to_id=to_id, to_name=to_name, group=group or row.groups[0])


def pass_to(work: Work, sheet: Any, *, to_id: str, to_name: str, group: str) -> None:
    department, _, role = group.partition(":")
    whose = {"responsible_id": to_id or None, "responsible_name": to_name, "department": department, "role": role}
    signals.change_escalation(work.tx, sheet.escalation_id, **whose)
    facts = {"escalation_id": sheet.escalation_id, "number": sheet.number, "step": sheet.step, "due_on": sheet.due_on.isoformat()}
    held = {"to_id": to_id, "to_name": to_name, "department": department, "role": role, "issued_by": sheet.issued_by}
    work.emit(EscalationPassed(case_id=sheet.case_id, **facts, **held))
