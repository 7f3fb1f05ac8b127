"""Rows of ``daily_figure`` and what they are counted from. See ``engine.jobs.counting`` for when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.domain.calendar import SHANGHAI
from engine.domain.figures import EVENTS, Entry, Figures, Key, Story
from engine.store import rows
from engine.store.clocks import CASE
from engine.store.schema import cases, clock, journal, task
from engine.store.schema_figures import daily_figure, figure_count

ONLY = 1
LOT = 400  # cases read at once
Place = tuple[str, str]
"""(division, process id)."""
_KEY = [column.name for column in daily_figure.primary_key.columns]


def how_far(tx: Connection) -> Any:
    """The row of ``figure_count``, None before the first count."""
    return rows.first(tx, figure_count, count_id=ONLY)


def go_on(tx: Connection, before: Any, **values: Any) -> bool:
    """Write down how far the count is, if nobody else has since ``before``. Until this transaction ends nobody else can."""
    if before is None:
        rows.add(tx, figure_count, count_id=ONLY, version=1, **values)
        return True
    changed = figure_count.update().where(figure_count.c.version == before.version).values(version=before.version + 1, **values)
    return bool(tx.execute(changed).rowcount)


def touched_on(tx: Connection, day: date) -> list[str]:
    """Cases in which something happened that day (Asia/Shanghai)."""
    begin = datetime.combine(day, time(0), SHANGHAI)
    within = (journal.c.at >= begin, journal.c.at < begin + timedelta(days=1))
    return sorted(tx.execute(select(journal.c.case_id).where(*within).distinct()).scalars())


def cases_after(tx: Connection, after: str, most: int = LOT) -> list[str]:
    return list(tx.execute(select(cases.c.case_id).where(cases.c.case_id > after).order_by(cases.c.case_id).limit(most)).scalars())


def stories(tx: Connection, case_ids: Sequence[str]) -> Iterator[tuple[Place, Story]]:
    for at in range(0, len(case_ids), LOT):
        yield from _lot(tx, case_ids[at : at + LOT])


def _lot(tx: Connection, ids: Sequence[str]) -> Iterator[tuple[Place, Story]]:
    columns = (cases.c.case_id, cases.c.division_code, cases.c.process_id, cases.c.lead_department)
    own = {row.case_id: row for row in tx.execute(select(*columns).where(cases.c.case_id.in_(ids)))}
    dues: dict[str, dict[str, datetime | None]] = {}
    for row in tx.execute(select(task.c.case_id, task.c.task_id, task.c.due_at).where(task.c.case_id.in_(ids))):
        dues.setdefault(row.case_id, {})[row.task_id] = row.due_at
    clocks: dict[str, dict[str, tuple[datetime, datetime | None]]] = {}
    of_the_case = select(clock.c.case_id, clock.c.kind, clock.c.due_at, clock.c.stopped_at).where(clock.c.subject == CASE)
    for row in tx.execute(of_the_case.where(clock.c.case_id.in_(ids))):
        clocks.setdefault(row.case_id, {})[row.kind] = row.due_at, row.stopped_at
    told = select(journal.c.case_id, journal.c.at, journal.c.event, journal.c.element_id, journal.c.facts, journal.c.actor)
    told = told.where(journal.c.case_id.in_(ids), journal.c.event.in_(sorted(EVENTS))).order_by(journal.c.case_id, journal.c.seq)
    for case_id, entries in groupby(tx.execute(told), key=lambda row: row.case_id):
        case = own[case_id]
        every = tuple(Entry(row.at, row.event, row.element_id or "", row.facts, row.actor) for row in entries)
        place = (case.division_code, case.process_id)
        yield place, Story(case.lead_department, every, dues.get(case_id, {}), clocks.get(case_id, {}))


def replace_day(tx: Connection, day: date, sums: dict[Place, Figures]) -> None:
    tx.execute(delete(daily_figure).where(daily_figure.c.day == day))
    values = list(_values(sums))
    if values:
        tx.execute(insert(daily_figure), values)


def forget_every(tx: Connection) -> None:
    tx.execute(delete(daily_figure))


def add_to(tx: Connection, sums: dict[Place, Figures]) -> None:
    """What is there already grows."""
    values = list(_values(sums))
    if not values:
        return
    dialect: Any = postgresql if tx.dialect.name == "postgresql" else sqlite
    new = dialect.insert(daily_figure)
    grown = {name: daily_figure.c[name] + new.excluded[name] for name in ("number", "minutes")}
    tx.execute(new.on_conflict_do_update(index_elements=_KEY, set_=grown), values)


def _values(sums: dict[Place, Figures]) -> Iterable[dict[str, Any]]:
    for (division, process_id), figures in sums.items():
        for key, (number, minutes) in figures.items():
            yield {"division_code": division, "process_id": process_id, **key._asdict(), "number": number, "minutes": minutes}


__all__ = ["LOT", "Key", "add_to", "cases_after", "forget_every", "go_on", "how_far", "replace_day", "stories", "touched_on"]
