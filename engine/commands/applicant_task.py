"""The applicant's answer to a request for supplement: corrected answers, replaced files, consent anew where the answers changed."""

from __future__ import annotations

from typing import Any

from engine.commands.consent import missing_consents
from engine.commands.context import feel_context
from engine.commands.naming import named
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.errors import Invalid
from engine.domain.sentence import Sentence
from engine.store import cases, materials
from engine.store.saved_answers import saved_answers


def hand_in_supplement(work: Work, case: Case, answers: dict[str, Any] | None, based_on: str | None = None) -> None:
    """Raises Invalid while something asked for is still missing or an answer is wrong, Overtaken as SaveDraft does; nothing is lost by
    either."""
    standing = saved_answers(work.tx, work.parts.seal, case.case_id, case.status)
    if answers is not None and not standing.are(answers):
        standing.require_still(based_on)
    sections = cases.all_answers(work.tx, work.parts.seal, case.case_id)
    before = sections.get("application") or {}
    after = answers if answers is not None else standing.content
    problems = {} if after == before else _problems_of(work, case, after)
    problems |= _still_missing(work, case, sections.get("supplement_request") or {"defects": []}, before, after)
    if problems:
        raise Invalid("还有 {number} 处需要补正。", problems, number=len(problems))
    if after != before:
        cases.save_answers(work.tx, work.parts.seal, case, "application", after, work.now)
        work.put(named(work, case, after))


def _problems_of(work: Work, case: Case, after: dict[str, Any]) -> dict[str, str]:
    process, context = work.process(case), feel_context(work, case)
    context = {**context, "answers": {**context["answers"], "application": after}}
    return dict(process.forms[process.start_form].validate(after, context)) | missing_consents(work, case, after)


def _still_missing(work: Work, case: Case, request: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    """A material asked for stays ``defective`` until a new file or papers come; a field asked for must read differently."""
    states = {row.material_id: row.state for row in materials.of_case(work.tx, case.case_id)}
    old, new = _by_address(work, case, before), _by_address(work, case, after)
    wanting = {}
    for defect in request["defects"]:
        key = defect["key"]
        path = key.removeprefix("field:")
        if key != path and old.get(path) == new.get(path):
            wanting[path] = Sentence("请更正“{what}”：{defect}", what=defect["what"], defect=defect["defect"])
        elif key == path and states.get(key) in {"defective", "missing"}:
            wanting[f"material:{key}"] = Sentence("请重新提交“{what}”：{defect}", what=defect["what"], defect=defect["defect"])
    return wanting


def _by_address(work: Work, case: Case, application: dict[str, Any]) -> dict[str, Any]:
    process = work.process(case)
    placed = process.forms[process.start_form].placed(application, feel_context(work, case))
    return {each.address: each.value for each in placed if each.component.is_field}
