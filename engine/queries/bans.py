"""Who may not apply again (行政许可法 art. 78, 79): what a case has brought upon its applicant, and whether one who applies now is kept from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, false, or_, select, true

from engine.commands.context import local_day
from engine.content.meaning import meant
from engine.domain.ban import BanCause, in_full, told
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_case, visible_cases
from engine.queries.draft import answer_sections, case_context
from engine.store import bans
from engine.store.reader import Reader
from engine.store.schema import cases
from engine.store.schema_ban import STANDS, ban

MOST = 500


@dataclass(frozen=True, kw_only=True)
class CaseBan:
    """What this case has brought upon its applicant: BanShown, or None. Raises Missing for one that does not exist for the viewer."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class DraftBan:
    """Why whoever the form names now may not apply (``engine.domain.ban.told``): a Sentence, or None. For whoever fills in the case."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class OwnBan:
    """The same before anything is filled in, for the applicant of the cases opened in this browser."""

    process_id: str


@dataclass(frozen=True, kw_only=True)
class BanLedger:
    """Bans in force, the first to end first, at most 500: a supervisor's whole division, else those of the departments that decided."""


@dataclass(frozen=True)
class BanLine:
    """``applicant_mask``: whom it bars, as lists say it; ``article`` of the law; ``may_lift``: by the viewer."""

    case_id: str
    case_no: str
    service: str
    applicant_mask: str
    article: str
    from_on: date
    until_on: date
    may_lift: bool


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
    stands = row.lifted_at is None and row.until_on >= local_day(reader.now)
    return BanShown(
        in_full(row, case), row.until_on, stands, row.lifted_at, row.lifted_by_name or "", row.lifted_reason or "", row.lifted_basis or "",
        stands and _decides(case, viewer),
    )  # fmt: skip


def ban_ledger(query: BanLedger, reader: Reader, viewer: Viewer) -> tuple[BanLine, ...]:
    divisions = sorted(viewer.divisions) if viewer.kind == "officer" else []
    mine = [and_(ban.c.division_code == each, _decided_by(viewer, each)) for each in divisions]
    of_case = (cases.c.case_no, cases.c.process_name, cases.c.applicant_mask, cases.c.lead_department)
    found = select(ban, *of_case).join(cases, cases.c.case_id == ban.c.case_id).where(STANDS, ban.c.until_on >= local_day(reader.now), or_(false(), *mine))
    rows = reader.connection.execute(found.order_by(ban.c.until_on, ban.c.case_id).limit(MOST))
    return tuple(
        BanLine(
            row.case_id, row.case_no, row.process_name, row.applicant_mask, BanCause(row.cause).article, row.from_on, row.until_on, _decides(row, viewer),
        )
        for row in rows
    )  # fmt: skip


def _decided_by(viewer: Viewer, division: str) -> Any:
    return true() if viewer.has("supervisor", division) else cases.c.lead_department.in_(sorted(viewer.departments(division)))


def _decides(case: Any, viewer: Viewer) -> bool:
    return viewer.may(f"{case.lead_department}:approver", case.division_code) or viewer.has("supervisor", case.division_code)


def draft_ban(query: DraftBan, reader: Reader, viewer: Viewer) -> Sentence | None:
    case = visible_case(reader.connection, query.case_id, viewer)
    viewer.require_case(case.case_id, case.division_code)
    process = reader.process(case.edition_hash)
    if not process.item.touches_safety:
        return None
    sections = answer_sections(reader, case.case_id)
    named = meant(process.forms[process.start_form], sections.get("application") or {}, case_context(reader, case, process, sections))
    identity = named.get("applicant_identity")
    row = _standing(reader.seal.lookup(identity) if identity else None, case.process_id, reader)
    return None if row is None else told(row, viewer)


def own_ban(query: OwnBan, reader: Reader, viewer: Viewer) -> Sentence | None:
    if not viewer.case_ids or not reader.current(query.process_id).item.touches_safety:
        return None
    his = select(cases.c.applicant_lookup).where(visible_cases(viewer), cases.c.applicant_lookup.is_not(None)).distinct()
    found = (_standing(row.applicant_lookup, query.process_id, reader) for row in reader.connection.execute(his).all())
    return next((in_full(row, row) for row in found if row is not None), None)


def _standing(lookup: str | None, process_id: str, reader: Reader) -> Any | None:
    return bans.in_force(reader.connection, lookup, process_id, local_day(reader.now))


QUERIES = {BanLedger: ban_ledger, CaseBan: case_ban, DraftBan: draft_ban, OwnBan: own_ban}
