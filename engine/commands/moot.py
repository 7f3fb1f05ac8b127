"""Cases that have lost what they are about: a decision to grant that was revoked before anything was handed out, and an application to renew or change a
licence that has ended."""

from __future__ import annotations

from typing import Any

from engine.commands.letter import issue_standing
from engine.commands.progress import move_on
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.events import CaseClosed, CaseTerminated
from engine.domain.licence import LicenceStatus
from engine.domain.status import CaseStatus
from engine.runtime import Stop
from engine.store import licences


def hand_nothing_out(work: Work, case: Case) -> None:
    """Of what is no longer granted nothing is made or handed out: a case that waits for that ends."""
    if work.case(case.case_id).status == CaseStatus.DECIDED:
        work.put(work.case(case.case_id).close(work.now))
        work.emit(CaseClosed(case_id=case.case_id))
        move_on(work, case.case_id, Stop())


def call_off(work: Work, licence_id: str) -> None:
    """What asked to renew or change this licence, which has ended, has nothing to ask for any more."""
    row: Any = licences.find(work.tx, licence_id)
    if not licences.is_asked(work.tx, row):
        return
    case = work.case(row.renewal_case_id)
    if case.status == CaseStatus.DECIDED:
        hand_nothing_out(work, case)
        return
    reason = f"原许可证（{row.number}）{LicenceStatus(row.status).label}，没有可以延续或者变更的许可"
    case = work.put(case.terminate(reason, work.now))
    work.emit(CaseTerminated(case_id=case.case_id, reason=reason))
    issue_standing(work, case, "termination")
    move_on(work, case.case_id, Stop())
