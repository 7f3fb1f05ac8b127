"""One letter as it was issued, and what the public may know of a paper in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, select

from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing, Refused
from engine.domain.viewer import Viewer
from engine.letters import Block, Issued, authority, check_code, content_digest, from_json, read_issued
from engine.queries.case_scope import visible_case
from engine.queries.licence_shown import LicenceStanding, standing_of
from engine.store import commitments, licences
from engine.store.reader import Reader
from engine.store.schema import cases, letter


@dataclass(frozen=True, kw_only=True)
class OneLetter:
    letter_id: str


@dataclass(frozen=True, kw_only=True)
class CheckLetter:
    """``digest`` as printed in the letter's QR code; whoever holds the paper may ask."""

    letter_id: str
    digest: str


@dataclass(frozen=True)
class LetterShown:
    """``issued``: everything that is printed."""

    letter_id: str
    kind: str
    name: str
    number: str
    issued: Issued
    digest: str
    issued_at: datetime
    issued_by: str
    case_id: str
    case_no: str
    status: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.issued.blocks

    @property
    def authority(self) -> str:
        return self.issued.authority

    @property
    def code(self) -> str:
        """The short one, for typing."""
        return check_code(self.digest)


@dataclass(frozen=True)
class LetterChecked:
    """Nothing personal: enough to compare with the paper in hand. ``altered``: there is a letter of this id, but it never read like this;
    nothing else is said then. ``erased``: its words are gone by law, its digest still fits. ``revoked_at``: since when the decision is no longer in force;
    ``licence``: how a licence stands in the register."""

    state: Literal["valid", "altered"]
    name: str = ""
    number: str = ""
    issued_at: datetime | None = None
    authority: str = ""
    service: str = ""
    erased: bool = False
    revoked_at: datetime | None = None
    licence: LicenceStanding | None = None


def one_letter(query: OneLetter, reader: Reader, viewer: Viewer) -> LetterShown:
    """Raises Missing for a letter of a case that does not exist for the viewer, Refused for one whose words were erased."""
    row = reader.connection.execute(select(letter).where(letter.c.letter_id == query.letter_id)).one_or_none()
    if row is None:
        raise Missing("没有找到这份文书。")
    case = visible_case(reader.connection, row.case_id, viewer)
    if viewer.kind == "applicant" and row.kind in reader.process(case.edition_hash).internal_letters:
        raise Missing("没有找到这份文书。")
    content = reader.open(row.blocks_sealed)
    if content is None:
        raise Refused("这份文书的内容已按规定删除，只能核验真伪。")
    return LetterShown(
        row.letter_id, row.kind, row.name, row.number, _issued(row, content, case, reader), row.digest, row.issued_at,
        row.issued_by_name, case.case_id, case.case_no, case.status,
    )


def _issued(row: Row[Any], content: Any, case: Any, reader: Reader) -> Issued:
    if isinstance(content, dict):
        return read_issued(content)
    return Issued(
        letter_id=row.letter_id,
        number=row.number,
        authority=_authority(reader, case),
        issued_on=row.issued_at.astimezone(SHANGHAI).date(),
        address=reader.settings.public_address,
        blocks=from_json(content),
    )


def check_letter(query: CheckLetter, reader: Reader, viewer: Viewer) -> LetterChecked:
    """Raises Missing for a letter that was never issued here."""
    found = reader.connection.execute(
        select(letter, cases.c.division_code, cases.c.lead_department, cases.c.process_name)
        .join(cases, cases.c.case_id == letter.c.case_id)
        .where(letter.c.letter_id == query.letter_id)
    ).one_or_none()
    if found is None:
        raise Missing("没有查到这份文书：它可能不是本系统出具的，请核对网址或重新扫码。")
    content = reader.open(found.blocks_sealed)
    kept = content is None or content_digest(content, found.number) == found.digest
    if found.digest != query.digest.lower() or not kept:
        return LetterChecked("altered")
    head = content["authority"] if isinstance(content, dict) else _authority(reader, found)
    revoked_at = commitments.revoked_at(reader.connection, found.case_id) if found.kind == "decision" else None
    row = licences.find(reader.connection, found.letter_id) if found.kind == licences.KIND else None
    return LetterChecked(
        "valid", found.name, found.number, found.issued_at, head, found.process_name, erased=content is None, revoked_at=revoked_at,
        licence=standing_of(row, reader) if row is not None else None,
    )


def _authority(reader: Reader, case: Any) -> str:
    return authority(case.division_code, case.lead_department, reader.divisions, reader.departments)


QUERIES = {OneLetter: one_letter, CheckLetter: check_letter}
