"""How far a case has come: open steps, opinions, registry checks, departments' parts, journal, position on the diagram."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.domain.identity import mask_mobile
from engine.domain.viewer import Viewer
from engine.feel import Environment
from engine.queries import standing
from engine.queries.case_papers import sheet
from engine.queries.case_shown import (
    CheckShown,
    IncidentLine,
    JournalShown,
    NoticeShown,
    OpinionShown,
    PartShown,
    PartyShown,
    Position,
    SheetShown,
    WaitShown,
)
from engine.queries.desk import holder
from engine.queries.journal_words import ACTORS, said_of
from engine.queries.registry_words import facts_in_words
from engine.runtime import asked_now
from engine.store import journal as journal_rows
from engine.store import materials as material_rows
from engine.store import progress
from engine.store.reader import Reader
from engine.store.rows import every
from engine.store.schema import case_item, public_notice

# A case that went round a thousand times is still one page; what happened before is a link further.
MOST_CHECKS, MOST_OPINIONS, MOST_ENTRIES = 50, 50, 200
_SPEAKING = frozenset({
    "CaseRated", "TaskCompleted", "CaseWithdrawn", "DecisionMade", "MaterialChecked", "FileAttached", "ClockExtended", "TaskReturned", "CaseJumped",
    "CaseSuspended", "TaskTransferred", "TaskDelegated", "DelegationAnswered", "ColleagueAsked", "ColleagueAnswered", "CaseCopied", "TaskReminded",
    "CaseEscalated", "EscalationAnswered", "EscalationClosed", "LicenceEnded", "TurnedOrdinary", "BanLifted",
})  # fmt: skip
_WORDS = ("opinion", "reason", "comment", "defect", "filename", "note", "question", "answer", "feedback", "conclusion")


def waiting(tasks: list[Any], reader: Reader, viewer: Viewer) -> tuple[WaitShown, ...]:
    return tuple(
        WaitShown(
            task_id=row.task_id,
            element_id=row.element_id,
            step=row.name,
            holder=holder(row, reader),
            since=row.opened_at,
            due_at=row.due_at,
            mine=any(viewer.may(group, row.division_code) for group in row.groups),
            reminded=row.reminded or 0,
        )
        for row in tasks
    )


def opinions(
    case: Any, process: Any, context: Mapping[str, Any], reader: Reader, viewer: Viewer, unmask: bool
) -> tuple[OpinionShown, ...]:
    """The last steps officers finished or sent back, in the order they did; those a return has undone stay, marked with their round."""
    done = sorted(progress.last_done(reader.connection, case.case_id, MOST_OPINIONS), key=_when)
    mine = [row.task_id for row in done if row.done_by is not None and row.done_by == viewer.officer_id and _counts(row)]
    return tuple(
        OpinionShown(
            task_id=row.task_id,
            step=row.name,
            department=reader.departments.get(row.department, row.department),
            officer=row.done_by_name or "",
            at=row.done_at,
            outcome=dict(row.outcomes).get(row.outcome, row.outcome or ""),
            opinion=row.opinion or "",
            sheet=_step_sheet(row, process, context, reader, unmask),
            round=_round(row, done),
            void=row.voided_at is not None,
            returned=row.status == progress.RETURNED,
            take_back=row.task_id in mine[-1:] and case.closed_at is None,
        )
        for row in done
    )


def _counts(row: Any) -> bool:
    return row.status == progress.DONE and row.voided_at is None


def _round(row: Any, done: list[Any]) -> int:
    """One more than how often the step was undone before."""
    undone = {other.voided_at for other in done if other.element_id == row.element_id and other.voided_at is not None}
    return 1 + len([at for at in undone if at <= row.done_at and at != row.voided_at])


def _when(row: Any) -> tuple[Any, int, str]:
    """By the instant; tasks finished at the same one in the order the process opened them (t7 before t11)."""
    return row.done_at, len(row.runtime_id), row.runtime_id


def _step_sheet(row: Any, process: Any, context: Mapping[str, Any], reader: Reader, unmask: bool) -> SheetShown | None:
    form = process.forms.get(row.form) if row.form else None
    filled = reader.open(row.fields_sealed) if row.fields_sealed else None
    return sheet(form, row.name, filled, context, frozenset(), unmask) if form is not None and filled else None


def checks(case_id: str, process: Any, context: Mapping[str, Any], reader: Reader) -> tuple[CheckShown, ...]:
    """The last questions to registries; sharing results with others is no check of the applicant."""
    return tuple(
        CheckShown(
            name=row.name,
            topic=row.topic,
            status=row.status,
            source=row.source or "",
            failure=row.failure or "",
            asked_at=row.opened_at,
            answered_at=row.ended_at,
            facts=facts_in_words(row.topic, reader.open(row.reply_sealed) if row.reply_sealed else None),
            outdated=row.ended_at is not None and _asked_otherwise(row, process, context, reader),
        )
        for row in progress.last_calls(reader.connection, case_id, "registry.", MOST_CHECKS)
    )


def _asked_otherwise(row: Any, process: Any, context: Mapping[str, Any], reader: Reader) -> bool:
    """Has the applicant changed since, in a supplement, what this registry was asked about?"""
    environment = Environment(now=lambda: reader.now, calendar=reader.calendar)
    now = asked_now(process.definition, row.element_id, context, environment)
    was = reader.open(row.inputs_sealed) or {} if now else {}
    return any(name in was and _comparable(was[name]) != _comparable(value) for name, value in now.items())


def _comparable(value: Any) -> Any:
    """As it is after being written down: numbers by value, everything else as text."""
    if isinstance(value, Mapping):
        return {name: _comparable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_comparable(each) for each in value]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    return value if value is None or isinstance(value, bool) else str(value)


def parts(case_id: str, reader: Reader) -> tuple[PartShown, ...]:
    return tuple(
        PartShown(department=r.department_name, opened_at=r.opened_at, due_at=r.due_at, done_at=r.done_at, outcome=r.outcome_label or "")
        for r in every(reader.connection, case_item, "opened_at", "item", case_id=case_id)
    )


def parties(case_id: str, process: Any, answers: Mapping[str, Any], context: Mapping[str, Any], reader: Reader) -> tuple[PartyShown, ...]:
    """Everybody the form asks to confirm, confirmed or not."""
    rows = material_rows.parties_of(reader.connection, case_id)
    return tuple(
        PartyShown(
            label=one.label,
            name=one.name,
            mobile_mask=mask_mobile(one.mobile),
            confirmed_at=rows[one.path].confirmed_at if one.path in rows else None,
        )
        for one in process.parties(answers, context)
    )


def notices(case_id: str, reader: Reader) -> tuple[NoticeShown, ...]:
    return tuple(
        NoticeShown(notice_id=r.notice_id, title=r.title, published_on=r.published_on, ends_on=r.ends_on)
        for r in every(reader.connection, public_notice, "published_on", case_id=case_id)
    )


def incidents(case_id: str, process: Any, reader: Reader) -> tuple[IncidentLine, ...]:
    steps = process.definition.steps
    return tuple(
        IncidentLine(
            element_id=row.element_id,
            step=steps[row.element_id].name if row.element_id in steps else row.element_id,
            reason=row.reason,
            opened_at=row.opened_at,
        )
        for row in progress.open_incidents(reader.connection, case_id)
    )


def journal(case_id: str, process: Any, reader: Reader, before: int | None) -> tuple[tuple[JournalShown, ...], int | None]:
    """The last entries, or those before number ``before``, oldest first; and the number before which there are more, if there are."""
    rows = journal_rows.last_of_case(reader.connection, case_id, MOST_ENTRIES, before)
    earlier = rows[0].seq if len(rows) == MOST_ENTRIES and rows[0].seq > 1 else None
    return tuple(filter(None, (_entry(row, process, reader) for row in rows))), earlier


def _entry(row: Any, process: Any, reader: Reader) -> JournalShown | None:
    words = said_of(row, process, reader.departments)
    if words is None:
        return None
    details = reader.open(row.details_sealed) if row.details_sealed and row.event in _SPEAKING else {}
    spoken = next((str(details[name]) for name in _WORDS if details.get(name)), "")
    return JournalShown(at=row.at, who=ACTORS.get(row.actor_name, row.actor_name), event=row.event, sentence=words, detail=spoken)


def position(case: Any, process: Any, reader: Reader) -> Position:
    """Elements passed, elements where something waits, elements where an incident stopped the case."""
    problem = [row.element_id for row in progress.open_incidents(reader.connection, case.case_id)]
    found = standing.position(reader, case, process)
    current = [one for one in found.here if one not in problem]
    done = [one for one in found.passed if one not in problem]
    return Position(done=tuple(done), current=tuple(current), problem=tuple(dict.fromkeys(problem)))
