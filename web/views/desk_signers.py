"""加签 and 减签: whom to ask and what follows, then the act; and taking somebody off the list again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.signers import AddSigner, RemoveSigner
from engine.domain.errors import Invalid, Refused
from engine.queries.signers import SignersPage, SignersShown
from web.context import ask, command_id, execute, safe_next
from web.error_pages import say, say_problems
from web.permissions import permit
from web.views.desk_task import TASK_ROLES

blueprint = Blueprint("desk_signers", __name__, url_prefix="/desk")
REASONS = ("涉及他部门职责，请一并提出意见", "情况特殊，请领导把关", "请熟悉现场情况的同事先提意见")


@blueprint.get("/tasks/<task_id>/signers")
@permit(*TASK_ROLES)
def signers(task_id: str) -> str:
    return _page(ask(SignersPage(task_id=task_id)))


@blueprint.post("/tasks/<task_id>/signers")
@permit(*TASK_ROLES)
def add(task_id: str) -> Any:
    shown, form = ask(SignersPage(task_id=task_id)), request.form
    try:
        execute(
            AddSigner(
                command_id=command_id(),
                task_id=task_id,
                officer_id=form.get("officer_id", ""),
                mode=form.get("mode", ""),
                reason=form.get("reason", ""),
            )
        )
    except Invalid as error:
        return _page(shown, say_problems(error), say(error)), error.status
    except Refused as error:
        return _page(shown, {}, say(error)), error.status
    name = next((one.name for one in shown.colleagues if one.officer_id == form.get("officer_id")), "")
    flash(_("已请%(name)s签署“%(step)s”，已告知对方。", name=name, step=shown.step), "success")
    return redirect(url_for("desk_task.task", task_id=task_id))


@blueprint.post("/cases/<case_id>/signers/remove")
@permit(*TASK_ROLES)
def remove(case_id: str) -> Any:
    form = request.form
    back = safe_next(url_for("desk_case.case", case_id=case_id, _anchor="signers"))
    try:
        execute(
            RemoveSigner(
                command_id=command_id(),
                case_id=case_id,
                step_token=form.get("step_token", "")[:20],
                position=form.get("position", -1, type=int),
                reason=form.get("reason", ""),
            )
        )
    except (Invalid, Refused) as error:
        flash(say(error), "warning")
    else:
        flash(_("已减签。"), "success")
    return redirect(back)


def _page(shown: SignersShown, problems: dict[str, str] | None = None, error: str = "") -> str:
    return render_template("desk_signers/signers.html", shown=shown, problems=problems or {}, error=error, chosen=request.form, reasons=REASONS)
