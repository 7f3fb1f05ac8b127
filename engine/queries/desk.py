"""The workbench: how much lies in each folder, and the rows of one of them.

A folder holds tasks an officer may do, or cases he may see. Times are instants; pages say them as lights and working time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, or_, select

from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.queries.case_scope import COUNTER_ROLES, REVIEW_ROLES, reachable_tasks, visible_cases
from engine.queries.paging import Page, read_page
from engine.store.reader import Reader
from engine.store.schema import cases, clock, task

PER_PAGE = 30
# Every case the viewer may see: where a search looks that names no folder.
ALL = "all"
SORTS = ("due", "submitted", "number", "service")
TASK_FOLDERS = ("to_accept", "to_deliver", "mine", "department", "overdue")
CASE_FOLDERS = ("supplementing", "handled", ALL)
FOLDERS = ("to_accept", "supplementing", "to_deliver", "mine", "department", "overdue", "handled")
_COUNTER_FOLDERS = frozenset({"to_accept", "supplementing", "to_deliver"})


@dataclass(frozen=True, kw_only=True)
class DeskFolder:
    """``search``: number, company or person as lists show them, or a whole identity number or credit code. ``service``: a process id.

    ``sort``: due (what is pressing first) | submitted (newest first) | number | service; ``reverse`` turns it round.
    """

    folder: str = "mine"
    search: str = ""
    service: str = ""
    sort: str = "due"
    reverse: bool = False
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class DeskRail:
    """What stands beside every officer's page."""


@dataclass(frozen=True)
class Rail:
    """``folders``: (folder, how much lies in it), in order, of those the viewer has; ``departments``: names of where he is posted;
    ``counters``: (code, name) of the divisions where he may take in."""

    folders: tuple[tuple[str, int], ...]
    departments: tuple[str, ...]
    counters: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DeskRow:
    """``task_id`` None: a case without a task for the viewer. ``holder``: who acts now, a name, departments or the applicant."""

    task_id: str | None
    case_id: str
    case_no: str
    service: str
    subject: str
    applicant_mask: str
    status: str
    step: str
    holder: str
    held_by_me: bool
    claimable: bool
    due_at: datetime | None
    submitted_at: datetime | None
    division: str


@dataclass(frozen=True)
class Desk:
    """``page.rows`` are DeskRow; ``services`` (process id, name) to filter by."""

    folder: str
    page: Page
    services: tuple[tuple[str, str], ...]


def desk(query: DeskFolder, reader: Reader, viewer: Viewer) -> Desk:
    rail = _rail(viewer)
    folder = query.folder if query.folder in (*rail, ALL) else rail[0]
    base = _folder(folder, reader, viewer)
    own = (cases.c.process_id, cases.c.process_name)
    services = reader.connection.execute(base.with_only_columns(*own).order_by(None).distinct().order_by(cases.c.process_name)).all()
    found = base.where(*_narrowed(query, reader))
    page = read_page(reader, found, _order(query, folder), query.page, PER_PAGE)
    make = _task_rows if folder in TASK_FOLDERS else _case_rows
    return Desk(folder, page.of(make(page.rows, reader, viewer)), tuple((process_id, name) for process_id, name in services))


def desk_rail(query: DeskRail, reader: Reader, viewer: Viewer) -> Rail:
    at_desk = any(post.role in COUNTER_ROLES | REVIEW_ROLES | {"proxy"} for post in viewer.posts)
    folders = tuple((folder, _count(reader, _folder(folder, reader, viewer))) for folder in _rail(viewer)) if at_desk else ()
    houses = tuple(dict.fromkeys(reader.departments.get(post.department, post.department) for post in viewer.posts))
    counters = sorted(code for code in viewer.divisions if viewer.has("window", code) or viewer.has("proxy", code))
    return Rail(folders, houses, tuple((code, reader.divisions.get(code, code)) for code in counters))


def _rail(viewer: Viewer) -> tuple[str, ...]:
    return FOLDERS if viewer.has("window") else tuple(name for name in FOLDERS if name not in _COUNTER_FOLDERS)


def _folder(folder: str, reader: Reader, viewer: Viewer) -> Select[Any]:
    if folder in CASE_FOLDERS:
        seen = select(cases).where(visible_cases(viewer))
        chosen = {"supplementing": _waiting_for_supplement(), "handled": _handled_by(viewer)}
        return seen.where(chosen[folder]) if folder in chosen else seen
    mine = {
        "to_accept": and_(cases.c.status == "submitted", or_(task.c.act.is_(None), task.c.act != "deliver"), task.c.role == "window"),
        "to_deliver": task.c.act == "deliver",
        "mine": task.c.claimed_by == viewer.officer_id,
        "department": cases.c.case_id.is_not(None),
        "overdue": _overdue(reader),
    }
    joined = select(task, *_CASE_COLUMNS).join(cases, cases.c.case_id == task.c.case_id)
    return joined.where(task.c.status == "open", reachable_tasks(viewer), mine[folder])


_CASE_COLUMNS = tuple(
    cases.c[name].label(f"case_{name}") for name in ("case_no", "process_name", "subject_name", "applicant_mask", "status", "submitted_at")
)


