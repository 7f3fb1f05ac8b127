"""一次性告知 (行政许可法 art. 32(1)(4)): what the window and the departments find wanting becomes one list, and is told once.

Each notice remembers the content it was about, as digests, and which departments had looked by then. What one of them may still ask
afterwards is what has changed since, what came new, and what was asked and not mended. For a department only the last notice before which it had looked
counts, so no other is kept: a case that is supplemented a thousand times carries no more than one supplemented once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.commands.context import feel_context, nested_answers
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.chain import digest
from engine.domain.errors import Invalid, Refused
from engine.store import cases, materials, progress

REQUEST = "supplement_request"
NOTICES = "notices"
"""Sections of the answers: what is being asked of the applicant now, and what the notices that still count were about."""
LONGEST = 500
_MARKS = 16  # hex digits of a digest: enough to tell one content from another


@dataclass(frozen=True, kw_only=True)
class NoteRefusal:
    """That a second notice for old content was wanted and refused: reports count it. Whoever may do the task."""

    command_id: str
    task_id: str


def ask_for(work: Work, case: Case, row: Any, defects: Mapping[str, str]) -> None:
    """Merge what this task found wanting into the one request to the applicant, and mark the materials.

    ``defects``: material id or ``field:<path>`` → what is wrong. Raises Invalid for a material the case does not have, Refused for what its
    department could have asked before.
    """
    sections = cases.all_answers(work.tx, work.parts.seal, case.case_id)
    fields = _fields(work, case, sections)
    names, now = _names(work, case, fields), _content(work, case, fields)
    said = {key: text.strip()[:LONGEST] for key, text in defects.items()}
    for key in said:
        if key not in names:
            if not key.startswith("field:"):
                raise Invalid("没有编号为 {key} 的材料。", key=key[:60])
            names[key] = key.removeprefix("field:")
    request = sections.get(REQUEST) or {"defects": []}
    known = {each["key"]: each for each in request["defects"]}
    # A colleague's finding that came along with the page stays his.
    said = {key: text for key, text in said.items() if text not in known.get(key, {}).get("said", {}).values()}
    try:
        _require_new(work, row.department, said, names, now, sections)
    except Refused as refused:
        raise _noted(work, row, refused) from None
    for key, defect in said.items():
        known[key] = _merged(work, known.get(key), key, names[key], row.department, defect)
        if not key.startswith("field:"):
            found = {"state": "defective", "defect": known[key]["defect"][:LONGEST]}
            materials.put(work.tx, case, key, **found, checked_by_name=work.viewer.name, checked_at=work.now)
    request = {"defects": list(known.values()), "element": row.element_id, "asked_by": "、".join(_departments(work, known.values()))}
    cases.save_answers(work.tx, work.parts.seal, case, REQUEST, request, work.now)


def require_anything_new(work: Work, case: Case, row: Any) -> None:
    """For a 退回 to the applicant with nothing but a reason, of which the engine cannot know what it is about: Raises Refused when nothing at all has
    changed since a notice before which this department had looked."""
    sections = cases.all_answers(work.tx, work.parts.seal, case.case_id)
    before = [notice for notice in sections.get(NOTICES, ()) if row.department in notice["looked"]]
    if not before or _content(work, case, _fields(work, case, sections)) != before[-1]["content"]:
        return
    last = before[-1]
    refused = Refused(
        "{day} 发出补正告知书{number}以后，申请内容没有改动，依法不能再次退回申请人补正（行政许可法第三十二条）。",
        day=last["on"], number=f"（{last['number']}）" if last["number"] else "",
    )  # fmt: skip
    raise _noted(work, row, refused)


def _noted(work: Work, row: Any, refused: Refused) -> Refused:
    """It leaves a trace of who wanted it, which reports count."""
    refused.leaves = NoteRefusal(command_id=f"refused:{work.command_id}"[:64], task_id=row.task_id)
    return refused


def remember(work: Work, case: Case, number: str) -> None:
    """A notice goes out: what it asks, what else it could have asked about, and who had looked."""
    sections = cases.all_answers(work.tx, work.parts.seal, case.case_id)
    looked = progress.departments_done(work.tx, case.case_id) - {"applicant"}
    notice = {
        "number": number,
        "on": work.today.isoformat(),
        "asked": [each["key"] for each in (sections.get(REQUEST) or {"defects": []})["defects"]],
        "looked": sorted(looked),
        "content": _content(work, case, _fields(work, case, sections)),
    }
    still = [each for each in sections.get(NOTICES, ()) if not looked.issuperset(each["looked"])]
    cases.save_answers(work.tx, work.parts.seal, case, NOTICES, [*still, notice], work.now)


def _require_new(
    work: Work, department: str, said: Mapping[str, str], names: Mapping[str, str], now: Mapping[str, str], sections: Mapping[str, Any]
) -> None:
    """Raises Refused, naming the notice in which this department could have said so."""
    before = [notice for notice in sections.get(NOTICES, ()) if department in notice["looked"]]
    if not before:
        return
    last = before[-1]
    for key in said:
        if key in last["content"] and key not in last["asked"] and now.get(key) == last["content"][key]:
            raise Refused(
                "“{what}”在 {day} 发出补正告知书{number}时就是这样，之后没有改动，依法不能再次要求补正（行政许可法第三十二条）。",
                what=names[key], day=last["on"], number=f"（{last['number']}）" if last["number"] else "",
            )  # fmt: skip


def _merged(work: Work, before: Mapping[str, Any] | None, key: str, what: str, department: str, defect: str) -> dict[str, Any]:
    """One entry for each thing asked for; where several departments have found it wanting, it says what each found."""
    said = {**(before.get("said") or {} if before else {}), department: defect}
    told = [f"{work.department_names.get(each, each)}：{text}" for each, text in said.items()]
    return {"key": key, "what": what, "defect": defect if len(said) == 1 else "；".join(told), "said": said, "by": _named(work, said)}


def _named(work: Work, said: Mapping[str, str]) -> str:
    return "、".join(work.department_names.get(each, each) for each in said)


def _departments(work: Work, asked: Any) -> list[str]:
    return [work.department_names.get(each, each) for each in dict.fromkeys(one for entry in asked for one in entry.get("said", ()))]


def _fields(work: Work, case: Case, sections: Mapping[str, Any]) -> dict[str, Any]:
    """``field:<address>`` → what of the application's form is placed there."""
    process = work.process(case)
    placed = process.forms[process.start_form].placed(nested_answers(sections)["application"], feel_context(work, case))
    return {f"field:{each.address}": each for each in placed}


def _names(work: Work, case: Case, fields: Mapping[str, Any]) -> dict[str, str]:
    """Material id or ``field:<address>`` → what people call it."""
    return {key: each.component.label for key, each in fields.items()} | {row.material_id: row.name for row in materials.of_case(work.tx, case.case_id)}


def _content(work: Work, case: Case, fields: Mapping[str, Any]) -> dict[str, str]:
    """Material id or ``field:<address>`` → a digest of what was handed in for it."""
    files = dict[str, list[str]]()
    for file in materials.files_of(work.tx, case.case_id):
        files.setdefault(file.material_id, []).append(file.sha256)
    handed_in: dict[str, Any] = {key: each.value for key, each in fields.items() if each.component.is_field}
    for row in materials.of_case(work.tx, case.case_id):
        handed_in[row.material_id] = [sorted(files.get(row.material_id, ())), row.originals, row.copies]
    return {key: digest(value)[:_MARKS] for key, value in handed_in.items()}
