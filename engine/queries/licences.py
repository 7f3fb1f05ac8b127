"""许可证登记簿: the licences of the departments an officer's posts reach, one of them with its history, and an applicant's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column, or_, select, union, union_all

from engine.domain.errors import Missing
from engine.domain.identity import mask_identity, mask_mobile
from engine.domain.initials import is_initials
from engine.domain.letter_number import normalise_letter_number
from engine.domain.licence import CAUSES, WITHDRAWN, LicenceStatus
from engine.domain.viewer import Viewer
from engine.queries.case_file import unmasked_until
from engine.queries.case_scope import visible_case, visible_cases
from engine.queries.journal_words import ACTORS, said
from engine.queries.licence_shown import LicenceShown, renewal_of, shown_licence, shown_licences, today_of
from engine.queries.paging import MOST, Count, at_most, read_page, tabs
from engine.store import journal, licences
from engine.store.reader import Reader
from engine.store.schema import cases
from engine.store.schema_licence import ENDS, licence

PER_PAGE = 30
LOOK_BACK = 5000
MOST_WORDS = 8
WIDE = ("window", "supervisor")
"""Roles that see the licences of every department of their division."""
ENDING = "ending"
STATES = {
    "valid": ("valid",), ENDING: ("valid",), "expired": ("expired",), "revoked": ("revoked",), "deregistered": ("deregistered",),
    "replaced": ("renewed", "changed"), "all": ("",),
}  # fmt: skip
"""State → statuses of the register; "" = whichever."""
_HISTORY = ("LicenceRecorded", "LicenceEnding", "LicenceReplaced", "LicenceRestored", "LicenceEnded")


@dataclass(frozen=True, kw_only=True)
class LicenceList:
    """For officers. ``state``: one of ``STATES``; ``ending``: those whose holders have been told, the soonest first, else the newest first.
    ``search``: each word in number, holder, subject or item; a whole number, subject or identity however old, else in the newest five thousand."""

    state: str = "valid"
    search: str = ""
    service: str = ""
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class OneLicence:
    """For officers whom the register or its case reaches. Raises Missing for one that does not exist for the viewer."""

    licence_id: str


@dataclass(frozen=True, kw_only=True)
class CaseLicences:
    """Issued in a case, and the one that it asks to renew or change. Raises Missing for a case that does not exist for the viewer."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class MyLicences:
    """Of the cases an applicant follows: those in force that end first, then the others."""


@dataclass(frozen=True)
class Licences:
    """``counts``: licences in each state; none while something is searched. ``services``: (id, name) of what it may be narrowed to."""

    rows: tuple[LicenceShown, ...]
    total: Count
    page: int
    pages: int
    counts: tuple[tuple[str, Count], ...]
    services: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LicencesOfCase:
    issued: tuple[LicenceShown, ...]
    asked: LicenceShown | None


@dataclass(frozen=True)
class Happened:
    at: datetime
    who: str
    said: Any
    detail: str


@dataclass(frozen=True, kw_only=True)
class LicenceFile:
    """``chain``: it and every other of the same right, the first first. ``identity`` and ``mobile`` masked unless he asked (``unmasked_until``).
    ``causes``: for which the viewer may deregister it now; none = he may not. ``renewal_case``: (id, number) of the case that asks for more, if any
    does. ``erased``: the holder's details are gone by law."""

    licence: LicenceShown
    case_no: str
    holder: str
    identity: str
    mobile: str
    unmasked_until: datetime | None
    erased: bool
    chain: tuple[LicenceShown, ...]
    history: tuple[Happened, ...]
    renewal_case: tuple[str, str] | None
    causes: tuple[str, ...]


def licence_list(query: LicenceList, reader: Reader, viewer: Viewer) -> Licences:
    state = query.state if query.state in STATES else "valid"
    scopes = _scopes(viewer)
    if not scopes:
        raise Missing("没有找到这个页面。")
    narrowed = _narrowed(query, reader)
    found = _found(state, scopes, narrowed, reader)
    order = [found.c.warn_on, found.c.licence_id] if state == ENDING else [found.c.licence_id.desc()]
    page = read_page(reader, select(found), order, query.page, PER_PAGE)
    counts = {} if query.search else tabs(reader, {each: select(_found(each, scopes, narrowed, reader)) for each in STATES})
    return Licences(shown_licences(page.rows, reader), page.total, page.page, page.pages, tuple(counts.items()), _services(viewer, reader))


