"""Facts about who signs a step. ``details`` hold the reason given."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class SignerAdded(Event):
    """加签. ``mode`` before, after or parallel; ``signer`` his name, ``signer_id`` his officer id. ``details``: reason."""

    task_id: str
    step: str
    mode: str
    signer: str
    signer_id: str


@dataclass(frozen=True, kw_only=True)
class SignerRemoved(Event):
    """减签. ``signer_id`` "" where it was a department and no named officer. ``details``: reason."""

    step: str
    signer: str
    signer_id: str


@dataclass(frozen=True, kw_only=True)
class OpinionGiven(Event):
    """By one who is heard and does not decide: added before a signer, or consulted. ``details``: opinion."""

    task_id: str
    step: str
    department: str
    outcome: str
    outcome_label: str


@dataclass(frozen=True, kw_only=True)
class TaskPassedByRule(Event):
    """Nobody acted. ``rule`` dedupe: ``officer`` has agreed before; empty: nobody holds the post here."""

    task_id: str
    step: str
    department: str
    outcome: str
    outcome_label: str
    rule: str
    officer: str
    officer_id: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskRedirected(Event):
    """Nobody at the post may do it: ``rule`` empty (there is nobody) or self (whoever there is took the case in, or applied for it)."""

    task_id: str
    step: str
    was: str
    department: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class PostFoundEmpty(Event):
    """A task waits, and nobody holds the post that may do it."""

    task_id: str
    step: str
    department: str
    role: str


@dataclass(frozen=True, kw_only=True)
class NextChosen(Event):
    """Whoever finished a step said who does the next one."""

    task_id: str
    step: str
    officer: str
    officer_id: str


@dataclass(frozen=True, kw_only=True)
class ConsultationBegun(Event):
    """会商: departments came to opposite outcomes. ``departments`` are their ids."""

    step: str
    departments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ConsultationEnded(Event):
    """``by_rule``: the time was over, and the rule decided."""

    step: str
    outcome: str
    outcome_label: str
    by_rule: bool
