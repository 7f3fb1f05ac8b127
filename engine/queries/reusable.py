"""What an applicant who applies from home has handed in before, so that he need not look for it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine import content
from engine.commands.reuse import reusable
from engine.content.meaning import meant
from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_case
from engine.queries.draft import answer_sections, case_context
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class ReusableMaterials:
    """Material id → ReusableShown, of what ``ReuseMaterial`` would take over. Only for the applicant, and only from cases he follows in this browser with
    number and code and that are the same person's as this form names; nothing for officers."""

    case_id: str


@dataclass(frozen=True)
class ReusableShown:
    case_no: str
    handed_in_at: datetime
    filenames: tuple[str, ...]


def reusable_materials(query: ReusableMaterials, reader: Reader, viewer: Viewer) -> dict[str, ReusableShown]:
    if viewer.kind != "applicant" or len(viewer.case_ids) < 2:
        return {}
    case = visible_case(reader.connection, query.case_id, viewer)
    process, sections = reader.process(case.edition_hash), answer_sections(reader, case.case_id)
    context = case_context(reader, case, process, sections)
    identity = meant(process.forms[process.start_form], sections.get("application") or {}, context).get("applicant_identity", "")
    if not identity:
        return {}
    rules = [rule for rule in content.materials_for(process, context) if rule.source == "applicant"]
    found = reusable(reader.connection, rules, case, reader.seal.lookup(identity), viewer.case_ids)
    return {name: ReusableShown(rows[0].case_no, rows[0].submitted_at, tuple(row.filename for row in rows)) for name, rows in found.items()}


QUERIES = {ReusableMaterials: reusable_materials}
