"""Figures of reports: what one case adds to which day, told from its journal.

A figure is a number of cases or acts and, where time is meant, the working minutes they took together. Its key is

    day (Asia/Shanghai) · measure · department · element · mark · bucket

``bucket`` is a working time rounded up to two figures that count (``bucket``), so that percentiles can be read from sums of days: the median
of a year is as exact as that of an afternoon. Which measure means what stands in ``MEASURES``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from engine.domain.calendar import SHANGHAI
from engine.domain.clock_kind import SPECIAL_PROCEDURES
from engine.domain.word import OFFICER

MEASURES = {
    "submitted": "handed in",
    "accepted": "taken on; mark deemed = by silence (行政许可法 art. 32)",
    "refused": "not taken on; mark = not_required | not_competent | false_papers",
    "noticed": "told what is missing",
    "notice_refused": "a second notice for old content, which the engine refused",
    "decided": "decided; mark = grant | deny",
    "closed": "nothing left to do",
    "withdrawn": "taken back by the applicant",
    "terminated": "ended by the authority",
    "statutory": "decided within the legal limit or not; mark = on_time | late",
    "promised": "the same for the promise",
    "finish": "from acceptance to decision, without what rests the promise; bucket",
    "time": "from being handed in to the decision; mark = whose time it was (TIMES), minutes",
    "step": "a step done; department, element, mark = on_time | late | free (no limit), bucket",
    "officer": "a step done or signed by one officer; department, element = his id, mark as of step, bucket of the time he had it in his hands",
    "part": "a department's own part of a case done; department, mark = on_time | late by its own promise | free, bucket",
    "call": "a registry asked; element, mark = replied | failed, bucket",
    "rated": "rated; mark = the level, 1 to 5",
    "to_rectify": "a poor rating to be put right; department",
    "rectified": "put right; department, mark = on_time | late",
}
TIMES = ("applicant", "department", "statutory")
ON_TIME, LATE, FREE = "on_time", "late", "free"
APPLICANT = "applicant"


class Key(NamedTuple):
    day: date
    measure: str
    department: str = ""
    element: str = ""
    mark: str = ""
    bucket: int = 0


Figures = dict[Key, tuple[int, int]]
"""Key → (number, working minutes)."""
Minutes = Callable[[datetime, datetime], int]
"""Whole working minutes between two instants."""


class Entry(NamedTuple):
    """A row of the journal, as far as reports read it."""

    at: datetime
    event: str
    element: str
    facts: Mapping[str, Any]
    actor: str = ""


@dataclass(frozen=True)
class Story:
    """A case: its journal in order, and what only rows know: when each task was due (``dues``), and for the clocks of the case
    (``clocks``: kind → (due, stopped))."""

    lead_department: str
    entries: Sequence[Entry]
    dues: Mapping[str, datetime | None] = field(default_factory=dict)
    clocks: Mapping[str, tuple[datetime, datetime | None]] = field(default_factory=dict)


def bucket(minutes: int) -> int:
    """Rounded up to two figures that count: 7 → 7, 432 → 440, 1 234 → 1 300. Never below, so what is within a limit of round figures stays so."""
    scale = 10 ** max(0, len(str(minutes)) - 2)
    return -(-minutes // scale) * scale


def percentile(histogram: Mapping[int, int], share: float) -> int | None:
    """The smallest bucket below or at which so large a share of all lies (nearest rank); None of nothing."""
    wanted, sofar = share * sum(histogram.values()), 0
    for at in sorted(histogram):
        sofar += histogram[at]
        if sofar >= wanted and sofar:
            return at
    return None


def added(sums: Figures, more: Iterable[tuple[Key, int, int]]) -> Figures:
    """``sums`` with what is ``more``."""
    for key, number, minutes in more:
        before = sums.get(key, (0, 0))
        sums[key] = before[0] + number, before[1] + minutes
    return sums


def figures_of(story: Story, minutes: Minutes) -> Iterator[tuple[Key, int, int]]:
    """(key, number, minutes), each thing by itself."""
    opened: dict[str, datetime] = {}
    hands = _Hands()
    for entry in story.entries:
        day = entry.at.astimezone(SHANGHAI).date()
        counted = _COUNTED.get(entry.event)
        if counted:
            yield Key(day, counted[0], mark=str(entry.facts.get(counted[1], ""))), 1, 0
        elif entry.event == "CaseAccepted":
            yield Key(day, "accepted", mark="deemed" if entry.facts["deemed"] else ""), 1, 0
        elif entry.event in _OPENS:
            opened[entry.facts[_OPENS[entry.event]]] = entry.at
        elif entry.event in _ENDS:
            yield from _ended(day, entry, story, opened, minutes)
        elif entry.event == "PartDone":
            took = minutes(datetime.fromisoformat(entry.facts["begun_at"]), entry.at)
            due = datetime.fromisoformat(entry.facts["due_at"]) if entry.facts["due_at"] else None
            yield Key(day, "part", entry.facts["part"], mark=_mark(due, entry.at), bucket=bucket(took)), 1, took
        yield from hands.hear(day, entry, story, minutes)
    yield from _decision(story, minutes)
    yield from _put_right(story)


_COUNTED = {
    "CaseSubmitted": ("submitted", ""),
    "CaseRefused": ("refused", "refusal"),
    "SupplementRequested": ("noticed", ""),
    "SecondNoticeRefused": ("notice_refused", ""),
    "DecisionMade": ("decided", "outcome"),
    "CaseClosed": ("closed", ""),
    "CaseWithdrawn": ("withdrawn", ""),
    "CaseTerminated": ("terminated", ""),
    "CaseRated": ("rated", "level"),
}
_OPENS = {"TaskOpened": "task_id", "ServiceCalled": "call_id"}
_ENDS = {"TaskCompleted": "task_id", "ServiceReplied": "call_id", "ServiceFailed": "call_id"}
_CALLS = {"ServiceReplied": "replied", "ServiceFailed": "failed"}
_PASSED = ("TaskClaimed", "TaskReleased", "TaskTransferred", "TaskSigned")
_RESTS = ("ClockPaused", "ClockResumed", "CaseSuspended", "CaseWoken", "TaskCancelled", "TaskReturned", "TaskTakenBack")
WHOSE = frozenset(("TaskOpened", "TaskCompleted", *_RESTS))
"""What tells whose time it was."""
EVENTS = frozenset((*_COUNTED, *_OPENS, *_ENDS, *_PASSED, *_RESTS, "PartDone", "CaseAccepted", "RectificationOpened", "RectificationSettled"))
"""What reports read of a journal."""


def _ended(day: date, entry: Entry, story: Story, opened: Mapping[str, datetime], minutes: Minutes) -> Iterator[tuple[Key, int, int]]:
    own = entry.facts[_ENDS[entry.event]]
    took = minutes(opened[own], entry.at) if own in opened else 0
    if entry.event in _CALLS:
        yield Key(day, "call", "", entry.element, _CALLS[entry.event], bucket(took)), 1, took
        return
    yield Key(day, "step", entry.facts["department"], entry.element, _mark(story.dues.get(own), entry.at), bucket(took)), 1, took


def _mark(due: datetime | None, at: datetime) -> str:
    return FREE if due is None else LATE if at > due else ON_TIME


class _Hands:
    """Who does or signs a step, and since when he has had it: since he claimed it or it was handed to him, else since it was opened."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[str, datetime]] = {}
        self._with: dict[str, tuple[str, datetime]] = {}

    def hear(self, day: date, entry: Entry, story: Story, minutes: Minutes) -> Iterator[tuple[Key, int, int]]:
        task_id = entry.facts.get("task_id", "")
        if entry.event == "TaskOpened":
            self._open[task_id] = entry.facts["department"], entry.at
        elif entry.event == "TaskClaimed":
            self._with[task_id] = entry.actor, entry.at
        elif entry.event == "TaskTransferred":
            self._with[task_id] = f"{OFFICER}{entry.facts['to_id']}", entry.at
        elif entry.event == "TaskReleased":
            self._with.pop(task_id, None)
        elif entry.event in ("TaskCompleted", "TaskSigned") and entry.actor.startswith(OFFICER) and task_id in self._open:
            department, since = self._open[task_id]
            who, at = self._with.get(task_id, ("", since))
            took = minutes(at if who == entry.actor else since, entry.at)
            mark = _mark(story.dues.get(task_id), entry.at)
            yield Key(day, "officer", department, entry.actor.removeprefix(OFFICER), mark, bucket(took)), 1, took


