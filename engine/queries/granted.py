"""准予决定公开 (行政许可法 art. 40): what was granted is public. Natural persons stand in it masked, as in every list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.domain.licence import LicenceStatus
from engine.domain.viewer import Viewer
from engine.queries.licence_shown import standing_of
from engine.queries.paging import Count, at_most, read_page
from engine.store import licences
from engine.store.reader import Reader
from engine.store.schema import cases, letter
from engine.store.schema_commitments import commitment

PER_PAGE = 20
LOOK_BACK = 5000


@dataclass(frozen=True, kw_only=True)
class Granted:
    """The newest first. ``search``: every word in the subject or the name of the item. The five thousand decided last."""

    search: str = ""
    page: int = 1


@dataclass(frozen=True)
class GrantedShown:
    """``number`` of the letter, "" where none was issued; ``revoked``: no longer in force; ``ended``: in one word what has become of
    the licence, "" while there is one in force or where none was issued."""

    service: str
    subject: str
    authority: str
    division: str
    number: str
    decided_at: datetime
    revoked: bool
    ended: str


@dataclass(frozen=True)
class GrantedList:
    decisions: tuple[GrantedShown, ...]
    total: Count
    page: int
    pages: int


def granted(query: Granted, reader: Reader, viewer: Viewer) -> GrantedList:
    newest = select(cases).where(cases.c.decision == "grant").order_by(cases.c.decided_at.desc(), cases.c.case_id.desc())
    own = newest.limit(at_most(LOOK_BACK)).subquery("newest_granted")
    words = [
        own.c.subject_name.icontains(word, autoescape=True) | own.c.process_name.icontains(word, autoescape=True) for word in query.search.split()
    ]
    found = read_page(reader, select(own).where(*words), [own.c.decided_at.desc(), own.c.case_id.desc()], query.page, PER_PAGE)
    ids = [row.case_id for row in found.rows]
    numbers, revoked, ended = _numbers(ids, reader), _revoked(ids, reader), _ended(ids, reader)
    shown = [_shown(row, numbers.get(row.case_id, ""), row.case_id in revoked, ended.get(row.case_id, ""), reader) for row in found.rows]
    return GrantedList(tuple(shown), found.total, found.page, found.pages)


def _numbers(case_ids: list[str], reader: Reader) -> dict[str, str]:
    issued = select(letter.c.case_id, letter.c.number).where(letter.c.case_id.in_(case_ids), letter.c.kind == "decision")
    return {row.case_id: row.number for row in reader.connection.execute(issued.order_by(letter.c.issued_at))}


def _revoked(case_ids: list[str], reader: Reader) -> set[str]:
    ended = select(commitment.c.case_id).where(commitment.c.case_id.in_(case_ids), commitment.c.revoked_at.is_not(None))
    return {row.case_id for row in reader.connection.execute(ended)}


def _ended(case_ids: list[str], reader: Reader) -> dict[str, str]:
    """注销公告: whose licences are deregistered, by law or by an act."""
    rows = licences.of_cases(reader.connection, case_ids)
    last = {row.case_id: standing_of(row, reader) for row in rows}
    return {case_id: one.label for case_id, one in last.items() if one.status in (LicenceStatus.EXPIRED, LicenceStatus.DEREGISTERED)}


def _shown(row: Any, number: str, revoked: bool, ended: str, reader: Reader) -> GrantedShown:
    return GrantedShown(
        row.process_name,
        row.subject_name or row.applicant_mask,
        reader.departments.get(row.lead_department, row.lead_department),
        reader.divisions.get(row.division_code, row.division_code),
        number,
        row.decided_at,
        revoked,
        ended,
    )


QUERIES = {Granted: granted}
