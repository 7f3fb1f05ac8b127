"""Consent: everybody whose rights a case disposes of confirms the very answers handed in, with a code sent to the phone on the form.

A form field with the property ``confirm`` (the party's role in words) is such a phone. The consent is bound to a digest of all the answers:
change one, and it must be given again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from engine.commands.context import feel_context, nested_answers
from engine.commands.work import Job, Work
from engine.content import Party
from engine.domain.case import Case
from engine.domain.chain import digest
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.events import PartyCodeSent, PartyConfirmed
from engine.domain.identity import check_mobile, mask_mobile
from engine.domain.sentence import Sentence
from engine.domain.status import CaseStatus
from engine.store import cases, materials

CODE_LASTS = timedelta(minutes=10)
CODE_PAUSE = timedelta(seconds=60)
CODE_TRIES = 5


@dataclass(frozen=True, kw_only=True)
class SendPartyCode:
    """Send a code to the phone of the party at ``party`` (path of the mobile field). Gives Sent. At most one a minute."""

    command_id: str
    case_id: str
    party: str


@dataclass(frozen=True, kw_only=True)
class ConfirmParty:
    """Enter the code. Raises Invalid when it is wrong; after five wrong ones a new code must be sent."""

    secret: ClassVar[bool] = True
    command_id: str
    case_id: str
    party: str
    code: str


@dataclass(frozen=True)
class Sent:
    mobile_mask: str


def answers_digest(application: dict[str, Any]) -> str:
    return digest(application)


def application_to_confirm(work: Work, case: Case) -> dict[str, Any]:
    """A draft's answers, or the corrected ones while a supplement is being filled in."""
    sections = cases.all_answers(work.tx, work.parts.seal, case.case_id)
    if case.status != CaseStatus.DRAFT and "supplement_draft" in sections:
        return dict(sections["supplement_draft"])
    return dict(nested_answers(sections)["application"])


def missing_consents(work: Work, case: Case, application: dict[str, Any]) -> dict[str, str]:
    """``party:<path>`` → sentence for everybody who has not consented to exactly these answers."""
    context, digest = feel_context(work, case), answers_digest(application)
    given = materials.parties_of(work.tx, case.case_id)
    return {
        f"party:{party.path}": Sentence("{label}{name}还没有用手机验证码确认。", label=party.label, name=party.name)
        for party in work.process(case).parties(application, context)
        if (row := given.get(party.path)) is None or row.confirmed_digest != digest
    }


def _party(work: Work, case: Case, path: str) -> Party:
    application = application_to_confirm(work, case)
    found = next((p for p in work.process(case).parties(application, feel_context(work, case)) if p.path == path), None)
    if found is None:
        raise Missing("没有找到这位需要确认的当事人，请先保存表单。")
    return found


def send_party_code(command: SendPartyCode, work: Work) -> Sent:
    case = work.case(command.case_id)
    work.viewer.require_case(case.case_id, case.division_code)
    party = _party(work, case, command.party)
    wrong = check_mobile(party.mobile)
    if wrong:
        raise Invalid(wrong)
    row = materials.parties_of(work.tx, case.case_id).get(party.path)
    if row is not None and row.code_sent_at is not None and work.now - row.code_sent_at < CODE_PAUSE:
        raise Refused("验证码刚刚发送过，请一分钟后再试。")
    code = work.draw_digits(6)
    materials.put_party(
        work.tx,
        case,
        party.path,
        code_hash=_hash(work, case.case_id, party, code),
        code_sent_at=work.now,
        attempts=0,
        confirmed_at=None,
        confirmed_digest=None,
    )
    work.enqueue(
        Job(
            key=f"code:{command.command_id}",
            kind="send_message",
            case_id=case.case_id,
            division_code=case.division_code,
            arguments={
                "mobile": party.mobile,
                "text": f"您的验证码是 {code}，10 分钟内有效。用于确认“{case.process_name}”（{case.case_no}）中"
                f"您作为{party.label}填报的内容。非本人办理请勿告诉他人。",
            },
        )
    )
    work.emit(PartyCodeSent(case_id=case.case_id, path=party.path, details={"mobile": party.mobile, "label": party.label}))
    return Sent(mask_mobile(party.mobile))


def confirm_party(command: ConfirmParty, work: Work) -> None:
    case = work.case(command.case_id)
    work.viewer.require_case(case.case_id, case.division_code)
    party = _party(work, case, command.party)
    row = materials.parties_of(work.tx, case.case_id).get(party.path)
    if row is None or row.code_hash is None or row.code_sent_at is None or work.now - row.code_sent_at > CODE_LASTS:
        raise Invalid("验证码已经失效，请重新发送。")
    if row.attempts >= CODE_TRIES:
        raise Refused("验证码输错次数过多，请重新发送。")
    if row.code_hash != _hash(work, case.case_id, party, command.code.strip()):
        materials.put_party(work.tx, case, party.path, attempts=row.attempts + 1)
        work.fail_after_commit(Invalid("验证码不对，请核对后再输入。"))
        return
    digest = answers_digest(application_to_confirm(work, case))
    materials.put_party(work.tx, case, party.path, code_hash=None, confirmed_at=work.now, confirmed_digest=digest)
    work.emit(
        PartyConfirmed(
            case_id=case.case_id,
            path=party.path,
            answers_digest=digest,
            details={"label": party.label, "name": party.name, "mobile": party.mobile},
        )
    )


def _hash(work: Work, case_id: str, party: Party, code: str) -> str:
    """Bound to the phone: a code sent to one number does not confirm another."""
    return work.parts.seal.lookup(f"{case_id}:{party.path}:{party.mobile}:{code}")
