"""Digests and the hash chain of a case's journal: the same arithmetic for the database, for an export and for who checks one offline."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from engine.domain import exact_json

GENESIS = "0" * 64


def digest(details: Any) -> str:
    """SHA-256 over the value in a fixed form, in hex."""
    return hashlib.sha256(exact_json.dumps(details)).hexdigest()


NOTHING = digest({})
"""Of an event without personal details."""


def digest_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def chain_hash(
    previous: str, seq: int, at: datetime, event: str, actor: str, element_id: str, facts: Any, details_digest: str, command_id: str
) -> str:
    """SHA-256 over the previous hash and the row in a fixed form. Names of officers and erasable details stand outside the chain. ``facts``: a
    value, or as ``exact_json.written`` has it."""
    told = exact_json.written(facts)
    body = [previous, seq, at.isoformat(timespec="microseconds"), event, actor, element_id, told, details_digest, command_id]
    return digest(body)
