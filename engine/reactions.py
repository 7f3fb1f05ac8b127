"""What happens when: event → jobs, and word to whom it concerns. Reactions are rows beside the event, never calls from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from engine.commands import tell_holders, tell_promises, tell_signers
from engine.commands.tell import Reaction
from engine.commands.tell_watchers import watched
from engine.commands.work import Job, Work
from engine.domain import events, rating_events, spot_events
from engine.domain.calendar import SHANGHAI
from engine.domain.clock_kind import SPECIAL_PROCEDURES, cause_label
from engine.domain.sentence import Sentence
from engine.domain.word import APPLICANT, EVERYWHERE, GROUP, OFFICER, Word
from engine.domain.word_templates import TEMPLATES
from engine.store import progress


def _call(event: events.ServiceCalled, work: Work) -> list[Job | Word]:
    case = work.case(event.case_id)
    return [
        Job(
            key=f"call:{event.call_id}",
            kind="call_service",
            case_id=case.case_id,
            division_code=case.division_code,
            arguments={"call_id": event.call_id},
        )
    ]


def _to_applicant(template: str, **words: str) -> list[Job | Word]:
    return [Word(APPLICANT, template, words)]


def _plainly(template: str) -> Reaction:
    """The applicant is told in the template's own words."""
    return lambda event, work: _to_applicant(template)


def _day(instant: str) -> str:
    at = datetime.fromisoformat(instant).astimezone(SHANGHAI)
    return f"{at.month}月{at.day}日"


def _supplement(event: events.SupplementRequested, work: Work) -> list[Job | Word]:
    until = f"，请在{_day(event.due_on)}前补正" if event.due_on else ""
    return _to_applicant("supplement", number=str(event.number_of_defects), until=until)


def _extended(event: events.ClockExtended, work: Work) -> list[Job | Word]:
    return _to_applicant("extended", days=str(event.days), until=_day(event.due_at))


def _paused(event: events.ClockPaused, work: Work) -> list[Job | Word]:
    if event.cause == "supplement":  # the request itself has told him
        return []
    return _to_applicant("paused", cause=cause_label(event.cause), which="办理时限" if event.cause in SPECIAL_PROCEDURES else "承诺时限")


def _resumed(event: events.ClockResumed, work: Work) -> list[Job | Word]:
    if event.cause == "supplement":  # he himself has handed it in
        return []
    return _to_applicant("resumed", cause=cause_label(event.cause))


def _offered(event: events.HearingOffered, work: Work) -> list[Job | Word]:
    return _to_applicant("hearing_offered", until=f"，请在{_day(event.until_at)}前在进度页面提出" if event.until_at else "")


def _scheduled(event: events.HearingScheduled, work: Work) -> list[Job | Word]:
    at = datetime.fromisoformat(event.held_at).astimezone(SHANGHAI)
    return _to_applicant("hearing_scheduled", at=f"{at.month}月{at.day}日 {at:%H:%M}")


def _late(event: events.ClockOverdue, work: Work) -> list[Job | Word]:
    return _to_applicant("late", until=_day(event.due_at))


def _ordinary(event: spot_events.TurnedOrdinary, work: Work) -> list[Job | Word]:
    return _to_applicant("ordinary", until=_day(event.due_at))


def _decided(event: events.DecisionMade, work: Work) -> list[Job | Word]:
    return _to_applicant("granted" if event.outcome == "grant" else "denied")


def _terminated(event: events.CaseTerminated, work: Work) -> list[Job | Word]:
    return _to_applicant("terminated", reason=event.reason)


def _letter(event: events.LetterIssued, work: Work) -> list[Job | Word]:
    if event.kind in work.process(work.case(event.case_id)).internal_letters:
        return []
    return _to_applicant("letter", letter=event.letter_name, number=event.number)


def _recomputed(event: events.CalendarRecomputed, work: Work) -> list[Job | Word]:
    """The calendar moved a date: the applicant hears of his result's, whoever holds a task of that one's."""
    if not event.was_due_at or not event.due_at or event.was_due_at == event.due_at:
        return []
    moved = {"was": _day(event.was_due_at), "until": _day(event.due_at)}
    if event.subject == "case" and event.kind in {"promised", "delivery"}:
        return _to_applicant("recomputed", **moved)
    if event.subject.startswith("task:"):
        return _holder(work, event.subject.removeprefix("task:"), "due_moved", moved, pool=False)
    return []


def _holder(work: Work, task_id: str, template: str, words: dict[str, str], *, pool: bool) -> list[Job | Word]:
    """Whoever has the task; where nobody has it and it matters to the ``pool``, everybody at its post."""
    row = progress.find_task(work.tx, task_id)
    if row is None:
        return []
    if row.claimed_by:
        return [Word(f"{OFFICER}{row.claimed_by}", template, words, task_id)]
    return [Word(f"{GROUP}{row.department}:{row.role}", template, words, task_id)] if pool and row.department != APPLICANT else []


