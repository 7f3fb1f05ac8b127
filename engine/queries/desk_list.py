"""The rows of one page of a folder of the workbench and how many there are of all, in one question (``engine.store.asked``).

``query`` is a ``DeskFolder`` without its words, its page as far as it has to be read; a question leaves open ``now`` and ``skipped``. What a page
shows is cut out by what the list is sorted by, before a look at the rows of its cases.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, Select, bindparam, select

from engine.domain.viewer import Viewer
from engine.queries import desk_folders
from engine.queries.case_scope import visible_cases
from engine.queries.desk_folders import all_tasks, case_rows, task_rows
from engine.queries.paging import at_most, counting
from engine.queries.search_words import SearchWords
from engine.store.indexes import case_of
from engine.store.schema import cases, task

PER_PAGE = 30
SORTS = ("due", "submitted", "number", "service", "acted")
DEAR = frozenset({"to_accept", "overdue"})
"""Folders of which each step takes a look at its case, as it does where words are looked for."""


def page_of_tasks(query: Any, words: SearchWords, viewer: Viewer, most: int) -> Select[Any]:
    late = desk_folders.late_cases(viewer, desk_folders.MOST_LATE) if query.folder == "overdue" else None
    pieces = task_rows(query.folder, viewer, words, query.service, late)
    as_they_press = query.sort not in SORTS[1:4] and not query.reverse
    if words or query.folder in DEAR:  # what is dear to find is found once
        first: Any = desk_folders.first_tasks(pieces, most + 1).select().cte("found")
        total = counting(select(first), most)
    else:
        first = desk_folders.first_tasks(pieces, min(most, query.page * PER_PAGE) if as_they_press else most)
        total = counting(all_tasks(pieces), most)
    numbers = [total.label("total"), *([] if late is None else [counting(select(late), desk_folders.MOST_LATE).label("late")])]
    own = first if as_they_press else first.join(cases, cases.c.case_id == case_of(first.c.task_id))

    def ordered(of: Any) -> list[Any]:
        due = (of.c.pressing, of.c.opened_at)
        return [*(due if as_they_press else _order(query, cases, due)), of.c.task_id]

    shown = _cut(select(first).select_from(own).order_by(*ordered(first))).subquery("shown")
    joined = shown.join(task, task.c.task_id == shown.c.task_id).join(cases, cases.c.case_id == task.c.case_id)
    return select(*_OF_TASK, *_OF_ITS_CASE, *numbers).select_from(joined).order_by(*ordered(shown))


def page_of_cases(query: Any, words: SearchWords, viewer: Viewer, most: int) -> Select[Any]:
    if query.folder == "handled" and query.sort == "acted" and viewer.divisions and not (words or query.service or query.archived or query.reverse):
        return _page_of_acts(viewer, most)
    first = case_rows(query.folder, viewer, words, query.service, query.archived, most).limit(at_most(most + 1)).cte("found")
    order = _order(query, first, (desk_folders.earliest_due(first.c.case_id), first.c.updated_at.desc()))
    shown = _cut(select(first).order_by(*order, first.c.case_no)).subquery("shown")
    again = _order(query, shown, (desk_folders.earliest_due(shown.c.case_id), shown.c.updated_at.desc()))
    found = select(*_OF_CASE, counting(select(first), most).label("total")).join(shown, shown.c.case_id == cases.c.case_id)
    return found.order_by(*again, shown.c.case_no)


def _page_of_acts(viewer: Viewer, most: int) -> Select[Any]:
    """What he did last, without a look at the cases behind this page: those he has since lost sight of are counted, and not shown."""
    first = desk_folders.last_acts(viewer, most).cte("found")
    found = select(*_OF_CASE, counting(select(first), most).label("total")).join(first, first.c.case_id == cases.c.case_id)
    return _cut(found.where(visible_cases(viewer)).order_by(first.c.at.desc(), first.c.case_id.desc()))


def _cut(ordered: Select[Any]) -> Select[Any]:
    return ordered.limit(at_most(PER_PAGE)).offset(_SKIPPED)


_SKIPPED = bindparam("skipped", None, Integer())
_SHOWN = ("case_no", "process_name", "subject_name", "applicant_mask", "status", "submitted_at", "suspended_at")
_OF_CASE = tuple(cases.c[name] for name in ("case_id", "division_code", "stage", *_SHOWN))
_OF_ITS_CASE = tuple(cases.c[name].label(f"case_{name}") for name in _SHOWN)
_OF_TASK = tuple(
    task.c[name]
    for name in "task_id case_id division_code name status department claimed_by claimed_name due_at reminded".split()
)


def _order(query: Any, of: Any, due: tuple[Any, ...]) -> list[Any]:
    """``of``: cases, or what tells of them ``desk_folders.SORTED_BY``."""
    keys: dict[str, tuple[Any, ...]] = {
        "due": due,
        "submitted": (of.c.submitted_at.desc(),),
        "number": (of.c.case_no,),
        "service": (of.c.process_name, of.c.case_no),
        "acted": (of.c.updated_at.desc(),),
    }
    chosen = keys.get(query.sort, due)
    return [_turned(key) for key in chosen] if query.reverse else list(chosen)


def _turned(key: Any) -> Any:
    is_descending = getattr(key, "modifier", None) is not None
    return key.element.asc() if is_descending else key.desc()
