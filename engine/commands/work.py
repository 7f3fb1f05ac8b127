"""One command's piece of work: what it may use, what it has drawn, what it has changed, what has happened.

The service makes it, hands it to the command's handler and writes down what is left in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from engine.domain.calendar import SHANGHAI, WorkCalendar
from engine.domain.case import Case
from engine.domain.errors import EngineError
from engine.domain.events import Event
from engine.domain.viewer import Viewer
from engine.domain.word import Word
from engine.settings import Settings
from engine.store import cases
from engine.store.directory import Directory
from engine.store.files import FileStore
from engine.store.library import Library
from engine.store.seal import Seal
from engine.store.writing import Writing


@dataclass(frozen=True)
class Parts:
    """What lives as long as the process."""

    settings: Settings
    seal: Seal
    files: FileStore
    library: Library
    directory: Directory = field(default_factory=Directory)
    draw: Callable[[int], int] = secrets.randbelow  # uniform below n; the one source of chance
    trace: Callable[[str, Any], None] | None = None  # a rehearsal listens here to every advance of a case


@dataclass(frozen=True)
class Job:
    """A call to be made after the commit. ``key`` makes it unique: the same key is never enqueued twice. ``after``: not before then."""

    key: str
    kind: str
    arguments: dict[str, Any]
    case_id: str | None = None
    division_code: str | None = None
    after: timedelta = timedelta()


@dataclass
class Work:
    tx: Writing
    parts: Parts
    viewer: Viewer
    now: datetime
    command_id: str
    events: list[Event] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    applicants: dict[bytes | None, dict[str, Any]] = field(default_factory=dict)
    """Those opened, by what they were sealed in."""
    failure: EngineError | None = None
    _drawn: int = 0
    _calendar: WorkCalendar | None = None
    _loaded: dict[str, Case] = field(default_factory=dict)
    _changed: dict[str, Case] = field(default_factory=dict)

    # --- drawing ---
    def draw_id(self) -> str:
        """A new id in hex: 48 bits of milliseconds, 16 that count within this work, 64 of chance; later ids sort behind earlier ones."""
        self._drawn += 1
        return f"{int(self.now.timestamp() * 1000):012x}{self._drawn:04x}{self.parts.draw(1 << 64):016x}"

    def draw_digits(self, number: int) -> str:
        return f"{self.parts.draw(10**number):0{number}d}"

    # --- time ---
    @property
    def today(self) -> date:
        return self.now.astimezone(SHANGHAI).date()

    @property
    def calendar(self) -> WorkCalendar:
        # Every move asks for it, and until Python 3.12 a cached_property is behind a lock.
        if self._calendar is None:
            self._calendar = self.parts.directory.calendar(self.tx)
        return self._calendar

    @cached_property
    def department_names(self) -> Mapping[str, str]:
        return self.parts.directory.departments(self.tx)

    @cached_property
    def division_names(self) -> Mapping[str, str]:
        return self.parts.directory.divisions(self.tx)

    # --- cases ---
    def case(self, case_id: str) -> Case:
        """The case as it stands in this work, locked. Raises Missing."""
        case = self._changed.get(case_id)
        if case is None:
            case = self._loaded[case_id] = self._changed[case_id] = cases.lock(self.tx, case_id)
        return case

    def add_case(self, case: Case) -> None:
        cases.add(self.tx, case)
        self._loaded[case.case_id] = self._changed[case.case_id] = case

    def put(self, case: Case) -> Case:
        self._changed[case.case_id] = case
        return case

    def changed_cases(self) -> list[tuple[Case, Case]]:
        """(as loaded, as it stands now), in the order of first touch."""
        return [(self._loaded[case_id], case) for case_id, case in self._changed.items()]

    def process(self, case: Case) -> Any:
        """The content the case runs on: that of its edition."""
        return self.parts.library.process(self.tx, case.edition_hash)

    # --- what happens ---
    def emit(self, event: Event) -> None:
        self.events.append(event)

    def enqueue(self, job: Job) -> None:
        self.jobs.append(job)

    def tell(self, word: Word) -> None:
        """Word to somebody about no case; about a case it is a reaction to an event (``engine.reactions``)."""
        self.words.append(word)

    def fail_after_commit(self, error: EngineError) -> None:
        """What was written (a failed attempt, say) stays; the caller still gets the error."""
        self.failure = error
