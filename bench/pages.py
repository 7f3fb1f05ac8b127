"""Lists, searches, the board and reports of a full city against a small one: the 95th percentile of each page (PostgreSQL).

Both cities lie on one server and take turns. 100 000 cases are under way and a million have ended; each page is asked for as a browser does,
session and layout included. Reports are counted first, and how long that takes is told, too. What a page takes of processors, this process's and the
server's, is told beside what it takes by the clock: on a machine with other work the first is the page's, the second its neighbours'.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from flask.testing import FlaskClient
from sqlalchemy import text

from bench.cities import SMALL, cities
from bench.frame import Figure, growth
from bench.growth import TAX, WINDOW, signed_in
from bench.turns import in_turns, processor_time
from bench.workload import DIVISION, PROCESS
from engine.domain.calendar import SHANGHAI
from engine.domain.officer import Post, Role
from engine.domain.viewer import Viewer
from engine.jobs import counting, lights
from engine.service import Engine
from engine.settings import Settings
from engine.store import figures, office, transaction
from web import create_app

VISITS, WARM = 100, 10
SLOWEST = 300.0  # ms, of 95 pages of 100
BOUND = 1.5
SUPERVISOR, ADMIN, AUDITOR = (
    Viewer.officer(f"{DIVISION}-{role}"[:32], role.label, (Post(DIVISION, "data_bureau", role),))
    for role in (Role.SUPERVISOR, Role.SYSTEM_ADMIN, Role.AUDITOR)
)


def measure(quick: bool) -> Iterable[Figure]:
    with cities(quick) as (small_city, large_city, large):
        few, many = Visitor(small_city), Visitor(large_city)
        if many.counted_in is not None:
            yield Figure(f"counting the reports of {large.cases:,} cases anew", many.counted_in, "s")
        for name, ask in PAGES.items():
            small, big = in_turns(((few.engine, partial(ask, few)), (many.engine, partial(ask, many))), VISITS, WARM, _slow)
            against = f"{SMALL.cases:,} cases"
            yield growth(f"{name}, p95 of {large.cases:,} cases", big.wall, "ms", against, small.wall, at_most=BOUND)
            yield growth(f"{name}, p95 in 300 ms", big.wall, "ms", "300 ms", SLOWEST, at_most=1.0)
            yield processor_time(f"{name}, p95 of processor time", big, against, small, at_most=BOUND)
        few.engine.dispose()
        many.engine.dispose()


def _slow(took: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(took, n=20)[18]


class Visitor:
    """Who looks at lists and reports of one city, each time at something else where there is something else."""

    def __init__(self, settings: Settings) -> None:
        self.engine = Engine(settings)
        self._enrol()
        self.counted_in = self._count()
        lights.count_when_due(self.engine)
        app = create_app(self.engine)
        who = {"clerk": WINDOW, "reviewer": TAX, "supervisor": SUPERVISOR, "admin": ADMIN, "auditor": AUDITOR}
        self.browsers: dict[str, FlaskClient] = {name: signed_in(app, one) for name, one in who.items()}
        self.numbers, self.days = itertools.cycle(self._numbers()), itertools.count()

    def _enrol(self) -> None:
        with transaction.writing(self.engine.database) as tx:
            known = office.find_officer(tx, officer_id=str(SUPERVISOR.officer_id))
            for own in () if known else (SUPERVISOR, ADMIN, AUDITOR):
                values = {"password_hash": "-", "must_change_password": False, "active": True, "session_epoch": 1}
                now = self.engine.clock.now()
                office.add_officer(tx, officer_id=own.officer_id, login=str(own.officer_id), name=own.name, created_at=now, **values)
                office.set_posts(tx, str(own.officer_id), own.posts)

    def _count(self) -> float | None:
        """Seconds; None for a city whose reports were counted before."""
        with transaction.reading(self.engine.database) as tx:
            before = figures.how_far(tx)
        began = time.monotonic()
        if before is None or before.final is None:
            counting.anew(self.engine)
            return time.monotonic() - began
        counting.until_now(self.engine)
        return None

    def _numbers(self) -> list[str]:
        with transaction.reading(self.engine.database) as tx:
            wanted = "SELECT case_no FROM cases WHERE division_code = :division ORDER BY md5(case_id) LIMIT 300"
            return list(tx.execute(text(wanted), {"division": DIVISION}).scalars())

    def get(self, who: str, address: str) -> None:
        answer = self.browsers[who].get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    def report(self, days: int, service: str = "") -> None:
        """Of so many days up to one of the last hundred."""
        until = datetime.now(UTC).astimezone(SHANGHAI).date() - timedelta(days=next(self.days) % 100)
        self.get("supervisor", f"/supervision/reports?service={service}&since={until - timedelta(days=days)}&until={until}")


def _lists() -> Iterator[tuple[str, Callable[[Visitor], None]]]:
    def page(who: str, address: str) -> Callable[[Visitor], None]:
        return lambda one: one.get(who, address)

    for folder in ("to_accept", "supplementing", "to_deliver", "overdue", "handled"):
        yield f"window, {folder}", page("clerk", f"/desk?folder={folder}")
    for folder in ("mine", "department", "overdue", "handled"):
        yield f"department, {folder}", page("reviewer", f"/desk?folder={folder}")
    yield "department, second page", page("reviewer", "/desk?folder=department&page=2")
    yield "department, one service", page("reviewer", f"/desk?folder=department&service={PROCESS}")
    yield "every case, by number", page("clerk", "/desk?folder=all&sort=number")
    yield "search, a whole number", lambda one: one.get("clerk", f"/desk?q={next(one.numbers)}")
    yield "search, part of a number", lambda one: one.get("clerk", f"/desk?q={next(one.numbers)[:14]}")
    yield "search, a name", page("clerk", "/desk?q=王")
    yield "board", page("supervisor", "/desk/board")
    yield "board, red ones", page("supervisor", "/desk/board/tasks?light=red")
    yield "board, green ones", page("supervisor", "/desk/board/tasks?light=green")
    yield "board, past a limit", page("supervisor", "/desk/board/limits")
    yield "board, today's risks", page("supervisor", "/desk/board/limits?risk=1")
    yield "board, stuck", page("supervisor", "/desk/board/stuck")
    yield "overdue steps", page("supervisor", "/supervision/overdue")
    yield "report of a week", lambda one: one.report(7)
    yield "report of a year", lambda one: one.report(365)
    yield "report of a year, one service", lambda one: one.report(365, PROCESS)
    yield "exports", page("supervisor", "/supervision/exports")
    yield "jobs that failed", page("admin", "/admin/jobs")
    yield "messages sent", page("admin", "/admin/messages")
    yield "access log", page("auditor", "/admin/access-log")


PAGES = dict(_lists())
