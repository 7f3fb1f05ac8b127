"""The list an officer works through: where he goes on when a task is done."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from flask import request, session

from engine.commands.desk import ChooseOpensNext
from engine.domain.command_id import new_command_id
from engine.queries.desk import TASK_FOLDERS, DeskFolder
from web.addresses import url_for
from web.context import ask, execute
from web.language import translated as _


def remember_list(shown: DeskFolder, folder: str) -> None:
    """The list of tasks looked at last, in the session. Lists of cases are left alone: one only looks something up there."""
    if folder in TASK_FOLDERS:
        session["list"] = asdict(replace(shown, folder=folder, page=1))


def remembered() -> DeskFolder | None:
    kept = session.get("list")
    return DeskFolder(**kept) if kept else None


def back_to_list() -> str:
    """The address of the list he came from; without one, of his department's."""
    kept = remembered() or DeskFolder(folder="department")
    said: dict[str, Any] = {"folder": kept.folder, "q": kept.search, "service": kept.service}
    if kept.sort != "due" or kept.reverse:
        said |= {"sort": kept.sort, "order": "desc" if kept.reverse else "asc"}
    return url_for("desk_board.board", **{name: value for name, value in said.items() if value})


def go_on(done_task: str, otherwise: str) -> tuple[str, str]:
    """(address, what to say about it) after a task: the next of the list if he ticked so on the task's page. What he ticked is kept."""
    sent = request.form
    wanted = sent.get("open_next") == "1"
    if wanted != (sent.get("open_next_was") == "1"):
        execute(ChooseOpensNext(command_id=new_command_id(), on=wanted))
    if not wanted:
        return otherwise, ""
    rows = ask(remembered() or DeskFolder(folder="department")).page.rows
    following = next((row.task_id for row in rows if row.task_id != done_task and (row.held_by_me or row.claimable)), None)
    if following is None:
        return back_to_list(), _("这个列表里没有下一件了。")
    return url_for("desk_task.task", task_id=following), _("已打开下一件。")
