"""The journal of a case for the people it belongs to: what happened, as a kind and its facts. Opinions and other details stay sealed.

The sentences stand where languages are known (``web.story``); an event without one there concerns the office only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, select

from engine.domain.clock_kind import ClockKind, cause_label
from engine.domain.licence import CAUSES
from engine.store.asked import BEFORE, OWN
from engine.store.reader import Reader
from engine.store.schema import journal

MOST = 200


@dataclass(frozen=True)
class Entry:
    """``kind``: the event's name, with a variant after a dot where it can mean two things (``DecisionMade.grant``)."""

    at: datetime
    kind: str
    facts: Mapping[str, str]
    element_id: str


_VARIANTS = {
    "CaseAccepted": lambda facts: "deemed" if facts.get("deemed") else "",
    "CaseRefused": lambda facts: facts.get("refusal", ""),
    "SupplementRequested": lambda facts: "" if facts.get("due_on") else "open",
    "TaskCompleted": lambda facts: "silence" if facts.get("silence") else "outcome" if facts.get("outcome_label") else "",
    "ClockPaused": lambda facts: "told" if facts.get("number") else "",
    "DecisionRevoked": lambda facts: "fraud" if facts.get("ground") else "",
    "CommitmentChecked": lambda facts: facts.get("outcome", ""),
    "DecisionMade": lambda facts: facts.get("denial") or facts.get("outcome", ""),
    "MessageReceived": lambda facts: facts.get("message", ""),
    "LicenceRecorded": lambda facts: "" if facts.get("until_on") else "open",
    "LicenceReplaced": lambda facts: facts.get("status", ""),
    "LicenceEnded": lambda facts: facts.get("status", ""),
    "RenewalFiled": lambda facts: "in_time" if facts.get("in_time") else "",
}


def of_case(reader: Reader, case_id: str, before: int | None = None, internal: frozenset[str] = frozenset()) -> tuple[tuple[Entry, ...], int | None]:
    """The newest ``MOST`` entries, or those before entry ``before``, newest first; and the entry before which there are more, if there are.

    ``internal``: kinds of letters that are not told. The caller has checked that the case exists for its viewer.
    """
    rows = reader.connection.ask(_last, own=case_id) if before is None else reader.connection.ask(_earlier, own=case_id, before=before)
    earlier = rows[-1].seq if len(rows) == MOST and rows[-1].seq > 1 else None
    return tuple(_entry(row, reader) for row in rows if not (_is_own_task(row) or _is_internal(row, internal))), earlier


def _last() -> Select[Any]:
    columns = (journal.c.seq, journal.c.at, journal.c.event, journal.c.element_id, journal.c.facts)
    return select(*columns).where(journal.c.case_id == OWN).order_by(journal.c.seq.desc()).limit(MOST)


def _earlier() -> Select[Any]:
    return _last().where(journal.c.seq < BEFORE)


def _entry(row: Any, reader: Reader) -> Entry:
    variant = _VARIANTS.get(row.event, lambda facts: "")(row.facts)
    return Entry(row.at, f"{row.event}.{variant}" if variant else row.event, _facts(row.facts, reader), row.element_id or "")


def _is_own_task(row: Any) -> bool:
    """The applicant's own steps are told by what asked for them and by what came of them."""
    return row.event in ("TaskOpened", "TaskCompleted") and row.facts.get("department") in ("", "applicant")


def _is_internal(row: Any, internal: frozenset[str]) -> bool:
    return row.event == "LetterIssued" and row.facts.get("kind") in internal


def _facts(facts: Mapping[str, Any], reader: Reader) -> Mapping[str, str]:
    said = {name: str(value) for name, value in facts.items() if value is not None}
    if "department" in said:
        said["department"] = reader.departments.get(said["department"], said["department"])
    if facts.get("kind") in set(ClockKind):
        said["kind"] = ClockKind(facts["kind"]).label
    if "cause" in said:
        said["cause"] = cause_label(said["cause"])
    if said.get("grounds"):
        said["grounds"] = CAUSES[said["grounds"]].label
    return MappingProxyType(said)
