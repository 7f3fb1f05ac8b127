"""What a case file holds, opened and in order. Instants are aware, UTC; personal details that were erased are None."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain.chain import digest

NOTHING = digest({})


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of the journal. ``details`` is {} where there never were any, None where they were erased."""

    seq: int
    at: datetime
    event: str
    actor: str
    actor_name: str
    element_id: str
    facts: Mapping[str, Any]
    details: Mapping[str, Any] | None
    details_digest: str
    command_id: str
    previous_hash: str
    hash: str
    said: str  # in words, for the index; no part of the chain


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A letter; ``content`` is what was sealed when it was issued (a list of blocks for the oldest), None when erased."""

    letter_id: str
    kind: str
    name: str
    number: str
    issued_at: datetime
    issued_by: str
    digest: str
    content: Any


@dataclass(frozen=True, kw_only=True)
class Material:
    """One file handed in. ``state`` in words."""

    material_id: str
    name: str
    state: str
    file_id: str
    filename: str
    media_type: str
    sha256: str
    uploaded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """A finished step: who did it, with what outcome and view, and what was filled in there."""

    step: str
    department: str
    officer: str
    at: datetime
    outcome: str
    opinion: str
    fields: Any


@dataclass(frozen=True, kw_only=True)
class View:
    """Somebody looked at personal details in full."""

    at: datetime
    officer: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Contents:
    """``head``: number, service, division, department, status, decision, dates … in words, label → value. ``answers``: section → content.
    ``erased``: its personal details are gone."""

    case_no: str
    head: Mapping[str, str]
    answers: Mapping[str, Any]
    materials: tuple[Material, ...]
    opinions: tuple[Opinion, ...]
    letters: tuple[Paper, ...]
    journal: tuple[Line, ...]
    views: tuple[View, ...]
    exported_at: datetime
    exported_by: str
    erased: bool


def erased_rows(journal: Iterable[Line]) -> tuple[int, ...]:
    """Numbers of the rows whose details are gone."""
    return tuple(line.seq for line in journal if line.details is None and line.details_digest != NOTHING)
