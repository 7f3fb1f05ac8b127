"""What lies in each folder of the workbench, in pieces that one index each answers in order (``engine.store.indexes``).

Each post of a viewer is a piece, and so are the tasks that more than one group may do: the database walks one index for each and stops after
the rows a page shows, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, desc, false, func, not_, or_, select, union, union_all

from engine.domain.viewer import Viewer
from engine.queries.case_scope import REVIEW_ROLES, in_group, visible_cases
from engine.queries.paging import MOST, at_most
from engine.queries.search_words import SearchWords
from engine.store.asked import NOW
from engine.store.indexes import DELIVERS, HELD, OF_THE_CASE, OPEN, PARKED, PRESSING, SHARED, SUPPLEMENTS, UNDER_WAY, UNDONE, UNNAMED, WAITS
from engine.store.schema import case_item, cases, clock, task

# Every case the viewer may see: where a search looks that names no folder.
ALL = "all"
READY = "ready"
"""What can be done now in the viewer's departments: no page shows it, other systems ask for it."""
NO_WORDS = SearchWords()
MOST_LATE, MOST_LATE_BESIDE = 90, 60
"""Late cases of a division of which the open steps are looked for, by the list and by the number beside every page; more are told by a "+"."""
LOOK_BACK = 5000
"""Parts of words are looked for in the newest cases of a division, this many; a number or its beginning, a whole name or identity is found however
old."""
SORTED_BY = tuple(cases.c[name] for name in ("case_id", "case_no", "process_name", "submitted_at", "updated_at"))
"""What a list of cases may be sorted by: told of each case found, so that only those of one page are looked at again."""


def task_rows(folder: str, viewer: Viewer, words: SearchWords = NO_WORDS, service: str = "", late: Any = None) -> list[Select[Any]]:
    """One select of ``task_id``, ``pressing`` and ``opened_at`` for each piece, not yet ordered. They ask for ``NOW``.

    ``late``: the cases of which the steps count as overdue, all of them (``late_cases``); asked of no other folder."""
    pieces = list(_pieces(folder, viewer, late))
    conditions = [*words.fit(cases), *([cases.c.status == "submitted"] if folder == "to_accept" else [])]
    found = select(task.c.task_id, PRESSING.label("pressing"), task.c.opened_at)
    joined = found.join(cases, cases.c.case_id == task.c.case_id).where(*conditions)
    chosen = joined if conditions else found
    if not service:
        return [chosen.where(piece) for piece in pieces]
    nameless = [joined.where(UNNAMED, or_(*pieces), cases.c.process_id == service)] if pieces else []
    return [*(chosen.where(piece, task.c.process_id == service) for piece in pieces), *nameless]


def first_tasks(pieces: list[Select[Any]], limit: int = MOST) -> Any:
    """The most pressing of all pieces, as a subquery."""
    order = (PRESSING, task.c.opened_at, task.c.task_id)
    ordered = [select(piece.order_by(*order).limit(at_most(limit)).subquery()) for piece in pieces]
    every = union_all(*ordered).subquery() if ordered else _none().subquery()
    return select(every).order_by(every.c.pressing, every.c.opened_at, every.c.task_id).limit(at_most(limit)).subquery()


def all_tasks(pieces: list[Select[Any]]) -> Select[Any]:
    """Of all pieces, unordered: to be counted."""
    return select((union_all(*pieces) if pieces else _none()).subquery())


def _none() -> Select[Any]:
    return select(task.c.task_id, PRESSING.label("pressing"), task.c.opened_at).where(false())


def _pieces(folder: str, viewer: Viewer, late_ones: Any) -> Iterator[ColumnElement[bool]]:
    if viewer.kind != "officer":
        return
    if folder == "mine":
        yield and_(HELD, task.c.claimed_by == viewer.officer_id, or_(false(), *map(in_group, viewer.posts)))
        for one in viewer.stands_in:
            yield and_(HELD, task.c.claimed_by == one.officer_id, or_(false(), *map(in_group, one.posts)))
        yield from _parked(viewer, task.c.claimed_by.in_(sorted(viewer.holders)))
    elif folder == "to_accept":
        yield from _pool(viewer, WAITS, role="window")
    elif folder == "to_deliver":
        yield from _pool(viewer, DELIVERS)
    elif folder == "department":
        yield from _pool(viewer, WAITS, DELIVERS)
        yield from _parked(viewer)
    elif folder == READY:
        yield from _pool(viewer, WAITS, DELIVERS)
    elif folder == "overdue":
        late, pool = PRESSING.bool_op("<")(NOW), list(_pool(viewer, WAITS, DELIVERS))
        yield from (and_(piece, late) for piece in pool)
        yield from _parked(viewer, late)
        if pool:  # last, and once for all of them: a count that has reached its limit before does not look for late cases
            yield and_(or_(*pool), not_(late), task.c.case_id.in_(select(late_ones.c.case_id)))


