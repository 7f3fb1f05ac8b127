"""The workbench: how much lies in each folder, and the rows of one of them.

A folder holds tasks an officer may do, or cases he may see. Times are instants; pages say them as lights and working time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.queries import desk_folders
from engine.queries.case_scope import COUNTER_ROLES, REVIEW_ROLES
from engine.queries.desk_folders import ALL
from engine.queries.paging import MOST, Count, Page, at_most, count, placed, tabs
from engine.queries.talk import TOLD, waiting_for
from engine.queries.words import unread
from engine.store import progress
from engine.store.reader import Reader
from engine.store.schema import cases, edition, task

PER_PAGE = 30
# The numbers beside every page stop early: they are asked for with each of them.
MOST_BESIDE = 200
SORTS = ("due", "submitted", "number", "service")
TASK_FOLDERS = ("to_accept", "to_deliver", "mine", "department", "overdue")
CASE_FOLDERS = ("supplementing", "joint", "handled", ALL)
FOLDERS = ("to_accept", "supplementing", "to_deliver", "mine", "department", "joint", "overdue", "handled")
_COUNTER_FOLDERS = frozenset({"to_accept", "supplementing", "to_deliver"})


@dataclass(frozen=True, kw_only=True)
class DeskFolder:
    """``search``: number, company or person as lists show them, initials of either, or a whole identity number or credit code.
    ``service``: a process id. ``archived``: of folders of cases only those in the archive.

    ``sort``: due (what is pressing first) | submitted (newest first) | number | service; ``reverse`` turns it round. A folder that holds
    more than a thousand shows the first thousand of it: the most pressing tasks, the newest cases.
    """

    folder: str = "mine"
    search: str = ""
    service: str = ""
    archived: bool = False
    sort: str = "due"
    reverse: bool = False
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class DeskRail:
    """What stands beside every officer's page."""


@dataclass(frozen=True)
class Rail:
    """``folders``: (folder, how much lies in it), in order, of those the viewer has; ``departments``: names of where he is posted;
    ``counters``: (code, name) of the divisions where he may take in; ``told``: how many questions and copies wait for him;
    ``unread``: how many words."""

    folders: tuple[tuple[str, Count], ...]
    departments: tuple[str, ...]
    counters: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, Count], ...]
    unread: Count


@dataclass(frozen=True)
class DeskRow:
    """``task_id`` None: a case without a task for the viewer. ``holder``: who acts now, a name, departments or the applicant.
    ``parked``: the task waits for the opinion of somebody who is heard first; ``suspended``: the whole case rests (挂起)."""

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
    reminded: int = 0
    parked: bool = False
    suspended: bool = False


@dataclass(frozen=True)
class Desk:
    """``page.rows`` are DeskRow; ``services`` (process id, name) to filter by."""

    folder: str
    page: Page
    services: tuple[tuple[str, str], ...]


def desk(query: DeskFolder, reader: Reader, viewer: Viewer) -> Desk:
    rail = _rail(viewer)
    folder = query.folder if query.folder in (*rail, ALL) else rail[0]
    page = (_tasks if folder in TASK_FOLDERS else _cases)(folder, query, reader, viewer)
    services = reader.connection.execute(select(edition.c.process_id, edition.c.name).where(edition.c.current).order_by(edition.c.name))
    return Desk(folder, page, tuple((row.process_id, row.name) for row in services))


def desk_rail(query: DeskRail, reader: Reader, viewer: Viewer) -> Rail:
    at_desk = any(post.role in COUNTER_ROLES | REVIEW_ROLES | {"proxy"} for post in viewer.posts)
    houses = tuple(dict.fromkeys(reader.departments.get(post.department, post.department) for post in viewer.posts))
    counters = sorted(code for code in viewer.divisions if viewer.has("window", code) or viewer.has("proxy", code))
    counts = _counts(_rail(viewer), reader, viewer) if at_desk else {}
    folders = tuple((name, number) for name, number in counts.items() if name not in TOLD)
    told = tuple((name, counts[name]) for name in TOLD if name in counts)
    return Rail(folders, houses, tuple((code, reader.divisions.get(code, code)) for code in counters), told, unread(reader, viewer))


def _rail(viewer: Viewer) -> tuple[str, ...]:
    own = FOLDERS if viewer.has("window") else tuple(name for name in FOLDERS if name not in _COUNTER_FOLDERS)
    return own if any(map(viewer.has, REVIEW_ROLES)) else tuple(name for name in own if name != "joint")


