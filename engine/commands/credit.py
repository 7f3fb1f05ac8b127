"""Credit after a false promise: it counts against whoever made it, neither instead of a proof (告知承诺) nor for later (容缺), until the authority that
found it so restores it (信用修复; 国办发〔2025〕22号: 谁认定、谁修复)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.due_text import said
from engine.commands.letter import issue_standing
from engine.commands.revoke import named, promise_of, put
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.commitment_events import CreditRepaired
from engine.domain.errors import Refused
from engine.domain.sentence import Sentence
from engine.store import commitments, materials

LETTER = "credit_repair"
_BY_PROMISE = frozenset({"committed", "deferred"})  # states of materials that are not there because he promised


@dataclass(frozen=True, kw_only=True)
class RepairCredit:
    """From now on this false promise excludes nobody. By the approver of the lead department; gives the number of the letter, "" without one.

    ``reason``: what was put right and how it was checked. ``basis``: the rule and the paper on which the authority relies; both stand in the letter.
    Raises Missing to everybody else, Refused before a decision that rested on it is revoked, and twice.
    """

    command_id: str
    case_id: str
    material_id: str
    reason: str
    basis: str


def repair_credit(command: RepairCredit, work: Work) -> str:
    case, row = promise_of(work, command.case_id, command.material_id)
    if row.outcome != commitments.FALSE:
        raise Refused("“{name}”没有核查为不属实，不影响信用。", name=row.name)
    if row.repaired_at is not None:
        raise Refused("这一项的信用已经修复。")
    if case.decision == "grant" and not any(one.revoked_at for one in commitments.of_case(work.tx, case.case_id)):
        raise Refused("依据它作出的准予决定还有效，先决定是否撤销，再办理信用修复。")
    reason = said(command.reason, "reason", Sentence("请写明修复的理由：申请人纠正了什么、怎样核实的，会写进信用修复决定书。"))
    basis = said(command.basis, "basis", Sentence("请写明修复依据的规定和批准文件，会写进信用修复决定书。"))
    about = {"material": row.name, "ground": row.ground or "promise", "finding": row.finding or "", "revocation": row.revocation or ""}
    words = {"credit": {**about, "reason": reason, "basis": basis}}
    number = issue_standing(work, case, LETTER, words)
    put(work, case, row, repaired_at=work.now, repair=number or None)
    work.emit(CreditRepaired(case_id=case.case_id, **named(row), number=number, details={"reason": reason, "basis": basis}))
    return number


def broken_promises(work: Work, case: Case) -> dict[str, Sentence]:
    """``material:<id>`` → why a promise of this applicant does not count: one of his was found false. Looks nothing up for whoever promises nothing."""
    promised = [row for row in materials.of_case(work.tx, case.case_id) if row.state in _BY_PROMISE]
    if not promised or not commitments.was_false(work.tx, case.applicant_lookup):
        return {}
    return {
        f"material:{row.material_id}": Sentence(
            "您有经核查不属实的承诺或者虚假材料，信用修复以前不能再以承诺代替或者后补材料（国办发〔2020〕42号）：请提交“{name}”。", name=row.name
        )
        for row in promised
    }
