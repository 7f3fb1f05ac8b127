"""The append-only journal, hash-chained per case under the case's lock, and the log that makes a command apply once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from engine.domain import exact_json
from engine.domain.case import Case
from engine.domain.chain import GENESIS, NOTHING, chain_hash, digest, digest_bytes
from engine.domain.events import Event
from engine.domain.viewer import Viewer
from engine.store import rows
from engine.store.asked import BEFORE, OWN
from engine.store.schema import command_log, journal
from engine.store.schema_office import administration_log
from engine.store.seal import Seal


def append(tx: Connection, seal: Seal, case: Case, events: list[Event], viewer: Viewer, at: datetime, command_id: str) -> tuple[int, str]:
    """Write the events of one case behind what is there; gives the new length and head for the case row."""
    seq, head, actor, entries = case.journal_length, case.journal_head or GENESIS, viewer.actor, []
    for event in events:
        seq += 1
        facts = exact_json.written(event.facts())  # once, for the chain and for the row
        said = exact_json.dumps(event.details) if event.details else None
        details_digest = NOTHING if said is None else digest_bytes(said)
        own = chain_hash(head, seq, at, event.name, actor, event.element_id, facts, details_digest, command_id)
        entry = {
            "case_id": case.case_id,
            "seq": seq,
            "division_code": case.division_code,
            "at": at,
            "event": event.name,
            "actor": actor,
            "actor_name": viewer.name,
            "element_id": event.element_id,
            "facts": facts,
            "details_sealed": None if said is None else seal.close_text(said),
            "details_digest": details_digest,
            "command_id": command_id,
            "previous_hash": head,
            "hash": own,
        }
        entries.append(entry)
        head = own
    rows.write_down(tx, journal, *entries)
    return seq, head


def of_case(tx: Connection, case_id: str) -> list[Row[Any]]:
    return rows.every(tx, journal, "seq", case_id=case_id)


def last_of_case(tx: Connection, case_id: str, most: int, before: int | None = None) -> list[Row[Any]]:
    """The last rows, or those before number ``before``, oldest first."""
    return (tx.ask(_last, most, own=case_id) if before is None else tx.ask(_earlier, most, own=case_id, before=before))[::-1]


def _last(most: int) -> Select[Any]:
    return select(journal).where(journal.c.case_id == OWN).order_by(journal.c.seq.desc()).limit(most)


def _earlier(most: int) -> Select[Any]:
    return _last(most).where(journal.c.seq < BEFORE)


def of_event(tx: Connection, case_id: str, event: str) -> list[Row[Any]]:
    """The case's rows of one kind, oldest first."""
    return rows.every(tx, journal, "seq", case_id=case_id, event=event)


def first_broken(tx: Connection, seal: Seal, case: Case) -> int | None:
    """The number of the first journal row that does not fit the chain, or None when the chain is whole."""
    head = GENESIS
    entries = of_case(tx, case.case_id)
    for number, row in enumerate(entries, 1):
        own = chain_hash(head, row.seq, row.at, row.event, row.actor, row.element_id or "", row.facts, row.details_digest, row.command_id)
        erased = row.details_sealed is None
        if (
            row.seq != number
            or row.previous_hash != head
            or row.hash != own
            or not (erased or digest(seal.open(row.details_sealed)) == row.details_digest)
        ):
            return number
        head = own
    return None if (len(entries), head if entries else "") == (case.journal_length, case.journal_head) else len(entries) + 1


def command_result(tx: Connection, seal: Seal, command_id: str) -> tuple[str, str, Any] | None:
    """(kind, actor, result) of a command that was applied before."""
    row = rows.first(tx, command_log, command_id=command_id)
    return None if row is None else (row.kind, row.actor, seal.open(row.result_sealed))


def log_command(
    tx: Connection,
    seal: Seal,
    command_id: str,
    kind: str,
    case_id: str | None,
    division_code: str | None,
    viewer: Viewer,
    at: datetime,
    body: Any,
    result: Any,
) -> None:
    row = {
        "command_id": command_id,
        "kind": kind,
        "case_id": case_id,
        "division_code": division_code,
        "actor": viewer.actor,
        "at": at,
        "body_sealed": seal.close(body),
        "result_sealed": seal.close(result),
    }
    rows.write_down(tx, command_log, row)


def log_administration(tx: Connection, entry_id: str, viewer: Viewer, at: datetime, event: str, facts: dict[str, Any]) -> None:
    rows.add(
        tx,
        administration_log,
        entry_id=entry_id,
        at=at,
        officer_id=viewer.officer_id or viewer.kind,
        officer_name=viewer.name,
        event=event,
        facts=exact_json.plain(facts),
    )
