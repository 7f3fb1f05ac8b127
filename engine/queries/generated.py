"""A paper the system prints from the answers (申请书), as it would read now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.domain.errors import Missing
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.feel import Environment
from engine.letters import Block
from engine.queries.answer_masks import masked
from engine.queries.case_file import unmasked_until
from engine.queries.case_scope import visible_case
from engine.queries.draft import answer_sections, case_context
from engine.store.reader import Reader

# A process's own letter of this id is the form it prints for the applicant to look through.
APPLICATION = "application"


@dataclass(frozen=True, kw_only=True)
class GeneratedPaper:
    """``material_id`` of a material whose source is ``generated``."""

    case_id: str
    material_id: str


@dataclass(frozen=True)
class PaperShown:
    name: str
    case_no: str
    process_name: str
    blocks: tuple[Block, ...]
    masked: bool = False


def generated_paper(query: GeneratedPaper, reader: Reader, viewer: Viewer) -> PaperShown:
    """Raises Missing for another's case, and for a material that is not generated. Officers read it as the rest of the case: numbers that name a
    person are masked until they are asked for, but in a draft, which is being filled in."""
    case = visible_case(reader.connection, query.case_id, viewer)
    process = reader.process(case.edition_hash)
    rule = next((each for each in process.item.materials if each.id == query.material_id and each.source == "generated"), None)
    template = process.letters.get(query.material_id) or process.letters.get(APPLICATION)
    if rule is None or template is None:
        raise Missing("没有找到这份材料。")
    sections = answer_sections(reader, case.case_id)
    hide = viewer.kind == "officer" and case.status != CaseStatus.DRAFT and unmasked_until(case.case_id, reader, viewer) is None
    if hide and process.application is not None:
        sections["application"] = masked(process.application, sections.get("application") or {})
    context = _letter_words(reader, case, process, case_context(reader, case, process, sections))
    blocks = template.compose(context, Environment(now=lambda: reader.now, calendar=reader.calendar))
    return PaperShown(rule.name, case.case_no, case.process_name, blocks, hide)


def _letter_words(reader: Reader, case: Any, process: Any, context: dict[str, Any]) -> dict[str, Any]:
    item = process.item
    return {
        **context,
        "case": {**context["case"], "division_name": reader.divisions.get(case.division_code, case.division_code)},
        "item": {
            **context["item"], "base_code": item.base_code, "legal_basis": item.legal_basis,
            "lead_department_name": reader.departments.get(item.lead_department, item.lead_department),
        },
        "letter": {"number": "", "issued_on": None, "officer": ""},
        "materials": [], "defects": [], "decision": {},
    }


QUERIES = {GeneratedPaper: generated_paper}
