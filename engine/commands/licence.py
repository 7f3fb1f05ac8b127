"""What ends a licence besides another in its place: its last day (到期), and deregistration (注销, 行政许可法 art. 70) by whoever granted it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.commands import duty, licence_record, moot
from engine.commands.due_text import MOST, said
from engine.commands.letter import issue_standing
from engine.commands.work import Work
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.licence import CAUSES, EXPIRED, WITHDRAWN, LicenceStatus, is_over
from engine.domain.licence_events import LicenceEnding
from engine.domain.sentence import Sentence
from engine.store import licences

LETTER = "deregistration"


@dataclass(frozen=True, kw_only=True)
class ExpireLicence:
    """Its last day is past: deregistered by law (art. 70 (1)), with a letter. Only the system; gives whether it was so, which it is not while an
    application to renew it, handed in in time, is undecided (art. 50)."""

    command_id: str
    licence_id: str


@dataclass(frozen=True, kw_only=True)
class WarnOfExpiry:
    """Tell the holder that it runs out and until when he may ask for its renewal, once. Only the system; gives whether he was told."""

    command_id: str
    licence_id: str


@dataclass(frozen=True, kw_only=True)
class DeregisterLicence:
    """注销, by an approver of the department that granted it; gives the number of the letter, "" where the edition has no text for it.

    ``cause``: one of ``engine.domain.licence.CAUSES``. ``reason``: what happened and how it is known; ``basis``: the decision of withdrawal or the
    rule, for causes that rest on one. Both stand in the letter.
    Raises Missing to everybody else, Forbidden where duties are to be kept apart, Refused for what has ended or does not end by this cause yet,
    Invalid with what is wanting.
    """

    command_id: str
    licence_id: str
    cause: str
    reason: str
    basis: str = ""


def expire_licence(command: ExpireLicence, work: Work) -> bool:
    work.viewer.require_system()
    row = _taken(work, command.licence_id)
    if row.status != LicenceStatus.VALID or not is_over(row.valid_until, work.today) or licences.holds(work.tx, row):
        return False
    number = _letter(work, row, EXPIRED, f"有效期到{row.valid_until.isoformat()}，届满没有延续。", "")
    licence_record.end(work, row, LicenceStatus.EXPIRED, cause=EXPIRED, letter=number)
    moot.call_off(work, row.licence_id)
    return True


def warn_of_expiry(command: WarnOfExpiry, work: Work) -> bool:
    work.viewer.require_system()
    row = _taken(work, command.licence_id)
    due = row.status == LicenceStatus.VALID and row.warned_at is None and row.warn_on is not None and row.warn_on <= work.today
    if not due or is_over(row.valid_until, work.today) or licences.is_asked(work.tx, row):
        return False
    work.put(work.case(row.case_id))
    licences.change(work.tx, row, warned_at=work.now)
    days = {"until_on": row.valid_until.isoformat(), "file_by_on": row.file_by.isoformat()}
    work.emit(LicenceEnding(case_id=row.case_id, licence_id=row.licence_id, number=row.number, licence_name=row.name, **days))
    return True


def deregister_licence(command: DeregisterLicence, work: Work) -> str:
    row = licences.find(work.tx, command.licence_id)
    if row is None or not work.viewer.may(f"{row.department}:approver", row.division_code):
        raise Missing("没有找到这份许可证。")
    row = _taken(work, command.licence_id)
    duty.require(work, work.case(row.case_id), ("approver",))
    cause = CAUSES.get(command.cause)
    if cause is None:
        wanted = Sentence("请选择注销的原因。")
        raise Invalid(wanted.template, {"cause": wanted})
    _may_end(work, row, command.cause)
    reason = said(command.reason, "reason", Sentence("请写明注销的事实和怎样核实的，最多 {most} 字，会原样写进注销决定书。", most=MOST))
    wanted = Sentence("请写明撤回、吊销决定的文号，或者应当注销的法律、法规和条款，会写进注销决定书。")
    basis = said(command.basis, "basis", wanted) if cause.document else command.basis.strip()[:MOST]
    number = _letter(work, row, command.cause, reason, basis)
    details = {"reason": reason, **({"basis": basis} if basis else {})}
    licence_record.end(work, row, LicenceStatus.DEREGISTERED, cause=command.cause, letter=number, details=details)
    moot.call_off(work, row.licence_id)
    return number


def _taken(work: Work, licence_id: str) -> Any:
    """The row as it stands once its case is taken."""
    row = licences.find(work.tx, licence_id)
    if row is None:
        raise Missing("没有找到这份许可证。")
    work.case(row.case_id)
    return licences.find(work.tx, licence_id)


def _may_end(work: Work, row: Any, cause: str) -> None:
    status = LicenceStatus(row.status)
    if status != LicenceStatus.VALID and not (status == LicenceStatus.REVOKED and cause == WITHDRAWN):
        raise Refused("这份许可证{status}，不能注销。", status=status.label)
    if licences.is_granted(work.tx, row):
        raise Refused("它的延续或者变更已经准予，新证还没有发放：请先发证，再注销新证。")
    if cause != EXPIRED:
        return
    if row.valid_until is not None and not is_over(row.valid_until, work.today):
        raise Refused("这份许可证的有效期到 {day}，还没有届满。", day=row.valid_until.isoformat())
    if licences.holds(work.tx, row):
        raise Refused("延续申请在期限内提出，还没有办结：届满没有作出决定的，视为准予延续（行政许可法第五十条），不能以届满为由注销。")


def _letter(work: Work, row: Any, cause: str, reason: str, basis: str) -> str:
    words = {
        "licence": row.number, "name": row.name, "article": CAUSES[cause].item, "cause": str(CAUSES[cause].label), "reason": reason,
        "basis": basis, "granted_on": row.granted_on, "valid_until": row.valid_until,
    }  # fmt: skip
    return issue_standing(work, work.case(row.case_id), LETTER, {"deregistration": words})
