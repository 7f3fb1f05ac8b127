"""What an element with an ``act`` does to its case (formats.md, life cycle): one function per act, called when the token gets there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.commands import ban, committed, deferral, hearing, quantity, renewal, timing
from engine.commands.letter import environment
from engine.commands.work import Work
from engine.domain.ban import BanCause
from engine.domain.case import Case
from engine.domain.deadline import ClockKind, DeadlineClock
from engine.domain.errors import Invalid
from engine.domain.events import CaseAccepted, CaseClosed, CaseRefused, CaseTerminated, DecisionMade, LicenceDelivered, SupplementSubmitted
from engine.domain.sentence import Sentence
from engine.domain.spot_events import TurnedOrdinary
from engine.runtime import Step
from engine.store import cases

LATE = "收到申请后逾期没有答复"
REFUSALS = ("not_required", "not_competent", BanCause.FALSE_PAPERS.value)


@dataclass(frozen=True)
class Moment:
    """Where the token is: the step, how it was finished, and what expressions there may read."""

    step: Step
    outcome: str | None
    task_id: str
    values: Mapping[str, Any]
    deemed: bool = False

    def property(self, work: Work, name: str, default: str = "") -> str:
        """A property's text; with a leading ``=`` its FEEL value as text."""
        text = self.step.properties.get(name, default)
        if not text.startswith("="):
            return text
        value = feel.parse(feel.strip_marker(text)).evaluate(self.values, environment(work))
        return "" if value is None else value if isinstance(value, str) else feel.format(value)


def accept(work: Work, case_id: str, moment: Moment) -> None:
    """Art. 32(5): from here the law's time runs. Deemed accepted (art. 32(4)) counts from the day of receipt. With the property ``ordinary`` (why
    it cannot be decided on the spot) an 即办件 follows the ordinary limit alone."""
    case = work.case(case_id)
    at = case.submitted_at if moment.deemed and case.submitted_at else work.now
    case = work.put(case.accept(at))
    work.emit(CaseAccepted(case_id=case_id, element_id=moment.step.id, deemed=moment.deemed))
    limits = work.process(case).item.limits
    timing.stop(work, case_id, ClockKind.NOTICE)
    statutory = timing.start(work, case, ClockKind.STATUTORY, limits.statutory, at, mode=limits.calendar)
    if "ordinary" in moment.step.properties:
        _turn_ordinary(work, case, moment, statutory)
    else:
        timing.start(work, case, ClockKind.PROMISED, limits.promised, at, mode=limits.calendar)
    deferral.begin(work, case, moment.step.id)
    committed.told(work, case, moment.step.id)


def _turn_ordinary(work: Work, case: Case, moment: Moment, statutory: DeadlineClock | None) -> None:
    """Raises Invalid unless he says why; where silence accepted, that is why."""
    reason = LATE if moment.deemed else moment.property(work, "ordinary").strip()
    if not reason:
        said = Sentence("请在意见里写明为什么不能当场决定，会写进受理通知书。")
        raise Invalid(said.template, {"opinion": said})
    work.put(case.turn_ordinary(reason, work.now))
    due_at = statutory.due_at.isoformat() if statutory else ""
    work.emit(TurnedOrdinary(case_id=case.case_id, element_id=moment.step.id, due_at=due_at, details={"reason": reason}))


def refuse(work: Work, case_id: str, moment: Moment) -> None:
    """Art. 32, and art. 78 for one who conceals facts or hands in false papers: he is warned in the letter."""
    refusal = moment.property(work, "refusal", "not_required")
    if refusal not in REFUSALS:
        raise Invalid("refusal 只能是 {known}，不能是 {refusal}。", known="、".join(REFUSALS), refusal=refusal)
    reason = moment.property(work, "reason")
    _found_false(refusal, reason)
    case = work.put(work.case(case_id).refuse(refusal, work.now))
    if reason:
        case = work.put(case.because(reason))
    work.emit(CaseRefused(case_id=case_id, element_id=moment.step.id, refusal=refusal))
    if refusal == BanCause.FALSE_PAPERS:
        ban.impose(work, case, BanCause.FALSE_PAPERS)


