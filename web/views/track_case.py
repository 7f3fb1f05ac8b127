"""办理进度 of one case, and what its applicant may do there: withdraw, rate, open the diagram."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.attach import AttachFile
from engine.commands.follow import Rate, Withdraw
from engine.commands.revoke import StateDefence
from engine.commands.urge import Remind
from engine.domain.errors import Invalid, Refused
from engine.queries.bans import CaseBan
from engine.queries.commitments import CaseCommitments
from engine.queries.finish import LikelyFinish
from engine.queries.licences import CaseLicences
from engine.queries.progress import Progress
from engine.queries.rectifications import CaseRectification
from engine.queries.whole_case import WhoLooked
from engine.queries.words import CaseWords
from web.context import applicant, ask, command_id, execute, look
from web.error_pages import say
from web.permissions import permit
from web.security import takes_files
from web.views.public_guide import diagram_of

blueprint = Blueprint("track_case", __name__, url_prefix="/track/<case_id>")


@blueprint.get("")
@permit("applicant")
def progress(case_id: str) -> Any:
    """``?before=<number>``: the story further back."""
    shown = ask(Progress(case_id=case_id, before=request.args.get("before", type=int)), applicant())
    if shown.status == "draft":
        return redirect(url_for("apply_case.form", case_id=case_id))
    looks = ask(WhoLooked(case_id=case_id), applicant()).views
    promised = ask(CaseCommitments(case_id=case_id), applicant())
    told = ask(CaseWords(case_id=case_id), applicant())
    answer = ask(CaseRectification(case_id=case_id), applicant()) if shown.rating else None
    finish = ask(LikelyFinish(case_id=case_id), applicant())
    ban = ask(CaseBan(case_id=case_id), applicant()) if shown.refusal or shown.decision == "grant" else None
    more = {"rectification": answer, "commitments": promised, "finish": finish, "ban": ban}
    more["licences"] = ask(CaseLicences(case_id=case_id), applicant())
    return render_template("track_case/progress.html", case=shown, looks=looks, told_words=told, **more)


@blueprint.get("/diagram.bpmn")
@permit("applicant")
def diagram(case_id: str) -> Response:
    """The diagram of the edition this case runs on."""
    return diagram_of(look().process(ask(Progress(case_id=case_id), applicant()).edition_hash))


@takes_files
@blueprint.post("/owed/<material_id>")
@permit("applicant")
def supply(case_id: str, material_id: str) -> Any:
    """A material promised at 容缺受理, handed in later."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        flash(_("请先选择要补交的文件。"), "warning")
        return redirect(url_for("track_case.progress", case_id=case_id, _anchor="owed"))
    file = {"material_id": material_id, "filename": upload.filename, "content": upload.read()}
    try:
        execute(AttachFile(command_id=command_id(), case_id=case_id, **file), applicant())
    except (Invalid, Refused) as error:
        flash(say(error), "danger")
    else:
        flash(_("材料已收到，等窗口核对。"), "success")
    return redirect(url_for("track_case.progress", case_id=case_id, _anchor="owed"))


@blueprint.post("/promises/<material_id>")
@permit("applicant")
def defend(case_id: str, material_id: str) -> Any:
    """What he says before a decision that rested on his promise is revoked."""
    said = {"defence": request.form.get("defence", ""), "in_person": request.form.get("in_person") == "yes"}
    try:
        execute(StateDefence(command_id=command_id(), case_id=case_id, material_id=material_id, **said), applicant())
    except (Invalid, Refused) as error:
        flash(say(error), "warning")
    else:
        flash(_("您的意见已收到，牵头部门会研究并答复您。"), "success")
    return redirect(url_for("track_case.progress", case_id=case_id, _anchor="commitments"))


@blueprint.get("/withdraw")
@permit("applicant")
def ask_withdraw(case_id: str) -> Any:
    shown = ask(Progress(case_id=case_id), applicant())
    if not shown.may_withdraw:
        flash(_("这个办件已经作出决定或已经结束，不能撤回。"), "warning")
        return redirect(url_for("track_case.progress", case_id=case_id))
    return render_template("track_case/withdraw.html", case=shown, filled="", error="")


@blueprint.post("/withdraw")
@permit("applicant")
def withdraw(case_id: str) -> Any:
    reason = request.form.get("reason", "").strip()
    shown = ask(Progress(case_id=case_id), applicant())
    if not reason:
        return render_template("track_case/withdraw.html", case=shown, filled="", error=_("请写明撤回的原因。")), Invalid.status
    execute(Withdraw(command_id=command_id(), case_id=case_id, reason=reason), applicant())
    flash(_("申请已撤回。需要时可以重新申请。"), "success")
    return redirect(url_for("track_case.progress", case_id=case_id))


@blueprint.post("/remind")
@permit("applicant")
def remind(case_id: str) -> Any:
    try:
        execute(Remind(command_id=command_id(), case_id=case_id), applicant())
    except Refused as error:
        flash(say(error), "warning")
    else:
        flash(_("已提醒正在办理的部门。"), "success")
    return redirect(url_for("track_case.progress", case_id=case_id))


@blueprint.post("/rating")
@permit("applicant")
def rate(case_id: str) -> Any:
    level = request.form.get("level", type=int)
    if level is None:
        flash(_("请先选择满意程度。"), "warning")
        return redirect(url_for("track_case.progress", case_id=case_id, _anchor="rating"))
    execute(Rate(command_id=command_id(), case_id=case_id, level=level, comment=request.form.get("comment", "").strip()), applicant())
    flash(_("评价已收到，谢谢您。"), "success")
    return redirect(url_for("track_case.progress", case_id=case_id))
