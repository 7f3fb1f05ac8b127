"""The workbench: how much lies in each folder, and the rows of one of them.

A folder holds tasks an officer may do, or cases he may see. Times are instants; pages say them as lights and working time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.queries import desk_folders
from engine.queries.case_scope import COUNTER_ROLES, REVIEW_ROLES
from engine.queries.desk_folders import ALL, MOST_LATE_BESIDE, all_tasks, task_rows
from engine.queries.desk_list import DEAR, PER_PAGE, SORTS, page_of_cases, page_of_tasks
from engine.queries.paging import MOST, Count, Page, counting, placed
from engine.queries.search_words import search_words
from engine.queries.talk import TOLD, waiting_for
from engine.queries.words import MOST_UNREAD, unread
from engine.store import progress
from engine.store.reader import Reader
from engine.store.schema import edition, task

# The numbers beside every page stop early: they are asked for with each of them.
MOST_BESIDE = 99
# Where each row that is counted takes a look at its case.
MOST_DEAR = 200
TASK_FOLDERS = ("to_accept", "to_deliver", "mine", "department", "overdue")
CASE_FOLDERS = ("supplementing", "joint", "handled", ALL)
FOLDERS = ("to_accept", "supplementing", "to_deliver", "mine", "department", "joint", "overdue", "handled")
_COUNTER_FOLDERS = frozenset({"to_accept", "supplementing", "to_deliver"})


@dataclass(frozen=True, kw_only=True)
class DeskFolder:
    """``search``: number, company or person as lists show them, initials of either, or a whole identity number or credit code.
    ``service``: a process id. ``archived``: of folders of cases only those in the archive.

    ``sort``: due (what is pressing first) | submitted (newest first) | number | service | acted (of cases: what was moved last first; of those
    he handled, what he did last); ``reverse`` turns it round. A folder that holds
    more than a thousand shows the first thousand of it, or two hundred where words are looked for and of what waits for acceptance or is late:
    the most pressing tasks, the newest cases.
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
    found, total, page, pages = _page(replace(query, folder=folder), reader, viewer)
    if folder in TASK_FOLDERS:
        rows = tuple(_task_row(row, reader, viewer) for row in found)
    else:
        rows = case_lines(found, reader)
    services = reader.connection.ask(_services)
    return Desk(folder, Page(rows, total, page, pages), tuple((row.process_id, row.name) for row in services))


def _services() -> Select[Any]:
    return select(edition.c.process_id, edition.c.name).where(edition.c.current).order_by(edition.c.name)


def desk_rail(query: DeskRail, reader: Reader, viewer: Viewer) -> Rail:
    at_desk = any(post.role in COUNTER_ROLES | REVIEW_ROLES | {"proxy"} for post in viewer.posts)
    houses = tuple(dict.fromkeys(reader.departments.get(post.department, post.department) for post in viewer.posts))
    counters = sorted(code for code in viewer.divisions if viewer.has("window", code) or viewer.has("proxy", code))
    counts = _counts(_rail(viewer) if at_desk else (), reader, viewer) if viewer.officer_id else {"unread": Count(0, MOST_UNREAD)}
    folders = tuple((name, number) for name, number in counts.items() if name in FOLDERS)
    told = tuple((name, counts[name]) for name in TOLD if name in counts)
    return Rail(folders, houses, tuple((code, reader.divisions.get(code, code)) for code in counters), told, counts["unread"])


def _rail(viewer: Viewer) -> tuple[str, ...]:
    own = FOLDERS if viewer.has("window") else tuple(name for name in FOLDERS if name not in _COUNTER_FOLDERS)
    return own if any(map(viewer.has, REVIEW_ROLES)) else tuple(name for name in own if name != "joint")


