"""延期 of one case: what would move, the reason, the approval. Only for who approves in the lead department."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.extend import ExtendClock
from engine.domain.errors import Forbidden, Invalid, Refused
from engine.queries.extension import ExtensionPreview
from web.context import ask, command_id, execute
from web.error_pages import say, say_problems
from web.permissions import permit

blueprint = Blueprint("desk_extension", __name__, url_prefix="/desk/cases/<case_id>/extension")


@blueprint.get("")
@permit("approver")
def preview(case_id: str) -> str:
    """``?days=<n>``: the due dates with so many days."""
    return _page(case_id, request.args.get("days", 0, type=int), "", "", {}, "")


@blueprint.post("")
@permit("approver")
def extend(case_id: str) -> Any:
    """``preview`` only counts anew and keeps what was typed."""
    days, reason, approval = request.form.get("days", 0, type=int), request.form.get("reason", ""), request.form.get("approval", "")
    if "preview" in request.form:
        return _page(case_id, days, reason, approval, {}, "")
    try:
        number = execute(ExtendClock(command_id=command_id(), case_id=case_id, days=days, reason=reason, approval=approval))
    except Invalid as error:
        return _page(case_id, days, reason, approval, say_problems(error), say(error)), error.status
    except (Refused, Forbidden) as error:
        return _page(case_id, days, reason, approval, {}, say(error)), error.status
    flash(_("已延期 %(n)s 个工作日，延期通知书 %(number)s 已出具并告知申请人。", n=days, number=number), "success")
    return redirect(url_for("desk_case.case", case_id=case_id, _anchor="clocks"))


def _page(case_id: str, days: int, reason: str, approval: str, problems: dict[str, str], error: str) -> str:
    shown = ask(ExtensionPreview(case_id=case_id, days=days))
    return render_template("desk_extension/extend.html", shown=shown, reason=reason, approval=approval, problems=problems, error=error)