# --- the decision -----------------------------------------------------------------------------------------------------------------------
def _decision(story: Story, minutes: Minutes) -> Iterator[tuple[Key, int, int]]:
    """What is known once a case is decided; of a decision that was made again, the last."""
    last = next((entry for entry in reversed(story.entries) if entry.event == "DecisionMade"), None)
    if last is None:
        return
    day, lead = last.at.astimezone(SHANGHAI).date(), story.lead_department
    for kind in ("statutory", "promised"):
        due, stopped = story.clocks.get(kind, (None, None))
        if due is not None and stopped is not None:
            yield Key(day, kind, lead, mark=LATE if stopped > due else ON_TIME), 1, 0
    begun = _accepted_at(story.entries)
    if begun is not None:
        took = sum(minutes(a, b) for a, b, rests in _stretches(story.entries, begun, last.at) if not rests.paused)
        yield Key(day, "finish", lead, bucket=bucket(took)), 1, took
    handed_in = next((entry.at for entry in story.entries if entry.event == "CaseSubmitted"), None)
    if handed_in is not None:
        whose = dict.fromkeys(TIMES, 0)
        for a, b, rests in _stretches(story.entries, handed_in, last.at):
            whose[rests.whose] += minutes(a, b)
        for mark, took in whose.items():
            yield Key(day, "time", mark=mark), 1, took


