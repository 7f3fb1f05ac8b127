"""The workbench: folders, one list, claim from the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.task import ClaimTask
from engine.domain.errors import Refused
from engine.queries.answer_columns import AnswerColumns
from engine.queries.desk import ALL, SORTS, DeskFolder
from engine.queries.saved_lists import SavedLists
from web.context import ask, command_id, execute, safe_next, viewer
from web.desk_frame import DESK_ROLES, FOLDER_NAMES, desk_frame, first_folder, home_of, works_at_desk
from web.desk_next import remember_list
from web.error_pages import say
from web.permissions import permit
from web.views.desk_batch import SIGNERS

blueprint = Blueprint("desk_board", __name__, url_prefix="/desk")
blueprint.app_context_processor(desk_frame)

# What an empty folder means, and what to do about it.
_EMPTY = {
    "to_accept": (_l("没有待受理的办件"), _l("网上提交的申请会自动出现在这里；有人到窗口来，请按 n 新收件。")),
    "supplementing": (_l("没有等待补正的办件"), _l("发出补正告知后，申请人补正之前的办件在这里。")),
    "to_deliver": (_l("没有待出件的办件"), _l("作出决定的办件会出现在这里，等待送达。")),
    "mine": (_l("您手上没有待办"), _l("到“部门待办”里认领一件。")),
    "department": (_l("部门没有待办"), _l("其他环节办完后，轮到您的部门时会出现在这里。")),
    "joint": (_l("没有正在联办的办件"), _l("几个部门同时办一件事、您的部门是其中一个时，办件会出现在这里，能看到别的部门办到哪里。")),
    "overdue": (_l("没有超期的办件"), _l("保持住。")),
    "all": (_l("没有您能看到的办件"), _l("您的部门参加办理的办件会出现在这里。")),
    "handled": (_l("还没有经手的办件"), _l("您办过或收过的办件会留在这里，方便回头查看。")),
}


@blueprint.get("", strict_slashes=False)
@permit("officer")
def board() -> Any:
    """``?folder=&q=&service=&sort=&order=&page=``: every view of the list is a link that can be kept and shared."""
    someone = viewer()
    if not works_at_desk(someone):
        return redirect(home_of(someone))
    wanted = wanted_list(request.args)
    shown = ask(wanted)
    remember_list(wanted, shown.folder)
    known = any(process_id == wanted.service for process_id, _name in shown.services)
    columns = ask(AnswerColumns(process_id=wanted.service if known else "", case_ids=tuple(row.case_id for row in shown.page.rows)))
    empty = _EMPTY[shown.folder]
    if wanted.search or wanted.service or wanted.archived:
        empty = (_l("没有符合条件的办件"), _l("换一个词，或清除筛选。"))
    return render_template(
        "desk_board/board.html",
        board=shown,
        wanted=wanted,
        columns=columns,
        saved=ask(SavedLists()),
        title=FOLDER_NAMES[shown.folder],
        empty_title=empty[0],
        empty_hint=empty[1],
        can_pick=any(someone.has(role) for role in (*SIGNERS, "window")),
        can_sign=any(someone.has(role) for role in SIGNERS),
        can_take_in=someone.has("window") or someone.has("proxy"),
    )


def wanted_list(asked: Mapping[str, str]) -> DeskFolder:
    """What the address of a list, or a form that repeats it, asks for."""
    folder = asked.get("folder") or (ALL if asked.get("q") else first_folder(viewer()))
    sort = asked.get("sort") or ("acted" if folder in ("handled", ALL) else "due")
    return DeskFolder(
        folder=folder,
        search=asked.get("q", "").strip()[:100],
        service=asked.get("service", "")[:64],
        archived=asked.get("archived") == "1",
        sort=sort if sort in SORTS else "due",
        reverse=asked.get("order") == "desc",
        page=int(page) if (page := asked.get("page", "1")).isdecimal() else 1,
    )


@blueprint.post("/tasks/<task_id>/claim")
@permit(*DESK_ROLES)
def claim(task_id: str) -> Any:
    """From the list or from the task's page; being second is a sentence, not an error page."""
    back = safe_next(url_for("desk_task.task", task_id=task_id))
    try:
        execute(ClaimTask(command_id=command_id(), task_id=task_id))
    except Refused as error:
        flash(say(error), "warning")
        return redirect(back)
    flash(_("已认领，现在由您办理。"), "success")
    return redirect(back)
