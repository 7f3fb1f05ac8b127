"""Growth of the city: pages and commands with a thousand cases against a million, and what a case takes on the disk (PostgreSQL).

Both cities lie on one server and take turns, so that a busy machine slows both alike. Each visit is to another case (the
small city has to begin again), so the large one cannot live on what was read a moment ago. In the small one most cases are under way and fill the same lists.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from bench.cities import SMALL, cities
from bench.frame import Figure, growth
from bench.generator import GROUPS, City, officer
from bench.templates import TABLES
from bench.turns import in_turns, processor_time
from bench.workload import OPINION, PROCESS, Ours
from engine.commands.task import CompleteTask
from engine.domain.command_id import new_command_id
from engine.domain.viewer import Viewer
from engine.service import Engine
from engine.settings import Settings
from engine.store import transaction
from web import create_app

VISITS, WARM = 40, 10
BOUND = 1.3
COMPLETION = "completion of a task"
WINDOW, TAX = officer("service_hall:window"), officer("tax:reviewer")


def measure(quick: bool) -> Iterable[Figure]:
    with cities(quick) as (small_city, large_city, large):
        few, many = Visitor(small_city), Visitor(large_city)
        against = f"{SMALL.cases:,} cases"
        for name, act in ACTS.items():
            first = (few.open_next, many.open_next) if name == COMPLETION else None
            small, big = in_turns(((few.engine, partial(act, few)), (many.engine, partial(act, many))), VISITS, WARM, statistics.median, first)
            bound = BOUND if name in BOUNDED else None
            yield growth(f"{name}, {large.cases:,} cases", big.wall, "ms", against, small.wall, at_most=bound)
            yield processor_time(f"{name}, processor time", big, against, small, at_most=bound)
        yield from _sizes(many.engine, large)
        few.engine.dispose()
        many.engine.dispose()


def signed_in(app: Flask, someone: Viewer) -> FlaskClient:
    """His browser."""
    browser, now = app.test_client(), datetime.now(UTC).isoformat()
    with browser.session_transaction() as session:
        session.update(officer_epoch=1, officer_since=now, officer_seen=now, _user_id=someone.officer_id, _fresh=True)
    return browser


class Visitor:
    """Who looks and acts in one city: a window clerk, a reviewer and an applicant, each time at another case."""

    def __init__(self, settings: Settings) -> None:
        self.engine = Engine(settings)
        self.app = create_app(self.engine)
        self.browsers = {group: signed_in(self.app, officer(group)) for group in GROUPS}
        self.clerk, self.reviewer = self.browsers["service_hall:window"], self.browsers["tax:reviewer"]
        self.starter = Ours(settings)
        self.under_way, self.reviews = itertools.cycle(self._waiting("check_application")), iter(self._waiting("review_%"))
        self.opened: Any = None

    def _waiting(self, element: str) -> list[Any]:
        """Open tasks of the division at a step, in no order."""
        waiting = "SELECT * FROM task WHERE status = 'open' AND element_id LIKE :element AND division_code = :division"
        with transaction.reading(self.engine.database) as tx:
            values = {"element": element, "division": WINDOW.posts[0].division}
            return list(tx.execute(text(f"{waiting} ORDER BY md5(task_id) LIMIT 400"), values))

    def get(self, browser: FlaskClient, address: str) -> None:
        answer = browser.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    def progress(self) -> None:
        case_id, browser = next(self.under_way).case_id, self.app.test_client()
        with browser.session_transaction() as session:
            session["cases"] = [case_id]
        self.get(browser, f"/track/{case_id}")

    def open_next(self) -> None:
        """A reviewer looks at the next task. Nobody presses a button on a page that he has not opened."""
        self.opened = next(self.reviews)
        self.get(self.browsers[_group(self.opened)], f"/desk/tasks/{self.opened.task_id}")

    def complete_opened(self) -> None:
        self._complete(self.opened)

    def complete_unseen(self) -> None:
        """As another system might, which has asked for nothing before: the case's pages come from the disk."""
        self._complete(next(self.reviews))

    def _complete(self, row: Any) -> None:
        command = CompleteTask(command_id=new_command_id(), task_id=row.task_id, outcome="agree", opinion=OPINION)
        self.engine.execute(command, officer(_group(row)))


def _group(row: Any) -> str:
    return f"{row.department}:{row.role}"


ACTS: dict[str, Callable[[Visitor], Any]] = {
    "inbox page of a window": lambda one: one.get(one.clerk, "/desk?folder=to_accept"),
    "inbox page of a department": lambda one: one.get(one.reviewer, "/desk?folder=department"),
    "case page": lambda one: one.get(one.clerk, f"/desk/cases/{next(one.under_way).case_id}"),
    "task page": lambda one: one.get(one.clerk, f"/desk/tasks/{next(one.under_way).task_id}"),
    "progress page": lambda one: one.progress(),
    COMPLETION: lambda one: one.complete_opened(),
    "completion of a task nobody has opened": lambda one: one.complete_unseen(),
    "start of a case": lambda one: one.starter.start(),
    "inbox page narrowed to a service": lambda one: one.get(one.reviewer, f"/desk?folder=department&service={PROCESS}"),
    "search by number in all cases": lambda one: one.get(one.clerk, "/desk?q=330783"),
    "what one handled": lambda one: one.get(one.clerk, "/desk?folder=handled"),
}
BOUNDED = frozenset({"inbox page of a window", "inbox page of a department", "case page", "progress page", COMPLETION})


def _sizes(engine: Engine, city: City) -> Iterator[Figure]:
    """What a case takes, all indexes counted, in a city most of whose cases ended long ago."""
    with transaction.reading(engine.database) as tx:
        rows = sum(tx.execute(text(f'SELECT count(*) FROM "{table.name}"')).scalar_one() for table in TABLES)  # noqa: S608
        own = {table.name: tx.execute(text(f"SELECT pg_total_relation_size('{table.name}')")).scalar_one() for table in TABLES}
        state = tx.execute(text("SELECT max(octet_length(state)) FROM process_state")).scalar_one()
    yield Figure("rows of a case, in all tables", rows / city.cases, "rows")
    yield Figure("bytes of a case on the disk", sum(own.values()) / city.cases / 1024, "KB")
    for name, size in sorted(own.items(), key=lambda one: -one[1])[:5]:
        yield Figure(f"  of these in {name}", size / city.cases / 1024, "KB")
    yield Figure("largest process state of the common workload", state / 1024, "KB")
