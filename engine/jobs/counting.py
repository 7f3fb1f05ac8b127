"""Counting for reports: the figures of each day, from the journal.

1. A day that goes on is counted again every ten minutes, whole, and put in the place of what stood there. 2. A day that is over is counted
once more, and is final. 3. Without a count, or when an operator asks for it (``python -m engine figures --anew``), everything is counted case by
case, in steps that may be interrupted: how far it is stands in the same transaction as what was added.
"""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from typing import Any

from engine.domain.calendar import SHANGHAI
from engine.domain.figures import Figures, Minutes, added, figures_of
from engine.service import Engine
from engine.store import figures, outbox, transaction

KIND = "count_figures"
EVERY = timedelta(minutes=10)
SETTLED = timedelta(minutes=15)
"""After midnight, until the last command of the day has been committed for sure."""
STEP = 20.0
"""Seconds after which a step of counting anew writes down what it has."""
SHIFT = 60.0
"""Seconds a job counts before it hands on to the next, well within a lease."""
_MOST_KEPT = 200_000


def due(engine: Engine) -> str:
    """The id of the job that should count now; one in ten minutes."""
    return f"figures:{int(engine.clock.now().timestamp() // EVERY.total_seconds())}"


def ask_for(engine: Engine, job_id: str) -> None:
    """Enqueue it, unless it is there."""
    with transaction.writing(engine.database) as tx:
        if not outbox.is_known(tx, job_id):
            outbox.enqueue(tx, engine.parts.seal, job_id, KIND, {}, engine.clock.now(), None, None)


def count(engine: Engine, job_id: str) -> None:
    """What is due; a count that takes longer goes on in a job of its own."""
    until, more = time.monotonic() + SHIFT, True
    while more and time.monotonic() < until:
        more = transaction.retrying(lambda: step(engine))
    if more:
        with transaction.reading(engine.database) as tx:
            after = figures.how_far(tx).after
        transaction.retrying(lambda: ask_for(engine, f"figures:after:{after}:{job_id[-12:]}"))


def anew(engine: Engine) -> None:
    """Count everything again, until it is done."""
    with transaction.writing(engine.database) as tx:
        _begin(tx, figures.how_far(tx), _today(engine) - timedelta(days=1))
    until_now(engine)


def until_now(engine: Engine) -> None:
    while transaction.retrying(lambda: step(engine)):
        pass


def step(engine: Engine) -> bool:
    """Count on; True when there is more to count. Whoever finds that another was quicker leaves it to him."""
    with transaction.reading(engine.database) as tx:
        before = figures.how_far(tx)
    if before is None or (before.final is None and before.after is None):
        with transaction.writing(engine.database) as tx:
            _begin(tx, before, _today(engine) - timedelta(days=1))
        return True
    return _count_on(engine, before) if before.after is not None else _count_days(engine, before)


def _begin(tx: Any, before: Any, final: date) -> None:
    if figures.go_on(tx, before, final=final, after=""):
        figures.forget_every(tx)


def _count_on(engine: Engine, before: Any) -> bool:
    """The next cases; only days that are over, the others are counted day by day afterwards."""
    sums: dict[figures.Place, Figures] = {}
    after, began, ids = before.after, time.monotonic(), [""]
    with transaction.reading(engine.database) as tx:
        minutes = _counted_once(engine.parts.directory.calendar(tx).working_minutes_between)
        while ids and time.monotonic() < began + STEP:
            ids = figures.cases_after(tx, after)
            after = ids[-1] if ids else after
            for place, story in figures.stories(tx, ids):
                added(sums.setdefault(place, {}), (one for one in figures_of(story, minutes) if one[0].day <= before.final))
    with transaction.writing(engine.database) as tx:
        if figures.go_on(tx, before, after=after if ids else None, counted_at=engine.clock.now()):
            figures.add_to(tx, sums)
    return True


def _count_days(engine: Engine, before: Any) -> bool:
    """One day that is not final; True when another follows."""
    now = engine.clock.now()
    day, today = before.final + timedelta(days=1), _today(engine)
    if day > today:
        return False
    sums: dict[figures.Place, Figures] = {}
    with transaction.reading(engine.database) as tx:
        minutes = _counted_once(engine.parts.directory.calendar(tx).working_minutes_between)
        for place, story in figures.stories(tx, figures.touched_on(tx, day)):
            added(sums.setdefault(place, {}), (one for one in figures_of(story, minutes) if one[0].day == day))
    over = now >= datetime.combine(day + timedelta(days=1), datetime.min.time(), SHANGHAI) + SETTLED
    with transaction.writing(engine.database) as tx:
        if figures.go_on(tx, before, final=day if over else before.final, counted_at=now):
            figures.replace_day(tx, day, sums)
    return over and day < today


def _counted_once(minutes: Minutes) -> Minutes:
    """Cases of one day share many instants; each span is walked through the calendar once."""
    known: dict[tuple[datetime, datetime], int] = {}

    def between(a: datetime, b: datetime) -> int:
        if (a, b) not in known:
            if len(known) > _MOST_KEPT:
                known.clear()
            known[a, b] = minutes(a, b)
        return known[a, b]

    return between


def _today(engine: Engine) -> date:
    return engine.clock.now().astimezone(SHANGHAI).date()
