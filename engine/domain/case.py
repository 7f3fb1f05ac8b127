"""A case: one applicant's run of one item. Its status moves only by the methods here; each gives a new case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain.errors import Refused
from engine.domain.initials import initials
from engine.domain.status import CaseStatus, move

S = CaseStatus
_STATUSES = {status.value: status for status in CaseStatus}
BEFORE_DECISION = frozenset({S.SUBMITTED, S.SUPPLEMENTING, S.ACCEPTED})
EDITABLE = frozenset({S.DRAFT, S.SUPPLEMENTING, S.ACCEPTED})


@dataclass(frozen=True, kw_only=True)
class Case:
    """The row of ``cases``; ``applicant`` is the opened personal part {name, identity, mobile, kind}."""

    case_id: str
    case_no: str
    division_code: str
    process_id: str
    process_name: str
    edition_hash: str
    lead_department: str
    status: CaseStatus
    channel: str
    query_code_hash: str
    subject_name: str = ""
    applicant_sealed: bytes | None = None
    applicant_mask: str = ""
    applicant_lookup: str | None = None
    applicant_initials: str = ""
    subject_initials: str = ""
    taken_in_by: str | None = None
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None = None
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    decision: str | None = None
    reason: str | None = None
    refusal: str | None = None
    stage: str = ""
    suspended_at: datetime | None = None
    ordinary_at: datetime | None = None
    rating: int | None = None
    rating_comment: str | None = None
    version: int = 1
    watched: bool | None = None
    journal_length: int = 0
    journal_head: str = ""

    @classmethod
    def restored(cls, values: Mapping[str, Any]) -> Case:
        """As it was kept: a value for every field, the status as text."""
        case = object.__new__(cls)
        object.__setattr__(case, "__dict__", {**values, "status": _STATUSES[values["status"]]})
        return case

    def kept(self) -> dict[str, Any]:
        """What :meth:`restored` takes."""
        return {**self.__dict__, "status": str(self.status)}

    def changed_since(self, before: Case) -> dict[str, Any]:
        """Of what :meth:`restored` takes, what is another value now."""
        old = before.__dict__
        changed = {name: value for name, value in self.__dict__.items() if value is not old[name] and value != old[name]}
        return {**changed, "status": str(self.status)} if "status" in changed else changed

    def _with(self, **changed: Any) -> Case:
        # dataclasses.replace hands over thirty fields one by one, several times for each move of a case
        case = object.__new__(Case)
        object.__setattr__(case, "__dict__", {**self.__dict__, **changed})
        return case

    def _moved(self, to: CaseStatus, **more: Any) -> Case:
        return self._with(status=move(self.status, to), **more)

    def submit(self, now: datetime) -> Case:
        return self._moved(S.SUBMITTED, submitted_at=now)

    def ask_supplement(self) -> Case:
        """Before acceptance the case waits as ``supplementing``; asked after it, it stays ``accepted``."""
        return self if self.status == S.ACCEPTED else self._moved(S.SUPPLEMENTING)

    def supplement(self) -> Case:
        return self if self.status == S.ACCEPTED else self._moved(S.SUBMITTED)

    def accept(self, at: datetime) -> Case:
        return self._moved(S.ACCEPTED, accepted_at=at)

    def turn_ordinary(self, reason: str, now: datetime) -> Case:
        """An 即办件 that cannot be decided on the spot; ``reason`` stands until it is decided."""
        return self._with(ordinary_at=now, reason=reason)

    def refuse(self, refusal: str, now: datetime) -> Case:
        return self._moved(S.REFUSED, refusal=refusal, closed_at=now)

    def about(self, *, name: str, subject: str, sealed: bytes, mask: str, lookup: str | None) -> Case:
        letters = {"applicant_initials": initials(name), "subject_initials": initials(subject)}
        return self._with(subject_name=subject, applicant_sealed=sealed, applicant_mask=mask, applicant_lookup=lookup, **letters)

    def with_query_code(self, query_code_hash: str) -> Case:
        return self._with(query_code_hash=query_code_hash)

    def at_stage(self, stage: str) -> Case:
        return self._with(stage=stage)

    def because(self, reason: str) -> Case:
        return self._with(reason=reason)

    def decide(self, outcome: str, reason: str, now: datetime, refusal: str | None = None) -> Case:
        """``refusal`` false_papers: why it is denied, as for one that is refused."""
        return self._moved(S.DECIDED, decision=outcome, reason=reason, decided_at=now, refusal=refusal)

    def close(self, now: datetime) -> Case:
        return self._moved(S.CLOSED, closed_at=now)

    def terminate(self, reason: str, now: datetime) -> Case:
        return self._moved(S.TERMINATED, reason=reason, closed_at=now)

    def archive(self) -> Case:
        return self._moved(S.ARCHIVED)

    def suspend(self, now: datetime) -> Case:
        if self.suspended_at is not None:
            raise Refused("办件 {case_no} 已经挂起。", case_no=self.case_no)
        if self.status not in BEFORE_DECISION | {S.DECIDED}:
            raise Refused("办件 {case_no} 没有在办理，不能挂起。", case_no=self.case_no)
        return self._with(suspended_at=now)

    def wake(self) -> Case:
        if self.suspended_at is None:
            raise Refused("办件 {case_no} 没有挂起。", case_no=self.case_no)
        return self._with(suspended_at=None)

    def require_awake(self) -> None:
        """Raises Refused while the case is suspended: nobody works on it."""
        if self.suspended_at is not None:
            raise Refused("办件 {case_no} 已经挂起，唤醒以后才能办理。", case_no=self.case_no)

    def withdraw(self, reason: str, now: datetime) -> Case:
        if self.status not in BEFORE_DECISION | {S.DRAFT}:
            raise Refused("办件 {case_no} 已经作出决定或已经结束，不能撤回。", case_no=self.case_no)
        return self._moved(S.WITHDRAWN, reason=reason, closed_at=now)

    def watch(self) -> Case:
        """Somebody wants to be told what happens."""
        return self if self.watched else self._with(watched=True)

    def without_person(self) -> Case:
        """Nothing that tells who the applicant was; the subject (a company) and the outcome stay."""
        gone = {"applicant_sealed": None, "applicant_mask": "", "applicant_lookup": None, "applicant_initials": ""}
        return self._with(**gone, reason=None, rating_comment=None)

    def journaled(self, length: int, head: str, now: datetime) -> Case:
        """Its journal has grown to ``length`` entries, the last with the hash ``head``."""
        return self._with(journal_length=length, journal_head=head, updated_at=now)

    def rate(self, level: int, comment: str) -> Case:
        if self.closed_at is None and self.decided_at is None:
            raise Refused("办件办结后才能评价。")
        if self.rating is not None:
            raise Refused("这个办件已经评价过了，谢谢您。")
        return self._with(rating=level, rating_comment=comment)
