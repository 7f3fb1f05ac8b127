"""What an officer who takes in may know already: earlier cases of this applicant and company, and files that were handed in before.

Only cases that exist for the viewer, in the division of the case before him, the newest two hundred of whoever it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select

from engine.content.meaning import meant
from engine.domain.errors import Missing
from engine.domain.identity import mask_mobile, mask_name
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_case, visible_cases
from engine.queries.desk import DeskRow, case_lines
from engine.queries.draft import answer_sections, case_context
from engine.queries.paging import at_most
from engine.store import materials
from engine.store.reader import Reader
from engine.store.schema import cases, material, material_file

NEWEST = 200
SHOWN = 6


@dataclass(frozen=True, kw_only=True)
class KnownApplicant:
    """By the identity number or credit code that stands in the form now. For officers who take in; nobody else finds the case. ``files``: also which
    of the files of this case were handed in twice, or before in another case of the same applicant."""

    case_id: str
    files: bool = False


@dataclass(frozen=True)
class ContactKnown:
    """What the newest earlier case has of him, masked; ``TakeOverContact`` brings it into the form."""

    case_id: str
    case_no: str
    name_mask: str
    mobile_mask: str


@dataclass(frozen=True)
class KnownShown:
    """``own``: cases of this applicant, ``company``: others about the same company; those under way first, at most six each, of
    ``own_number`` and ``company_number``; ``own_open`` and ``company_open`` of them are under way. ``name_mask``: his, as lists say it.
    ``seen``: file id → where else it lies, this case first, then the newest."""

    name_mask: str = ""
    own: tuple[DeskRow, ...] = ()
    own_number: int = 0
    own_open: int = 0
    subject: str = ""
    company: tuple[DeskRow, ...] = ()
    company_number: int = 0
    company_open: int = 0
    contact: ContactKnown | None = None
    seen: Mapping[str, tuple[SeenFile, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class SeenFile:
    """Where the same bytes lie as well: as ``material`` of this case (``case_id`` None), or of an earlier one."""

    material: str
    case_id: str | None
    case_no: str
    uploaded_at: datetime


def known_applicant(query: KnownApplicant, reader: Reader, viewer: Viewer) -> KnownShown:
    case, said = _before_him(query.case_id, reader, viewer)
    own = _earlier(case, cases.c.applicant_lookup == _lookup(case, said, reader), reader, viewer) if said.get("applicant_identity") else []
    subject = said.get("subject", "").strip()
    told = {row.case_id for row in own}
    others = [row for row in _earlier(case, cases.c.subject_name == subject, reader, viewer) if row.case_id not in told] if subject else []
    return KnownShown(
        next((row.applicant_mask for row in own), ""),
        case_lines(own[:SHOWN], reader), len(own), sum(map(_is_open, own)),
        subject,
        case_lines(others[:SHOWN], reader), len(others), sum(map(_is_open, others)),
        _contact(own, said, reader),
        _seen(case, own, reader) if query.files else {},
    )  # fmt: skip


def _before_him(case_id: str, reader: Reader, viewer: Viewer) -> tuple[Row[Any], Mapping[str, str]]:
    """The case, and whom its form names now. Raises Missing for everybody but officers at the counter."""
    case = visible_case(reader.connection, case_id, viewer)
    if viewer.kind != "officer":
        raise Missing("没有找到这个办件。")
    viewer.require_case(case.case_id, case.division_code)
    process, sections = reader.process(case.edition_hash), answer_sections(reader, case.case_id)
    form, application = process.forms[process.start_form], sections.get("application") or {}
    return case, meant(form, application, case_context(reader, case, process, sections))


def _lookup(case: Row[Any], said: Mapping[str, str], reader: Reader) -> str:
    return case.applicant_lookup or reader.seal.lookup(said.get("applicant_identity", ""))


def _earlier(case: Row[Any], whose: Any, reader: Reader, viewer: Viewer) -> list[Row[Any]]:
    here = and_(whose, cases.c.division_code == case.division_code, cases.c.status != "draft", cases.c.case_id != case.case_id)
    newest = select(cases).where(here, visible_cases(viewer)).order_by(cases.c.created_at.desc(), cases.c.case_id)
    rows = list(reader.connection.execute(newest.limit(at_most(NEWEST))))
    return sorted(rows, key=lambda row: not _is_open(row))


def _is_open(row: Row[Any]) -> bool:
    return not CaseStatus(row.status).is_final


def _contact(own: list[Row[Any]], said: Mapping[str, str], reader: Reader) -> ContactKnown | None:
    """Of the newest case that has a number, unless the form has it already."""
    for row in sorted(own, key=lambda each: each.created_at, reverse=True):
        known = reader.open(row.applicant_sealed) or {}
        if known.get("mobile"):
            same = all(said.get(f"applicant_{name}", "") == known.get(name, "") for name in ("name", "mobile"))
            name = row.applicant_mask or mask_name(known.get("name", ""))
            return None if same else ContactKnown(row.case_id, row.case_no, name, mask_mobile(known["mobile"]))
    return None


def _seen(case: Row[Any], before: list[Row[Any]], reader: Reader) -> dict[str, tuple[SeenFile, ...]]:
    own = materials.files_of(reader.connection, case.case_id)
    if not own:
        return {}
    numbers = {row.case_id: row.case_no for row in before}
    elsewhere = _files_in(frozenset(numbers), frozenset(row.sha256 for row in own), reader)
    names = {rule.id: rule.name for rule in reader.process(case.edition_hash).item.materials}
    found = {}
    for one in own:
        twins = [row for row in own if row.sha256 == one.sha256 and row.file_id != one.file_id]
        here = [SeenFile(names.get(row.material_id, row.material_id), None, "", row.uploaded_at) for row in twins]
        there = [SeenFile(row.name, row.case_id, numbers[row.case_id], row.uploaded_at) for row in elsewhere if row.sha256 == one.sha256]
        if here or there:
            found[one.file_id] = (*here, *there[:1])
    return found


def _files_in(case_ids: frozenset[str], digests: frozenset[str], reader: Reader) -> list[Row[Any]]:
    if not case_ids:
        return []
    joined = and_(material.c.case_id == material_file.c.case_id, material.c.material_id == material_file.c.material_id)
    columns = (material_file.c.case_id, material_file.c.sha256, material_file.c.uploaded_at, material.c.name)
    own = select(*columns).join(material, joined).where(material_file.c.case_id.in_(sorted(case_ids)), material_file.c.sha256.in_(sorted(digests)))
    return list(reader.connection.execute(own.where(material_file.c.removed_at.is_(None)).order_by(material_file.c.uploaded_at.desc())))


QUERIES = {KnownApplicant: known_applicant}
