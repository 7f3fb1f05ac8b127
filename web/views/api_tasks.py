"""The API's tasks: another department's system finds those of its account's posts, reads one, and finishes it."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, Response, request, url_for

from engine.commands.task import ClaimTask, CompleteTask, ReleaseTask, SeeTask
from engine.domain.command_id import new_command_id
from engine.domain.errors import Refused
from engine.queries.api_tasks import OpenTasks
from engine.queries.task_page import TaskPage
from web.api import shapes
from web.api.answers import answer
from web.api.keys import ask, execute
from web.api.sent import members, require_texts, whole_number
from web.context import look
from web.permissions import permit
from web.security import csrf

blueprint = Blueprint("api_tasks", __name__, url_prefix="/api/v1/tasks")
csrf.exempt(blueprint)  # nobody's browser sends a key by itself
_CASE_ID = 32  # a task's id begins with its case's


@blueprint.get("", strict_slashes=False)
@permit("key")
def tasks() -> Response:
    limit = whole_number("limit", OpenTasks.limit)
    found = ask(OpenTasks(after=request.args.get("after", ""), limit=limit))
    onward = url_for("api_tasks.tasks", after=found.next, limit=limit) if found.next else None
    return answer({"tasks": [shapes.line(row) for row in found.rows], "next": onward})


@blueprint.get("/<task_id>")
@permit("key")
def task(task_id: str) -> Response:
    """Whoever reads a task has seen it, as on its page: from here what came before cannot be taken back."""
    shown = ask(TaskPage(task_id=task_id))
    said = shapes.whole(shown, look().process(shown.file.head.edition_hash))
    if shown.unseen:
        with suppress(Refused):  # somebody has just done it
            execute(SeeTask(command_id=new_command_id(), task_id=task_id))
    return answer(said)


@blueprint.post("/<task_id>/complete")
@permit("key")
def complete(task_id: str) -> Response:
    """Asks nothing: the look that tells whose key it is holds what the command begins with."""
    sent = members(outcome="", opinion="", fields={}, defects={}, next={})
    for name in ("defects", "next"):
        require_texts(name, sent[name])
    execute(CompleteTask(task_id=task_id, **{**sent, "outcome": sent["outcome"] or None}))
    return _done(task_id)


@blueprint.post("/<task_id>/claim")
@permit("key")
def claim(task_id: str) -> Response:
    execute(ClaimTask(task_id=task_id, **members()))
    return _done(task_id)


@blueprint.post("/<task_id>/release")
@permit("key")
def release(task_id: str) -> Response:
    execute(ReleaseTask(task_id=task_id, **members()))
    return _done(task_id)


def _done(task_id: str) -> Response:
    return answer({"task_id": task_id, "case_id": task_id[:_CASE_ID], "done": True})
