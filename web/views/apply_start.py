"""情形引导: one question a screen, then the personal list, then the case begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from engine.commands.apply import StartDraft
from engine.domain.errors import Invalid
from engine.domain.viewer import Viewer
from engine.queries.bans import OwnBan
from engine.queries.personal_list import SITUATION, PersonalList
from web.context import applicant, ask, command_id, execute, look, open_case
from web.forms_page.codes_once import keep_code
from web.forms_page.sheet import raw_components
from web.permissions import permit

blueprint = Blueprint("apply_start", __name__, url_prefix="/apply/<process_id>")
_UNKNOWN = "_unknown"


@dataclass(frozen=True)
class Said:
    """What this browser answered so far: values by key, and keys answered 不清楚."""

    answers: dict[str, Any]
    unknown: tuple[str, ...]


@blueprint.get("")
@permit("public")
def start(process_id: str) -> Any:
    """From the beginning, whatever was answered before."""
    _remember(process_id, Said({}, ()))
    questions = _questions(look().current_process(process_id), Said({}, ()))
    return redirect(url_for(".question", process_id=process_id, number=1) if questions else url_for(".personal_list", process_id=process_id))


@blueprint.get("/<int:number>")
@permit("public")
def question(process_id: str, number: int) -> Any:
    return _question_page(process_id, number)


@blueprint.post("/<int:number>")
@permit("public")
def answer(process_id: str, number: int) -> Any:
    process, said = look().current_process(process_id), _said(process_id)
    questions = _questions(process, said)
    if not 1 <= number <= len(questions):
        return redirect(url_for(".start", process_id=process_id))
    key = questions[number - 1]["key"]
    known = {name: value for name, value in said.answers.items() if name != key}
    unknown = tuple(name for name in said.unknown if name != key)
    if request.form.get(_UNKNOWN) == key or request.form.get(key) == _UNKNOWN:
        said = Said(known, (*unknown, key))
    else:
        fresh = process.forms[SITUATION].read({key: request.form.getlist(key)}, {}, {}).get(key)
        if fresh in (None, "", []):
            return _question_page(process_id, number, _("请选择一项；不确定可以选“不清楚”。")), Invalid.status
        said = Said({**known, key: fresh}, unknown)
    _remember(process_id, said)
    more = number < len(_questions(process, said))
    return redirect(url_for(".question", process_id=process_id, number=number + 1) if more else url_for(".personal_list", process_id=process_id))


@blueprint.get("/list")
@permit("public")
def personal_list(process_id: str) -> Any:
    process, said = look().current_process(process_id), _said(process_id)
    questions = _questions(process, said)
    open_one = next((n for n, each in enumerate(questions, 1) if each["key"] not in said.answers and each["key"] not in said.unknown), None)
    if open_one is not None:
        return redirect(url_for(".question", process_id=process_id, number=open_one))
    barred = ask(OwnBan(process_id=process_id), applicant())
    shown = ask(PersonalList(process_id=process_id, situation=said.answers, unknown=said.unknown))
    return render_template("apply_start/list.html", list=shown, questions=questions, said=said, barred=barred)


@blueprint.post("/start")
@permit("public")
def begin(process_id: str) -> Any:
    """A new draft; its number and code are shown on the form. Pressed again (also on a page gone back to), the same draft."""
    if ask(OwnBan(process_id=process_id), applicant()):
        return redirect(url_for(".personal_list", process_id=process_id))
    begun = execute(
        StartDraft(
            command_id=command_id(), process_id=process_id, division=request.form.get("division", ""), channel="online",
            situation=_said(process_id).answers,
        ), Viewer.public(),  # whoever begins is nobody yet, also when this browser follows other cases: an id belongs to one actor
    )
    open_case(begun.case_id)
    keep_code(begun.case_id, begun.query_code)
    return redirect(url_for("apply_case.form", case_id=begun.case_id))


def _question_page(process_id: str, number: int, error: str = "") -> Any:
    process, said = look().current_process(process_id), _said(process_id)
    questions = _questions(process, said)
    if not 1 <= number <= len(questions):
        return redirect(url_for(".personal_list", process_id=process_id))
    component = questions[number - 1]
    return render_template(
        "apply_start/question.html", process_id=process_id, item=process.item, component=component, number=number, total=len(questions),
        value=said.answers.get(component["key"]), unknown=component["key"] in said.unknown, error=error,
    )


def _questions(process: Any, said: Said) -> list[Any]:
    """The questions that concern this applicant, by what he answered so far."""
    form = process.forms.get(SITUATION)
    if form is None:
        return []
    visible = form.visible(said.answers, {})
    return [each for each in raw_components(process, SITUATION) if each.get("key") in visible]


def _said(process_id: str) -> Said:
    kept = session.get("situations", {}).get(process_id, {})
    return Said(dict(kept.get("answers", {})), tuple(kept.get("unknown", ())))


def _remember(process_id: str, said: Said) -> None:
    # Only the service being looked at: a cookie is small.
    session["situations"] = {process_id: {"answers": said.answers, "unknown": list(said.unknown)}}
