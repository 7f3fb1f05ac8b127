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
    """Found false, and the decision that rested on it not revoked: the first found first, at most 500. As CommitmentLedger, and the lead department."""


@dataclass(frozen=True)
class CommitmentShown:
    """``outcome`` "" | true | false; ``may_check``: the viewer is to say which. ``revocation``: number of the letter by which the decision was revoked;
    ``may_revoke``: the viewer decides on that."""

    case_id: str
    case_no: str
    service: str
    subject: str
    material_id: str
    name: str
    department: str
    made_at: datetime
    due_at: datetime | None
    outcome: str
    checked_at: datetime | None
    finding: str
    may_check: bool
    revocation: str
    may_revoke: bool


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
        outcome=row.outcome or "",
        checked_at=row.checked_at,
        finding=row.finding or "",
        may_check=own and row.due_at is not None and row.outcome is None,
        revocation=row.revocation or "",
        may_revoke=row.outcome == commitments.FALSE and case.decision == "grant" and row.revoked_at is None
        and viewer.may(f"{case.lead_department}:approver", row.division_code),
    )


QUERIES = {CaseCommitments: case_commitments, CommitmentLedger: commitment_ledger, FalsePromises: false_promises}
