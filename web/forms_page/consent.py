"""当事人确认: everybody whose rights the case disposes of enters the code sent to his own phone."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.consent import ConfirmParty, SendPartyCode
from engine.domain.command_id import new_command_id
from engine.domain.errors import EngineError
from web.context import command_id, engine, execute, safe_next
from web.error_pages import say
from web.forms_page import Steps, is_editable


def show_parties(steps: Steps, case_id: str, errors: dict[str, str] | None = None) -> Any:
    """Also while a supplement is being filled in: changed answers need consent anew. ``next`` leads back there."""
    draft = steps.draft(case_id)
    back = safe_next("" if is_editable(draft) else steps.after(case_id))
    demo = engine().settings.is_local_default  # no real messages are sent there, and the page says where to look
    page = render_template("forms_page/confirm.html", steps=steps, draft=draft, step="confirm", errors=errors or {}, next=back, demo=demo)
    return (page, 422) if errors else page


def send_code(steps: Steps, case_id: str) -> Any:
    path = request.form.get("party", "")
    try:
        sent = execute(SendPartyCode(command_id=command_id(), case_id=case_id, party=path), steps.viewer())
    except EngineError as error:
        return show_parties(steps, case_id, {path: say(error)})
    flash(_("验证码已发送到 %(mobile)s，10 分钟内有效。", mobile=sent.mobile_mask), "success")
    return _back(case_id, path)


def enter_code(steps: Steps, case_id: str) -> Any:
    path = request.form.get("party", "")
    try:
        # A second try with another code is another command, so the id is not the form's.
        execute(ConfirmParty(command_id=new_command_id(), case_id=case_id, party=path, code=request.form.get("code", "")), steps.viewer())
    except EngineError as error:
        return show_parties(steps, case_id, {path: say(error)})
    flash(_("已确认。"), "success")
    return _back(case_id, path)


def _back(case_id: str, path: str) -> Any:
    return redirect(url_for(".confirm", case_id=case_id, next=safe_next("") or None, _anchor="party-" + path.replace(".", "-")))
