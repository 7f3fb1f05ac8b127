"""The verbs: a frozen dataclass each, and the function that does it. ``HANDLERS`` is the whole list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.commands import (
    account,
    apply,
    attach,
    case_record,
    check_letter,
    consent,
    design,
    extend,
    follow,
    found,
    machine,
    material,
    office,
    operate,
    task,
)
from engine.commands.work import Job, Parts, Work

HANDLERS: dict[type, Callable[[Any, Work], Any]] = {
    apply.StartDraft: apply.start_draft,
    apply.SaveDraft: apply.save_draft,
    apply.Submit: apply.submit,
    attach.AttachFile: attach.attach_file,
    attach.RemoveFile: attach.remove_file,
    consent.SendPartyCode: consent.send_party_code,
    consent.ConfirmParty: consent.confirm_party,
    case_record.RecordExport: case_record.record_export,
    case_record.ErasePersonalDetails: case_record.erase_personal_details,
    check_letter.FindLetter: check_letter.find_letter,
    follow.FindCase: follow.find_case,
    follow.SendQueryCode: follow.send_query_code,
    follow.ReissueQueryCode: follow.reissue_query_code,
    follow.Withdraw: follow.withdraw,
    follow.Rate: follow.rate,
    follow.Object: follow.object_to,
    extend.ExtendClock: extend.extend_clock,
    material.CheckMaterial: material.check_material,
    task.ClaimTask: task.claim_task,
    task.ReleaseTask: task.release_task,
    task.CompleteTask: task.complete_task,
    account.SignIn: account.sign_in,
    account.ChangePassword: account.change_password,
    account.RecordAccess: account.record_access,
    office.CreateOfficer: office.create_officer,
    office.UpdateOfficer: office.update_officer,
    office.ResetPassword: office.reset_password,
    office.SaveDepartment: office.save_department,
    office.SaveWindow: office.save_window,
    office.SaveCalendarYear: office.save_calendar_year,
    operate.RetryJob: operate.retry_job,
    operate.RetryIncident: operate.retry_incident,
    design.OpenDraft: design.open_draft,
    design.SaveDraftFile: design.save_draft_file,
    design.ImportDraft: design.import_draft,
    design.DiscardDraft: design.discard_draft,
    design.SubmitDraft: design.submit_draft,
    design.ReturnDraft: design.return_draft,
    design.Publish: design.publish,
    design.PublishBundle: design.publish_bundle,
    found.FoundOffice: found.found_office,
    found.EnrolOfficer: found.enrol_officer,
    machine.FireTimer: machine.fire_timer,
    machine.ReplyService: machine.reply_service,
    machine.FailService: machine.fail_service,
    machine.ReceiveMessage: machine.receive_message,
    machine.PublishNotice: machine.publish_notice,
}

__all__ = ["HANDLERS", "Job", "Parts", "Work"]
