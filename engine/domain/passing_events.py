"""Facts of work passed among colleagues. ``to_id``, ``to_name``: the officer it concerns; "" and a group's words when it is a whole group."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class TaskTransferred(Event):
    """For good. ``group``: where it went when no single officer has it. ``from_id``: who had it, "" = nobody. ``details``: reason."""

    task_id: str
    step: str
    from_id: str
    to_id: str
    to_name: str
    group: str


@dataclass(frozen=True, kw_only=True)
class TaskDelegated(Event):
    """An opinion is asked of a colleague, who holds the task until he has given it. ``details``: note."""

    task_id: str
    step: str
    to_id: str
    to_name: str


@dataclass(frozen=True, kw_only=True)
class DelegationAnswered(Event):
    """The task is back with its owner ``to_id``. ``details``: opinion."""

    task_id: str
    step: str
    to_id: str
    to_name: str


@dataclass(frozen=True, kw_only=True)
class DelegationRecalled(Event):
    """The owner took it back from ``to_id`` before he had answered."""

    task_id: str
    step: str
    to_id: str
    to_name: str


@dataclass(frozen=True, kw_only=True)
class ColleagueAsked(Event):
    """``details``: question."""

    task_id: str
    step: str
    question_id: str
    to_id: str
    to_name: str


@dataclass(frozen=True, kw_only=True)
class ColleagueAnswered(Event):
    """``to_id`` had asked. ``details``: answer."""

    task_id: str
    step: str
    question_id: str
    to_id: str
    to_name: str


@dataclass(frozen=True, kw_only=True)
class CaseCopied(Event):
    """``details``: note."""

    step: str
    to_id: str
    to_name: str


@dataclass(frozen=True, kw_only=True)
class TaskReminded(Event):
    """The ``times``-th time. ``to_id`` "" = the whole group. ``details``: note."""

    task_id: str
    step: str
    times: int
    department: str
    role: str
    to_id: str


@dataclass(frozen=True, kw_only=True)
class CaseEscalated(Event):
    """督办. ``details``: reason."""

    escalation_id: str
    number: str
    task_id: str
    step: str
    department: str
    role: str
    to_id: str
    to_name: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class EscalationAnswered(Event):
    """``to_id``: the supervisor who issued it. ``details``: feedback."""

    escalation_id: str
    number: str
    to_id: str


@dataclass(frozen=True, kw_only=True)
class EscalationClosed(Event):
    """``details``: conclusion."""

    escalation_id: str
    number: str
    to_id: str
    department: str
    role: str


@dataclass(frozen=True, kw_only=True)
class EscalationPassed(Event):
    """The task it is about changed hands, and whoever has it now answers for it. ``issued_by``: the supervisor's id, or "system"."""

    escalation_id: str
    number: str
    step: str
    to_id: str
    to_name: str
    department: str
    role: str
    due_on: str
    issued_by: str
