"""How a case stands, as its applicant follows it: what is asked of him, stages, departments, the forecast, letters, the story so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, select

from engine.domain.clock_kind import cause_label
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.queries import clock_table, standing, timeline
from engine.queries.case_papers import MOST_LETTERS
from engine.queries.case_scope import visible_case
from engine.queries.clock_table import ClockShown, RestShown
from engine.queries.quantity import Places, places_of
from engine.queries.standing import DepartmentStanding, Position, Stage
from engine.store import clocks, materials, rows
from engine.store.asked import OWN
from engine.store.reader import Reader
from engine.store.schema import answers, letter, task


@dataclass(frozen=True, kw_only=True)
class Progress:
    """``before``: the timeline only up to that entry of the journal."""

    case_id: str
    before: int | None = None


@dataclass(frozen=True)
class Defect:
    """One thing to put right. ``key`` is a material id or ``field:<path>``."""

    key: str
    what: str
    defect: str


@dataclass(frozen=True)
class Asked:
    """An open task of the applicant's own. ``defects`` only for a supplement."""

    task_id: str
    element_id: str
    name: str
    act: str
    form: str
    outcomes: tuple[tuple[str, str], ...]
    opened_at: datetime
    due_at: datetime | None
    defects: tuple[Defect, ...]
    asked_by: str


@dataclass(frozen=True)
class LetterLine:
    letter_id: str
    name: str
    number: str
    issued_at: datetime


@dataclass(frozen=True)
class Forecast:
    """``finish_at`` by the promised clock; None while ``resting_for`` (a cause in Chinese) keeps it from running, or before acceptance."""

    finish_at: datetime | None
    statutory_at: datetime | None
    resting_for: str
    provisional: bool


@dataclass(frozen=True)
class Owed:
    """A material promised at 容缺受理 that has not come or is not in order. ``accept``: endings of its files, none for the usual."""

    material_id: str
    name: str
    defect: str
    due_on: date
    accept: tuple[str, ...]


@dataclass(frozen=True)
class ProgressShown:
    case_id: str
    case_no: str
    process_id: str
    process_name: str
    edition_hash: str
    division: str
    lead_department: str
    status: CaseStatus
    channel: str
    subject_name: str
    applicant_mask: str
    created_at: datetime
    submitted_at: datetime | None
    accepted_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    decision: str
    reason: str
    refusal: str
    rating: int | None
    notice_due_at: datetime | None
    asked: tuple[Asked, ...]
    stages: tuple[Stage, ...]
    departments: tuple[DepartmentStanding, ...]
    position: Position
    forecast: Forecast
    letters: tuple[LetterLine, ...]
    timeline: tuple[timeline.Entry, ...]
    earlier: int | None
    may_withdraw: bool
    may_rate: bool
    clocks: tuple[ClockShown, ...]
    rest: RestShown | None
    owed: tuple[Owed, ...]
    places: Places | None


def progress(query: Progress, reader: Reader, viewer: Viewer) -> ProgressShown:
    """Raises Missing for a case that does not exist for the viewer."""
    case = visible_case(reader.connection, query.case_id, viewer)
    status, process = CaseStatus(case.status), reader.process(case.edition_hash)
    own_clocks = clocks.of_case(reader.connection, case.case_id)
    notice = own_clocks.get((clocks.CASE, "notice"))
    position = standing.position(reader, case, process)
    return ProgressShown(
        case.case_id,
        case.case_no,
        case.process_id,
        case.process_name,
        case.edition_hash,
        reader.divisions.get(case.division_code, case.division_code),
        reader.departments.get(case.lead_department, case.lead_department),
        status,
        case.channel,
        case.subject_name,
        case.applicant_mask,
        case.created_at,
        case.submitted_at,
        case.accepted_at,
        case.decided_at,
        case.closed_at,
        case.decision or "",
        case.reason or "",
        case.refusal or "",
        case.rating,
        notice.due_at if notice and notice.stopped_at is None else None,
        asked_of_applicant(reader, case),
        standing.stages(reader, case, process, position.here),
        standing.departments(reader, case, process),
        position,
        _forecast(reader, case, own_clocks),
        _letters(reader, case.case_id, process.internal_letters),
        *timeline.of_case(reader, case.case_id, query.before, process.internal_letters),
        status in (CaseStatus.SUBMITTED, CaseStatus.SUPPLEMENTING, CaseStatus.ACCEPTED),
        (case.decided_at is not None or case.closed_at is not None) and case.rating is None and status != CaseStatus.WITHDRAWN,
        *clock_table.of_case_alone(case.case_id, process, reader),
        *_standing_of(reader, case, process),
    )


