"""告知承诺 (国办发〔2020〕42号): the applicant promises, of his own will and in writing, what a proof would show; no proof is asked for, and
the department that it concerns checks after the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.commands.apply import asked_in_draft
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.commitment_events import CommitmentChecked, CommitmentMade, CommitmentTakenBack
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.sentence import Sentence
from engine.store import commitments, materials

COMMITTED = "committed"
MOST_FINDING = 500


@dataclass(frozen=True, kw_only=True)
class MakeCommitment:
    """Instead of this material, or (``made`` False) not any more. Only in a draft. Raises Invalid where the item does not allow it."""

    command_id: str
    case_id: str
    material_id: str
    made: bool = True


@dataclass(frozen=True, kw_only=True)
class CheckCommitment:
    """Whether what was promised is so, by the department it concerns, after the decision. A false one needs its ``finding``."""

    command_id: str
    case_id: str
    material_id: str
    held: bool
    finding: str = ""


def make_commitment(command: MakeCommitment, work: Work) -> None:
    case, rule = asked_in_draft(work, command.case_id, command.material_id)
    if not rule.commitment:
        raise Invalid("“{name}”不能用告知承诺代替，请提交材料。", name=rule.name)
    before = commitments.find(work.tx, case.case_id, rule.id)
    if command.made and before is None:
        _make(work, case, rule)
    elif not command.made and before is not None:
        take_back(work, case, rule)


def _make(work: Work, case: Case, rule: Any) -> None:
    department = rule.concerns[0] if rule.concerns else case.lead_department
    commitments.put(work.tx, case, rule.id, name=rule.name, department=department, made_at=work.now, due_at=None, outcome=None)
    materials.ensure(work.tx, case, rule.id, rule.name)
    materials.put(work.tx, case, rule.id, state=COMMITTED, defect="")
    work.emit(CommitmentMade(case_id=case.case_id, material_id=rule.id, material_name=rule.name))


def take_back(work: Work, case: Case, rule: Any) -> None:
    """He hands it in after all."""
    has_file = any(row.material_id == rule.id for row in materials.files_of(work.tx, case.case_id))
    commitments.drop(work.tx, case.case_id, rule.id)
    materials.put(work.tx, case, rule.id, state="handed_in" if has_file else "missing")
    work.emit(CommitmentTakenBack(case_id=case.case_id, material_id=rule.id, material_name=rule.name))


def check_commitment(command: CheckCommitment, work: Work) -> None:
    case = work.case(command.case_id)
    row = commitments.find(work.tx, case.case_id, command.material_id)
    if row is None or row.department not in work.viewer.departments(case.division_code):
        raise Missing("没有找到这项承诺。")
    if row.due_at is None or row.outcome is not None:
        raise Refused("“{name}”的告知承诺现在不需要核查。", name=row.name)
    finding = command.finding.strip()[:MOST_FINDING]
    if not command.held and not finding:
        raise Invalid("请写明核查发现的问题，会告知申请人。", {"finding": Sentence("请写明核查发现的问题，会告知申请人。")})
    outcome = commitments.TRUE if command.held else commitments.FALSE
    told = {"outcome": outcome, "checked_at": work.now, "checked_by_name": work.viewer.name, "finding": finding}
    commitments.put(work.tx, case, row.material_id, **told)
    about = {"material_id": row.material_id, "material_name": row.name}
    work.emit(CommitmentChecked(case_id=case.case_id, **about, outcome=outcome, details={"finding": finding}))
