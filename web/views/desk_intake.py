"""Taking in for somebody who stands at the window: service and situation, the same one form, papers as a checklist, receipt."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.apply import StartDraft
from engine.commands.attach import RemoveFile
from engine.commands.material import CheckMaterial
from engine.commands.take_over import TakeOverContact
from engine.domain.command_id import new_command_id
from engine.domain.errors import EngineError, Invalid, Overtaken, Refused
from engine.queries.case_shown import MaterialShown
from engine.queries.catalogue import Services
from engine.queries.desk import DeskRail
from engine.queries.draft import DraftShown
from engine.queries.known_applicant import KnownApplicant
from engine.queries.personal_list import SITUATION
from engine.queries.spot import NextAtCounter
from web.context import ask, command_id, execute, look, viewer
from web.desk_phrases import defects
from web.error_pages import say
from web.forms_page import Steps, is_editable
from web.forms_page.answers import keep_form, pressed, show_overtaken
from web.forms_page.codes_once import keep_code
from web.forms_page.papers import rows_of, take_files
from web.forms_page.routes import add_steps
from web.forms_page.sheet import sheet
from web.permissions import permit
from web.security import takes_files

blueprint = Blueprint("desk_intake", __name__, url_prefix="/desk/intake")
COUNTER = ("window", "proxy")


@blueprint.get("", strict_slashes=False)
@permit(*COUNTER)
def choose() -> str:
    search = request.args.get("q", "").strip()
    return render_template("desk_intake/choose.html", services=ask(Services(search=search)), search=search)


@blueprint.get("/new/<process_id>")
@permit(*COUNTER)
def situation(process_id: str) -> Any:
    return _situation_page(process_id, {}, {})


@blueprint.post("/new/<process_id>")
@permit(*COUNTER)
def begin(process_id: str) -> Any:
    """All questions of the situation on one page, since somebody is standing there."""
    process = look().current_process(process_id)
    form = process.forms.get(SITUATION)
    answers = form.read(request.form.to_dict(flat=False), {}, {}) if form else {}
    if "redraw" in request.form:
        return _situation_page(process_id, answers, {})
    problems = form.validate(answers, answers) if form else {}
    if problems:
        return _situation_page(process_id, answers, problems), Invalid.status
    begun = execute(
        StartDraft(
            command_id=command_id(),
            process_id=process_id,
            division=request.form.get("division", ""),
            channel="window",
            situation=answers,
        )
    )
    keep_code(begun.case_id, begun.query_code)
    return redirect(url_for("desk_intake_case.form", case_id=begun.case_id))


def _situation_page(process_id: str, answers: dict[str, Any], problems: dict[str, str]) -> str:
    process = look().current_process(process_id)
    shown = sheet(process, SITUATION, answers, {}, problems) if SITUATION in process.forms else None
    return render_template(
        "desk_intake/situation.html",
        item=process.item,
        process_id=process_id,
        sheet=shown,
        divisions=ask(DeskRail()).counters,
        problems=problems,
    )


# --- the case at the counter ---
case_blueprint = Blueprint("desk_intake_case", __name__, url_prefix="/desk/intake/<case_id>")


def _known(case_id: str) -> dict[str, Any]:
    return {"known": ask(KnownApplicant(case_id=case_id)), "case_id": case_id}


def next_at_counter(case_id: str) -> str:
    """Where an 即办件 is decided and handed out, while its applicant stands here."""
    task_id = ask(NextAtCounter(case_id=case_id))
    return url_for("desk_task.task", task_id=task_id) if task_id else ""


STEPS = Steps(
    layout="desk/page.html",
    permission=COUNTER,
    viewer=viewer,
    after=lambda case_id: url_for("desk_case.case", case_id=case_id),
    counter=True,
    onward=next_at_counter,
    beside=_known,
)
add_steps(case_blueprint, STEPS, without=frozenset({"materials", "change_materials"}))


@case_blueprint.get("/known")
@permit(*COUNTER)
def known(case_id: str) -> str:
    """The part of the form's page that says whether we know him, anew after what was typed is kept."""
    return render_template("desk_intake/known.html", step="form", **_known(case_id))


