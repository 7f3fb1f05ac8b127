"""Looking through ended cases for how long they took: once an hour, the newest of each service, a service at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from engine.domain.figures import Entry, Minutes, waited_for_applicant
from engine.domain.forecast import FEWEST, kept, route_of
from engine.jobs import turn
from engine.service import Engine
from engine.store import past_cases, transaction

NAME = "past cases"
EVERY = timedelta(hours=1)
NEWEST = 400
"""Cases of a service that are looked at."""
SUBMITTED = "提交申请"
"""The stage before the first that the diagram names, as pages say it (``engine.queries.standing``)."""


def sample_when_due(engine: Engine) -> bool:
    """Whether it was time, and this worker's turn."""
    if not turn.taken(engine, NAME):
        return False
    with transaction.reading(engine.database) as tx:
        processes = sorted({*engine.parts.library.all_current(tx), *past_cases.processes(tx)})
    for process_id in processes:
        transaction.retrying(lambda process_id=process_id: _sample(engine, process_id))
    turn.over(engine, NAME, engine.clock.now(), EVERY)
    return True


def _sample(engine: Engine, process_id: str) -> None:
    with transaction.reading(engine.database) as tx:
        ended = past_cases.ended(tx, process_id, NEWEST)
        begun = past_cases.stages(tx, [row.case_id for row in ended])
        told = past_cases.told(tx, [row.case_id for row in ended])
        calendar = engine.parts.directory.calendar(tx)
    found: dict[tuple[str, str, str], list[int]] = {}
    for row in ended:
        for key, minutes in _spans(row, begun.get(row.case_id, {}), told.get(row.case_id, []), calendar.working_minutes_between):
            found.setdefault(key, []).append(minutes)
    samples = [
        {"process_id": process_id, "division_code": division, "stage": stage, "route": route, "cases": len(every), "minutes": kept(every)}
        for (division, stage, route), every in found.items()
        if len(every) >= FEWEST
    ]
    with transaction.writing(engine.database) as tx:
        past_cases.put(tx, process_id, samples)


def _spans(row: Any, begun: dict[str, datetime], told: list[Entry], minutes_between: Minutes) -> Iterator[tuple[tuple[str, str, str], int]]:
    """((division, stage, route), working minutes from its beginning to the case's end without the applicant's own), each for the route and for
    any, here and everywhere."""
    line = {**({SUBMITTED: row.submitted_at} if row.submitted_at is not None else {}), **begun}
    for place, (stage, at) in enumerate(line.items(), 1):
        minutes = minutes_between(at, row.closed_at) - waited_for_applicant(told, at, row.closed_at, minutes_between)
        route = route_of(list(line)[:place])
        for division in (row.division_code, ""):
            yield (division, stage, route), minutes
            yield (division, stage, ""), minutes
