"""转办, 委派 and what comes back of it: passing one task to a colleague."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.hand_over import AnswerDelegation, DelegateTask, RecallDelegation, TransferTask
from engine.domain.errors import Forbidden, Invalid, Refused
from engine.queries.passing import PassTo
from web.context import ask, command_id, execute
from web.desk_frame import ROLE_NAMES
from web.error_pages import say, say_problems
from web.permissions import permit
from web.views.desk_task import TASK_ROLES

blueprint = Blueprint("desk_passing", __name__, url_prefix="/desk/tasks/<task_id>")
# act → what the page says: title, what will happen, the field of words, its label, the button
ACTS = {
    "transfer": (
        _l("转办"),
        _l("转办后由所选同事办理，您手上不再有这件事，也不会回到您这里。时限不变。原因记入流转记录，对方能看到。"),
        "reason",
        _l("转办原因"),
        _l("确定转办"),
    ),
    "delegate": (
        _l("委派"),
        _l("委派后由所选同事提出意见，提完自动回到您这里，由您办结。等待期间您可以收回。时限不变。"),
        "note",
        _l("请对方看什么、答什么"),
        _l("确定委派"),
    ),
}


@blueprint.get("/pass/<act>")
@permit(*TASK_ROLES)
def choose(task_id: str, act: str) -> str:
    return _page(task_id, act, {}, "")


@blueprint.post("/pass/<act>")
@permit(*TASK_ROLES)
def give(task_id: str, act: str) -> Any:
    shown = ask(PassTo(task_id=task_id))
    to, words = request.form.get("to", ""), request.form.get(_said(act)[2], "")
    try:
        if act == "transfer":
            name = execute(TransferTask(command_id=command_id(), task_id=task_id, to=to, reason=words))
            done = _("“%(step)s”已转给%(name)s，在对方的“我的待办”里。", step=shown.step, name=name)
        else:
            name = execute(DelegateTask(command_id=command_id(), task_id=task_id, to=to, note=words))
            done = _("已请%(name)s就“%(step)s”提出意见，对方答复后会回到您手上。", step=shown.step, name=name)
    except Invalid as error:
        return _page(task_id, act, say_problems(error), say(error)), error.status
    except (Refused, Forbidden) as error:
        return _page(task_id, act, {}, say(error)), error.status
    flash(done, "success")
    return redirect(url_for("desk_board.board", folder="mine") if act == "transfer" else url_for("desk_task.task", task_id=task_id))


@blueprint.post("/opinion")
@permit(*TASK_ROLES)
def answer(task_id: str) -> Any:
    """The delegate's opinion; what he typed is not lost when it cannot be taken."""
    back = redirect(url_for("desk_task.task", task_id=task_id, _anchor="my-act"))
    try:
        owner = execute(AnswerDelegation(command_id=command_id(), task_id=task_id, opinion=request.form.get("opinion", "")))
    except (Invalid, Refused) as error:
        flash(say(error), "warning")
        return back
    flash(_("意见已交回%(owner)s。", owner=owner), "success")
    return redirect(url_for("desk_board.board", folder="mine"))


@blueprint.post("/recall")
@permit(*TASK_ROLES)
def recall(task_id: str) -> Any:
    try:
        execute(RecallDelegation(command_id=command_id(), task_id=task_id))
    except Refused as error:
        flash(say(error), "warning")
    else:
        flash(_("已收回，现在由您办理。"), "success")
    return redirect(url_for("desk_task.task", task_id=task_id))


def _said(act: str) -> Any:
    if act not in ACTS:
        abort(404)
    return ACTS[act]


def _page(task_id: str, act: str, problems: dict[str, str], error: str) -> str:
    title, foreseen, field, label, button = _said(act)
    shown = ask(PassTo(task_id=task_id))
    words = {"title": title, "foreseen": foreseen, "field": field, "label": label, "button": button}
    return render_template(
        "desk_passing/pass.html", shown=shown, act=act, words=words, problems=problems, error=error, roles=ROLE_NAMES, typed=request.form
    )
