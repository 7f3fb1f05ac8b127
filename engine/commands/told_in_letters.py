"""What the course of a case gives a letter to say: whose silence counted as consent, and the hearing that was held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.commands.context import local_day
from engine.commands.work import Work
from engine.domain.ban import BanCause
from engine.domain.calendar import SHANGHAI
from engine.domain.case import Case
from engine.store import bans, letters, progress


def silences_of(work: Work, case: Case) -> list[dict[str, str]]:
    """Departments whose silence counted, as a letter says it: ``department``, ``step``, ``outcome``, ``basis``."""
    item, found = work.process(case).item, []
    for row in progress.tasks_of(work.tx, case.case_id, status=progress.DONE):
        rule = item.silence_of(row.element_id, row.outcome or "")
        if rule is not None and row.done_by is None and row.voided_at is None:
            words = dict(row.outcomes).get(row.outcome, "")
            name = work.department_names.get(row.department, row.department)
            found.append({"department": name, "step": row.name, "outcome": words, "basis": item.cited.get(rule.basis, "")})
    return found


def hearing_of(work: Work, case: Case) -> dict[str, Any]:
    """``requested_on``, ``held_at``, ``place``, ``chair`` and the ``record``'s number; null where there is none."""
    steps = work.process(case).definition.steps
    found: dict[str, Any] = {"requested_on": None, "held_at": None, "place": None, "chair": None, "record": None}
    for row in progress.tasks_of(work.tx, case.case_id, status=progress.DONE):
        act = steps[row.element_id].hearing if row.element_id in steps and row.voided_at is None else ""
        if act == "request":
            found["requested_on"] = local_day(row.done_at) if row.outcome == "request" else None
        elif act == "schedule":
            said = work.parts.seal.open(row.fields_sealed) or {}
            found |= {"held_at": moment_of(said.get("held_at")), "place": said.get("place"), "chair": row.done_by_name}
        elif act == "record":
            kind = steps[row.element_id].letter
            numbers = [one.number for one in letters.of_case(work.tx, case.case_id) if one.kind == kind]
            found["record"] = numbers[-1] if numbers else None
    return found


def licence_of(work: Work, case: Case, variables: Mapping[str, Any]) -> dict[str, Any]:
    """What a licence says of itself: ``name`` of the item's first result, number of the ``decision``, ``valid_until`` (the process variable)."""
    results = work.process(case).item.results
    granted = [one.number for one in letters.of_case(work.tx, case.case_id) if one.kind == "decision"]
    decision = granted[-1] if granted else None
    return {"name": results[0].name if results else case.process_name, "decision": decision, "valid_until": variables.get("valid_until")}


def ban_of(work: Work, case: Case) -> dict[str, Any]:
    """How long its applicant may not apply again: ``years``, ``until`` (the last day) and the ``article``; null where he may."""
    row = bans.of_case(work.tx, case.case_id)
    cause = BanCause(row.cause) if row is not None and row.lifted_at is None else None
    return {"years": cause and cause.years, "until": cause and row.until_on, "article": cause and cause.article}


def moment_of(value: Any) -> datetime | None:
    """A form's date and time: text in local time, or an instant."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=SHANGHAI) if value else None
    except ValueError:
        return None
