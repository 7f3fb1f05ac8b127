"""What an applicant is filling in: a draft, or the answers of a case of which something was asked. Also the files he handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from engine import content
from engine.commands.consent import answers_digest
from engine.commands.context import nested_answers
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing
from engine.domain.identity import mask_mobile, mask_name
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.queries import case_papers
from engine.queries.case_scope import visible_case
from engine.queries.case_shown import MaterialShown
from engine.store import materials, rows
from engine.store.reader import Reader
from engine.store.saved_answers import saved_answers
from engine.store.schema import answers as answer_rows
from engine.store.schema import material_file
from engine.store.whole_draft import WholeDraft, whole_draft


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything the pages of filling in need. For the applicant of the case, or at the counter."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class DraftAsShown:
    """Which answers and files a page of the whole draft shows, for ``Submit.based_on``. Gives WholeDraft."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class DraftFile:
    case_id: str
    file_id: str


@dataclass(frozen=True)
class PartyShown:
    """Somebody who must consent. ``confirmed`` to exactly the present answers; ``changed`` = he had consented to earlier ones."""

    path: str
    label: str
    name: str
    mobile_mask: str
    sent_at: datetime | None
    confirmed_at: datetime | None
    confirmed: bool
    changed: bool


@dataclass(frozen=True)
class DraftShown:
    """``answers``: the application's, or the corrected ones while a supplement is filled in. ``context``: what FEEL conditions may read.
    ``mark`` and ``saved_at``: which save of them this is (``SaveDraft.based_on``), "" and None where nothing is saved yet.
    ``deferral_until``: the last day for what may follow (容缺), if the case were accepted today."""

    case_id: str
    case_no: str
    process_id: str
    process_name: str
    edition_hash: str
    division: str
    division_name: str
    status: CaseStatus
    channel: str
    situation: Mapping[str, Any]
    answers: Mapping[str, Any]
    context: Mapping[str, Any]
    materials: tuple[MaterialShown, ...]
    parties: tuple[PartyShown, ...]
    mark: str
    saved_at: datetime | None
    deferral_until: date | None


@dataclass(frozen=True)
class FileContent:
    filename: str
    media_type: str
    content: bytes


def draft(query: Draft, reader: Reader, viewer: Viewer) -> DraftShown:
    """Raises Missing for a case that does not exist for the viewer."""
    case = visible_case(reader.connection, query.case_id, viewer)
    viewer.require_case(case.case_id, case.division_code)
    process = reader.process(case.edition_hash)
    sections = answer_sections(reader, case.case_id)
    saved = saved_answers(reader.connection, reader.seal, case.case_id, CaseStatus(case.status))
    application = dict(saved.content)
    context = case_context(reader, case, process, sections)
    rules = {rule.id: rule for rule in content.materials_for(process, context)}
    return DraftShown(
        case.case_id, case.case_no, case.process_id, case.process_name, case.edition_hash, case.division_code,
        reader.divisions.get(case.division_code, case.division_code), CaseStatus(case.status), case.channel, sections.get("situation") or {},
        application, context, case_papers.materials(case, process, rules, reader, frozenset()), _parties(reader, case, process, application, context),
        saved.mark, saved.saved_at, _deferral_until(process, reader),
    )


def draft_as_shown(query: DraftAsShown, reader: Reader, viewer: Viewer) -> WholeDraft:
    """Raises Missing for a case that does not exist for the viewer."""
    case = visible_case(reader.connection, query.case_id, viewer)
    viewer.require_case(case.case_id, case.division_code)
    return whole_draft(reader.connection, reader.seal, case.case_id)


def _deferral_until(process: Any, reader: Reader) -> date | None:
    limits = process.item.limits
    longest = limits.promised or limits.statutory
    may = longest and any(rule.deferrable for rule in process.item.materials)
    return reader.calendar.add(reader.now, longest, limits.calendar).astimezone(SHANGHAI).date() if may else None


def draft_file(query: DraftFile, reader: Reader, viewer: Viewer) -> FileContent:
    case = visible_case(reader.connection, query.case_id, viewer)
    row = reader.connection.execute(
        select(material_file).where(material_file.c.file_id == query.file_id, material_file.c.case_id == case.case_id, material_file.c.removed_at.is_(None))
    ).one_or_none()
    if row is None:
        raise Missing("没有找到这个文件。")
    return FileContent(row.filename, row.media_type, reader.files.get(reader.connection, row.sha256))


def answer_sections(reader: Reader, case_id: str) -> dict[str, Any]:
    """Section → content, opened."""
    return {row.section: reader.open(row.content_sealed) for row in rows.every(reader.connection, answer_rows, case_id=case_id)}


def case_context(reader: Reader, case: Row[Any], process: Any, sections: Mapping[str, Any]) -> dict[str, Any]:
    """The FEEL context of formats.md as far as forms and material rules of a case that is being filled in may read it."""
    submitted = case.submitted_at or reader.now
    states = materials.of_case(reader.connection, case.case_id)
    return {
        "answers": nested_answers(sections),
        "situation": sections.get("situation") or {},
        "materials": {row.material_id: {"state": row.state, "name": row.name} for row in states},
        "case": {
            "number": case.case_no, "division": case.division_code, "status": case.status, "channel": case.channel,
            "submitted_on": submitted.astimezone(SHANGHAI).date(),
        },
        "item": process.item.as_context(),
    }


def _parties(
    reader: Reader, case: Row[Any], process: Any, application: dict[str, Any], context: dict[str, Any]
) -> tuple[PartyShown, ...]:
    given, digest = materials.parties_of(reader.connection, case.case_id), answers_digest(application)
    shown = []
    for party in process.parties(application, context):
        row = given.get(party.path)
        confirmed_to = row.confirmed_digest if row else None
        shown.append(PartyShown(
            party.path, party.label, mask_name(party.name) if party.name else "", mask_mobile(party.mobile), row.code_sent_at if row else None,
            row.confirmed_at if row else None, confirmed_to == digest, confirmed_to not in (None, digest),
        ))
    return tuple(shown)


QUERIES = {Draft: draft, DraftAsShown: draft_as_shown, DraftFile: draft_file}
