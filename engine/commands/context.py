"""What expressions of a case may read: the FEEL context of formats.md, and the wider one of letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine.commands.work import Work
from engine.content.item import Handling
from engine.domain.calendar import SHANGHAI
from engine.domain.case import Case
from engine.domain.events import CaseAccepted
from engine.domain.identity import mask_identity
from engine.domain.sight import Wanted
from engine.store import cases, clocks, materials

_OWN_SECTIONS = {"situation", "supplement_draft", "supplement_request", "notices"}
STATE_LABELS = {"missing": "缺", "handed_in": "已提交", "accepted": "合格", "defective": "需补正", "deferred": "容缺", "committed": "告知承诺"}


def local_day(instant: datetime | None) -> Any:
    return None if instant is None else instant.astimezone(SHANGHAI).date()


def nested_answers(sections: Mapping[str, Any]) -> dict[str, Any]:
    """Sections ``application`` and ``<department>.<form>`` as one tree."""
    tree: dict[str, Any] = {"application": {}}
    for section, content in sections.items():
        if section in _OWN_SECTIONS:
            continue
        department, _, form = section.partition(".")
        if form:
            tree.setdefault(department, {})[form] = content
        else:
            tree[section] = content
    return tree


def case_words(work: Work, case: Case) -> dict[str, Any]:
    own = {clock.kind.value: local_day(clock.due_at) for clock in clocks.of_subject(work.tx, case.case_id, clocks.CASE)}
    due = {kind: own.get(kind) for kind in ("promised", "statutory", "delivery")}
    return {
        "number": case.case_no,
        "division": case.division_code,
        "status": case.status.value,
        "channel": case.channel,
        "refusal": case.refusal,
        "submitted_on": local_day(case.submitted_at),
        "received_on": local_day(case.submitted_at),
        "accepted_on": local_day(case.accepted_at),
        "decided_on": local_day(case.decided_at),
        "promised_due_on": due["promised"],
        "statutory_due_on": due["statutory"],
        "delivery_due_on": due["delivery"],
        "ordinary": case.ordinary_at is not None,
        "on_the_spot": _on_the_spot(work, case),
    }


def _on_the_spot(work: Work, case: Case) -> bool:
    """An 即办件 decided on the day on which it was accepted."""
    instant = case.decided_at is not None and work.process(case).item.kind == Handling.INSTANT
    return instant and case.ordinary_at is None and local_day(case.decided_at) == local_day(case.accepted_at)


def item_words(work: Work, process: Any) -> dict[str, Any]:
    item = process.item
    return {
        "name": item.name,
        "base_code": item.base_code,
        "lead_department": item.lead_department,
        "lead_department_name": work.department_names.get(item.lead_department, item.lead_department),
        "legal_basis": item.legal_basis,
        "limits": {"promised": str(item.limits.promised or ""), "statutory": str(item.limits.statutory or "")},
    }


def feel_context(work: Work, case: Case) -> Mapping[str, Any]:
    """answers, situation, materials (id → state), case, item. Each is read when an expression first asks for it; most ask for none."""
    return Wanted(_CONTEXT, work, case, {})


def _sections(work: Work, case: Case, opened: dict[str, Any]) -> dict[str, Any]:
    """All answers, opened once."""
    if not opened:
        opened.update(cases.all_answers(work.tx, work.parts.seal, case.case_id))
    return opened


def _states(work: Work, case: Case) -> dict[str, Any]:
    return {row.material_id: {"state": row.state, "name": row.name} for row in materials.of_case(work.tx, case.case_id)}


_CONTEXT: Mapping[str, Callable[[Work, Case, dict[str, Any]], Any]] = {
    "answers": lambda work, case, opened: nested_answers(_sections(work, case, opened)),
    "situation": lambda work, case, opened: _sections(work, case, opened).get("situation") or {},
    "materials": lambda work, case, _: _states(work, case),
    "case": lambda work, case, _: case_words(work, case),
    "item": lambda work, case, _: item_words(work, work.process(case)),
}


def letter_context(work: Work, case: Case, variables: Mapping[str, Any], letter: Mapping[str, Any]) -> dict[str, Any]:
    """The FEEL context, the process variables, and what only a letter needs (names, lists in words); ``bpmn/README.md`` documents it."""
    base = feel_context(work, case)
    applicant = work.parts.seal.open(case.applicant_sealed) or {}
    request = cases.all_answers(work.tx, work.parts.seal, case.case_id).get("supplement_request") or {}
    rows = materials.of_case(work.tx, case.case_id)
    return {
        **variables,
        **base,
        "case": {
            **base["case"],
            "applicant_name": applicant.get("name", ""),
            "applicant_identity": mask_identity(applicant.get("identity", "")),
            "division_name": work.division_names.get(case.division_code, case.division_code),
            "deemed_accepted": any(isinstance(event, CaseAccepted) and event.deemed for event in work.events),
            "query_hint": "凭办件编号和查询码，可随时在网上查询办理进度。",
        },
        "materials": [
            {"name": row.name, "state": STATE_LABELS[row.state], "originals": row.originals, "copies": row.copies}
            for row in rows
            if row.state != "missing"
        ],
        "defects": [{"what": d["what"], "defect": d["defect"], "by": d.get("by", "")} for d in request.get("defects", [])],
        "decision": {"outcome": case.decision, "reason": case.reason, "basis": base["item"]["legal_basis"]},
        "letter": dict(letter),
    }
