"""One letter as it was issued, and the check of a printed one by its number and digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.letters import Block, from_json
from engine.queries.case_scope import visible_case
from engine.store.reader import Reader
from engine.store.schema import cases, letter


@dataclass(frozen=True, kw_only=True)
class OneLetter:
    letter_id: str


@dataclass(frozen=True, kw_only=True)
class CheckLetter:
    """``digest`` as printed in the letter's code; whoever holds the paper may ask."""

    letter_id: str
    digest: str


@dataclass(frozen=True)
class LetterShown:
    letter_id: str
    kind: str
    name: str
    number: str
    blocks: tuple[Block, ...]
    digest: str
    issued_at: datetime
    issued_by: str
    authority: str
    case_id: str
    case_no: str
    status: str


@dataclass(frozen=True)
class LetterChecked:
    """Nothing personal: enough to compare with the paper in hand."""

    name: str
    number: str
    issued_at: datetime
    authority: str
    service: str


def one_letter(query: OneLetter, reader: Reader, viewer: Viewer) -> LetterShown:
    """Raises Missing for a letter of a case that does not exist for the viewer."""
    row = reader.connection.execute(select(letter).where(letter.c.letter_id == query.letter_id)).one_or_none()
    if row is None:
        raise Missing("没有找到这份文书。")
    case = visible_case(reader.connection, row.case_id, viewer)
    return LetterShown(
        row.letter_id, row.kind, row.name, row.number, from_json(reader.open(row.blocks_sealed)), row.digest, row.issued_at,
        row.issued_by_name, _authority(reader, case.division_code, case.lead_department), case.case_id, case.case_no, case.status,
    )


def check_letter(query: CheckLetter, reader: Reader, viewer: Viewer) -> LetterChecked:
    """Raises Missing alike for an unknown letter and for another digest."""
    found = reader.connection.execute(
        select(letter, cases.c.division_code, cases.c.lead_department, cases.c.process_name)
        .join(cases, cases.c.case_id == letter.c.case_id)
        .where(letter.c.letter_id == query.letter_id, letter.c.digest == query.digest)
    ).one_or_none()
    if found is None:
        raise Missing("没有查到这份文书，请核对文书编号或重新扫码。")
    return LetterChecked(found.name, found.number, found.issued_at, _authority(reader, found.division_code, found.lead_department), found.process_name)


def _authority(reader: Reader, division: str, department: str) -> str:
    return f"{reader.divisions.get(division, '')}{reader.departments.get(department, department)}"


QUERIES = {OneLetter: one_letter, CheckLetter: check_letter}