def _opened(event: events.TaskOpened, work: Work) -> list[Job | Word]:
    """One who was chosen for it is told; a pool sees its counts (``engine.commands.tell``). One whom a colleague asks to sign hears that."""
    row = progress.find_task(work.tx, event.task_id)
    if row is None or not row.claimed_by:
        return []
    if any(isinstance(each, events.SignerAdded) and each.signer_id == row.claimed_by for each in work.events):
        return []
    return [Word(f"{OFFICER}{row.claimed_by}", "task", {"step": event.step}, event.task_id)]


def _overdue(event: events.TaskOverdue, work: Work) -> list[Job | Word]:
    return _holder(work, event.task_id, "overdue", {"step": event.step}, pool=True)


def _supplemented(event: events.SupplementSubmitted, work: Work) -> list[Job | Word]:
    """Whoever holds what is open of the case now."""
    held = [row for row in progress.tasks_of(work.tx, event.case_id, status=progress.OPEN) if row.claimed_by]
    return [Word(f"{OFFICER}{row.claimed_by}", "supplemented", {}, row.task_id) for row in held]


def _withdrawn(event: events.CaseWithdrawn, work: Work) -> list[Job | Word]:
    """Whoever held a task that is called off with the case."""
    held = {row.claimed_by: row.task_id for row in progress.tasks_of(work.tx, event.case_id) if row.claimed_by and row.done_at == work.now}
    return [Word(f"{OFFICER}{officer_id}", "withdrawn") for officer_id in held]


def _returned(event: events.TaskReturned, work: Work) -> list[Job | Word]:
    """Whoever is to do again the step it went back to."""
    words = {"step": event.step, "to_step": event.to_step, "reason": str(event.details.get("reason", ""))}
    back = [row for row in progress.tasks_of(work.tx, event.case_id, status=progress.OPEN) if row.element_id == event.to and row.claimed_by]
    told = [Word(f"{OFFICER}{row.claimed_by}", "returned", words, row.task_id) for row in back]
    known = {each.to for each in told}
    return [*told, *(each for each in _undone(event, work) if isinstance(each, Word) and each.to not in known)]


def _undone(event: Any, work: Work) -> list[Job | Word]:
    """Whoever held a task that is called off now, or whose conclusion is void from now on."""
    rows = progress.tasks_of(work.tx, event.case_id)
    lost = {row.claimed_by: row.name for row in rows if row.status == progress.CANCELLED and row.done_at == work.now}
    lost |= {row.done_for or row.done_by: row.name for row in rows if row.voided_at == work.now}
    reason = str(event.details.get("reason", ""))
    return [Word(f"{OFFICER}{officer}", "undone", {"step": step, "reason": reason}) for officer, step in lost.items() if officer]


def _suspended(event: events.CaseSuspended, work: Work) -> list[Job | Word]:
    return [*_to_applicant("suspended"), *_holders(event, work, "rests")]


def _woken(event: events.CaseWoken, work: Work) -> list[Job | Word]:
    return [*_to_applicant("woken"), *_holders(event, work, "goes_on")]


def _holders(event: events.Event, work: Work, template: str) -> list[Job | Word]:
    """Whoever holds what is open of the case."""
    reason = str(event.details.get("reason", ""))
    held = [row for row in progress.tasks_of(work.tx, event.case_id, status=progress.OPEN) if row.claimed_by]
    return [Word(f"{OFFICER}{row.claimed_by}", template, {"step": row.name, "reason": reason}, row.task_id) for row in held]


def _incident(event: events.IncidentOpened, work: Work) -> list[Job | Word]:
    return [Word(f"{GROUP}{EVERYWHERE}:system_admin", "incident", {"reason": event.reason})]


def _nobody(event: events.PostFoundEmpty, work: Work) -> list[Job | Word]:
    return [Word(f"{GROUP}{EVERYWHERE}:{role}", "nobody", {"step": event.step}) for role in ("security_admin", "supervisor")]


def _colleague(template: str, *details: str, **renamed: str) -> Reaction:
    """The officer in ``to_id``, or everybody at the post in ``group`` (else ``department`` and ``role``), is told who did it, with the event's
    facts and those of its ``details``; ``renamed``: place → field."""
    places = TEMPLATES[template].places

    def react(event: Any, work: Work) -> list[Job | Word]:
        words = {name: str(getattr(event, renamed.get(name, name), "")) for name in places}
        words |= {name: str(event.details.get(renamed.get(name, name), "")) for name in details} | {"who": work.viewer.name}
        post = getattr(event, "group", "") or ":".join(filter(None, (getattr(event, "department", ""), getattr(event, "role", ""))))
        to = f"{OFFICER}{event.to_id}" if event.to_id else f"{GROUP}{post}"
        return [Word(to, template, words, getattr(event, "task_id", ""))] if event.to_id or post else []

    return react


def _escalated(event: events.CaseEscalated, work: Work) -> list[Job | Word]:
    told = _colleague("escalated", "reason")(event, work)
    until = date.fromisoformat(event.due_on)
    return [replace(each, words={**each.words, "until": f"{until.month}月{until.day}日"}) for each in told if isinstance(each, Word)]


