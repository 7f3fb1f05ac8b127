"""Many tasks of a list at once: claimed, or given to one colleague; each row is a command of its own and has a result of its own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _

from engine.commands.hand_over import TransferTask
from engine.commands.task import ClaimTask
from engine.domain.errors import EngineError, Invalid
from engine.queries.passing import PassTo, PassToShown
from web.context import ask, command_id, execute
from web.desk_frame import ROLE_NAMES
from web.desk_next import back_to_list
from web.error_pages import say
from web.permissions import permit
from web.views.desk_task import TASK_ROLES

blueprint = Blueprint("desk_bulk", __name__, url_prefix="/desk/bulk")
MOST = 50


@dataclass(frozen=True)
class Result:
    """``task`` None: it is not his to open."""

    task: PassToShown | None
    done: bool
    words: str


@blueprint.post("")
@permit(*TASK_ROLES)
def act() -> Any:
    """``act``: claim, transfer (asks to whom), or give (does it). ``task``: each of the ticked."""
    chosen = list(dict.fromkeys(request.form.getlist("task")))
    if not chosen or len(chosen) > MOST:
        flash(_("请先在列表里勾选要办的行，一次最多 %(most)s 行。", most=MOST), "warning")
        return redirect(back_to_list())
    if request.form.get("act") == "claim":
        return _results(_("批量认领"), [_one(task_id, _claim) for task_id in chosen])
    if request.form.get("act") == "give" and request.form.get("to") and request.form.get("reason", "").strip():
        return _results(_("批量转办"), [_one(task_id, _give) for task_id in chosen])
    return _choose(chosen)


def _one(task_id: str, what: Any) -> Result:
    try:
        shown = ask(PassTo(task_id=task_id))
    except EngineError as error:
        return Result(None, False, say(error))
    try:
        return Result(shown, True, what(task_id))
    except EngineError as error:
        if error.status >= 500:
            raise
        return Result(shown, False, say(error))


def _claim(task_id: str) -> str:
    execute(ClaimTask(command_id=_own_id(task_id), task_id=task_id))
    return str(_("已认领"))


def _give(task_id: str) -> str:
    name = execute(TransferTask(command_id=_own_id(task_id), task_id=task_id, to=request.form["to"], reason=request.form["reason"]))
    return str(_("已转给%(name)s", name=name))


def _own_id(task_id: str) -> str:
    """Made from the form's: pressed twice, each row is done once."""
    return hashlib.sha256(f"{command_id()}:{task_id}".encode()).hexdigest()[:32]


def _choose(chosen: list[str]) -> Any:
    """Everybody who may take at least one of the ticked tasks, and how many."""
    tasks, people = [], dict[str, Any]()
    for task_id in chosen:
        try:
            shown = ask(PassTo(task_id=task_id))
        except EngineError:
            continue
        tasks.append(shown)
        for one in shown.colleagues:
            if one.why_not is None:
                people[one.officer_id] = (one, people[one.officer_id][1] + 1 if one.officer_id in people else 1)
    asked_again = request.form.get("act") == "give"
    problem = _("请选择一位同事，并写明转办原因。") if asked_again else ""
    page = render_template("desk_bulk/transfer.html", tasks=tasks, people=people, problem=problem, typed=request.form, roles=ROLE_NAMES)
    return page, Invalid.status if asked_again else 200


def _results(title: str, results: list[Result]) -> str:
    return render_template("desk_bulk/results.html", title=title, results=results, back=back_to_list())
