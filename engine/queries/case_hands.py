"""What stands against an officer's acting on a case, said before he tries (engine.domain.duties)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.content.item import Handling
from engine.domain.duties import Hands, against
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.store import progress, signatures
from engine.store.reader import Reader


def standing_against(case: Any, roles: Iterable[str], process: Any, reader: Reader, viewer: Viewer) -> Sentence | None:
    """``case``: its row. None = one of these roles is free to act."""
    if viewer.officer_id is None:
        return None
    hands = Hands(
        roles=progress.roles_done(reader.connection, case.case_id, viewer.officer_id)
        | signatures.roles_signed(reader.connection, case.case_id, viewer.officer_id),
        took_in=case.taken_in_by == viewer.officer_id,
        is_applicant=bool(viewer.identity_lookup) and viewer.identity_lookup == case.applicant_lookup,
    )
    return against(roles, hands, promised=process.item.kind == Handling.PROMISED)
