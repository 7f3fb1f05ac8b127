"""What an officer has typed into a task's page: opinion, the step's form, verdicts on materials, defects of fields."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from engine.commands.material import CheckMaterial
from engine.queries.case_shown import MaterialShown
from engine.queries.task_in_hand import TaskHeld
from engine.queries.task_page import TaskShown
from web.context import execute, look

STATES = ("accepted", "defective", "missing", "deferred")
MOST_FIELD_DEFECTS = 40
_SPARE_ROWS = 2


@dataclass(frozen=True)
class Verdict:
    """``said``: an officer has said it, now or before; otherwise it is only how the material came."""

    state: str
    defect: str
    originals: int
    copies: int
    said: bool = field(compare=False, default=True)


@dataclass(frozen=True)
class Filled:
    """``field_defects``: (path of the application's field, what is wrong), also rows not yet filled in."""

    opinion: str
    fields: dict[str, Any]
    verdicts: Mapping[str, Verdict]
    field_defects: tuple[tuple[str, str], ...]

    def defects(self) -> dict[str, str]:
        """As CompleteTask takes them: every material found wanting, every field named with its fault."""
        materials = {
            material: verdict.defect or _("没有提交，请补交。")
            for material, verdict in self.verdicts.items()
            if verdict.said and verdict.state in ("defective", "missing")
        }
        return materials | {f"field:{path}": defect for path, defect in self.field_defects if path and defect}


def empty(shown: TaskShown) -> Filled:
    form = look().process(shown.file.head.edition_hash).forms[shown.form] if shown.form else None
    verdicts = {each.material_id: _kept(each) for each in shown.file.materials if each.asked}
    mine = [(each.key, each.said[shown.department_id]) for each in shown.asked if shown.department_id in each.said]
    asked = tuple((key.removeprefix("field:"), defect) for key, defect in mine if key.startswith("field:"))
    before = shown.earlier
    fields = {**form.defaults(), **(before.fields if before else {}), **(shown.signed_fields or {})} if form else {}
    return Filled(before.opinion if before else "", fields, verdicts, (*asked, *_spare()))


def read(shown: TaskShown | TaskHeld, typed: Mapping[str, list[str]] | None = None) -> Filled:
    """From the request, or from what was ``typed`` before. A material without a verdict in it keeps the one it has."""
    sent = request.form if typed is None else MultiDict(typed)
    form = look().process(shown.file.head.edition_hash).forms[shown.form] if shown.form else None
    fields = form.read(sent.to_dict(flat=False), shown.context, {}) if form else {}
    verdicts = {each.material_id: _verdict(each, sent) for each in shown.file.materials if each.asked}
    named = any(name.startswith("wrong.") for name in sent)
    defects = tuple(
        (sent.get(f"wrong.{number}.path", ""), sent.get(f"wrong.{number}.defect", "").strip()[:500])
        for number in range(MOST_FIELD_DEFECTS if named else 0)
    )
    return Filled(sent.get("opinion", "").strip(), fields, verdicts, (*(row for row in defects if any(row)), *_spare()))


def check_materials(shown: TaskShown | TaskHeld, filled: Filled, command: str) -> int:
    """Keep the verdicts that differ from what is kept; gives how many. Each has an id of its own, made from the form's."""
    changed = 0
    for each in shown.file.materials:
        verdict = filled.verdicts.get(each.material_id)
        if verdict is None or verdict == _kept(each):
            continue
        defect = verdict.defect or (_("没有提交，请补交。") if verdict.state == "missing" else "")
        execute(
            CheckMaterial(
                command_id=_own_id(command, each.material_id, verdict),
                case_id=shown.file.head.case_id,
                material_id=each.material_id,
                state=verdict.state,
                defect=defect,
                originals=verdict.originals,
                copies=verdict.copies,
            )
        )
        changed += 1
    return changed


def _kept(material: MaterialShown) -> Verdict:
    return Verdict(
        material.state, material.defect, material.originals, material.copies, bool(material.checked_by) and material.state in STATES
    )


def _verdict(material: MaterialShown, sent: MultiDict[str, str]) -> Verdict:
    """Papers counted without a word on them are handed in, and wait to be looked at."""
    name, kept = f"materials.{material.material_id}", _kept(material)
    originals, copies = _count(sent, f"{name}.originals", material.originals), _count(sent, f"{name}.copies", material.copies)
    said = sent.get(f"{name}.state", "")
    if said in STATES:
        defect = sent.get(f"{name}.defect", material.defect).strip()[:500] if said in ("defective", "missing") else ""
        return Verdict(said, defect, originals, copies)
    state = "handed_in" if material.state == "missing" and originals + copies else material.state
    return Verdict(state, material.defect, originals, copies, kept.said)


def _count(sent: MultiDict[str, str], name: str, before: int) -> int:
    typed = sent.get(name, str(before)).strip()
    return min(int(typed), 999) if typed.isdecimal() else before


def _own_id(command: str, material_id: str, verdict: Verdict) -> str:
    return hashlib.sha256(f"{command}:{material_id}:{verdict}".encode()).hexdigest()[:32]


def _spare() -> tuple[tuple[str, str], ...]:
    return (("", ""),) * _SPARE_ROWS
