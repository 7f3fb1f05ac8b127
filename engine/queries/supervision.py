"""What a supervisor watches: open tasks past their limit in his division, those first whose limit says to bring him in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.store.indexes import ESCALATED, PARKED, TIMED
from engine.store.reader import Reader
from engine.store.schema import cases, task

MOST = 500


@dataclass(frozen=True, kw_only=True)
class OverdueTasks:
    """The first 500, most pressing first. Raises Missing without a supervisor's post."""


@dataclass(frozen=True)
class OverdueTask:
    """``escalated``: the step's limit says ``on_timeout = "escalate"``. ``holder`` "" = nobody has claimed it."""

    task_id: str
    case_id: str
    case_no: str
    service: str
    subject: str
    step: str
    department: str
    holder: str
    due_at: datetime
    escalated: bool
    reminded: int


def overdue_tasks(query: OverdueTasks, reader: Reader, viewer: Viewer) -> tuple[OverdueTask, ...]:
    divisions = sorted(post.division for post in viewer.posts if post.role == "supervisor")
    if not divisions:
        raise Missing("没有找到这个页面。")
    found = select(task, cases.c.case_no, cases.c.process_name, cases.c.subject_name).join(cases, cases.c.case_id == task.c.case_id)
    late = and_(task.c.due_at < reader.now, task.c.department != "applicant")
    # The pressing ones first, each kind from its own index and division by division; what is over is cut off here.
    kinds = [
        and_(kind, task.c.division_code == division, late)
        for kind in (ESCALATED, and_(TIMED, or_(task.c.on_timeout.is_(None), task.c.on_timeout != "escalate")), PARKED)
        for division in divisions
    ]
    rows = [row for kind in kinds for row in reader.connection.execute(found.where(kind).order_by(task.c.due_at).limit(MOST))]
    rows = sorted(rows, key=lambda row: (row.on_timeout != "escalate", row.due_at))[:MOST]
    return tuple(
        OverdueTask(
            task_id=row.task_id,
            case_id=row.case_id,
            case_no=row.case_no,
            service=row.process_name,
            subject=row.subject_name,
            step=row.name,
            department=reader.departments.get(row.department, row.department),
            holder=row.claimed_name or "",
            due_at=row.due_at,
            escalated=row.on_timeout == "escalate",
            reminded=row.reminded or 0,
        )
        for row in rows
    )


QUERIES = {OverdueTasks: overdue_tasks}
