"""A holder begins to renew or change his licence from his own page: the form knows already which one it is about and who he is."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.apply import StartDraft, Started, start_draft
from engine.commands.context import feel_context
from engine.commands.renewal import NUMBER, UNTIL
from engine.commands.work import Work
from engine.content.meaning import with_meant
from engine.domain.errors import Missing, Refused
from engine.domain.licence import LicenceStatus
from engine.store import cases, licences


@dataclass(frozen=True, kw_only=True)
class StartRenewal:
    """A draft of the service that renews this licence, in its division. Gives Started. Raises Missing to everybody but who follows the case in which it
    was issued, Refused where there is no such service or somebody has asked already."""

    command_id: str
    case_id: str
    licence_id: str


def start_renewal(command: StartRenewal, work: Work) -> Started:
    row = licences.find(work.tx, command.licence_id)
    if row is None or row.case_id != command.case_id or row.case_id not in work.viewer.case_ids:
        raise Missing("没有找到这份许可证。")
    service = work.parts.library.current(work.tx, row.process_id)[1].item.licence.renewal
    if not service:
        raise Refused("这项许可没有网上办理延续和变更的服务，请到窗口咨询。")
    if row.status != LicenceStatus.VALID:
        raise Refused("这份许可证{status}，不能延续或者变更。", status=LicenceStatus(row.status).label)
    if licences.is_asked(work.tx, row):
        raise Refused("这份许可证的延续或者变更已经在办理，不用再申请。")
    started = start_draft(StartDraft(command_id=command.command_id, process_id=service, division=row.division_code), work)
    case, process = work.case(started.case_id), work.parts.library.current(work.tx, service)[1]
    holder = work.parts.seal.open(row.holder_sealed) or {}
    known = {f"applicant_{name}": holder.get(name, "") for name in ("name", "identity", "mobile")}
    known |= {"subject": row.subject_name, NUMBER: row.number, UNTIL: row.valid_until.isoformat() if row.valid_until else ""}
    answers = with_meant(process.forms[process.start_form], {}, feel_context(work, case), known)
    cases.save_answers(work.tx, work.parts.seal, case, "application", answers, work.now)
    return started
