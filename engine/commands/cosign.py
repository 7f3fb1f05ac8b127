"""Steps that two officers sign, each with his own account: an on-site inspection wants at least two (行政许可法 art. 34)."""

from __future__ import annotations

from typing import Any

from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.errors import Forbidden, Refused
from engine.domain.events import TaskSigned
from engine.runtime import Step
from engine.store import progress, signatures


def may_sign(work: Work, row: Any, step: Step) -> None:
    """Raises Forbidden for who has signed before: another officer signs next."""
    if step.officers < 2 or work.viewer.officer_id is None:
        return
    if any(one.officer_id == work.viewer.officer_id for one in signatures.of_task(work.tx, row.task_id)):
        raise Forbidden(
            "“{step}”要 {number} 名工作人员分别签署，您已经签过，请另一名用自己的账号签署。", step=row.name, number=step.officers
        )


def signed(
    work: Work, case: Case, row: Any, step: Step, outcome: str | None, opinion: str, fields: dict[str, Any]
) -> tuple[str, ...] | None:
    """The names of all signers when this signature is the last; None when it was kept and another is waited for.

    Raises Refused when it says something else than those before: they sign one record.
    """
    if step.officers < 2 or work.viewer.officer_id is None:
        return ()
    before = signatures.of_task(work.tx, row.task_id)
    if before and before[0].outcome != outcome:
        said = dict(row.outcomes).get(before[0].outcome, before[0].outcome or "")
        raise Refused(
            "{who}签署的结论是“{outcome}”，几名工作人员签署同一份记录。意见不一致的，请先商量一致。",
            who=before[0].officer_name,
            outcome=said,
        )
    if len(before) + 1 == step.officers:
        return (*(one.officer_name for one in before), work.viewer.name)
    signatures.add(
        work.tx,
        task_id=row.task_id,
        officer_id=work.viewer.officer_id,
        case_id=case.case_id,
        division_code=case.division_code,
        role=row.role,
        officer_name=work.viewer.name,
        signed_at=work.now,
        outcome=outcome,
        opinion=opinion,
        fields_sealed=work.parts.seal.close(fields),
    )
    progress.drop_task(work.tx, row.task_id, row.claimed_by or "")  # a substitute holds it in the name of who is on leave
    work.emit(
        TaskSigned(
            case_id=case.case_id,
            element_id=row.element_id,
            task_id=row.task_id,
            step=row.name,
            number=len(before) + 1,
            details={"opinion": opinion} if opinion else {},
        )
    )
    return None
