"""Who may not apply again (行政许可法 art. 78, 79): what a case has brought upon its applicant, and whether one who applies now is kept from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from engine.commands.context import local_day
from engine.content.meaning import meant
from engine.domain.ban import BanCause
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_case, visible_cases
from engine.queries.draft import answer_sections, case_context
from engine.store import bans
from engine.store.reader import Reader
from engine.store.schema import cases


@dataclass(frozen=True, kw_only=True)
class CaseBan:
    """What this case has brought upon its applicant: BanShown, or None. Raises Missing for one that does not exist for the viewer."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class DraftBan:
    """Why whoever the form names now may not apply: a Sentence, or None. For whoever fills in the case."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class OwnBan:
    """The same before anything is filled in, for the applicant of the cases opened in this browser."""

    process_id: str


@dataclass(frozen=True)
class BanShown:
    """``said``: the whole of it. ``in_force`` today; ``may_lift``: by the viewer, now. ``lifted_*``: when, by whom, why and by what paper."""

    said: Sentence
    until_on: date
    in_force: bool
    lifted_at: datetime | None
    lifted_by: str
    lifted_reason: str
    lifted_basis: str
    may_lift: bool


def case_ban(query: CaseBan, reader: Reader, viewer: Viewer) -> BanShown | None:
    case = visible_case(reader.connection, query.case_id, viewer)
    row = bans.of_case(reader.connection, case.case_id)
    if row is None:
        return None
    decides = viewer.may(f"{case.lead_department}:approver", case.division_code) or viewer.has("supervisor", case.division_code)
    stands = row.lifted_at is None and row.until_on >= local_day(reader.now)
    return BanShown(
        _said(row, case), row.until_on, stands, row.lifted_at, row.lifted_by_name or "", row.lifted_reason or "", row.lifted_basis or "",
        decides and stands,
    )  # fmt: skip


def draft_ban(query: DraftBan, reader: Reader, viewer: Viewer) -> Sentence | None:
    case = visible_case(reader.connection, query.case_id, viewer)
    viewer.require_case(case.case_id, case.division_code)
    process = reader.process(case.edition_hash)
    if not process.item.touches_safety:
        return None
    sections = answer_sections(reader, case.case_id)
    named = meant(process.forms[process.start_form], sections.get("application") or {}, case_context(reader, case, process, sections))
    identity = named.get("applicant_identity")
    return _standing(reader.seal.lookup(identity) if identity else None, case.process_id, reader)


def own_ban(query: OwnBan, reader: Reader, viewer: Viewer) -> Sentence | None:
    if not viewer.case_ids or not reader.current(query.process_id).item.touches_safety:
        return None
    his = select(cases.c.applicant_lookup).where(visible_cases(viewer), cases.c.applicant_lookup.is_not(None)).distinct()
    found = (_standing(row.applicant_lookup, query.process_id, reader) for row in reader.connection.execute(his).all())
    return next((said for said in found if said), None)


def _standing(lookup: str | None, process_id: str, reader: Reader) -> Sentence | None:
    row = bans.in_force(reader.connection, lookup, process_id, local_day(reader.now))
    return None if row is None else _said(row, row)


def _said(row: Any, case: Any) -> Sentence:
    return BanCause(row.cause).said(case_no=case.case_no, item=case.process_name, day=row.until_on.isoformat())


QUERIES = {CaseBan: case_ban, DraftBan: draft_ban, OwnBan: own_ban}