def _passed_on(event: events.EscalationPassed, work: Work) -> list[Job | Word]:
    """Whoever answers for it now, and the supervisor who issued it."""
    until = date.fromisoformat(event.due_on)
    words = {"number": event.number, "step": event.step, "until": f"{until.month}月{until.day}日"}
    to = f"{OFFICER}{event.to_id}" if event.to_id else f"{GROUP}{event.department}:{event.role}"
    issuer = [Word(f"{OFFICER}{event.issued_by}", "escalation_holder", {"number": event.number, "to_name": event.to_name})]
    return [Word(to, "escalation_passed", words), *(issuer if event.issued_by != "system" else [])]


def _owing(template: str) -> Reaction:
    """The applicant hears what he has promised to bring, and until when."""

    def react(event: Any, work: Work) -> list[Job | Word]:
        until = date.fromisoformat(event.due_on)
        return _to_applicant(template, until=f"{until.month}月{until.day}日", materials=event.materials)

    return react


def _to_rectify(event: rating_events.RectificationOpened, work: Work) -> list[Job | Word]:
    """The heads of the department that answers for it."""
    return [Word(f"{GROUP}{event.department}:approver", "poor_rating", {"until": _day(event.due_at)})]


def _erased(event: events.PersonalDetailsErased, work: Work) -> list[Job | Word]:
    case = work.case(event.case_id)
    arguments = {"case_id": case.case_id}
    return [Job(f"forget:{case.case_id}", "forget_files", arguments, case_id=case.case_id, division_code=case.division_code)]


REACTIONS: dict[type[events.Event], Reaction] = {
    events.ServiceCalled: _call,
    events.PersonalDetailsErased: _erased,
    # to the applicant
    events.CaseSubmitted: _plainly("submitted"),
    events.SupplementRequested: watched(Sentence("要求补正"), _supplement),
    events.CaseAccepted: watched(Sentence("已受理"), _plainly("accepted")),
    spot_events.TurnedOrdinary: _ordinary,
    events.CaseRefused: watched(Sentence("不予受理"), _plainly("refused")),
    events.ClockExtended: _extended,
    events.ClockOverdue: _late,
    events.HearingOffered: _offered,
    events.HearingScheduled: _scheduled,
    events.ClockPaused: _paused,
    events.ClockResumed: _resumed,
    events.CaseSuspended: watched(Sentence("已挂起"), _suspended),
    events.CaseWoken: watched(Sentence("恢复办理"), _woken),
    events.MaterialsDeferred: _owing("deferred"),
    events.OwedReminded: _owing("owed"),
    events.LetterIssued: _letter,
    events.DecisionMade: watched(lambda event: Sentence("准予") if event.outcome == "grant" else Sentence("不予许可"), _decided),
    events.LicenceDelivered: _plainly("delivered"),
    events.CaseClosed: watched(Sentence("已办结"), _plainly("closed")),
    events.CaseTerminated: watched(Sentence("已终止"), _terminated),
    events.CalendarRecomputed: _recomputed,
    **tell_promises.REACTIONS,
    **tell_holders.REACTIONS,
    rating_events.RectificationSettled: _plainly("rectified"),
    # to officers
    rating_events.RectificationOpened: _to_rectify,
    events.TaskOpened: _opened,
    events.TaskOverdue: _overdue,
    events.SupplementSubmitted: _supplemented,
    events.CaseWithdrawn: watched(Sentence("申请人已撤回"), _withdrawn),
    events.TaskReturned: watched(Sentence("退回到前面的环节"), _returned),
    events.TaskTakenBack: _undone,
    events.CaseJumped: watched(Sentence("由督办跳转到别的环节"), _undone),
    events.TaskTransferred: _colleague("transferred", "reason"),
    events.TaskDelegated: _colleague("delegated", "note"),
    events.DelegationAnswered: _colleague("delegation_answered"),
    events.DelegationRecalled: _colleague("delegation_recalled"),
    events.ColleagueAsked: _colleague("asked", "question"),
    events.ColleagueAnswered: _colleague("answered", "answer"),
    events.CaseCopied: _colleague("copied", "note"),
    events.TaskReminded: _colleague("reminded", "note"),
    events.CaseEscalated: _escalated,
    events.EscalationAnswered: _colleague("escalation_answered", "feedback"),
    events.EscalationPassed: _passed_on,
    events.EscalationClosed: _colleague("escalation_closed", "conclusion"),
    events.SignerAdded: tell_signers.signer("sign"),
    events.SignerRemoved: tell_signers.signer("not_sign"),
    events.OpinionGiven: tell_signers.heard,
    events.ConsultationBegun: tell_signers.consulting,
    events.ConsultationEnded: tell_signers.concluded,
    events.TaskPassedByRule: tell_signers.passed,
    events.PostFoundEmpty: _nobody,
    events.IncidentOpened: _incident,
}
