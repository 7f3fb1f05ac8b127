"""退回, 拿回; 跳转, 挂起, 唤醒, 终止: first what would happen, then the act."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.returning import SendBack, TakeBack
from engine.commands.steering import Jump, Suspend, Terminate, Wake
from engine.domain.errors import EngineError, Invalid
from engine.queries.moving import JumpPage, SendBackPage, TakeBackPage
from web.context import ask, command_id, execute
from web.error_pages import say
from web.permissions import permit
from web.views.desk_task import TASK_ROLES

blueprint = Blueprint("desk_moves", __name__, url_prefix="/desk")
REASONS = ("材料与事实不符，请核实", "缺少必要的说明，请补充", "意见不明确，请写明理由和依据", "适用条款有误，请重新审查")


@blueprint.get("/tasks/<task_id>/send-back")
@permit(*TASK_ROLES)
def send_back(task_id: str) -> str:
    """``?to=<step>&after=rerun|resume``: what that return would do."""
    return _send_back(task_id, request.args)


@blueprint.post("/tasks/<task_id>/send-back")
@permit(*TASK_ROLES)
def do_send_back(task_id: str) -> Any:
    move = ask(SendBackPage(task_id=task_id, to=request.form.get("to", ""), after=request.form.get("after", "")))
    try:
        execute(
            SendBack(
                command_id=command_id(),
                task_id=task_id,
                to=request.form.get("to", ""),
                after=request.form.get("after", ""),
                reason=request.form.get("reason", ""),
            )
        )
    except Invalid as error:
        return _send_back(task_id, request.form, say(error)), error.status
    flash(_("%(number)s“%(step)s”已退回到“%(to)s”。", number=move.case_no, step=move.step, to=move.to_step), "success")
    return redirect(url_for("desk_board.board", folder="department"))


def _send_back(task_id: str, chosen: Any, error: str = "") -> str:
    move = ask(SendBackPage(task_id=task_id, to=chosen.get("to", ""), after=chosen.get("after", "")))
    return render_template("desk_moves/send_back.html", move=move, error=error, reason=chosen.get("reason", ""), reasons=REASONS)


@blueprint.get("/tasks/<task_id>/take-back")
@permit(*TASK_ROLES)
def take_back(task_id: str) -> str:
    return render_template("desk_moves/take_back.html", move=ask(TakeBackPage(task_id=task_id)))


@blueprint.post("/tasks/<task_id>/take-back")
@permit(*TASK_ROLES)
def do_take_back(task_id: str) -> Any:
    move = ask(TakeBackPage(task_id=task_id))
    execute(TakeBack(command_id=command_id(), task_id=task_id))
    flash(_("“%(step)s”已拿回，请重新办理。", step=move.step), "success")
    return redirect(url_for("desk_case.case", case_id=move.case_id, _anchor="waiting"))


@blueprint.get("/cases/<case_id>/jump")
@permit("supervisor")
def jump(case_id: str) -> str:
    """``?from=<token>&to=<step>``: what that jump would do."""
    return _jump(case_id, request.args)


@blueprint.post("/cases/<case_id>/jump")
@permit("supervisor")
def do_jump(case_id: str) -> Any:
    form = request.form
    try:
        execute(
            Jump(command_id=command_id(), case_id=case_id, token_id=form.get("from", ""), to=form.get("to", ""), reason=form.get("reason", ""))
        )
    except Invalid as error:
        return _jump(case_id, form, say(error)), error.status
    flash(_("办件已跳转。"), "success")
    return redirect(url_for("desk_case.case", case_id=case_id))


def _jump(case_id: str, chosen: Any, error: str = "") -> str:
    move = ask(JumpPage(case_id=case_id, token_id=chosen.get("from", ""), to=chosen.get("to", "")))
    return render_template("desk_moves/jump.html", move=move, error=error, reason=chosen.get("reason", ""))


@blueprint.post("/cases/<case_id>/suspend")
@permit("supervisor")
def suspend(case_id: str) -> Any:
    return _steered(case_id, Suspend(command_id=command_id(), case_id=case_id, reason=request.form.get("reason", "")), _("办件已挂起。"))


@blueprint.post("/cases/<case_id>/wake")
@permit("supervisor")
def wake(case_id: str) -> Any:
    return _steered(case_id, Wake(command_id=command_id(), case_id=case_id), _("办件已唤醒，继续办理。"))


@blueprint.post("/cases/<case_id>/terminate")
@permit("supervisor")
def terminate(case_id: str) -> Any:
    return _steered(case_id, Terminate(command_id=command_id(), case_id=case_id, reason=request.form.get("reason", "")), _("办件已终止，已告知申请人。"))


def _steered(case_id: str, command: Any, done: str) -> Any:
    try:
        execute(command)
    except EngineError as error:
        if error.status not in (409, 422):
            raise
        flash(say(error), "warning")
    else:
        flash(done, "success")
    return redirect(url_for("desk_case.case", case_id=case_id, _anchor="steer"))
