"""Whether a decision to grant may still be found to be got by fraud, and which papers it could have been."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_case
from engine.store import commitments, materials
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class FraudChoices:
    """Papers handed in and not found false yet, as (id, name); None where ``FindFraud`` would not let the viewer. Raises Missing for a case that does not
    exist for him."""

    case_id: str


def fraud_choices(query: FraudChoices, reader: Reader, viewer: Viewer) -> tuple[tuple[str, str], ...] | None:
    case = visible_case(reader.connection, query.case_id, viewer)
    if case.decision != "grant" or not viewer.may(f"{case.lead_department}:approver", case.division_code):
        return None
    known = commitments.of_case(reader.connection, case.case_id)
    if any(row.revoked_at for row in known):
        return None
    listed = {row.material_id for row in known}
    handed_in = materials.of_case(reader.connection, case.case_id)
    return tuple((row.material_id, row.name) for row in handed_in if row.state != "missing" and row.material_id not in listed)


QUERIES = {FraudChoices: fraud_choices}