def _standing_of(reader: Reader, case: Row[Any], process: Any) -> tuple[tuple[Owed, ...], Places | None]:
    """What he still owes, and where he stands in line."""
    return _owed(reader, case, process), places_of(case, process, reader)


def _owed(reader: Reader, case: Row[Any], process: Any) -> tuple[Owed, ...]:
    over = CaseStatus(case.status).is_final
    rules = {} if over else {rule.id: rule for rule in process.item.materials if rule.deferrable}
    known = materials.of_case(reader.connection, case.case_id) if rules else []
    wanting = [row for row in known if materials.is_owed(row) and row.material_id in rules]
    return tuple(Owed(row.material_id, row.name, row.defect, row.due_on, rules[row.material_id].accept) for row in wanting)


def asked_of_applicant(reader: Reader, case: Row[Any]) -> tuple[Asked, ...]:
    """Open tasks of group ``applicant``, soonest due first."""
    mine = [
        row
        for row in rows.every(reader.connection, task, "due_at", "task_id", case_id=case.case_id, status="open")
        if "applicant" in row.groups
    ]
    steps = reader.process(case.edition_hash).definition.steps if mine else {}
    return tuple(_asked(reader, row, steps[row.element_id]) for row in mine)


def _asked(reader: Reader, row: Row[Any], step: Any) -> Asked:
    request = _supplement_request(reader, row) if row.act == "supplement" else {}
    defects = tuple(Defect(each["key"], each["what"], each["defect"]) for each in request.get("defects", ()))
    # What is said when he lets the time pass is not for him to say; a hearing he may waive himself.
    by_law = "" if step.hearing else (row.on_timeout or "").removeprefix("deem:")
    outcomes = tuple((str(identifier), str(label)) for identifier, label in row.outcomes if identifier != by_law)
    department = request.get("asked_by", "")
    return Asked(
        row.task_id,
        row.element_id,
        row.name,
        row.act or "",
        row.form or "",
        outcomes,
        row.opened_at,
        row.due_at,
        defects,
        reader.departments.get(department, department),
    )


def _supplement_request(reader: Reader, row: Row[Any]) -> dict[str, Any]:
    own = rows.first(reader.connection, answers, case_id=row.case_id, section="supplement_request")
    return dict(reader.open(own.content_sealed)) if own is not None else {}


def _forecast(reader: Reader, case: Row[Any], own_clocks: dict[tuple[str, str], Any]) -> Forecast:
    promised, statutory = (own_clocks.get((clocks.CASE, kind)) for kind in ("promised", "statutory"))
    running = [clock for clock in (promised, statutory) if clock is not None and clock.stopped_at is None]
    resting = next((cause_label(pause.cause) for clock in running for pause in clock.pauses if pause.to_at is None), "")
    finish = promised.due_at if promised in running and not promised.is_paused else None
    latest = max((clock.due_at for clock in running), default=None)
    provisional = latest is not None and reader.calendar.leans_on_provisional(reader.now, latest)
    return Forecast(finish, statutory.due_at if statutory in running and not statutory.is_paused else None, resting, provisional)


def _letters(reader: Reader, case_id: str, internal: frozenset[str]) -> tuple[LetterLine, ...]:
    found = reader.connection.ask(_letters_but, tuple(sorted(internal)), own=case_id)
    return tuple(LetterLine(row.letter_id, row.name, row.number, row.issued_at) for row in found)


def _letters_but(internal: tuple[str, ...]) -> Select[Any]:
    columns = (letter.c.letter_id, letter.c.name, letter.c.number, letter.c.issued_at)
    told = select(*columns).where(letter.c.case_id == OWN, letter.c.kind.not_in(internal))
    return told.order_by(letter.c.issued_at.desc(), letter.c.number).limit(MOST_LETTERS)


QUERIES = {Progress: progress}
