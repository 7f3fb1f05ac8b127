"""What silence means when a step's time is over: the law's own answer (art. 32: accepted), the applicant's lapse, or, where a document says so
and the item lists it, a department's consent (超时默认, 行政许可法 art. 50 for renewals). A consultation that ends without a word is settled by
its own rule, which says nothing for anybody: the cautious outcome it names."""

from __future__ import annotations

from typing import Any

from engine.commands.task import finish
from engine.commands.work import Work
from engine.domain.case import Case
from engine.runtime import Step

ACCEPTED = "accept"  # art. 32(4): not told in five days, accepted from the day of receipt


def answer(work: Work, case: Case, row: Any, step: Step) -> None:
    """Finish the step with the outcome of ``on_timeout``; a department's silence that no listed document lets count stays overdue."""
    outcome = row.on_timeout.removeprefix("deem:")
    known = {each[0]: each[1] for each in row.outcomes}
    said = outcome if outcome in known else None
    if row.groups == ["applicant"] or outcome == ACCEPTED:
        finish(work, row, step, said, "", {"lapsed": True}, deemed=True)
        return
    if step.consultation_settles(outcome):
        finish(work, row, step, said, "", {"lapsed": True}, deemed=True)
        return
    item = work.process(case).item
    rule = item.silence_of(step.id, outcome)
    if rule is None:
        return
    basis = item.cited.get(rule.basis, rule.basis)
    opinion = f"逾期没有答复，依据{basis}，视为{known.get(outcome, '完成')}。"
    finish(work, row, step, said, opinion, {"lapsed": True}, deemed=True, silence=basis)
