"""Another department's system finds the tasks of its account's posts, reads one, and finishes it."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlencode

from engine.commands.task import ClaimTask, CompleteTask, ReleaseTask, SeeTask
from engine.domain.command_id import new_command_id
from engine.domain.errors import Refused
from engine.queries.api_tasks import OpenTasks
from engine.queries.task_page import TaskPage
from web.api import shapes
from web.api.answers import Answer, answer
from web.api.call import Call
from web.api.sent import require_texts, whole_number

_CASE_ID = 32  # a task's id begins with its case's


def listed(call: Call) -> Answer:
    asked = call.request.args
    limit = whole_number("limit", asked.get("limit"), OpenTasks.limit)
    found = call.ask(OpenTasks(after=asked.get("after", ""), limit=limit))
    onward = f"{call.request.root_path}{call.request.path}?{urlencode({'after': found.next, 'limit': limit})}" if found.next else None
    return answer({"tasks": [shapes.line(row) for row in found.rows], "next": onward})


def read(call: Call, task_id: str) -> Answer:
    """Whoever reads a task has seen it, as on its page: from here what came before cannot be taken back."""
    shown = call.ask(TaskPage(task_id=task_id))
    said = shapes.whole(shown, call.process(shown.file.head.edition_hash))
    if shown.unseen:
        with suppress(Refused):  # somebody has just done it
            call.execute(SeeTask(command_id=new_command_id(), task_id=task_id))
    return answer(said)


def complete(call: Call, task_id: str) -> Answer:
    """Asks nothing: the look that tells whose key it is holds what the command begins with."""
    said = call.members(outcome="", opinion="", fields={}, defects={}, next={})
    for name in ("defects", "next"):
        require_texts(name, said[name])
    call.execute(CompleteTask(task_id=task_id, **{**said, "outcome": said["outcome"] or None}))
    return _done(task_id)


def claim(call: Call, task_id: str) -> Answer:
    call.execute(ClaimTask(task_id=task_id, **call.members()))
    return _done(task_id)


def release(call: Call, task_id: str) -> Answer:
    call.execute(ReleaseTask(task_id=task_id, **call.members()))
    return _done(task_id)


def _done(task_id: str) -> Answer:
    return answer({"task_id": task_id, "case_id": task_id[:_CASE_ID], "done": True})