def _pool(viewer: Viewer, *kinds: Any, role: str = "") -> Iterator[ColumnElement[bool]]:
    posts = [post for post in dict.fromkeys(viewer.posts) if role in ("", post.role)]
    if not posts:
        return
    for kind in kinds:
        yield from (and_(kind, _first_group_fits(post)) for post in posts)
    others = and_(*(~_first_group_fits(post) for post in posts), or_(*map(in_group, posts)))
    divisions = sorted({post.division for post in posts})
    yield and_(SHARED, or_(*kinds), task.c.division_code.in_(divisions), others, *([task.c.role == role] if role else []))


def _parked(viewer: Viewer, *more: Any) -> Iterator[ColumnElement[bool]]:
    """Steps of the viewer's groups that wait for an opinion: few, whatever else a division holds."""
    if viewer.posts:
        divisions = sorted({post.division for post in viewer.posts})
        yield and_(PARKED, task.c.division_code.in_(divisions), or_(*map(in_group, viewer.posts)), *more)


def _first_group_fits(post: Any) -> ColumnElement[bool]:
    return and_(task.c.division_code == post.division, task.c.department == post.department, task.c.role == str(post.role))


def late_cases(viewer: Viewer, most: int) -> Any:
    """Of each of his divisions one more than ``most``, looked for once however often it is asked: to count them, too, tells whether they are all."""
    found = [select(_late_in(division, most).subquery()) for division in sorted(viewer.divisions)]
    return (select(union_all(*found).subquery()) if found else select(cases.c.case_id).where(false())).cte("late")


def _late_in(division: str, most: int) -> Select[Any]:
    """A limit the authority answers for has passed, and does not rest (a running pause has no end). Those that are late longest, one more than ``most``."""
    late = select(clock.c.case_id).where(
        OF_THE_CASE,
        clock.c.division_code == division,
        clock.c.kind.in_(("notice", "promised", "statutory")),
        clock.c.due_at < NOW,
        ~cast(clock.c.pauses, String).contains("null"),
    )
    return select(late.order_by(clock.c.due_at).limit(at_most(most + 1)).subquery())


def case_rows(folder: str, viewer: Viewer, words: SearchWords, service: str, archived: bool = False, most: int = MOST) -> Select[Any]:
    """``SORTED_BY`` of those in the folder, at most one more than ``most``."""
    conditions = [*words.fit(cases), *_chosen(cases, service, archived)]
    own = _OF_CASES.get(folder)
    if own is None:
        return _anywhere(viewer, words, service, archived, most)
    ids = own(viewer).subquery()
    found = select(*SORTED_BY).join(ids, ids.c.case_id == cases.c.case_id)
    return found.where(visible_cases(viewer), *conditions).limit(at_most(most + 1))


def how_many(folder: str, viewer: Viewer, most: int) -> Select[Any]:
    """The same as ``case_rows`` without reading the cases, and looking no further back than for ``most``: to be counted beside every page."""
    return _OF_CASES[folder](viewer, most)


def acts(viewer: Viewer, most: int) -> Select[Any]:
    """What ``how_many`` looks through for the folder of handled cases, each act of its own: more than ``most`` tells that it saw not all."""
    return select(union_all(*_acts(viewer, most)).subquery()) if viewer.divisions else select(cases.c.case_id).where(false())


def _supplementing(viewer: Viewer, most: int | None = None) -> Select[Any]:
    """Cases in which the applicant has to put something right."""
    asked = and_(SUPPLEMENTS, task.c.division_code.in_(sorted(viewer.divisions)))
    first = select(task.c.case_id).where(asked).order_by(PRESSING).limit(at_most(MOST + 1))
    return select(first.subquery()).distinct()


