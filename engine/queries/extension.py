"""延期 before it is given: whether it may be, and each due date before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.commands import duty
from engine.domain import extension
from engine.domain.duration import Duration
from engine.domain.errors import Missing
from engine.domain.sentence import Sentence
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.queries.case_file import open_case
from engine.store import clocks, progress
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class ExtensionPreview:
    """``days`` 0 = all that the item allows."""

    case_id: str
    days: int = 0


@dataclass(frozen=True)
class DueMoved:
    """``whose`` a department's or step's name, "" for the case itself."""

    label: Sentence
    whose: str
    was_due_at: datetime
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExtensionShown:
    """``why_not``: it may not be given now, and why; then there are no ``lines``. ``joint``: the government head's paper is asked for."""

    case_id: str
    case_no: str
    service: str
    subject: str
    why_not: Sentence | None
    most: int
    days: int
    joint: bool
    lines: tuple[DueMoved, ...]


def extension_preview(query: ExtensionPreview, reader: Reader, viewer: Viewer) -> ExtensionShown:
    """Raises Missing for everybody who does not approve in the lead department."""
    opened = open_case(query.case_id, reader, viewer)
    row, item = opened.row, opened.process.item
    if not viewer.may(f"{row.lead_department}:approver", row.division_code):
        raise Missing("没有找到这个办件。")
    running = clocks.running_in(reader.connection, row.case_id)
    most = int(item.limits.extension.days) if item.limits.extension else 0
    days = min(query.days, most) if query.days > 0 else most
    why_not = extension.why_not(CaseStatus(row.status), item.limits.extension, running, reader.now)
    why_not = why_not or duty.standing(reader.connection, row, ("approver",), opened.process, viewer)
    steps = {f"task:{task.task_id}": progress.follows_the_case(task) for task in opened.open_tasks}
    names = {f"task:{task.task_id}": task.name for task in opened.open_tasks}
    by = Duration.parse(f"P{days}D")
    moved = extension.moved(running, steps, by, reader.now, reader.calendar) if why_not is None and days else []
    return ExtensionShown(
        case_id=row.case_id,
        case_no=row.case_no,
        service=row.process_name,
        subject=row.subject_name or row.applicant_mask,
        why_not=why_not,
        most=most,
        days=days,
        joint=item.is_joint,
        lines=tuple(
            DueMoved(each.before.kind.label, names.get(each.subject) or _part(each.subject, reader), each.before.due_at, each.after.due_at)
            for each in moved
        ),
    )


def _part(subject: str, reader: Reader) -> str:
    part = subject.partition(":")[2]
    return reader.departments.get(part, part)


QUERIES = {ExtensionPreview: extension_preview}
