"""An office without pages or workers: commands go in, rows come out; services answer and timers fire when the machine says so."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import content
from engine.commands.apply import SaveDraft, StartDraft, Submit
from engine.commands.attach import AttachFile
from engine.commands.design import PublishBundle
from engine.commands.found import EnrolOfficer
from engine.commands.leave import EndLeave, TakeLeave
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.queries.session import OfficerSeen, OfficerSession
from engine.rehearsal.clock import SetClock
from engine.rehearsal.player import PAPER
from engine.service import Engine
from engine.store import cases, progress, rows, transaction
from engine.store.schema import message_wait, service_call, timer
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
    def is_over(self) -> bool:
        return self.case.status in ("closed", "terminated")

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
        self.ends: set[tuple[str, bytes]] = set()
        self.own = [self._enrol(group, number) for group in POSTS for number in (1, 2)]
        self.supervisor = self._enrol("city_appearance:supervisor", 1)
        self.administrator = self._enrol("data_bureau:security_admin", 1)
        self.leaves: dict[str, Viewer] = {}
        """Id of each leave that is not over → whose it is."""
        self._signed_in: tuple[object, list[Viewer]] = (None, self.own)

    @property
    def officers(self) -> list[Viewer]:
        """As they would sign in now: whoever stands in for a colleague on leave has his posts, too."""
        known = (self.clock.now().date(), *self.leaves)
        if not self.leaves:
            return self.own
        if self._signed_in[0] != known:
            self._signed_in = (known, [self._sign_in(each) for each in self.own])
        return self._signed_in[1]

    def _sign_in(self, officer: Viewer) -> Viewer:
        seen: OfficerSeen = self.engine.ask(OfficerSession(officer_id=str(officer.officer_id)), Viewer.public())
        return seen.viewer

    def _enrol(self, group: str, number: int) -> Viewer:
        department, _, role = group.partition(":")
        posts = (Post(HERE, department, role),)  # type: ignore[arg-type]
        login = f"{department}-{role}-{number}"
        command = EnrolOfficer(command_id=fresh(), login=login, name=login, password="correct horse 42", posts=posts, must_change_password=False)
        return Viewer.officer(str(self.engine.execute(command, Viewer.system())), login, posts)

    def named(self, officer_id: str) -> Viewer:
        return next(each for each in self.officers if each.officer_id == officer_id)

    def do(self, command: Any, viewer: Viewer) -> Any:
        result = self.engine.execute(command, viewer)
        if isinstance(command, TakeLeave):
            self.leaves[str(result)] = next(each for each in self.own if each.officer_id == command.officer_id)
        elif isinstance(command, EndLeave):
            self.leaves.pop(command.leave_id, None)
        return result

    def everybody_back(self) -> None:
        """What happens to one case does not depend on those before it."""
        for leave_id, officer in list(self.leaves.items()):
            self.do(EndLeave(command_id=fresh(), leave_id=leave_id), officer)

    def begin(self, seed: int) -> str:
        """A case of this shape, handed in on Monday. Its id."""
        self.clock.back_to_monday()
        self.everybody_back()
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
                timers=rows.every(tx, timer, "due_at", "timer_id", case_id=case_id, status=("pending", progress.RESTING)),
                waits=rows.every(tx, message_wait, case_id=case_id),
                calls=rows.every(tx, service_call, case_id=case_id, status="waiting"),
            )


@contextmanager
def office_at(database_url: str) -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="onestop-", ignore_cleanup_errors=True) as folder:
        office = Office(database_url, Path(folder))
        try:
            yield office
        finally:
            office.engine.dispose()
