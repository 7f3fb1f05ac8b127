"""The window's look at each material, at the counter or in the file."""

from __future__ import annotations

from dataclasses import dataclass

from engine import content
from engine.commands.context import feel_context
from engine.commands.work import Work
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.events import MaterialChecked
from engine.store import materials

STATES = {"accepted", "defective", "missing", "deferred", "handed_in"}


@dataclass(frozen=True, kw_only=True)
class CheckMaterial:
    """``originals`` and ``copies`` are papers received. Only officers of the division's hall or of a department with a task in the case."""

    command_id: str
    case_id: str
    material_id: str
    state: str
    defect: str = ""
    originals: int = 0
    copies: int = 0


def check_material(command: CheckMaterial, work: Work) -> None:
    case = work.case(command.case_id)
    if not work.viewer.departments(case.division_code):
        raise Missing("没有找到这个办件。")
    rule = next((r for r in content.materials_for(work.process(case), feel_context(work, case)) if r.id == command.material_id), None)
    if rule is None:
        raise Missing("这项服务不需要这份材料。")
    if command.state not in STATES or min(command.originals, command.copies) < 0 or max(command.originals, command.copies) > 999:
        raise Invalid("材料的核对结果或份数不对。")
    if command.state == "deferred" and not rule.deferrable:
        raise Invalid("“{name}”不在容缺范围内。", name=rule.name)
    if command.state == "deferred" and case.channel != "window" and not _is_promised(work, case.case_id, rule.id):
        raise Refused("容缺要由申请人自愿承诺：“{name}”没有交，也没有承诺后补，请一次性告知补正。", name=rule.name)
    if command.state == "deferred" and case.accepted_at is not None and not _was_promised(work, case.case_id, rule.id):
        raise Refused("“{name}”没有在受理时承诺后补，受理以后不能再容缺。", name=rule.name)
    if command.state == "defective" and not command.defect.strip():
        raise Invalid("请写明“{name}”需要补正的内容。", name=rule.name)
    defect = command.defect.strip()[:500] if command.state in {"defective", "missing"} else ""
    materials.ensure(work.tx, case, rule.id, rule.name)
    materials.put(
        work.tx,
        case,
        rule.id,
        state=command.state,
        defect=defect,
        originals=command.originals,
        copies=command.copies,
        checked_by_name=work.viewer.name,
        checked_at=work.now,
    )
    work.emit(
        MaterialChecked(
            case_id=case.case_id,
            material_id=rule.id,
            material_name=rule.name,
            state=command.state,
            details={"defect": defect} if defect else {},
        )
    )


def _was_promised(work: Work, case_id: str, material_id: str) -> bool:
    return any(row.material_id == material_id and row.due_on is not None for row in materials.of_case(work.tx, case_id))


def _is_promised(work: Work, case_id: str, material_id: str) -> bool:
    """By his own tick before he handed in, or at acceptance."""
    return any(row.material_id == material_id and (row.state == "deferred" or row.due_on is not None) for row in materials.of_case(work.tx, case_id))