def _services(viewer: Viewer, reader: Reader) -> tuple[tuple[str, str], ...]:
    """Published services that issue licences, of departments he reaches: what the list may be narrowed to."""
    wide = any(viewer.has(role) for role in WIDE)
    own = {department for _division, department in viewer.houses}
    issuing = (each for each in reader.processes() if any(step.letter == licences.KIND for step in each.definition.steps.values()))
    return tuple(sorted((each.id, each.item.name) for each in issuing if wide or each.item.lead_department in own))


def _scopes(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Each asked by itself, so that each stops after its first rows."""
    if viewer.kind != "officer":
        return []
    wide = {division for division in viewer.divisions if any(viewer.has(role, division) for role in WIDE)}
    houses = [(division, department) for division, department in viewer.houses if division not in wide]
    narrow = [and_(licence.c.division_code == division, licence.c.department == department) for division, department in houses]
    return [*(licence.c.division_code == division for division in sorted(wide)), *narrow]


@dataclass(frozen=True)
class _Narrowed:
    """``parts``: conditions that each word fits somewhere; ``whole``: what indexes of all licences answer; none where nothing is searched."""

    parts: tuple[tuple[str, str, bool], ...]
    service: str

    def fits(self, of: Any) -> Iterator[ColumnElement[bool]]:
        if self.service:
            yield of.c.process_id == self.service
        for word, lookup, initials in self.parts:
            places = [column.icontains(word, autoescape=True) for column in (of.c.number, of.c.subject_name, of.c.holder_mask, of.c.name, of.c.process_name)]
            letters = [column.contains(word.lower()) for column in (of.c.holder_initials, of.c.subject_initials)] if initials else []
            yield or_(*places, *letters, of.c.number == normalise_letter_number(word), of.c.holder_lookup == lookup)

    @property
    def whole(self) -> ColumnElement[bool]:
        words = [word for word, _lookup, _initials in self.parts]
        by_number = licence.c.number.in_([normalise_letter_number(word) for word in words])
        return or_(by_number, licence.c.holder_lookup.in_([lookup for _word, lookup, _initials in self.parts]), licence.c.subject_name.in_(words))


def _narrowed(query: LicenceList, reader: Reader) -> _Narrowed:
    words = query.search.split()[:MOST_WORDS]
    return _Narrowed(tuple((word, reader.seal.lookup(word), is_initials(word)) for word in words), query.service)


def _found(state: str, scopes: list[ColumnElement[bool]], narrowed: _Narrowed, reader: Reader) -> Any:
    """The rows of a state, the first of each scope and status: a subquery."""
    pieces = [piece for scope in scopes for piece in _pieces(state, scope, narrowed, reader)]
    if not narrowed.parts:
        return union_all(*(piece.select() for piece in pieces)).subquery("found")
    of_state = [] if state == "all" else [licence.c.status.in_(STATES[state])]
    wanted = (*of_state, narrowed.whole, *narrowed.fits(licence))
    pieces += [select(licence).where(scope, *wanted).limit(at_most(MOST + 1)).subquery() for scope in scopes]
    return union(*(piece.select() for piece in pieces)).subquery("found")


def _pieces(state: str, scope: ColumnElement[bool], narrowed: _Narrowed, reader: Reader) -> Iterator[Any]:
    if state == ENDING:
        due = select(licence).where(scope, ENDS, licence.c.warn_on <= today_of(reader)).order_by(licence.c.warn_on, licence.c.licence_id)
        yield _first(due, narrowed)
        return
    for status in STATES[state]:
        of_status = [licence.c.status == literal_column(f"'{status}'")] if status else []
        rows = select(licence).where(scope, *of_status).order_by(licence.c.licence_id.desc())
        yield _first(rows, narrowed)


def _first(rows: Any, narrowed: _Narrowed) -> Any:
    if not narrowed.parts:
        return rows.where(*narrowed.fits(licence)).limit(at_most(MOST + 1)).subquery()
    newest = rows.limit(at_most(LOOK_BACK)).subquery()
    return select(newest).where(*narrowed.fits(newest)).subquery()


def one_licence(query: OneLicence, reader: Reader, viewer: Viewer) -> LicenceFile:
    row = licences.find(reader.connection, query.licence_id)
    if row is None or not _reaches(row, reader, viewer):
        raise Missing("没有找到这份许可证。")
    until = unmasked_until(row.case_id, reader, viewer)
    holder = reader.open(row.holder_sealed) or {}
    identity, mobile = holder.get("identity", ""), holder.get("mobile", "")
    shown, asking = shown_licence(row, reader, renewal_of(row.process_id, reader)), _asking(row, reader)
    return LicenceFile(
        licence=shown, case_no=_case_no(row.case_id, reader), holder=holder.get("name", "") if until else row.holder_mask,
        identity=identity if until else mask_identity(identity), mobile=mobile if until else mask_mobile(mobile),
        unmasked_until=until, erased=not holder, chain=_chain(row, reader), history=_history(row, reader), renewal_case=asking,
        causes=_causes(row, shown, viewer),
    )  # fmt: skip


def _reaches(row: Any, reader: Reader, viewer: Viewer) -> bool:
    """By the register, or by the case it was issued in."""
    if viewer.kind != "officer":
        return False
    by_case = select(cases.c.case_id).where(cases.c.case_id == row.case_id, visible_cases(viewer))
    wide = any(viewer.has(role, row.division_code) for role in WIDE)
    return wide or row.department in viewer.departments(row.division_code) or reader.connection.execute(by_case).first() is not None


def _case_no(case_id: str, reader: Reader) -> str:
    return str(reader.connection.execute(select(cases.c.case_no).where(cases.c.case_id == case_id)).scalar_one())


def _asking(row: Any, reader: Reader) -> tuple[str, str] | None:
    return (row.renewal_case_id, _case_no(row.renewal_case_id, reader)) if licences.is_asked(reader.connection, row) else None


def _chain(row: Any, reader: Reader) -> tuple[LicenceShown, ...]:
    mine = (licence.c.process_id == row.process_id, licence.c.division_code == row.division_code, licence.c.origin_case_id == row.origin_case_id)
    rows = reader.connection.execute(select(licence).where(*mine).order_by(licence.c.licence_id).limit(at_most(PER_PAGE)))
    return shown_licences(rows.all(), reader)


def _causes(row: Any, shown: LicenceShown, viewer: Viewer) -> tuple[str, ...]:
    if not viewer.may(f"{row.department}:approver", row.division_code):
        return ()
    if row.status == LicenceStatus.REVOKED:
        return (WITHDRAWN,)
    return tuple(CAUSES) if shown.standing.in_force else ()


def _history(row: Any, reader: Reader) -> tuple[Happened, ...]:
    told = [each for event in _HISTORY for each in journal.of_event(reader.connection, row.case_id, event) if each.facts["licence_id"] == row.licence_id]
    found = []
    for each in sorted(told, key=lambda each: each.seq):
        details = (reader.open(each.details_sealed) if each.details_sealed else None) or {}
        words = "；".join(str(details[name]) for name in ("reason", "basis") if details.get(name))
        found.append(Happened(each.at, ACTORS.get(each.actor_name, each.actor_name), said(each.event, each.facts, reader.departments), words))
    return tuple(found)


def case_licences(query: CaseLicences, reader: Reader, viewer: Viewer) -> LicencesOfCase:
    case = visible_case(reader.connection, query.case_id, viewer)
    if case.decision != "grant" and not reader.process(case.edition_hash).item.licence.renews:
        return LicencesOfCase((), None)
    issued = tuple(shown_licence(row, reader) for row in licences.of_case(reader.connection, case.case_id))
    asked = licences.asked_by(reader.connection, case.case_id)
    return LicencesOfCase(issued, shown_licence(asked, reader) if asked is not None else None)


def my_licences(query: MyLicences, reader: Reader, viewer: Viewer) -> tuple[LicenceShown, ...]:
    if viewer.kind != "applicant":
        return ()
    rows = licences.of_cases(reader.connection, sorted(viewer.case_ids))
    renewals = {process_id: renewal_of(process_id, reader) for process_id in {row.process_id for row in rows}}
    own = [shown_licence(row, reader, renewals[row.process_id]) for row in rows]
    return tuple(sorted(own, key=lambda each: (not each.standing.in_force, each.days_left is None, each.days_left or 0, each.number)))


QUERIES = {LicenceList: licence_list, OneLicence: one_licence, CaseLicences: case_licences, MyLicences: my_licences}
