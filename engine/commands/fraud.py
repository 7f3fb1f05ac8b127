"""A licence got by deceit, bribery or other improper means (行政许可法 art. 69 para. 2, 79): what was found goes into the ledger of false promises,
and from there the decision is revoked as any other: told, heard, in writing."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.due_text import said
from engine.commands.work import Work
from engine.domain.commitment_events import FraudFound
from engine.domain.errors import Missing, Refused
from engine.domain.sentence import Sentence
from engine.store import commitments, materials

MEANS, PAPERS = "means", "papers"
OTHER = "other_means"
"""Instead of a material's id: bribery and whatever else is no paper."""
OTHER_NAME = "其他不正当手段"


@dataclass(frozen=True, kw_only=True)
class FindFraud:
    """After a decision to grant it was found that this material was false, or (``material_id`` other_means) that it was got by bribery or the like. By the
    approver of the lead department; ``finding``: what was found and how.

    Raises Missing to everybody else and for a material that was not handed in, Refused where nothing is granted, it was revoked, or found already.
    """

    command_id: str
    case_id: str
    material_id: str
    finding: str


def find_fraud(command: FindFraud, work: Work) -> None:
    case = work.case(command.case_id)
    if not work.viewer.may(f"{case.lead_department}:approver", case.division_code):
        raise Missing("没有找到这个办件。")
    known = commitments.of_case(work.tx, case.case_id)
    if case.decision != "grant" or any(row.revoked_at for row in known):
        raise Refused("办件 {case_no} 没有有效的准予决定，不用撤销。", case_no=case.case_no)
    if any(row.material_id == command.material_id for row in known):
        raise Refused("这一项已经在告知承诺台账里，请在那里办理。")
    handed_in = {row.material_id: row.name for row in materials.of_case(work.tx, case.case_id) if row.state != "missing"}
    name = OTHER_NAME if command.material_id == OTHER else handed_in.get(command.material_id)
    if name is None:
        raise Missing("没有找到这份材料。")
    finding = said(command.finding, "finding", Sentence("请写明查明了什么、怎样查实的，会告知申请人，最多 500 字。"))
    ground = MEANS if command.material_id == OTHER else PAPERS
    found = {"outcome": commitments.FALSE, "checked_at": work.now, "checked_by_name": work.viewer.name, "finding": finding}
    promised = {"made_at": case.submitted_at or case.created_at, "due_at": None, "department": case.lead_department}
    commitments.put(work.tx, case, command.material_id, name=name, ground=ground, **promised, **found)
    work.put(case)  # its version: whoever writes rows of a case takes it
    about = {"material_id": command.material_id, "material_name": name, "ground": ground}
    work.emit(FraudFound(case_id=case.case_id, **about, details={"finding": finding}))
