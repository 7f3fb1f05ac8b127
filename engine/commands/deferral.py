"""容缺受理: a material that may follow does so by a date, on the applicant's own promise; until it is there no result is handed out.

What of the case's materials was promised stands in their rows (``material.due_on``): the ledger. The promise is never longer than the
promised limit of the item, so its last day follows that clock, also where it rests. Who lets it pass loses the acceptance: the case ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import content
from engine.commands.context import feel_context, local_day
from engine.commands.letter import issue_standing
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.deadline import ClockKind, DeadlineClock
from engine.domain.errors import Refused
from engine.domain.events import CaseTerminated, MaterialsDeferred
from engine.domain.status import CaseStatus
from engine.store import clocks, commitments, materials, progress

TIMER = "deferral"
LETTER, PROMISE = "deferral", "deferral_promise"
PROMISED = "deferred"  # state of a material that may follow: by the applicant's tick, or as the window took it down from him


def outstanding(work: Work, case_id: str) -> list[Any]:
    """Rows of materials that were promised and are not there, or not in order."""
    return [row for row in materials.of_case(work.tx, case_id) if materials.is_owed(row)]


def begin(work: Work, case: Case, element_id: str) -> None:
    """At acceptance: what the applicant has promised runs from here. Raises Refused for what could follow, is not there, and he has not promised;
    silence of the window (art. 32) accepts without it."""
    if not _may_defer(work, case):
        return
    rules = {rule.id: rule for rule in content.materials_for(work.process(case), feel_context(work, case))}
    rows = [row for row in materials.of_case(work.tx, case.case_id) if row.state in ("missing", PROMISED) and not row.originals + row.copies]
    absent = [row for row in rows if row.material_id in rules and rules[row.material_id].deferrable and rules[row.material_id].source == "applicant"]
    later = [row for row in absent if row.state == PROMISED]
    if len(later) < len(absent) and work.viewer.kind == "officer":
        wanting = [row for row in absent if row.state != PROMISED]
        raise Refused("{names}没有交，申请人也没有承诺容缺后补：请一次性告知补正；申请人在窗口的，可以当场承诺。", names=_quoted(wanting))
    promised = _promised(work, case.case_id)
    if not later or promised is None:
        return
    if work.viewer.kind == "officer" and commitments.was_false(work.tx, case.applicant_lookup):
        raise Refused("申请人有经核查不属实的承诺或者虚假材料，不能容缺受理：请一次性告知补正{names}。", names=_quoted(later))
    due_on = local_day(promised.due_at)
    for row in later:
        materials.put(work.tx, case, row.material_id, due_on=due_on)
    _watch(work, case, element_id, promised.due_at)
    work.emit(MaterialsDeferred(case_id=case.case_id, element_id=element_id, materials="、".join(_names(later)), due_on=due_on.isoformat()))
    issue_standing(work, case, PROMISE, {"due_on": due_on, "deferred": [row.name for row in later]}, element_id)
    issue_standing(work, case, LETTER, {"due_on": due_on, "deferred": [row.name for row in later]}, element_id)


def require_supplied(work: Work, case_id: str) -> None:
    """Raises Refused while something promised is not there: no result before (容缺受理 means this)."""
    wanting = outstanding(work, case_id) if _may_defer(work, work.case(case_id)) else []
    if wanting:
        raise Refused("容缺受理时承诺补交的{names}还没有收齐，补齐、核对以后才能出件。", names=_quoted(wanting))


def lapse(work: Work, case: Case, element_id: str) -> bool:
    """The timer has fired: look again when the promised clock has moved or rests; else what is still wanting ends the case. True if it did:
    then the process is to be stopped."""
    wanting = outstanding(work, case.case_id)
    if not wanting or case.status != CaseStatus.ACCEPTED:
        return False  # decided: the result waits for the material
    promised = _promised(work, case.case_id)
    if promised is not None and (promised.is_paused or promised.due_at > work.now):
        _watch(work, case, element_id, work.calendar.add(work.now, "P1D") if promised.is_paused else promised.due_at)
        return False
    reason = f"容缺材料逾期没有补交：{'、'.join(_names(wanting))}"
    case = work.put(case.terminate(reason, work.now))
    work.emit(CaseTerminated(case_id=case.case_id, element_id=element_id, reason=reason))
    issue_standing(work, case, "termination", {}, element_id)
    return True


def _may_defer(work: Work, case: Case) -> bool:
    return any(rule.deferrable for rule in work.process(case).item.materials)


def _promised(work: Work, case_id: str) -> DeadlineClock | None:
    own = {clock.kind: clock for clock in clocks.of_subject(work.tx, case_id, clocks.CASE) if clock.stopped_at is None}
    return own.get(ClockKind.PROMISED) or own.get(ClockKind.STATUTORY)


def _watch(work: Work, case: Case, element_id: str, due_at: Any) -> None:
    timer = {"timer_id": f"{case.case_id}-{TIMER}-{work.draw_id()[:16]}", "case_id": case.case_id, "division_code": case.division_code}
    progress.add_timer(work.tx, **timer, kind=TIMER, runtime_id=TIMER, element_id=element_id, due_at=due_at)


def _names(rows: Sequence[Any]) -> tuple[str, ...]:
    return tuple(row.name for row in rows)


def _quoted(rows: Sequence[Any]) -> str:
    return "、".join(f"“{row.name}”" for row in rows)
