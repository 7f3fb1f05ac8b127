"""What is asked of the applicant: a supplement of exactly the fields and files named, or another step of his own with its form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.attach import RemoveFile
from engine.commands.task import CompleteTask
from engine.domain.command_id import new_command_id
from engine.domain.errors import Invalid, Missing, Overtaken
from engine.queries.draft import DraftShown
from engine.queries.progress import Asked, Progress
from web.context import applicant, ask, command_id, engine, execute, wants_json
from web.error_pages import say, say_problems
from web.filters import clock_time
from web.forms_page.answers import keep, pairs_sent, pressed
from web.forms_page.overtaken import as_typed, differing
from web.forms_page.papers import row_page, rows_of, take_files
from web.forms_page.sheet import Sheet, sheet, with_blank_row, with_empty_rows
from web.permissions import permit
from web.security import takes_files
from web.views.apply_case import STEPS

blueprint = Blueprint("track_task", __name__, url_prefix="/track/<case_id>/tasks/<task_id>")


_FILE = "apply_case.file"


@blueprint.get("")
@permit("applicant")
def task(case_id: str, task_id: str) -> Any:
    asked = _asked(case_id, task_id)
    if asked is None:
        raise Missing("这件事已经办过了，或者不需要您办理。")
    return _supplement_page(case_id, asked) if asked.act == "supplement" else _task_page(case_id, asked, {}, {})


@takes_files
@blueprint.post("")
@permit("applicant")
def act(case_id: str, task_id: str) -> Any:
    asked = _asked(case_id, task_id)
    if asked is None:
        return _done_before(case_id, task_id)
    return _supplement(case_id, asked) if asked.act == "supplement" else _complete(case_id, asked)


def _asked(case_id: str, task_id: str) -> Asked | None:
    shown = ask(Progress(case_id=case_id), applicant())
    return next((each for each in shown.asked if each.task_id == task_id), None)


def _done_before(case_id: str, task_id: str) -> Any:
    """A form sent twice, or again after no answer, gets the answer of the first time; another form is told who was first.

    No step has this outcome, so a task that is still open stays so.
    """
    execute(CompleteTask(command_id=command_id(), task_id=task_id, outcome="done_before"), applicant())
    flash(_("已提交，办理部门会继续办理。"), "success")
    return redirect(url_for("track_case.progress", case_id=case_id))


# --- a supplement ---
def _supplement(case_id: str, asked: Asked) -> Any:
    draft = STEPS.draft(case_id)
    here = url_for(".task", case_id=case_id, task_id=asked.task_id)
    if gone := pressed("_delete_file:"):
        execute(RemoveFile(command_id=new_command_id(), case_id=case_id, file_id=gone), applicant())
    answers = _corrected(draft, asked)
    if request.headers.get("X-Partial") == "form":  # only drawn anew: a save under way must not overtake the next one
        drawn = replace(draft, answers=answers or draft.answers)
        return render_template("forms_page/fields.html", sheet=_sheet(drawn, {}, _asked_paths(asked), request.form.get("all") == "1"))
    mark = _kept(case_id, answers)
    if wants_json():
        return jsonify(saved=clock_time(engine().clock.now()), mark=mark)
    problems = {f"material:{material}": sentence for material, sentence in take_files(case_id, draft, applicant()).items()}
    if request.headers.get("X-Partial") == "row":
        wrong = {path.removeprefix("material:"): sentence for path, sentence in problems.items()}
        return row_page(STEPS.draft(case_id), request.form.get("material", ""), wrong, here, _FILE)
    if mark is None:
        return _overtaken_page(case_id, asked, problems)
    if not problems and request.form.get("act") == "submit":
        return _hand_in(case_id, asked, answers, mark)
    if problems:
        return _supplement_page(case_id, asked, problems)
    more = pressed("_add:")
    anchor = more or pressed("_remove:").rpartition(":")[0]
    return redirect(url_for(".task", case_id=case_id, task_id=asked.task_id, more=more or None, all=request.form.get("all") or None,
                            _anchor="f-" + anchor.replace(".", "-") if anchor else None))


def _kept(case_id: str, answers: dict[str, Any] | None) -> str | None:
    """The mark of what is saved now, "" where the page carried no form; None when something newer was saved elsewhere. Files that came with
    the form are taken all the same."""
    if answers is None:
        return ""
    try:
        return keep(STEPS, case_id, answers)
    except Overtaken:
        if wants_json():
            raise
        return None


def _hand_in(case_id: str, asked: Asked, answers: dict[str, Any] | None, mark: str) -> Any:
    outcome = asked.outcomes[0][0] if asked.outcomes else None
    command = CompleteTask(command_id=command_id(), task_id=asked.task_id, outcome=outcome, answers=answers, based_on=mark)
    try:
        execute(command, applicant())
    except Overtaken:
        return _overtaken_page(case_id, asked, {})
    except Invalid as error:
        return _supplement_page(case_id, asked, say_problems(error), say(error))
    flash(_("补正已提交，办理部门会继续办理。"), "success")
    return redirect(url_for("track_case.progress", case_id=case_id))


def _corrected(draft: DraftShown, asked: Asked) -> dict[str, Any] | None:
    """The whole application with what was sent put into it; None when the page carried no form."""
    if request.form.get("form") != "yes":
        return None
    process = STEPS.process(draft)
    form = process.forms[process.start_form]
    pairs, _more = pairs_sent()
    sent = form.read({**_as_sent(draft.answers, _asked_paths(asked) if request.form.get("all") != "1" else ()), **pairs}, draft.context, draft.answers)
    return dict(sent)


def _as_sent(answers: Any, leave_out: tuple[str, ...], prefix: str = "") -> dict[str, list[str]]:
    """Answers as a browser would send them, but for what is being asked anew."""
    found: dict[str, list[str]] = {}
    pieces = answers.items() if isinstance(answers, dict) else enumerate(answers)
    for key, value in pieces:
        name = f"{prefix}{key}"
        if any(name == path or name.startswith(f"{path}.") for path in leave_out):
            continue
        if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(row, dict) for row in value)):
            found.update(_as_sent(value, leave_out, f"{name}."))
        elif value is not None:
            found[name] = [_text(each) for each in value] if isinstance(value, list) else [_text(value)]
    return found


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _asked_paths(asked: Asked) -> tuple[str, ...]:
    return tuple(each.key.removeprefix("field:") for each in asked.defects if each.key.startswith("field:"))


def _overtaken_page(case_id: str, asked: Asked, problems: dict[str, str]) -> Any:
    """What was sent, with what was saved elsewhere meanwhile said beside it. Sent again from there it writes over that."""
    draft = STEPS.draft(case_id)
    pairs, more = pairs_sent()
    typed = _corrected(draft, asked) or {}
    form = STEPS.process(draft).forms[STEPS.process(draft).start_form]
    shown = replace(draft, answers=as_typed(typed, pairs, more))
    own = _sheet(shown, {}, _asked_paths(asked), request.form.get("all") == "1")
    drawn = replace(own, errors=differing(form, typed, draft.answers, draft.context))
    return _draw_supplement(draft, asked, problems, "", drawn), Overtaken.status


def _supplement_page(case_id: str, asked: Asked, problems: dict[str, str] | None = None, error: str = "") -> Any:
    page = _draw_supplement(STEPS.draft(case_id), asked, problems or {}, error)
    return (page, Invalid.status) if problems or error else page


def _draw_supplement(draft: DraftShown, asked: Asked, wrong: dict[str, str], error: str, overtaken: Sheet | None = None) -> str:
    """``overtaken``: what was typed, where other answers were saved meanwhile."""
    everything = request.values.get("all") == "1"
    paths = _asked_paths(asked)
    materials = frozenset(each.key for each in asked.defects if not each.key.startswith("field:"))
    here = url_for(".task", case_id=draft.case_id, task_id=asked.task_id, all=1 if everything else None)
    return render_template(
        "track_task/supplement.html", asked=asked, paths=paths, draft=draft, everything=everything, error=error,
        stands=here if overtaken else "",
        sheet=overtaken or (_sheet(draft, wrong, paths, everything) if paths or everything else None), problems=wrong,
        file_errors={path.removeprefix("material:"): said for path, said in wrong.items() if path.startswith("material:")},
        field_errors={path: said for path, said in wrong.items() if not path.startswith(("material:", "party:"))},
        party_errors=[said for path, said in wrong.items() if path.startswith("party:")], **rows_of(draft, materials, _FILE),
    )


def _sheet(draft: DraftShown, problems: dict[str, str], paths: tuple[str, ...], everything: bool) -> Sheet:
    process = STEPS.process(draft)
    answers = draft.answers
    if more := request.args.get("more", ""):
        answers = with_blank_row(answers, more[:200])
    whole = sheet(process, process.start_form, answers, draft.context, problems)
    return whole if everything else whole.locked_but(paths)


# --- another step of the applicant's own ---
def _complete(case_id: str, asked: Asked) -> Any:
    draft = STEPS.draft(case_id)
    form = STEPS.process(draft).forms.get(asked.form)
    pairs, more = pairs_sent()
    fields = form.read(pairs, draft.context, {}) if form else {}
    if request.headers.get("X-Partial") == "form":
        return render_template("forms_page/fields.html", sheet=_task_sheet(draft, asked, with_empty_rows(fields, pairs), {}))
    if more is not None:  # a row more or fewer: only drawn anew, nothing of it is kept before the step is done
        return _task_page(case_id, asked, with_blank_row(fields, more) if more else fields, {})
    outcome = request.form.get("outcome") or None
    try:
        execute(CompleteTask(command_id=command_id(), task_id=asked.task_id, outcome=outcome, fields=fields), applicant())
    except Invalid as error:
        return _task_page(case_id, asked, fields, say_problems(error), say(error))
    flash(_("已提交，办理部门会继续办理。"), "success")
    return redirect(url_for("track_case.progress", case_id=case_id))


def _task_page(case_id: str, asked: Asked, fields: dict[str, Any], problems: dict[str, str], error: str = "") -> Any:
    draft = STEPS.draft(case_id)
    shown = _task_sheet(draft, asked, fields, problems)
    page = render_template("track_task/task.html", asked=asked, draft=draft, sheet=shown, problems=problems, error=error)
    return (page, 422) if problems or error else page


def _task_sheet(draft: DraftShown, asked: Asked, fields: dict[str, Any], problems: dict[str, str]) -> Sheet | None:
    process = STEPS.process(draft)
    return sheet(process, asked.form, fields, draft.context, problems) if asked.form in process.forms else None