def decide(work: Work, case_id: str, moment: Moment) -> None:
    outcome = moment.property(work, "decision") or (moment.outcome or "")
    if outcome not in {"grant", "deny"}:
        raise Invalid("决定只能是 grant 或 deny，不能是 {outcome}。", outcome=outcome)
    reason = moment.property(work, "reason")
    denial = moment.property(work, "denial") if outcome == "deny" else ""
    if denial not in {"", BanCause.FALSE_PAPERS}:
        raise Invalid("denial 只能是 false_papers，不能是 {denial}。", denial=denial)
    _found_false(denial, reason)
    hearing.must_be_recorded(work, work.case(case_id))
    renewal.before_deciding(work, work.case(case_id), outcome)
    if outcome == "grant":
        quantity.take(work, work.case(case_id))
    case = work.put(work.case(case_id).decide(outcome, reason, work.now, denial or None))
    work.emit(DecisionMade(case_id=case_id, element_id=moment.step.id, outcome=outcome, denial=denial, details={"reason": reason}))
    if denial:
        ban.impose(work, case, BanCause.FALSE_PAPERS)
    timing.stop(work, case_id, ClockKind.STATUTORY, ClockKind.PROMISED)
    delivery = timing.start(work, case, ClockKind.DELIVERY, work.process(case).item.limits.delivery, work.now)
    if delivery is not None:
        timing.watch(work, case, delivery, moment.step.id)
    committed.start_checks(work, case)


def _found_false(cause: str, reason: str) -> None:
    """Who is warned for false papers is told what was false and how that was found. Raises Invalid without it."""
    if cause == BanCause.FALSE_PAPERS and not reason.strip():
        said = Sentence("请在意见里写明隐瞒了什么、哪份材料虚假、怎样查实的，以及怎样告知他、他怎样申辩的，会写进文书。")
        raise Invalid(said.template, {"opinion": said})


def deliver(work: Work, case_id: str, moment: Moment) -> None:
    """Art. 44. Raises Refused while a material promised at 容缺受理 is not there."""
    deferral.require_supplied(work, case_id)
    work.emit(LicenceDelivered(case_id=case_id, element_id=moment.step.id, step=moment.step.name))
    timing.stop(work, case_id, ClockKind.DELIVERY)
    timing.unwatch(work, case_id, ClockKind.DELIVERY)


def close(work: Work, case_id: str, moment: Moment) -> None:
    work.put(work.case(case_id).close(work.now))
    work.emit(CaseClosed(case_id=case_id, element_id=moment.step.id))


def terminate(work: Work, case_id: str, moment: Moment) -> None:
    reason = moment.property(work, "reason") or moment.step.name
    work.put(work.case(case_id).terminate(reason, work.now))
    work.emit(CaseTerminated(case_id=case_id, element_id=moment.step.id, reason=reason))


def supplement(work: Work, case_id: str, moment: Moment) -> None:
    """The applicant has answered (or the law answered for him: then the diagram leads on to an end)."""
    if moment.deemed:
        return
    work.put(work.case(case_id).supplement())
    cases.drop_answers(work.tx, case_id, "supplement_request")
    cases.drop_answers(work.tx, case_id, "supplement_draft")
    work.emit(SupplementSubmitted(case_id=case_id, element_id=moment.step.id, task_id=moment.task_id))


ACTS: dict[str, Callable[[Work, str, Moment], None]] = {
    "accept": accept,
    "refuse": refuse,
    "decide": decide,
    "deliver": deliver,
    "close": close,
    "terminate": terminate,
    "supplement": supplement,
}


def stands(case: Case, act: str) -> bool:
    """Whether a case that passes this act again, after a return, has it behind it: nothing is accepted twice."""
    return act == "accept" and case.accepted_at is not None


def holds(step: Step, outcome: str | None) -> bool:
    """A task with outcomes does its act only by the outcome that means it: ``accept`` by accept, ``decide`` by grant or deny."""
    meant = {"accept": {"accept"}, "refuse": {"refuse"}, "decide": {"grant", "deny"}}.get(step.act)
    return not step.outcomes or meant is None or outcome in meant
