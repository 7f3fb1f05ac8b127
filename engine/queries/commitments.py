"""告知承诺台账: what applicants have promised instead of proof, of one case and of all that an officer's posts reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, false, or_, select

from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_case
from engine.store import commitments
from engine.store.reader import Reader
from engine.store.schema import cases
from engine.store.schema_commitments import FALSE, TO_CHECK, commitment

MOST = 500


@dataclass(frozen=True, kw_only=True)
class CaseCommitments:
    """Of one case. Raises Missing for one that does not exist for the viewer."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class CommitmentLedger:
    """Those to be checked, soonest due first, at most 500: a department's own, a supervisor's of his whole division."""


@dataclass(frozen=True, kw_only=True)
class FalsePromises:
    """Found false, and his credit not repaired: the first found first, at most 500. As CommitmentLedger, and the lead department."""


@dataclass(frozen=True)
class CommitmentShown:
    """``ground`` "" = a promise, papers | means = the licence was got by fraud.

    ``outcome`` "" | true | false; ``may_check``: the viewer is to say which. ``revocation`` and ``repair``: numbers of the letters by which the decision
    was revoked and credit restored; ``next``: what the viewer may do about a false one (announce, wait, revoke, repair), "" for nothing;
    ``may_defend``: the viewer is the applicant, who may state his case. ``defence`` is for him and for who decides."""

    case_id: str
    case_no: str
    service: str
    subject: str
    material_id: str
    name: str
    department: str
    made_at: datetime
    due_at: datetime | None
    ground: str
    outcome: str
    checked_at: datetime | None
    finding: str
    may_check: bool
    announced_reason: str
    defence_until: datetime | None
    defended_at: datetime | None
    defence: str
    in_person: bool
    may_defend: bool
    revocation: str
    repair: str
    repaired_at: datetime | None
    next: str


def case_commitments(query: CaseCommitments, reader: Reader, viewer: Viewer) -> tuple[CommitmentShown, ...]:
    case = visible_case(reader.connection, query.case_id, viewer)
    return tuple(_shown(row, case, reader, viewer) for row in commitments.of_case(reader.connection, case.case_id))


def commitment_ledger(query: CommitmentLedger, reader: Reader, viewer: Viewer) -> tuple[CommitmentShown, ...]:
    due = _found().where(TO_CHECK, commitment.c.due_at.is_not(None), or_(false(), *_reached(viewer)))
    rows = reader.connection.execute(due.order_by(commitment.c.due_at, commitment.c.case_id, commitment.c.material_id).limit(MOST))
    return tuple(_shown(row, row, reader, viewer) for row in rows)


def false_promises(query: FalsePromises, reader: Reader, viewer: Viewer) -> tuple[CommitmentShown, ...]:
    mine = [
        and_(commitment.c.division_code == division, cases.c.lead_department.in_(sorted(viewer.departments(division))))
        for division in (sorted(viewer.divisions) if viewer.kind == "officer" else ())
    ]
    rows = _found().where(FALSE, or_(false(), *_reached(viewer), *mine)).order_by(commitment.c.checked_at, commitment.c.case_id).limit(MOST)
    return tuple(_shown(row, row, reader, viewer) for row in reader.connection.execute(rows))


def _found() -> Any:
    of_case = (cases.c.case_no, cases.c.process_name, cases.c.subject_name, cases.c.lead_department, cases.c.decision)
    return select(commitment, *of_case).join(cases, cases.c.case_id == commitment.c.case_id)


def _reached(viewer: Viewer) -> list[Any]:
    if viewer.kind != "officer":
        return []
    return [
        commitment.c.division_code == division
        if viewer.has("supervisor", division)
        else and_(commitment.c.division_code == division, commitment.c.department.in_(sorted(viewer.departments(division))))
        for division in sorted(viewer.divisions)
    ]


def _shown(row: Any, case: Any, reader: Reader, viewer: Viewer) -> CommitmentShown:
    own = viewer.kind == "officer" and row.department in viewer.departments(row.division_code)
    decides = viewer.may(f"{case.lead_department}:approver", row.division_code)
    his = row.case_id in viewer.case_ids
    in_time = row.announced_at is not None and row.outcome == commitments.FALSE and row.revoked_at is None and row.defended_at is None
    defence = reader.open(row.defence_sealed) if row.defence_sealed is not None and (decides or his) else ""
    return CommitmentShown(
        case_id=row.case_id,
        case_no=case.case_no,
        service=case.process_name,
        subject=case.subject_name,
        material_id=row.material_id,
        name=row.name,
        department=reader.departments.get(row.department, row.department),
        made_at=row.made_at,
        due_at=row.due_at,
        ground=row.ground or "",
        outcome=row.outcome or "",
        checked_at=row.checked_at,
        finding=row.finding or "",
        may_check=own and row.due_at is not None and row.outcome is None,
        announced_reason=row.announced_reason or "",
        defence_until=row.defence_until,
        defended_at=row.defended_at,
        defence=defence or "",
        in_person=bool(row.in_person),
        may_defend=his and in_time and reader.now <= row.defence_until,
        revocation=row.revocation or "",
        repair=row.repair or "",
        repaired_at=row.repaired_at,
        next=_next(row, reader.now) if decides and row.outcome == commitments.FALSE else "",
    )


def _next(row: Any, now: datetime) -> str:
    """What whoever decides may do about a false promise."""
    if row.revoked_at is not None:
        return "" if row.repaired_at is not None else "repair"
    if row.announced_at is None:
        return "announce"
    return "revoke" if row.defended_at is not None or now > row.defence_until else "wait"


QUERIES = {CaseCommitments: case_commitments, CommitmentLedger: commitment_ledger, FalsePromises: false_promises}
