"""Facts that happened, past tense. ``details`` holds what is personal; everything else may stand in the journal in the open."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.clock_events import CalendarRecomputed as CalendarRecomputed
from engine.domain.clock_events import ClockExtended as ClockExtended
from engine.domain.clock_events import ClockOverdue as ClockOverdue
from engine.domain.clock_events import ClockPaused as ClockPaused
from engine.domain.clock_events import ClockResumed as ClockResumed
from engine.domain.clock_events import ClockStarted as ClockStarted
from engine.domain.commitment_events import CommitmentMade as CommitmentMade
from engine.domain.commitment_events import DecisionRevoked as DecisionRevoked
from engine.domain.deferral_events import OwedReminded as OwedReminded
from engine.domain.event import Event, kinds_of
from engine.domain.hearing_events import HearingOffered as HearingOffered
from engine.domain.hearing_events import HearingScheduled as HearingScheduled
from engine.domain.movement import CaseJumped as CaseJumped
from engine.domain.movement import CaseSuspended as CaseSuspended
from engine.domain.movement import CaseWoken as CaseWoken
from engine.domain.movement import TaskReturned as TaskReturned
from engine.domain.movement import TaskTakenBack as TaskTakenBack
from engine.domain.passing_events import CaseCopied as CaseCopied
from engine.domain.passing_events import CaseEscalated as CaseEscalated
from engine.domain.passing_events import ColleagueAnswered as ColleagueAnswered
from engine.domain.passing_events import ColleagueAsked as ColleagueAsked
from engine.domain.passing_events import DelegationAnswered as DelegationAnswered
from engine.domain.passing_events import DelegationRecalled as DelegationRecalled
from engine.domain.passing_events import EscalationAnswered as EscalationAnswered
from engine.domain.passing_events import EscalationClosed as EscalationClosed
from engine.domain.passing_events import EscalationPassed as EscalationPassed
from engine.domain.passing_events import TaskDelegated as TaskDelegated
from engine.domain.passing_events import TaskReminded as TaskReminded
from engine.domain.passing_events import TaskTransferred as TaskTransferred
from engine.domain.rating_events import CaseRated as CaseRated
from engine.domain.refusal_events import SecondNoticeRefused as SecondNoticeRefused
from engine.domain.signing_events import ConsultationBegun as ConsultationBegun
from engine.domain.signing_events import ConsultationEnded as ConsultationEnded
from engine.domain.signing_events import NextChosen as NextChosen
from engine.domain.signing_events import OpinionGiven as OpinionGiven
from engine.domain.signing_events import PostFoundEmpty as PostFoundEmpty
from engine.domain.signing_events import SignerAdded as SignerAdded
from engine.domain.signing_events import SignerRemoved as SignerRemoved
from engine.domain.signing_events import TaskPassedByRule as TaskPassedByRule
from engine.domain.signing_events import TaskRedirected as TaskRedirected


@dataclass(frozen=True, kw_only=True)
class CaseStarted(Event):
    case_no: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class CaseSubmitted(Event):
    case_no: str


@dataclass(frozen=True, kw_only=True)
class CaseAccepted(Event):
    deemed: bool


@dataclass(frozen=True, kw_only=True)
class MaterialsDeferred(Event):
    """``materials``: the names, joined, of what the applicant promises to hand in by ``due_on`` (ISO day)."""

    materials: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class CaseRefused(Event):
    refusal: str


@dataclass(frozen=True, kw_only=True)
class SupplementRequested(Event):
    task_id: str
    department: str
    number_of_defects: int
    due_on: str


@dataclass(frozen=True, kw_only=True)
class SupplementSubmitted(Event):
    task_id: str


@dataclass(frozen=True, kw_only=True)
class StageBegun(Event):
    stage: str


@dataclass(frozen=True, kw_only=True)
class TaskOpened(Event):
    task_id: str
    step: str
    department: str
    role: str


@dataclass(frozen=True, kw_only=True)
class TaskClaimed(Event):
    task_id: str
    step: str


@dataclass(frozen=True, kw_only=True)
class TaskReleased(Event):
    task_id: str
    step: str


@dataclass(frozen=True, kw_only=True)
class TaskCompleted(Event):
    """``details``: opinion. ``silence``: the time passed and this document lets that count as the outcome."""

    task_id: str
    step: str
    department: str
    outcome: str
    outcome_label: str
    silence: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskSigned(Event):
    """One of several officers has signed; ``number`` of them so far. ``details``: opinion."""

    task_id: str
    step: str
    number: int


@dataclass(frozen=True, kw_only=True)
class TaskCancelled(Event):
    task_id: str
    step: str


@dataclass(frozen=True, kw_only=True)
class TaskOverdue(Event):
    task_id: str
    step: str
    department: str


@dataclass(frozen=True, kw_only=True)
class ServiceCalled(Event):
    call_id: str
    step: str
    topic: str


@dataclass(frozen=True, kw_only=True)
class ServiceReplied(Event):
    call_id: str
    step: str
    topic: str
    source: str


@dataclass(frozen=True, kw_only=True)
class ServiceFailed(Event):
    call_id: str
    step: str
    topic: str
    failure: str


@dataclass(frozen=True, kw_only=True)
class DecisionEvaluated(Event):
    """``details``: explanation."""

    decision_id: str
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TimerFired(Event):
    timer_id: str
    step: str


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Event):
    """``details``: payload."""

    message: str


@dataclass(frozen=True, kw_only=True)
class LetterIssued(Event):
    letter_id: str
    kind: str
    letter_name: str
    number: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Event):
    """``denial`` false_papers: denied because of them (art. 78). ``details``: reason."""

    outcome: str
    denial: str = ""


@dataclass(frozen=True, kw_only=True)
class LicenceDelivered(Event):
    step: str


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class CaseTerminated(Event):
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseWithdrawn(Event):
    """``details``: reason."""


@dataclass(frozen=True, kw_only=True)
class PartyCodeSent(Event):
    """``details``: mobile, code_purpose, label. The code itself goes only into the message job."""

    path: str


@dataclass(frozen=True, kw_only=True)
class PartyConfirmed(Event):
    """``details``: label, name, mobile."""

    path: str
    answers_digest: str


@dataclass(frozen=True, kw_only=True)
class FileAttached(Event):
    """``details``: filename."""

    file_id: str
    material_id: str
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class FileRemoved(Event):
    file_id: str
    material_id: str


@dataclass(frozen=True, kw_only=True)
class MaterialChecked(Event):
    """``details``: defect."""

    material_id: str
    material_name: str
    state: str


@dataclass(frozen=True, kw_only=True)
class NoticePublished(Event):
    notice_id: str
    ends_on: str


@dataclass(frozen=True, kw_only=True)
class IncidentOpened(Event):
    incident_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class IncidentResolved(Event):
    incident_id: str


@dataclass(frozen=True, kw_only=True)
class QueryCodeReissued(Event):
    how: str


@dataclass(frozen=True, kw_only=True)
class PersonalDetailsErased(Event):
    """The retention period is over: the details of every row before this one are gone, their digests stay in the chain."""

    reason: str


EVENTS: dict[str, type[Event]] = {kind.__name__: kind for kind in kinds_of(Event)}
