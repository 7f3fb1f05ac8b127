"""Results of commands as JSON and back, so that a command sent twice gets the very same answer."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from typing import Any

from engine.commands import account, api_key, apply, attach, case_record, check_letter, consent, design, follow, office, task_draft

RESULTS = {
    kind.__name__: kind
    for kind in (
        account.SignedIn,
        api_key.Issued,
        apply.Saved,
        apply.Started,
        apply.Submitted,
        attach.Attached,
        case_record.Exportable,
        check_letter.FoundLetter,
        consent.Sent,
        design.Published,
        follow.Found,
        office.Created,
        task_draft.Kept,
    )
}


def pack(result: Any) -> Any:
    """As JSON; None, which most commands give, stays None and is kept as nothing."""
    if result is None:
        return None
    if is_dataclass(result) and not isinstance(result, type):
        return {"kind": type(result).__name__, "value": asdict(result)}
    return {"kind": "", "value": result}


def unpack(packed: dict[str, Any] | None) -> Any:
    if packed is None:
        return None
    return RESULTS[packed["kind"]](**packed["value"]) if packed["kind"] else packed["value"]
