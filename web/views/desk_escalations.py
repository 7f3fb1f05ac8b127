"""督办单: a supervisor issues and closes them, the office concerned answers."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.urge import AnswerEscalation, CloseEscalation, Escalate, Remind
from engine.domain.errors import Invalid, Refused
from engine.queries.escalations import Escalations, EscalationStart, OneEscalation
from web.context import ask, command_id, execute, safe_next, viewer
from web.error_pages import say, say_problems
from web.permissions import permit

blueprint = Blueprint("desk_escalations", __name__)
STATES = {"open": _l("待反馈"), "late": _l("逾期未反馈"), "answered": _l("已反馈"), "closed": _l("已办结")}
TONES = {"open": "blue", "late": "red", "answered": "amber", "closed": "green"}


@blueprint.get("/desk/escalations")
@permit("officer")
def every() -> str:
    """``?closed=1``: those that are closed."""
    closed = request.args.get("closed") == "1"
    page = ask(Escalations(closed=closed, page=request.args.get("page", 1, type=int)))
    supervises = viewer().has("supervisor")
    return render_template("desk_escalations/every.html", page=page, closed=closed, states=STATES, tones=TONES, supervises=supervises)


@blueprint.get("/desk/escalations/<escalation_id>")
@permit("officer")
def one(escalation_id: str) -> str:
    return _page(escalation_id, {}, "")


@blueprint.post("/desk/escalations/<escalation_id>/answer")
@permit("officer")
def answer(escalation_id: str) -> Any:
    return _written(AnswerEscalation, escalation_id, "feedback", _("反馈已提交，督办人会看到。"))


@blueprint.post("/desk/escalations/<escalation_id>/close")
@permit("supervisor")
def close(escalation_id: str) -> Any:
    return _written(CloseEscalation, escalation_id, "conclusion", _("督办单已办结。"))


@blueprint.get("/supervision/tasks/<task_id>/escalate")
@permit("supervisor")
def start(task_id: str) -> str:
    return _start_page(task_id, {}, "")


@blueprint.post("/supervision/tasks/<task_id>/escalate")
@permit("supervisor")
def escalate(task_id: str) -> Any:
    try:
        due_on = _day(request.form.get("due_on", ""))
        if due_on is None:
            raise Invalid("请填写反馈期限。", {"due_on": _("请填写反馈期限。")})
        number = execute(Escalate(command_id=command_id(), task_id=task_id, reason=request.form.get("reason", ""), due_on=due_on))
    except Invalid as error:
        return _start_page(task_id, say_problems(error), say(error)), error.status
    except Refused as error:
        return _start_page(task_id, {}, say(error)), error.status
    flash(_("督办单 %(number)s 已发出，在责任人的“督办单”里。", number=number), "success")
    return redirect(url_for("desk_escalations.every"))


@blueprint.post("/supervision/tasks/<task_id>/remind")
@permit("supervisor")
def remind(task_id: str) -> Any:
    shown = ask(EscalationStart(task_id=task_id))
    try:
        execute(Remind(command_id=command_id(), case_id=shown.case_id, task_id=task_id))
    except Refused as error:
        flash(say(error), "warning")
    else:
        flash(_("已催办“%(step)s”，办理人的待办里会显示催办次数。", step=shown.step), "success")
    return redirect(safe_next(url_for("desk_supervision.overdue")))


def _written(command: Any, escalation_id: str, name: str, done: str) -> Any:
    try:
        execute(command(command_id=command_id(), escalation_id=escalation_id, **{name: request.form.get(name, "")}))
    except Invalid as error:
        return _page(escalation_id, say_problems(error), say(error)), error.status
    except Refused as error:
        return _page(escalation_id, {}, say(error)), error.status
    flash(done, "success")
    return redirect(url_for("desk_escalations.one", escalation_id=escalation_id))


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _page(escalation_id: str, problems: dict[str, str], error: str) -> str:
    shown = ask(OneEscalation(escalation_id=escalation_id))
    return render_template(
        "desk_escalations/one.html", shown=shown, problems=problems, error=error, typed=request.form, states=STATES, tones=TONES
    )


def _start_page(task_id: str, problems: dict[str, str], error: str) -> str:
    shown = ask(EscalationStart(task_id=task_id))
    return render_template("desk_escalations/start.html", shown=shown, problems=problems, error=error, typed=request.form)
