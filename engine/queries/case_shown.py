"""What one case looks like on an officer's page: frozen rows, in the order the page shows them. Instants are UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine.domain.sentence import Sentence
from engine.queries.clock_table import ClockShown
from engine.queries.quantity import Places
from engine.store.materials import is_owed


@dataclass(frozen=True, kw_only=True)
class CaseHead:
    case_id: str
    case_no: str
    service: str
    process_id: str
    edition_hash: str
    division: str
    division_name: str
    lead_department: str
    status: str
    channel: str
    stage: str
    subject: str
    applicant_mask: str
    decision: str | None
    reason: str | None
    refusal: str | None
    submitted_at: datetime | None
    accepted_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    suspended_at: datetime | None
    ordinary_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SheetShown:
    """A filled-in form. ``answers`` nest as the form's paths do; numbers that name a person are masked unless the case is unmasked.

    ``visible``: addresses its conditions leave in. ``first``: which of its top-level components concern the reader's department (from 0).
    """

    form: str
    title: str
    answers: Mapping[str, Any]
    visible: frozenset[str]
    first: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class FileShown:
    file_id: str
    filename: str
    media_type: str
    size: int
    uploaded_at: datetime


@dataclass(frozen=True, kw_only=True)
class MaterialShown:
    """``state`` missing | handed_in | accepted | defective | deferred | committed. ``asked`` False: fetched or generated, nobody hands it in. ``due_on``:
    promised at 容缺受理, by that day."""

    material_id: str
    name: str
    state: str
    defect: str
    originals: int
    copies: int
    asked_originals: int
    asked_copies: int
    required: bool
    deferrable: bool
    commitment: bool
    asked: bool
    source: str
    source_label: str
    concerns: tuple[str, ...]
    concerns_me: bool
    basis: str
    accept: tuple[str, ...]
    checked_by: str
    checked_at: datetime | None
    due_on: date | None
    files: tuple[FileShown, ...]

    @property
    def is_owed(self) -> bool:
        """Promised, and not there yet or not in order: no result is handed out before."""
        return is_owed(self)


@dataclass(frozen=True, kw_only=True)
class CheckShown:
    """A registry's answer. ``facts`` (label, value in words); ``failure`` says why there is none; ``outdated``: the applicant has changed what was asked."""

    name: str
    topic: str
    status: str
    source: str
    failure: str
    asked_at: datetime
    answered_at: datetime | None
    facts: tuple[tuple[Sentence | str, Sentence | str], ...]
    outdated: bool


@dataclass(frozen=True, kw_only=True)
class OpinionShown:
    """What somebody decided in a step. ``sheet`` is the step's own form as he filled it.

    ``round``: which time the step was done, from 1; ``void``: a return has undone it; ``returned``: he sent the case back, and the opinion
    is his reason. ``take_back``: the viewer's own last one, which he may try to take back.
    """

    task_id: str
    step: str
    department: str
    officer: str
    at: datetime
    outcome: str
    opinion: str
    sheet: SheetShown | None
    round: int
    void: bool
    returned: bool
    take_back: bool


@dataclass(frozen=True, kw_only=True)
class SignerShown:
    """One who signs. ``weight`` 0 = weights do not count here; ``mode`` "" = the diagram names him; ``name`` "" = whoever of the department."""

    step_token: str
    position: int
    name: str
    department: str
    weight: int
    mode: Sentence | str
    state: str
    state_words: Sentence
    outcome: str
    opinion: str
    at: datetime | None
    added_by: str
    reason: str
    may_remove: bool


@dataclass(frozen=True, kw_only=True)
class StepSigners:
    """The list of a step that several sign, with its rule in words."""

    element_id: str
    step: str
    rule: Sentence
    ended: bool
    signers: tuple[SignerShown, ...]


@dataclass(frozen=True, kw_only=True)
class WaitShown:
    """An open step: whose it is, and until when."""

    task_id: str
    element_id: str
    step: str
    holder: str
    since: datetime
    due_at: datetime | None
    mine: bool
    reminded: int


@dataclass(frozen=True, kw_only=True)
class PartShown:
    """A department's own part of a joint case."""

    department: str
    opened_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    outcome: str


@dataclass(frozen=True, kw_only=True)
class JournalShown:
    """``detail``: what was said or handed in with it."""

    at: datetime
    who: str
    event: str
    sentence: Sentence
    detail: str


@dataclass(frozen=True, kw_only=True)
class LetterLine:
    letter_id: str
    name: str
    number: str
    issued_at: datetime
    issued_by: str


@dataclass(frozen=True, kw_only=True)
class PartyShown:
    """Somebody who must consent to the application with a code sent to his phone."""

    label: str
    name: str
    mobile_mask: str
    confirmed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class NoticeShown:
    notice_id: str
    title: str
    published_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class IncidentLine:
    element_id: str
    step: str
    reason: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where the case stands on its diagram: element ids."""

    done: tuple[str, ...]
    current: tuple[str, ...]
    problem: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One thing asked of the applicant: ``key`` a material id or ``field:<path>``; ``said``: department id → what it found; ``by`` their names."""

    key: str
    what: str
    defect: str
    said: Mapping[str, str] = field(default_factory=dict)
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class SupplementShown:
    """An open request for a supplement. ``outcome``: what finishes the applicant's step, None where it has no outcomes."""

    task_id: str
    outcome: str | None
    asked: tuple[Asked, ...]


@dataclass(frozen=True, kw_only=True)
class CaseFileShown:
    """``unmasked_until``: the viewer asked for full numbers, and it was logged; None = masked. ``may_unmask``: something is masked.

    ``may_steer``: he supervises the division and the case has not ended.
    ``may_extend``: he approves in the lead department; whether it may be extended now, the page of the extension says.
    ``journal``: the last of ``journal_length`` entries; before number ``earlier`` there are more (None = there are not).
    """

    head: CaseHead
    clocks: tuple[ClockShown, ...]
    waiting: tuple[WaitShown, ...]
    sheets: tuple[SheetShown, ...]
    materials: tuple[MaterialShown, ...]
    checks: tuple[CheckShown, ...]
    opinions: tuple[OpinionShown, ...]
    parts: tuple[PartShown, ...]
    parties: tuple[PartyShown, ...]
    notices: tuple[NoticeShown, ...]
    incidents: tuple[IncidentLine, ...]
    journal: tuple[JournalShown, ...]
    journal_length: int
    earlier: int | None
    letters: tuple[LetterLine, ...]
    position: Position
    supplement: SupplementShown | None
    places: Places | None
    may_unmask: bool
    unmasked_until: datetime | None
    at_counter: bool
    may_export: bool
    may_extend: bool
    may_remind: bool
    may_steer: bool