def _waiting_for_supplement() -> ColumnElement[bool]:
    return exists().where(task.c.case_id == cases.c.case_id, task.c.status == "open", task.c.act == "supplement")


def _handled_by(viewer: Viewer) -> ColumnElement[bool]:
    done = exists().where(task.c.case_id == cases.c.case_id, task.c.done_by == viewer.officer_id)
    return or_(done, cases.c.taken_in_by == viewer.officer_id)


def _overdue(reader: Reader) -> ColumnElement[bool]:
    """The step is late, or a limit the authority answers for is, and does not rest (a running pause has no end)."""
    late = exists().where(
        clock.c.case_id == task.c.case_id,
        clock.c.kind.in_(("notice", "promised", "statutory")),
        clock.c.subject == "case",
        clock.c.stopped_at.is_(None),
        clock.c.due_at < reader.now,
        ~cast(clock.c.pauses, String).contains("null"),
    )
    return or_(task.c.due_at < reader.now, late)


def _narrowed(query: DeskFolder, reader: Reader) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_matches(word, reader) for word in query.search.split()[:8]]
    if query.service:
        conditions.append(cases.c.process_id == query.service)
    return conditions


def _matches(word: str, reader: Reader) -> ColumnElement[bool]:
    shown = (cases.c.case_no, cases.c.subject_name, cases.c.applicant_mask, cases.c.process_name)
    return or_(*(column.icontains(word, autoescape=True) for column in shown), cases.c.applicant_lookup == reader.seal.lookup(word))


def _order(query: DeskFolder, folder: str) -> list[Any]:
    by_task = folder in TASK_FOLDERS
    due = (
        (func.coalesce(task.c.due_at, _FAR), task.c.opened_at)
        if by_task
        else (func.coalesce(_earliest_due(), _FAR), cases.c.updated_at.desc())
    )
    keys: dict[str, tuple[Any, ...]] = {
        "due": due,
        "submitted": (cases.c.submitted_at.desc(),),
        "number": (cases.c.case_no,),
        "service": (cases.c.process_name,),
    }
    chosen = keys.get(query.sort, due)
    if query.reverse:
        chosen = tuple(_turned(key) for key in chosen)
    return [*chosen, cases.c.case_no, *((task.c.task_id,) if by_task else ())]


_FAR = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


def _earliest_due() -> Any:
    """When the first of a case's open tasks is due."""
    own = select(func.min(task.c.due_at)).where(task.c.case_id == cases.c.case_id, task.c.status == "open")
    return own.scalar_subquery()


def _turned(key: Any) -> Any:
    is_descending = getattr(key, "modifier", None) is not None
    return key.element.asc() if is_descending else key.desc()


def _count(reader: Reader, rows: Select[Any]) -> int:
    number: int = reader.connection.execute(select(func.count()).select_from(rows.order_by(None).subquery())).scalar_one()
    return number


def _task_rows(rows: tuple[Any, ...], reader: Reader, viewer: Viewer) -> list[DeskRow]:
    return [
        DeskRow(
            task_id=r.task_id,
            case_id=r.case_id,
            case_no=r.case_case_no,
            service=r.case_process_name,
            subject=r.case_subject_name,
            applicant_mask=r.case_applicant_mask,
            status=r.case_status,
            step=r.name,
            holder=r.claimed_name or reader.departments.get(r.department, r.department),
            held_by_me=r.claimed_by == viewer.officer_id,
            claimable=r.claimed_by is None,
            due_at=r.due_at,
            submitted_at=r.case_submitted_at,
            division=reader.divisions.get(r.division_code, r.division_code),
        )
        for r in rows
    ]


def _case_rows(rows: tuple[Any, ...], reader: Reader, viewer: Viewer) -> list[DeskRow]:
    waiting = _open_tasks([row.case_id for row in rows], reader)
    return [_case_row(row, waiting.get(row.case_id, []), reader) for row in rows]


def _open_tasks(case_ids: list[str], reader: Reader) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    open_ones = select(task).where(task.c.case_id.in_(case_ids), task.c.status == "open").order_by(task.c.due_at, task.c.task_id)
    for row in reader.connection.execute(open_ones):
        found.setdefault(row.case_id, []).append(row)
    return found


def _case_row(row: Any, tasks: list[Any], reader: Reader) -> DeskRow:
    dues = [t.due_at for t in tasks if t.due_at is not None]
    return DeskRow(
        task_id=None,
        case_id=row.case_id,
        case_no=row.case_no,
        service=row.process_name,
        subject=row.subject_name,
        applicant_mask=row.applicant_mask,
        status=row.status,
        step="、".join(dict.fromkeys(t.name for t in tasks)) or row.stage,
        holder="、".join(dict.fromkeys(holder(t, reader) for t in tasks)),
        held_by_me=False,
        claimable=False,
        due_at=min(dues, default=None),
        submitted_at=row.submitted_at,
        division=reader.divisions.get(row.division_code, row.division_code),
    )


def holder(row: Any, reader: Reader) -> str:
    """Who has an open task: the officer who claimed it, else the department; the applicant for his own."""
    if row.groups == ["applicant"]:
        return Sentence("申请人")
    return row.claimed_name or reader.departments.get(row.department, row.department)


QUERIES = {DeskFolder: desk, DeskRail: desk_rail}