def _counts(folders: tuple[str, ...], reader: Reader, viewer: Viewer) -> dict[str, Count]:
    """Beside "handled" stands how many cases the last acts concern, with a "+" where there were more acts."""
    rows: dict[str, Any] = {
        folder: desk_folders.all_tasks(desk_folders.task_rows(folder, reader, viewer, "", ""))
        if folder in TASK_FOLDERS
        else desk_folders.how_many(folder, viewer, MOST_BESIDE)
        for folder in folders
    }
    found = tabs(reader, {**rows, "acts": desk_folders.acts(viewer, MOST_BESIDE), **waiting_for(viewer)}, MOST_BESIDE)
    if found.pop("acts").more and "handled" in found:
        found["handled"] = Count.at_least(found["handled"])
    return found


def _tasks(folder: str, query: DeskFolder, reader: Reader, viewer: Viewer) -> Page:
    pieces = desk_folders.task_rows(folder, reader, viewer, query.search, query.service)
    total = count(reader, desk_folders.all_tasks(pieces))
    page, pages = placed(total, query.page, PER_PAGE)
    as_they_press = query.sort not in ("submitted", "number", "service") and not query.reverse
    first = desk_folders.first_tasks(pieces, page * PER_PAGE if as_they_press else MOST)
    order = _order(query, (first.c.pressing, first.c.opened_at))
    joined = first.join(task, task.c.task_id == first.c.task_id).join(cases, cases.c.case_id == task.c.case_id)
    found = select(task, *_CASE_COLUMNS).select_from(joined).order_by(*order, first.c.task_id)
    rows = reader.connection.execute(found.limit(at_most(PER_PAGE)).offset((page - 1) * PER_PAGE)).all()
    return Page(tuple(_task_row(row, reader, viewer) for row in rows), total, page, pages)


def _cases(folder: str, query: DeskFolder, reader: Reader, viewer: Viewer) -> Page:
    ids = desk_folders.case_rows(folder, reader, viewer, query.search, query.service, query.archived)
    total = count(reader, ids)
    page, pages = placed(total, query.page, PER_PAGE)
    first = ids.limit(at_most(MOST)).subquery()
    order = _order(query, (desk_folders.earliest_due(), cases.c.updated_at.desc()))
    found = select(cases).join(first, first.c.case_id == cases.c.case_id).order_by(*order, cases.c.case_no)
    rows = reader.connection.execute(found.limit(at_most(PER_PAGE)).offset((page - 1) * PER_PAGE)).all()
    return Page(case_lines(rows, reader), total, page, pages)


def case_lines(rows: Sequence[Any], reader: Reader) -> tuple[DeskRow, ...]:
    """Rows of ``cases`` as lists show them, with who acts now."""
    waiting = _open_tasks([row.case_id for row in rows], reader)
    return tuple(_case_row(row, waiting.get(row.case_id, []), reader) for row in rows)


_CASE_COLUMNS = tuple(
    cases.c[name].label(f"case_{name}") for name in ("case_no", "process_name", "subject_name", "applicant_mask", "status", "submitted_at", "suspended_at")
)


def _order(query: DeskFolder, due: tuple[Any, ...]) -> list[Any]:
    keys: dict[str, tuple[Any, ...]] = {
        "due": due,
        "submitted": (cases.c.submitted_at.desc(),),
        "number": (cases.c.case_no,),
        "service": (cases.c.process_name, cases.c.case_no),
    }
    chosen = keys.get(query.sort, due)
    return [_turned(key) for key in chosen] if query.reverse else list(chosen)


def _turned(key: Any) -> Any:
    is_descending = getattr(key, "modifier", None) is not None
    return key.element.asc() if is_descending else key.desc()


def _task_row(row: Any, reader: Reader, viewer: Viewer) -> DeskRow:
    return DeskRow(
        task_id=row.task_id,
        case_id=row.case_id,
        case_no=row.case_case_no,
        service=row.case_process_name,
        subject=row.case_subject_name,
        applicant_mask=row.case_applicant_mask,
        status=row.case_status,
        step=row.name,
        holder=row.claimed_name or reader.departments.get(row.department, row.department),
        held_by_me=row.claimed_by in viewer.holders,
        claimable=row.claimed_by is None and row.status == progress.OPEN and row.case_suspended_at is None,
        due_at=row.due_at,
        submitted_at=row.case_submitted_at,
        division=reader.divisions.get(row.division_code, row.division_code),
        reminded=row.reminded or 0,
        parked=row.status == progress.HELD,
        suspended=row.case_suspended_at is not None,
    )


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
        suspended=row.suspended_at is not None,
    )


def holder(row: Any, reader: Reader) -> str:
    """Who has an open task: the officer who claimed it, else the department; the applicant for his own."""
    if row.groups == ["applicant"]:
        return Sentence("申请人")
    return row.claimed_name or reader.departments.get(row.department, row.department)


QUERIES = {DeskFolder: desk, DeskRail: desk_rail}