def _accepted_at(entries: Iterable[Entry]) -> datetime | None:
    """From when the promise counts: acceptance, or the day of receipt where silence accepted."""
    received = None
    for entry in entries:
        if entry.event == "CaseSubmitted":
            received = entry.at
        elif entry.event == "CaseAccepted":
            return received if entry.facts["deemed"] else entry.at
    return None


class _Rests:
    """Who is waited for, and what rests, at one moment of a case."""

    def __init__(self) -> None:
        self.causes: set[str] = set()
        self.officers: set[str] = set()
        self.applicant: set[str] = set()
        self.suspended = False

    @property
    def paused(self) -> bool:
        return self.suspended or bool(self.causes)

    @property
    def whose(self) -> str:
        """Statutory: what art. 45 does not count, and what the item's law has everybody wait for (公示). Applicant: nobody but he is waited
        for. Else the departments'."""
        if self.causes & SPECIAL_PROCEDURES.keys():
            return "statutory"
        if self.officers or self.suspended:
            return "department"
        return APPLICANT if self.applicant else "statutory" if self.causes else "department"

    def hear(self, entry: Entry) -> None:
        facts = entry.facts
        if entry.event == "ClockPaused":
            self.causes.add(facts["cause"])
        elif entry.event == "ClockResumed":
            self.causes.discard(facts["cause"])
        elif entry.event in ("CaseSuspended", "CaseWoken"):
            self.suspended = entry.event == "CaseSuspended"
        elif entry.event == "TaskOpened":
            (self.applicant if facts["department"] == APPLICANT else self.officers).add(facts["task_id"])
        elif entry.event in ("TaskCompleted", "TaskCancelled", "TaskReturned", "TaskTakenBack"):
            self.officers.discard(facts["task_id"])
            self.applicant.discard(facts["task_id"])


def _stretches(entries: Iterable[Entry], begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, _Rests]]:
    """The time between two instants cut where something changed; each piece with how things stood in it."""
    rests, since = _Rests(), begin
    for entry in entries:
        if entry.at > since:
            until = min(entry.at, end)
            if until > since:
                yield since, until, rests
            since = max(since, until)
        rests.hear(entry)
    if end > since:
        yield since, end, rests


def waited_for_applicant(entries: Iterable[Entry], begin: datetime, end: datetime, minutes: Minutes) -> int:
    """Working minutes between two instants in which nobody but the applicant was waited for."""
    return sum(minutes(a, b) for a, b, rests in _stretches(entries, begin, end) if rests.whose == APPLICANT)


def _put_right(story: Story) -> Iterator[tuple[Key, int, int]]:
    due = None
    for entry in story.entries:
        day = entry.at.astimezone(SHANGHAI).date()
        if entry.event == "RectificationOpened":
            due = datetime.fromisoformat(entry.facts["due_at"])
            yield Key(day, "to_rectify", entry.facts["department"]), 1, 0
        elif entry.event == "RectificationSettled":
            yield Key(day, "rectified", entry.facts["department"], mark=LATE if due and entry.at > due else ON_TIME), 1, 0
