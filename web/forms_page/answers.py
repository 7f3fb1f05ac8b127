"""一张表: fill in, keep, go on. Saved with every press and, where scripts run, with every change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.apply import SaveDraft
from engine.domain.command_id import new_command_id
from engine.domain.errors import Overtaken
from engine.queries.draft import DraftShown
from web.context import engine, execute, wants_json
from web.filters import clock_time
from web.forms_page import Steps, is_editable
from web.forms_page.codes_once import kept_code
from web.forms_page.overtaken import as_typed, based_on, differing
from web.forms_page.prefill import prefilled, sources
from web.forms_page.sheet import sheet, with_blank_row, with_empty_rows, without_row


def show_form(steps: Steps, case_id: str) -> Any:
    draft = steps.draft(case_id)
    if not is_editable(draft):
        return redirect(steps.after(case_id))
    process = steps.process(draft)
    form = process.forms[process.start_form]
    answers = draft.answers or prefilled(form, draft.situation)
    if more := request.args.get("more", ""):
        answers = with_blank_row(answers, more[:200])
    problems = form.validate(answers, {**draft.context, **answers}) if request.args.get("check") == "1" else {}
    return _page(steps, draft, process, answers, problems)


def save_form(steps: Steps, case_id: str) -> Any:
    """``act`` next goes on only with a form in order; anything else keeps what is there and stays."""
    draft = steps.draft(case_id)
    if not is_editable(draft):
        return redirect(steps.after(case_id))
    process = steps.process(draft)
    form = process.forms[process.start_form]
    pairs, more = pairs_sent()
    answers = form.read(pairs, draft.context, draft.answers)
    if request.headers.get("X-Partial") == "form":  # only drawn anew: a save under way must not overtake the next one
        return render_template("forms_page/fields.html", **_drawn(draft, process, with_empty_rows(answers, pairs), {}))
    try:
        mark = keep(steps, case_id, answers)
    except Overtaken:
        if wants_json():
            raise
        return show_overtaken(steps, case_id)
    if wants_json():
        return jsonify(saved=clock_time(engine().clock.now()), mark=mark)
    if more is not None:
        path = more or pressed("_remove:").rpartition(":")[0]
        return redirect(url_for(".form", case_id=case_id, more=more or None, _anchor="f-" + path.replace(".", "-")))
    return _after_saving(steps, replace(draft, mark=mark), process, answers)


def show_overtaken(steps: Steps, case_id: str) -> Any:
    """The form as it was sent, with what was saved elsewhere meanwhile said beside it. Sent again from there it writes over that."""
    draft = steps.draft(case_id)
    process = steps.process(draft)
    form = process.forms[process.start_form]
    pairs, more = pairs_sent()
    answers = form.read(pairs, draft.context, draft.answers)
    differences = differing(form, answers, draft.answers, draft.context)
    return _page(steps, draft, process, as_typed(answers, pairs, more), differences, stands=url_for(".form", case_id=case_id)), Overtaken.status


def show_barred(steps: Steps, case_id: str) -> str:
    """The part of the form's page that says that he may not apply, anew after what was typed is kept."""
    return render_template("forms_page/barred.html", steps=steps, draft=steps.draft(case_id), step="form")


def keep_form(steps: Steps, case_id: str) -> str:
    """What stands in the form now, kept before a button beside it does something else; its mark. Raises Overtaken."""
    draft = steps.draft(case_id)
    process = steps.process(draft)
    return keep(steps, case_id, process.forms[process.start_form].read(pairs_sent()[0], draft.context, draft.answers))


def keep(steps: Steps, case_id: str, answers: dict[str, Any]) -> str:
    """Saving again what was saved is harmless, so each save has a new id: going back and changing an answer must not be lost. What keeps an
    older save from coming late is the mark it was drawn with."""
    command = SaveDraft(command_id=new_command_id(), case_id=case_id, answers=answers, based_on=based_on())
    return str(execute(command, steps.viewer()).mark)


def pairs_sent() -> tuple[dict[str, list[str]], str | None]:
    """What the browser sent, less the row whose 删除 was pressed; and the list in which another row is wanted ("" if a row only went, None if
    neither button was pressed)."""
    pairs = request.form.to_dict(flat=False)
    add, remove = pressed("_add:"), pressed("_remove:")
    if remove:
        path, _colon, index = remove.rpartition(":")
        pairs = without_row(pairs, path, int(index) if index.isdecimal() else -1)
    return pairs, add if add or remove else None


def pressed(start: str) -> str:
    """What follows ``start`` in the name of the button that was pressed, or ""."""
    return next((name.removeprefix(start) for name in request.form if name.startswith(start)), "")[:200]


def _after_saving(steps: Steps, draft: DraftShown, process: Any, answers: dict[str, Any]) -> Any:
    if request.form.get("act") != "next":
        flash(_("已保存。以后凭办件编号和查询码可以接着填。"), "success")
        return redirect(url_for(".form", case_id=draft.case_id))
    problems = process.forms[process.start_form].validate(answers, {**draft.context, **answers})
    if problems:
        return _page(steps, draft, process, answers, problems), 422
    return redirect(url_for(".materials", case_id=draft.case_id))


def _page(steps: Steps, draft: DraftShown, process: Any, answers: Mapping[str, Any], problems: dict[str, str], stands: str = "") -> str:
    """``stands``: where what is saved is shown, when the problems are only that it is something else."""
    drawn = _drawn(draft, process, answers, problems, bool(stands)) | {"stands": stands, "code": kept_code(draft.case_id)}
    return render_template("forms_page/form.html", steps=steps, draft=draft, step="form", **steps.beside(draft.case_id), **drawn)


def _drawn(draft: DraftShown, process: Any, answers: Mapping[str, Any], problems: dict[str, str], overtaken: bool = False) -> dict[str, Any]:
    shown = sheet(process, process.start_form, answers, draft.context, {} if overtaken else problems)
    if overtaken:  # nothing in it is wrong, and no section is marked so
        shown = replace(shown, errors=problems)
    return {"sheet": shown, "sources": sources(process.forms[process.start_form], answers, draft.situation)}