def _joint(viewer: Viewer, most: int | None = None) -> Select[Any]:
    """Cases under way in which a department of the viewer has an open part beside others; the most pressing parts first."""
    houses = {(post.division, post.department) for post in viewer.posts if post.role in REVIEW_ROLES}
    if not houses:
        return select(cases.c.case_id).where(false())
    ours = or_(*(and_(case_item.c.division_code == division, case_item.c.item == house) for division, house in sorted(houses)))
    found = select(case_item.c.case_id).join(cases, cases.c.case_id == case_item.c.case_id).where(UNDONE, ours, UNDER_WAY)
    return select(found.order_by(case_item.c.due_at).limit(at_most((MOST if most is None else most) + 1)).subquery()).distinct()


def _handled(viewer: Viewer, most: int | None = None) -> Select[Any]:
    """Cases of the viewer's last acts, and the last he took in, so many (else a thousand) in each of his divisions."""
    if not viewer.divisions:
        return select(cases.c.case_id).where(false())
    return select(union_all(*_acts(viewer, MOST if most is None else most)).subquery().c.case_id).distinct()


def last_acts(viewer: Viewer, most: int) -> Select[Any]:
    """(case_id, at) of what he handled last, the newest first; no case twice, one more than ``most``."""
    each = union_all(*_acts(viewer, most)).subquery()
    at = func.max(each.c.at).label("at")
    return select(each.c.case_id, at).group_by(each.c.case_id).order_by(desc(at), desc(each.c.case_id)).limit(at_most(most + 1))


def _acts(viewer: Viewer, most: int) -> list[Select[Any]]:
    own, found = viewer.officer_id, []
    for division in sorted(viewer.divisions):
        done = select(task.c.case_id, task.c.done_at.label("at")).where(task.c.done_by == own, task.c.division_code == division)
        taken = select(cases.c.case_id, cases.c.created_at.label("at")).where(cases.c.taken_in_by == own, cases.c.division_code == division)
        found += [each.order_by(desc("at")).limit(at_most(most + 1)) for each in (done, taken)]
    return [select(each.subquery()) for each in found]


_OF_CASES = {"supplementing": _supplementing, "joint": _joint, "handled": _handled}


def _chosen(of: Any, service: str, archived: bool) -> list[ColumnElement[bool]]:
    return [*([of.c.process_id == service] if service else []), *([of.c.status == "archived"] if archived else [])]


def _anywhere(viewer: Viewer, words: SearchWords, service: str, archived: bool, most: int) -> Select[Any]:
    if not viewer.divisions:
        return select(*SORTED_BY).where(false())
    found = []
    for source in _sources(sorted(viewer.divisions), words):
        fits = [visible_cases(viewer, source), *words.fit(source), *_chosen(source, service, archived)]
        found.append(select(select(*(source.c[own.name] for own in SORTED_BY)).where(*fits).limit(at_most(most + 1)).subquery()))
    return select(union(*found).subquery()) if len(found) > 1 else found[0]


def _sources(divisions: list[str], words: SearchWords) -> Iterator[Any]:
    """Where cases are looked for, whole rows: the newest of each division, and those of any age that an index knows by one of the words."""
    if not words.a_number:
        newest = [select(cases).where(cases.c.division_code == code).order_by(desc(cases.c.created_at)).limit(at_most(LOOK_BACK)) for code in divisions]
        yield union_all(*(select(each.subquery()) for each in newest)).subquery()
    here = cases.c.division_code.in_(divisions)
    if words:
        yield select(cases).where(words.whole(), here).limit(at_most(MOST)).subquery()
        yield from (select(cases).where(*fits, here).limit(at_most(MOST)).subquery() for fits in words.beginnings())
        for fits in words.numbers():  # from the index alone, so that PostgreSQL does not fetch and sort a whole year of them
            numbers = select(cases.c.case_no).where(*fits).order_by(desc(cases.c.case_no)).limit(at_most(LOOK_BACK)).subquery()
            yield select(cases).join(numbers, numbers.c.case_no == cases.c.case_no).where(here).subquery()


def earliest_due(case_id: Any) -> Any:
    """When the first of a case's open tasks is due."""
    return select(func.min(PRESSING)).where(task.c.case_id == case_id, OPEN).scalar_subquery()


__all__ = ["ALL", "all_tasks", "case_rows", "earliest_due", "first_tasks", "task_rows"]
