"""What follows a false promise (国办发〔2020〕42号; 行政许可法 art. 69): the decision that rested on it is revoked in writing, and whoever made it cannot
promise again, neither instead of a proof (告知承诺) nor for later (容缺)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.commands.letter import issue
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.commitment_events import DecisionRevoked
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.sentence import Sentence
from engine.store import commitments, letters, materials

LETTER = "revocation"
MOST_REASON = 500
_BY_PROMISE = frozenset({"committed", "deferred"})  # states of materials that are not there because he promised


@dataclass(frozen=True, kw_only=True)
class RevokeDecision:
    """The decision to grant, because this promise was found false. By the approver of the lead department; gives the number of the letter.

    Raises Missing to everybody else, Refused where there is no false promise or it is revoked already, Invalid without a reason.
    """

    command_id: str
    case_id: str
    material_id: str
    reason: str


def revoke_decision(command: RevokeDecision, work: Work) -> str:
    case = work.case(command.case_id)
    row = commitments.find(work.tx, case.case_id, command.material_id)
    if row is None or not work.viewer.may(f"{case.lead_department}:approver", case.division_code):
        raise Missing("没有找到这项承诺。")
    if row.outcome != commitments.FALSE or case.decision != "grant":
        raise Refused("“{name}”的承诺没有核查为不属实，不能据此撤销决定。", name=row.name)
    if any(one.revoked_at for one in commitments.of_case(work.tx, case.case_id)):
        raise Refused("办件 {case_no} 的准予决定已经撤销。", case_no=case.case_no)
    if LETTER not in work.process(case).letters:
        raise Refused("这个办件的事项版本没有撤销决定书，不能撤销：申请人必须收到书面决定。请流程设计人员补上。")
    number = issue(work, case, LETTER, _words(command, work, case, row), "")
    commitments.put(work.tx, case, row.material_id, revoked_at=work.now, revocation=number)
    work.put(case)  # its version: whoever writes rows of a case takes it
    about = {"material_id": row.material_id, "material_name": row.name}
    work.emit(DecisionRevoked(case_id=case.case_id, **about, number=number, details={"reason": command.reason.strip()}))
    return number


def _words(command: RevokeDecision, work: Work, case: Case, row: Any) -> dict[str, Any]:
    reason = command.reason.strip()
    if not reason or len(reason) > MOST_REASON:
        said = Sentence("请写明撤销的理由，最多 {most} 字，会原样写进撤销决定书。", most=MOST_REASON)
        raise Invalid(said.template, {"reason": said}, most=MOST_REASON)
    granted = [one for one in letters.of_case(work.tx, case.case_id) if one.kind == "decision"]
    decision = granted[-1].number if granted else ""
    return {"revocation": {"decision": decision, "material": row.name, "finding": row.finding or "", "reason": reason}}


def broken_promises(work: Work, case: Case) -> dict[str, Sentence]:
    """``material:<id>`` → why a promise of this applicant does not count: one of his was found false. Looks nothing up for whoever promises nothing."""
    promised = [row for row in materials.of_case(work.tx, case.case_id) if row.state in _BY_PROMISE]
    if not promised or not commitments.was_false(work.tx, case.applicant_lookup):
        return {}
    return {
        f"material:{row.material_id}": Sentence(
            "您有经核查不属实的承诺，不能再以承诺代替或者后补材料（国办发〔2020〕42号）：请提交“{name}”。", name=row.name
        )
        for row in promised
    }