def _counts(folders: tuple[str, ...], reader: Reader, viewer: Viewer) -> dict[str, Count]:
    """Beside "handled" stands how many cases the last acts concern, beside "overdue" how many steps the cases that are late longest have, with
    a "+" where there were more acts and more late cases."""
    (row,) = reader.connection.ask(_counting, folders, viewer, MOST_BESIDE, now=reader.now)
    looked = {"handled": (row._mapping.get("acts", 0), MOST_BESIDE), "overdue": (row._mapping.get("late", 0), MOST_LATE_BESIDE)}
    found = {name: Count(number, MOST_UNREAD if name == "unread" else MOST_BESIDE) for name, number in row._mapping.items()}
    for folder, (number, most) in looked.items():
        if number > most and folder in found:
            found[folder] = Count.at_least(found[folder])
    return found


def _counting(folders: tuple[str, ...], viewer: Viewer, most: int) -> Select[Any]:
    """One row of all the numbers that stand beside a page."""
    late = desk_folders.late_cases(viewer, MOST_LATE_BESIDE)
    wanted = {
        folder: all_tasks(task_rows(folder, viewer, late=late)) if folder in TASK_FOLDERS else desk_folders.how_many(folder, viewer, most)
        for folder in folders
    }
    if folders:
        wanted |= {"acts": desk_folders.acts(viewer, most), "late": select(late), **waiting_for(viewer)}
    numbers = [counting(each, most).label(name) for name, each in wanted.items()]
    return select(*numbers, counting(unread(viewer), MOST_UNREAD).label("unread"))


def _page(query: DeskFolder, reader: Reader, viewer: Viewer) -> tuple[list[Any], Count, int, int]:
    """(rows, how many there are of all, page, pages). One question counts and reads; a page past the end takes a second."""
    words, told = search_words(query.search, reader.seal, viewer.divisions)
    build = page_of_tasks if query.folder in TASK_FOLDERS else page_of_cases
    ask = reader.connection.ask_anew if words else reader.connection.ask

    most = min(MOST, MOST_DEAR) if words or query.folder in DEAR else MOST

    def read(page: int) -> list[Any]:
        asked = replace(query, search="", page=_as_far_as(page))
        return list(ask(build, asked, words, viewer, most, now=reader.now, skipped=(page - 1) * PER_PAGE, **told))

    wanted = min(max(1, query.page), -(-most // PER_PAGE))
    rows = read(wanted)
    if not rows and wanted > 1:
        first = read(1)
        wanted = placed(first[0].total, wanted, PER_PAGE)[0] if first else 1
        rows = read(wanted) if wanted > 1 else first
    total = Count(rows[0].total if rows else 0, most)
    if rows and query.folder == "overdue" and rows[0].late > desk_folders.MOST_LATE:
        total = Count.at_least(total)
    page, pages = placed(total, wanted, PER_PAGE)
    return rows, total, page, pages


def _as_far_as(page: int) -> int:
    """Pages read for one: few questions that differ, so that the database keeps them."""
    return next(pages for pages in (1, 4, 40) if page <= pages)


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


def case_lines(rows: Sequence[Any], reader: Reader) -> tuple[DeskRow, ...]:
    """Rows of ``cases`` as lists show them, with who acts now."""
    waiting = _open_tasks([row.case_id for row in rows], reader)
    return tuple(_case_row(row, waiting.get(row.case_id, []), reader) for row in rows)


_OF_WAITING = tuple(task.c[name] for name in ("case_id", "task_id", "name", "groups", "department", "claimed_name", "due_at"))


def _open_tasks(case_ids: list[str], reader: Reader) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    open_ones = select(*_OF_WAITING).where(task.c.case_id.in_(case_ids), task.c.status == "open").order_by(task.c.due_at, task.c.task_id)
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


__all__ = ["ALL", "FOLDERS", "PER_PAGE", "QUERIES", "SORTS", "TASK_FOLDERS", "Desk", "DeskFolder", "DeskRail", "DeskRow", "Rail", "holder"]
QUERIES = {DeskFolder: desk, DeskRail: desk_rail}