@case_blueprint.post("/contact")
@permit(*COUNTER)
def take_over(case_id: str) -> Any:
    """The form comes along, so that nothing typed is lost."""
    earlier = request.form.get("from_case", "")
    try:
        mark = keep_form(STEPS, case_id)
        execute(TakeOverContact(command_id=new_command_id(), case_id=case_id, from_case_id=earlier, based_on=mark))
    except Overtaken:
        return show_overtaken(STEPS, case_id)
    except Refused as error:
        flash(say(error), "warning")
    else:
        flash(_("已填上以前登记的姓名和手机号，请与申请人核对。这次查看已记入查阅记录。"), "success")
    return redirect(url_for(".form", case_id=case_id))


@case_blueprint.get("/materials")
@permit(*COUNTER)
def materials(case_id: str) -> Any:
    draft = STEPS.draft(case_id)
    if not is_editable(draft):
        return redirect(STEPS.after(case_id))
    return _checklist(draft, _wanting(draft) if request.args.get("check") == "1" else {})


@takes_files
@case_blueprint.post("/materials")
@permit(*COUNTER)
def change_materials(case_id: str) -> Any:
    """Papers counted, scans taken, one file removed, or on to the next step; every press keeps what is on the page."""
    draft = STEPS.draft(case_id)
    if gone := pressed("_delete_file:"):
        execute(RemoveFile(command_id=new_command_id(), case_id=case_id, file_id=gone))
    errors = _count_papers(draft) | take_files(case_id, draft, viewer())
    fresh = STEPS.draft(case_id)
    if request.form.get("act") == "next" and not errors:
        errors = _wanting(fresh)
        if not errors:
            return redirect(url_for(".confirm" if fresh.parties else ".review", case_id=case_id))
    if errors:
        return _checklist(fresh, errors), Invalid.status
    flash(_("材料清点已保存。"), "success")
    return redirect(url_for(".materials", case_id=case_id))


def _count_papers(draft: DraftShown) -> dict[str, str]:
    """Material id → why what was ticked could not be kept."""
    errors = {}
    for each in draft.materials:
        command = _counted(draft.case_id, each) if each.asked else None
        if command is None:
            continue
        try:
            execute(command)
        except EngineError as error:
            errors[each.material_id] = say(error)
    return errors


def _counted(case_id: str, material: MaterialShown) -> CheckMaterial | None:
    """None where nothing was ticked, or nothing changed."""
    name = f"materials.{material.material_id}"
    ticked = request.form.get(f"{name}.state", "")
    if ticked not in ("received", "missing", "deferred"):
        return None
    counts = {kind: _number(f"{name}.{kind}") if ticked == "received" else 0 for kind in ("originals", "copies")}
    state = "handed_in" if ticked == "received" else ticked
    if (material.state, material.originals, material.copies) == (state, counts["originals"], counts["copies"]):
        return None
    return CheckMaterial(command_id=new_command_id(), case_id=case_id, material_id=material.material_id, state=state, **counts)


def _number(name: str) -> int:
    typed = request.form.get(name, "0").strip()
    return min(int(typed), 999) if typed.isdecimal() else 0


def _wanting(draft: DraftShown) -> dict[str, str]:
    return {
        each.material_id: _("还没有收“%(name)s”：请清点纸质份数，或扫描上传。", name=each.name)
        for each in draft.materials
        if each.required and each.asked and not each.deferrable and each.state != "committed" and not each.files and not each.originals + each.copies
    }


def _checklist(draft: DraftShown, errors: dict[str, str]) -> str:
    wanted = {row["id"]: row for row in rows_of(draft)["rows"]}
    shown = [each for each in draft.materials if each.material_id in wanted]
    return render_template(
        "desk_intake/materials.html",
        steps=STEPS,
        draft=draft,
        step="materials",
        materials=shown,
        errors=errors,
        defects_stock=defects(),
        known=ask(KnownApplicant(case_id=draft.case_id, files=True)),
        case_id=draft.case_id,
    )
