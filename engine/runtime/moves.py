"""What goes into :func:`engine.runtime.advance` and what comes out. All frozen; all ids are short texts, unique within the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from engine.runtime.signers import AddSigner, Held, RemoveSigner, Resumed, SignersChanged
from engine.runtime.step import Outcome


class Calendar(Protocol):
    """Turns an ISO 8601 duration into a due instant; ``engine.domain.calendar.WorkCalendar`` is one."""

    def add(self, instant: datetime, duration: str, mode: Any = "working") -> datetime: ...


@dataclass(frozen=True)
class Context:
    """What expressions may read besides variables: ``values`` = answers, situation, materials, case, item. ``now`` is aware UTC.
    ``holders``: (element id, group) → logins of those who may do that step there; None where nobody knows the office (a try-out)."""

    values: Mapping[str, Any]
    now: datetime
    calendar: Calendar
    holders: Callable[[str, str], Sequence[str]] | None = None


@dataclass(frozen=True)
class Start:
    """Begin the case. ``variables`` are process variables from the beginning."""

    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Complete:
    """A person has finished an open task. The variable ``<element id>`` becomes ``{"outcome": outcome, **fields}``. ``forced``: time has
    finished it, also where it waits for somebody who is heard first."""

    task_id: str
    outcome: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    forced: bool = False


@dataclass(frozen=True)
class Fire:
    """A timer is due."""

    timer_id: str


@dataclass(frozen=True)
class Reply:
    """A service has answered."""

    call_id: str
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Fail:
    """A service has failed for good: the BPMN error ``code``, caught by an error boundary event, else an incident."""

    call_id: str
    code: str
    message: str = ""


@dataclass(frozen=True)
class Receive:
    """A message has come. It goes to whoever has waited longest; its payload becomes variables."""

    message: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Retry:
    """Try again where an incident stopped; the files or the answers may have been mended in between."""

    incident_id: str


@dataclass(frozen=True)
class Stop:
    """End the case wherever it stands: every open task, timer and call is cancelled."""


@dataclass(frozen=True)
class Return:
    """From an open task back to a step ``to``. ``after`` = rerun: the work since then is undone and everything after it is done again;
    resume: only that step is done again, and then the task comes back to where it is now; all others go on meanwhile."""

    task_id: str
    to: str
    after: Literal["rerun", "resume"] = "rerun"


@dataclass(frozen=True)
class TakeBack:
    """Open again the step that was done as ``task_id`` and undo what has come of it; of a step that others still sign, only that signature.
    The caller sees to it that nobody has begun on that."""

    task_id: str
    element_id: str


@dataclass(frozen=True)
class Jump:
    """Whatever waits as ``token_id`` goes on at ``to`` instead, forwards or backwards."""

    token_id: str
    to: str


Move = Start | Complete | Fire | Reply | Fail | Receive | Retry | Stop | Return | TakeBack | Jump | AddSigner | RemoveSigner


@dataclass(frozen=True)
class Entered:
    element_id: str
    task_id: str


@dataclass(frozen=True)
class Passed:
    element_id: str
    task_id: str
    outcome: str | None = None


@dataclass(frozen=True)
class Signed:
    """One signer of a step that several must sign has done so; the step itself passes when its rule is met."""

    element_id: str
    task_id: str
    outcome: str | None = None


@dataclass(frozen=True)
class Cancelled:
    element_id: str
    task_id: str


@dataclass(frozen=True)
class TookFlow:
    flow_id: str


@dataclass(frozen=True)
class Matched:
    """A decision was made. ``rule_ids`` are coverage ids, as in ``Definition.rules``; ``explanation`` is plain data for a page."""

    element_id: str
    decision_id: str
    rule_ids: tuple[str, ...]
    explanation: Any


Fact = Entered | Passed | Signed | Cancelled | TookFlow | Matched | Held | Resumed | SignersChanged


@dataclass(frozen=True)
class CallService:
    call_id: str
    element_id: str
    topic: str
    inputs: dict[str, Any]


@dataclass(frozen=True)
class CancelCall:
    call_id: str


@dataclass(frozen=True)
class SetTimer:
    """``due_at`` is aware UTC. ``repeat`` is 0 for a timer that fires once, else how often it will, None = until cancelled."""

    timer_id: str
    element_id: str
    due_at: datetime
    repeat: int | None = 0


@dataclass(frozen=True)
class CancelTimer:
    timer_id: str


@dataclass(frozen=True)
class AwaitMessage:
    wait_id: str
    element_id: str
    name: str


@dataclass(frozen=True)
class CancelMessage:
    """The case no longer waits: the message has come, or nobody needs it any more."""

    wait_id: str


@dataclass(frozen=True)
class SendMessage:
    element_id: str
    name: str
    payload: dict[str, Any]


Effect = CallService | CancelCall | SetTimer | CancelTimer | AwaitMessage | CancelMessage | SendMessage


@dataclass(frozen=True)
class OpenTask:
    """A task waiting for a person. ``variables`` are its local ones: the item of a multi-instance step, its inputs. ``who``: the groups
    that may do it; the step's, or the one signer of a step that several must sign. ``officer``: the login of whoever must do it himself.
    ``mode`` "" or how this signer came to sign (``signers.Mode``); ``host`` the task beside which he was added. ``held``: not yet, see Held. ``was``:
    the task it was before its sender asked for an earlier step again."""

    task_id: str
    element_id: str
    opened_by_this_move: bool
    variables: Mapping[str, Any]
    who: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    officer: str = ""
    mode: str = ""
    host: str = ""
    held: bool = False
    was: str = ""


@dataclass(frozen=True)
class Incident:
    """A token that cannot go on; the rest of the case does. ``reason`` is Chinese."""

    incident_id: str
    element_id: str
    reason: str
    opened_by_this_move: bool = True


@dataclass(frozen=True)
class Advance:
    """The new state and what the move did. ``resolved`` are the ids of incidents that stood before and stand no more; ``variables`` the
    process variables as they stand now."""

    state: bytes
    facts: tuple[Fact, ...]
    open_tasks: tuple[OpenTask, ...]
    effects: tuple[Effect, ...]
    ended: bool
    incidents: tuple[Incident, ...]
    resolved: tuple[str, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
