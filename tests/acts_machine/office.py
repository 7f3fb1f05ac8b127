"""An office without pages or workers: commands go in, rows come out; services answer and timers fire when the machine says so."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine import content
from engine.commands.apply import SaveDraft, StartDraft, Submit
from engine.commands.attach import AttachFile
from engine.commands.design import PublishBundle
from engine.commands.found import EnrolOfficer
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.rehearsal.clock import SetClock
from engine.rehearsal.player import PAPER
from engine.service import Engine
from engine.store import cases, progress, transaction
from engine.store.schema import message_wait, service_call
from tests.acts_machine.processes import STALL, service_of
from tests.engine.world import HERE, MONDAY, SERVICES, fresh, settings_for

ANSWERS = {"stall": "老王早点", "name": "王敏", "identity": "33019919650512609X", "mobile": "13800000001", "area": 6}
POSTS = ("city_appearance:reviewer", "market_regulation:reviewer", "service_hall:window")


class Calendar(SetClock):
    """Each case begins on the same Monday, so that what happens to one does not depend on those before it."""

    def back_to_monday(self) -> None:
        self.__init__(MONDAY)  # type: ignore[misc]


@dataclass
class Standing:
    """Everything the rows say of a case, and its state."""

    case: Any
    definition: Any
    state: bytes
    tasks: list[Any]
    timers: list[Any]
    waits: list[Any]
    calls: list[Any]

    @property
    def open_tasks(self) -> list[Any]:
        return [row for row in self.tasks if row.status == progress.OPEN]

    @property
    def timed_tasks(self) -> list[Any]:
        """Open, or waiting for somebody who is heard first: the limit runs on."""
        return [row for row in self.tasks if row.status in (progress.OPEN, progress.HELD) and row.due_at is not None]


class Office:
    def __init__(self, database_url: str, folder: Path) -> None:
        self.clock = Calendar(MONDAY)
        self.engine = Engine(settings_for(database_url, folder), self.clock)
        self.bundle = content.read_folder(SERVICES, STALL)
        self.published: set[int] = set()
        self.officers = [self._enrol(group, number) for group in POSTS for number in (1, 2)]
        self.supervisor = self._enrol("city_appearance:supervisor", 1)

    def _enrol(self, group: str, number: int) -> Viewer:
        department, _, role = group.partition(":")
        posts = (Post(HERE, department, role),)  # type: ignore[arg-type]
        login = f"{department}-{role}-{number}"
        command = EnrolOfficer(command_id=fresh(), login=login, name=login, password="correct horse 42", posts=posts, must_change_password=False)
        return Viewer.officer(str(self.engine.execute(command, Viewer.system())), login, posts)

    def named(self, officer_id: str) -> Viewer:
        return next(each for each in self.officers if each.officer_id == officer_id)

    def do(self, command: Any, viewer: Viewer) -> Any:
        return self.engine.execute(command, viewer)

    def begin(self, seed: int) -> str:
        """A case of this shape, handed in on Monday. Its id."""
        self.clock.back_to_monday()
        process_id = f"shape-{seed}"
        if seed not in self.published:
            bundle = content.to_zip(service_of(self.bundle, seed))
            self.do(PublishBundle(command_id=fresh(), zip=bundle), Viewer.system())
            self.published.add(seed)
        case_id = str(self.do(StartDraft(command_id=fresh(), process_id=process_id, division=HERE), Viewer.public()).case_id)
        own = Viewer.applicant({case_id})
        self.do(SaveDraft(command_id=fresh(), case_id=case_id, answers=ANSWERS), own)
        self.do(AttachFile(command_id=fresh(), case_id=case_id, material_id="site_plan", filename="plan.pdf", content=PAPER), own)
        self.do(Submit(command_id=fresh(), case_id=case_id), own)
        return case_id

    def standing(self, case_id: str) -> Standing:
        with transaction.reading(self.engine.database) as tx:
            case = cases.load(tx, case_id)
            state = cases.state(tx, case_id)
            assert state is not None
            return Standing(
                case=case,
                definition=self.engine.process(case.edition_hash).definition,
                state=state,
                tasks=progress.tasks_of(tx, case_id),
                timers=[*progress.timers_of(tx, case_id, "pending"), *progress.timers_of(tx, case_id, progress.RESTING)],
                waits=list(tx.execute(select(message_wait).where(message_wait.c.case_id == case_id))),
                calls=list(tx.execute(select(service_call).where(service_call.c.case_id == case_id, service_call.c.status == "waiting"))),
            )


@contextmanager
def office_at(database_url: str) -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="onestop-", ignore_cleanup_errors=True) as folder:
        office = Office(database_url, Path(folder))
        try:
            yield office
        finally:
            office.engine.dispose()
