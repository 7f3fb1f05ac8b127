"""The clocks of a case as pages show them: whose, of what kind, since when, how long, what was left out and by which law, until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain.clock_kind import ARTICLE_45, SPECIAL_PROCEDURES, ClockKind, cause_label
from engine.domain.deadline import DeadlineClock, Pause
from engine.domain.sentence import Sentence
from engine.store import clocks as clock_rows
from engine.store import progress
from engine.store.reader import Reader

_ORDER = ("notice", "promised", "statutory", "delivery", "supplement", "step")
_SUBJECTS = ("case", "item", "task")


@dataclass(frozen=True, kw_only=True)
class RestShown:
    """``law``: by which it rests, the legal limit too where ``statutory``; ``days`` left out so far; ``number`` of the letter that told of it,
    ``needed`` the time it named (ISO)."""

    cause: Sentence
    law: Sentence | str
    from_at: datetime
    to_at: datetime | None
    days: int
    number: str
    needed: str
    statutory: bool


@dataclass(frozen=True, kw_only=True)
class ExtensionShown:
    days: int
    at: datetime
    reason: str
    number: str


@dataclass(frozen=True, kw_only=True)
class ClockShown:
    """``colour`` green, amber, red or paused; ``explained`` one Chinese line of how it counts; ``whose`` a department's or step's name or "".

    ``subject``: case, item or task. ``due_at`` of a resting clock is the instant it would have without the rest that runs.
    """

    kind: str
    label: str
    subject: str
    whose: str
    colour: str
    explained: Sentence
    started_at: datetime
    limit: str
    mode: str
    rests: tuple[RestShown, ...]
    extensions: tuple[ExtensionShown, ...]
    due_at: datetime
    provisional: bool
    running: bool


def of_case(case_id: str, process: Any, reader: Reader, *, steps: bool = True) -> tuple[ClockShown, ...]:
    """The case's own, the departments' parts', and those of steps that are open now (``steps``); in the order of the page."""
    found = [(subject, own) for (subject, _), own in clock_rows.of_case(reader.connection, case_id).items()]
    names: dict[str, str] = {}
    if steps:
        names = {f"task:{row.task_id}": row.name for row in progress.tasks_of(reader.connection, case_id, status=progress.OPEN)}
        running = clock_rows.running_in(reader.connection, case_id) if names else ()
        found += [(subject, own) for subject, own in running if subject in names]
    bases = process.item.cited
    return tuple(sorted((_shown(subject, own, bases, names, reader) for subject, own in found), key=_place))


def of_case_alone(case_id: str, process: Any, reader: Reader) -> tuple[tuple[ClockShown, ...], RestShown | None]:
    """Those of the case itself, which its applicant has been promised, and what rests them now."""
    own = tuple(one for one in of_case(case_id, process, reader, steps=False) if one.subject == "case")
    return own, resting(own)


def _place(one: ClockShown) -> tuple[int, int, str]:
    return _SUBJECTS.index(one.subject), _ORDER.index(one.kind), one.whose


def _shown(subject: str, own: DeadlineClock, bases: Mapping[str, str], steps: Mapping[str, str], reader: Reader) -> ClockShown:
    kind, _, whose = subject.partition(":")
    return ClockShown(
        kind=own.kind.value,
        label=own.kind.label,
        subject=kind,
        whose=steps.get(subject) or reader.departments.get(whose, whose),
        colour="paused" if own.is_paused else own.light(reader.now, reader.calendar).value,
        explained=own.explain(reader.now, reader.calendar, bases),
        started_at=own.started_at,
        limit=str(own.limit),
        mode=own.mode,
        rests=tuple(_rest(pause, own, bases, reader) for pause in own.pauses),
        extensions=tuple(ExtensionShown(days=int(e.by.days), at=e.at, reason=e.reason, number=e.number) for e in own.extensions),
        due_at=own.due_at,
        provisional=own.stopped_at is None and reader.calendar.leans_on_provisional(own.started_at, own.due_at),
        running=own.stopped_at is None,
    )


def _rest(pause: Pause, own: DeadlineClock, bases: Mapping[str, str], reader: Reader) -> RestShown:
    until = pause.to_at or max(reader.now, pause.from_at)
    return RestShown(
        cause=cause_label(pause.cause),
        law=ARTICLE_45 if pause.cause in SPECIAL_PROCEDURES else bases.get(pause.basis, ""),
        from_at=pause.from_at,
        to_at=pause.to_at,
        days=max(0, own.days_between(pause.from_at, until, reader.calendar)),
        number=pause.number,
        needed=pause.needed,
        statutory=pause.cause in SPECIAL_PROCEDURES,
    )


def resting(clocks: Iterable[ClockShown]) -> RestShown | None:
    """What rests the promise or the legal limit of a case now."""
    own = [one for one in clocks if one.subject == "case" and one.running and one.kind in (ClockKind.PROMISED, ClockKind.STATUTORY)]
    return next((rest for one in own for rest in one.rests if rest.to_at is None), None)
