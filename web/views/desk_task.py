"""One task: read everything, say one's verdict on each material, finish."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request

from engine.commands.task import CompleteTask, ReleaseTask, SeeTask
from engine.commands.task_draft import DropTaskDraft, KeepTaskDraft
from engine.domain.command_id import new_command_id
from engine.domain.errors import EngineError, Forbidden, Invalid, Refused
from engine.queries.desk_choice import DeskChoices
from engine.queries.passing import Passed
from engine.queries.signers import CaseSigners
from engine.queries.spot import NextAtCounter
from engine.queries.talk import Talk
from engine.queries.task_draft import TaskDraft
from engine.queries.task_in_hand import TaskHeld, TaskInHand
from engine.queries.task_page import TaskPage, TaskShown
from web.addresses import url_for
from web.context import ask, command_id, execute, look, viewer
from web.desk_filled import Filled, check_materials, empty, read
from web.desk_more import more_links
from web.desk_next import back_to_list, go_on
from web.desk_phrases import GRAVE, defects, opinions
from web.error_pages import say, say_problems
from web.forms_page.codes_once import kept_code
from web.forms_page.overtaken import based_on
from web.forms_page.sheet import raw_components, unseen
from web.language import translated as _
from web.permissions import permit
from web.views.desk_case import file_words

blueprint = Blueprint("desk_task", __name__, url_prefix="/desk/tasks/<task_id>")
_NOT_TYPED = frozenset({"csrf_token", "command_id", "_based_on", "open_next", "open_next_was"})
TASK_ROLES = ("window", "reviewer", "approver", "inspector", "hearing_chair")


@blueprint.get("")
@permit(*TASK_ROLES)
def task(task_id: str) -> Any:
    shown = ask(TaskPage(task_id=task_id))
    if shown.unseen:
        with suppress(Refused):  # somebody has just done it
            execute(SeeTask(command_id=new_command_id(), task_id=task_id))
    kept = ask(TaskDraft(task_id=task_id)) if shown.acts else None
    return _page(shown, read(shown, kept.content) if kept else empty(shown), kept=kept)


@blueprint.post("")
@permit(*TASK_ROLES)
def act(task_id: str) -> Any:
    """``check`` keeps the verdicts on materials, ``foresee`` says what would follow; an ``outcome`` finishes the task."""
    sent = request.form
    if "check" in sent or "foresee" in sent or "_add" in sent:
        shown = ask(TaskPage(task_id=task_id))
        return _kept(shown, read(shown))
    held = ask(TaskInHand(task_id=task_id, papers=any(name.startswith("materials.") for name in sent)))
    filled, outcome, command = read(held), sent.get("outcome") or None, command_id()
    try:
        check_materials(held, filled, command)
        execute(
            CompleteTask(
                command_id=command,
                task_id=task_id,
                outcome=outcome,
                opinion=filled.opinion,
                fields=filled.fields,
                next={name[5:]: chosen for name, chosen in sent.items() if name.startswith("next.") and chosen},
                defects=filled.defects() if outcome == "supplement" else {},
            )
        )
    except Invalid as error:
        return _page(ask(TaskPage(task_id=task_id, fields=filled.fields)), filled, say_problems(error), say(error)), error.status
    except (Refused, Forbidden) as error:
        # Somebody was first, or may not: what was typed stays on the page.
        return _page(ask(TaskPage(task_id=task_id)), filled, {}, say(error)), error.status
    return _done(held, outcome)


@blueprint.post("/draft")
@permit(*TASK_ROLES)
def keep(task_id: str) -> Any:
    """What is being typed, sent by the page itself a moment after the last key, which goes on from the mark it is given; ``drop``: forget it."""
    if "drop" in request.form:
        execute(DropTaskDraft(command_id=command_id(), task_id=task_id))
        return redirect(url_for("desk_task.task", task_id=task_id))
    typed = {name: values for name, values in request.form.lists() if name not in _NOT_TYPED}
    kept = execute(KeepTaskDraft(command_id=new_command_id(), task_id=task_id, content=typed, based_on=based_on()))
    return jsonify(mark=kept.mark)


@blueprint.post("/release")
@permit(*TASK_ROLES)
def release(task_id: str) -> Any:
    try:
        execute(ReleaseTask(command_id=command_id(), task_id=task_id))
    except Refused as error:
        flash(say(error), "warning")
    else:
        flash(_("已放回，部门里的同事可以认领。"), "success")
    return redirect(url_for("desk_task.task", task_id=task_id))


def _kept(shown: TaskShown, filled: Filled) -> Any:
    """Nothing typed is lost by looking ahead or keeping verdicts."""
    try:
        number = check_materials(shown, filled, command_id()) if "check" in request.form else 0
    except EngineError as error:
        return _page(ask(TaskPage(task_id=shown.task_id, fields=filled.fields)), filled, {}, say(error)), error.status
    if number:
        flash(_("已保存 %(n)s 份材料的核对结果。", n=number), "success")
    return _page(ask(TaskPage(task_id=shown.task_id, fields=filled.fields)), filled)


def _done(held: TaskHeld, outcome: str | None) -> Any:
    label = next((one.label for one in held.acts if one.outcome == outcome), None) or _("办理完成")
    address, onward = _at_once(held) if held.instant else "", ""
    if not address:
        at_counter = viewer().has("window", held.file.head.division)
        stay = url_for("desk_case.case", case_id=held.file.head.case_id) if at_counter else back_to_list()
        address, onward = go_on(held.task_id, stay)
    said = _("%(number)s“%(step)s”已办理：%(label)s。", number=held.file.head.case_no, step=held.step, label=label)
    flash(f"{said}{onward}", "success")
    return redirect(address)


def _at_once(held: TaskHeld) -> str:
    """An 即办件 goes on to what comes next while its applicant stands at the counter: handing out, then the receipt with number and code."""
    case_id = held.file.head.case_id
    if task_id := ask(NextAtCounter(case_id=case_id)):
        return url_for("desk_task.task", task_id=task_id)
    return url_for("desk_intake_case.receipt", case_id=case_id) if kept_code(case_id) else ""


def _page(shown: TaskShown, filled: Filled, problems: dict[str, str] | None = None, error: str = "", kept: Any = None) -> str:
    process = look().process(shown.file.head.edition_hash)
    form = process.forms[shown.form] if shown.form else None
    passed = ask(Passed(task_id=shown.task_id))
    return render_template(
        "desk_task/task.html",
        task=shown,
        filled=filled,
        problems=problems or {},
        error=error,
        components=raw_components(process, shown.form) if form else (),
        hidden=unseen(form, filled.fields, shown.visible) if form else frozenset(),
        results=process.item.results,
        on_the_spot=process.item.kind == "instant" and shown.file.head.status == "submitted",
        opinions_stock=opinions(),
        defects_stock=defects(),
        grave=GRAVE,
        kept=kept,
        mark=kept.mark if kept else based_on() or "",  # of a page that is drawn anew, its own: what was typed elsewhere it has not seen
        passed=passed,
        opens_next=ask(DeskChoices()).opens_next,
        talk=ask(Talk(case_id=shown.file.head.case_id)),
        more=more_links(shown, passed),
        signing=ask(CaseSigners(case_id=shown.file.head.case_id)),
        **file_words(shown.file),
    )
