"""容缺 by the applicant's own will: he promises a material that the item lets follow, by a day; whoever looks after the case reminds him."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands import deferral
from engine.commands.apply import asked_in_draft
from engine.commands.work import Work
from engine.domain.deferral_events import DeferralPromised, DeferralTakenBack, OwedReminded
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.store import materials


@dataclass(frozen=True, kw_only=True)
class PromiseDeferral:
    """This material later, or (``made`` False) not any more. Only in a draft. Raises Invalid where the item does not let it follow."""

    command_id: str
    case_id: str
    material_id: str
    made: bool = True


@dataclass(frozen=True, kw_only=True)
class RemindOwed:
    """The applicant hears once more what he still owes and until when. By the window, or a department that takes part; once a day."""

    command_id: str
    case_id: str


def promise_deferral(command: PromiseDeferral, work: Work) -> None:
    case, rule = asked_in_draft(work, command.case_id, command.material_id)
    if not rule.deferrable:
        raise Invalid("“{name}”不在容缺范围内。", name=rule.name)
    row = next((one for one in materials.of_case(work.tx, case.case_id) if one.material_id == rule.id), None)
    if command.made == (row is not None and row.state == deferral.PROMISED):
        return
    materials.ensure(work.tx, case, rule.id, rule.name)
    materials.put(work.tx, case, rule.id, state=deferral.PROMISED if command.made else "missing", defect="")
    event = DeferralPromised if command.made else DeferralTakenBack
    work.emit(event(case_id=case.case_id, material_id=rule.id, material_name=rule.name))


def remind_owed(command: RemindOwed, work: Work) -> None:
    case = work.case(command.case_id)
    departments = work.viewer.departments(case.division_code)
    if not departments:
        raise Missing("没有找到这个办件。")
    if not (work.viewer.has("window", case.division_code) or case.lead_department in departments):
        raise Forbidden("请窗口或者牵头部门提醒申请人。")
    owed = [] if case.status.is_final else deferral.outstanding(work, case.case_id)
    if not owed:
        raise Refused("这个办件没有要补交的容缺材料。")
    if any(row.reminded_on == work.today for row in owed):
        raise Refused("今天已经提醒过申请人。")
    for row in owed:
        materials.put(work.tx, case, row.material_id, reminded_on=work.today)
    names = "、".join(row.name for row in owed)
    work.emit(OwedReminded(case_id=case.case_id, materials=names, due_on=min(row.due_on for row in owed).isoformat()))
