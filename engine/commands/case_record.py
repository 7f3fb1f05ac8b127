"""A case's record as a whole: an export is written down before it is made; personal details are erased when the law no longer keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.casefile import SIGNING_KEYS, Signer
from engine.commands.work import Work
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Invalid, Refused
from engine.domain.events import PersonalDetailsErased
from engine.domain.licence import LicenceStatus
from engine.domain.sentence import Sentence
from engine.queries.whole_case import exportable_case
from engine.store import cases, erasure, licences, office


@dataclass(frozen=True, kw_only=True)
class RecordExport:
    """Somebody takes a whole case out of the house. Raises Missing when it is not his to take, Refused without a signing key."""

    command_id: str
    case_no: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ErasePersonalDetails:
    """The retention period after the end of the case is over. Only the command line may; raises Missing, Refused (still open, too early,
    a licence of it in force, erased before), Invalid without a reason."""

    command_id: str
    case_no: str
    reason: str


@dataclass(frozen=True)
class Exportable:
    case_id: str


def record_export(command: RecordExport, work: Work) -> Exportable:
    reason = _reason(command.reason)
    row = exportable_case(work.tx, command.case_no, work.viewer)
    _remember_key(work)
    office.add_access(
        work.tx,
        access_id=work.draw_id(),
        at=work.now,
        officer_id=work.viewer.officer_id or work.viewer.kind,
        officer_name=work.viewer.name,
        case_id=row.case_id,
        division_code=row.division_code,
        what=f"导出案卷：{reason}"[:200],
    )
    return Exportable(row.case_id)


def _remember_key(work: Work) -> None:
    """A key that replaced another is written down with its first day, so that both can be looked up when an old file is checked."""
    if not work.parts.settings.signing_key:
        raise Refused("没有设置 SIGNING_KEY，不能给案卷签名，请联系系统管理员。")
    signer = Signer(work.parts.settings.signing_key)
    known = office.read_setting(work.tx, SIGNING_KEYS, [])
    said = signer.sign(b"")
    if all(entry["fingerprint"] != said["fingerprint"] for entry in known):
        entry = {"fingerprint": said["fingerprint"], "public_key": said["public_key"], "since": work.now.isoformat()}
        office.put_setting(work.tx, SIGNING_KEYS, [*known, entry])


def erase_personal_details(command: ErasePersonalDetails, work: Work) -> None:
    work.viewer.require_system()
    reason = _reason(command.reason)
    found = exportable_case(work.tx, command.case_no, work.viewer)
    case = work.case(found.case_id)
    if not case.status.is_final or case.closed_at is None:
        raise Refused("办件 {case_no} 还没有办结，不能删除个人信息。", case_no=case.case_no)
    until = kept_until(case.closed_at, work.parts.settings.retention_years)
    if work.now < until:
        raise Refused(
            "办件 {case_no} 的保存期到 {day} 为止，之前不能删除个人信息。",
            case_no=case.case_no,
            day=f"{until.astimezone(SHANGHAI):%Y-%m-%d}",
        )
    held = next((one for one in licences.of_case(work.tx, case.case_id) if one.status == LicenceStatus.VALID), None)
    if held is not None:
        raise Refused("办件 {case_no} 的许可证（{number}）还有效，登记簿要有持证人，不能删除个人信息。", case_no=case.case_no, number=held.number)
    if case.applicant_sealed is None and not cases.all_answers(work.tx, work.parts.seal, case.case_id):
        raise Refused("办件 {case_no} 的个人信息已经删除过了。", case_no=case.case_no)
    erasure.erase(work.tx, work.parts.seal, case.case_id, work.now)
    work.put(case.without_person())
    work.emit(PersonalDetailsErased(case_id=case.case_id, reason=reason))


def kept_until(closed_at: datetime, years: int) -> datetime:
    """The same day so many years later; 29 February becomes the 28th."""
    try:
        return closed_at.replace(year=closed_at.year + years)
    except ValueError:
        return closed_at.replace(year=closed_at.year + years, day=28)


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid("请写明原因。", {"reason": Sentence("请写明原因。")})
    return text.strip()[:150]
