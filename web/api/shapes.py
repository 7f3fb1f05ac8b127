"""What a system is told of a task: names that stay, and nothing that does not stand here. ``openapi.json`` describes each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine.content.answers import is_blank
from engine.content.form_component import Component
from engine.content.forms import Form
from engine.queries.api_tasks import OpenTask
from engine.queries.case_shown import MaterialShown, OpinionShown, SheetShown
from engine.queries.task_page import Act, TaskShown
from web.api.answers import instant

_ROW = re.compile(r"\.(\d+)(?=\.)")


def line(row: OpenTask) -> dict[str, Any]:
    return {
        "task_id": row.task_id,
        "case_id": row.case_id,
        "case_no": row.case_no,
        "service": row.service,
        "step": row.step,
        "department": row.department,
        "division": row.division,
        "opened_at": instant(row.opened_at),
        "due_at": instant(row.due_at),
        "claimed_by": row.claimed_by or None,
        "mine": row.mine,
        "suspended": row.suspended,
    }


def whole(task: TaskShown, process: Any) -> dict[str, Any]:
    """``process``: of the case's edition."""
    head = task.file.head
    return {
        "task_id": task.task_id,
        "case_id": head.case_id,
        "case_no": head.case_no,
        "service": head.service,
        "step": task.step,
        "step_id": task.element_id,
        "department": task.department,
        "division": head.division_name,
        "status": task.status,
        "opened_at": instant(task.opened_at),
        "due_at": instant(task.due_at),
        "claimed_by": task.holder or None,
        "mine": task.held_by_me,
        "claimable": task.claimable,
        "subject": head.subject,
        "applicant": head.applicant_mask,
        "outcomes": [_outcome(act) for act in task.acts],
        "why_not": str(task.why_not) if task.why_not else None,
        "form": _form(process.forms[task.form], task) if task.form else None,
        "sheets": [_sheet(sheet, process.forms[sheet.form], task) for sheet in task.file.sheets],
        "materials": [_material(material) for material in task.file.materials],
        "opinions": [_opinion(opinion) for opinion in task.file.opinions if not opinion.void],
    }


def _outcome(act: Act) -> dict[str, Any]:
    choices = [
        {"step_id": one.element_id, "step": one.step, "people": [{"officer_id": officer_id, "name": name} for officer_id, name in one.people]}
        for one in act.next
    ]
    return {"outcome": act.outcome, "label": act.label, "next": choices}


def _form(form: Form, task: TaskShown) -> dict[str, Any]:
    return {"form_id": form.id, "fields": [_field(each, task) for each in form.fields]}


def _field(field: Component, task: TaskShown) -> dict[str, Any]:
    return {
        "path": field.path,
        "label": field.label,
        "type": field.type,
        "required": field.rules.required,
        "visible": "[]" in field.path or field.path in task.visible,
        "options": [{"value": option.value, "label": option.label} for option in field.options],
    }


def _sheet(sheet: SheetShown, form: Form, task: TaskShown) -> dict[str, Any]:
    return {"form_id": sheet.form, "title": sheet.title, "answers": list(_answers(sheet, form, task))}


def _answers(sheet: SheetShown, form: Form, task: TaskShown) -> Iterator[dict[str, Any]]:
    """As the page shows them: in its order, without what is hidden or empty, numbers that name a person masked."""
    for placed in form.placed(sheet.answers, task.context):
        field = placed.component
        if field.is_field and field.type != "dynamiclist" and placed.address in sheet.visible and not is_blank(placed.value):
            rows = [int(number) + 1 for number in _ROW.findall(placed.address)]
            yield {"path": placed.address, "label": field.label, "rows": rows, "value": placed.value, "text": _in_words(field, placed.value)}


def _in_words(field: Component, value: Any) -> str:
    labels = [(option.value, option.label) for option in field.options]
    chosen = [next((label for known, label in labels if known == each), str(each)) for each in (value if isinstance(value, list) else [value])]
    return "是" if value is True else "、".join(chosen)


def _material(material: MaterialShown) -> dict[str, Any]:
    names = [{"file_id": file.file_id, "filename": file.filename, "media_type": file.media_type, "size": file.size} for file in material.files]
    return {"material_id": material.material_id, "name": material.name, "state": material.state, "defect": material.defect, "files": names}


def _opinion(opinion: OpinionShown) -> dict[str, Any]:
    return {
        "step": opinion.step,
        "department": opinion.department,
        "officer": opinion.officer,
        "at": instant(opinion.at),
        "outcome": opinion.outcome,
        "opinion": opinion.opinion,
    }
