"""抄送, 关注, 沟通 and 催办: telling, asking and urging colleagues about a case; and the lists of what came to me."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.inform import AnswerColleague, AskColleague, CopyCase, MarkRead, WatchCase
from engine.commands.urge import Remind
from engine.domain.errors import Invalid, Refused
from engine.queries.case_file import CaseFile
from engine.queries.catalogue import Services
from engine.queries.passing import PassTo
from engine.queries.talk import CaseColleagues, Signals
from web.context import ask, command_id, execute, safe_next
from web.error_pages import say, say_problems
from web.permissions import permit
from web.views.desk_case import CASE_ROLES
from web.views.desk_task import TASK_ROLES

blueprint = Blueprint("desk_signals", __name__, url_prefix="/desk")
# what → title, heading of who, what an empty list means
LISTS = {
    "questions": (_l("待我答复"), _l("谁问的"), _l("没有人问您")),
    "copies": (_l("抄送我的"), _l("谁抄送的"), _l("没有抄送给您的办件")),
    "watched": (_l("我的关注"), _l("阶段"), _l("您还没有关注办件，在办件页面点“关注”就会出现在这里")),
}


@blueprint.get("/signals/<what>")
@permit("officer")
def mine(what: str) -> str:
    if what not in LISTS:
        abort(404)
    asked = request.args
    wanted = Signals(
        what=what,
        search=asked.get("q", "").strip()[:100],
        service=asked.get("service", "")[:64],
        under_way=asked.get("under_way") == "1",
        page=asked.get("page", 1, type=int),
    )
    title, who, empty = LISTS[what]
    if wanted.search or wanted.service or wanted.under_way:
        empty = _l("没有符合条件的办件")
    services = ask(Services()).services
    return render_template(
        "desk_signals/mine.html", page=ask(wanted), wanted=wanted, services=services, what=what, title=title, who=who, empty=empty
    )


@blueprint.post("/copies/<copy_id>/read")
@permit("officer")
def read(copy_id: str) -> Any:
    execute(MarkRead(command_id=command_id(), copy_id=copy_id))
    flash(_("已标为已阅，抄送人会看到。"), "success")
    return redirect(safe_next(url_for("desk_signals.mine", what="copies")))


@blueprint.post("/questions/<question_id>/answer")
@permit("officer")
def answer(question_id: str) -> Any:
    back = redirect(safe_next(url_for("desk_signals.mine", what="questions")))
    try:
        name = execute(AnswerColleague(command_id=command_id(), question_id=question_id, answer=request.form.get("answer", "")))
    except (Invalid, Refused) as error:
        flash(say(error), "warning")
        return back
    flash(_("已答复%(name)s。", name=name), "success")
    return back


@blueprint.post("/cases/<case_id>/watch")
@permit(*CASE_ROLES)
def watch(case_id: str) -> Any:
    on = request.form.get("on") == "1"
    execute(WatchCase(command_id=command_id(), case_id=case_id, on=on))
    flash(_("已关注，在“我的关注”里可以找到它。") if on else _("已取消关注。"), "success")
    return redirect(safe_next(url_for("desk_case.case", case_id=case_id)))


@blueprint.get("/cases/<case_id>/copy")
@permit(*CASE_ROLES)
def choose_copy(case_id: str) -> str:
    return _copy_page(case_id, {}, "")


@blueprint.post("/cases/<case_id>/copy")
@permit(*CASE_ROLES)
def copy(case_id: str) -> Any:
    to, note = tuple(request.form.getlist("to")), request.form.get("words", "")
    try:
        names = execute(CopyCase(command_id=command_id(), case_id=case_id, to=to, note=note))
    except Invalid as error:
        return _copy_page(case_id, say_problems(error), say(error)), error.status
    except Refused as error:
        return _copy_page(case_id, {}, say(error)), error.status
    flash(_("已抄送%(names)s。", names=names), "success")
    return redirect(safe_next(url_for("desk_case.case", case_id=case_id)))


@blueprint.get("/tasks/<task_id>/ask")
@permit(*TASK_ROLES)
def choose_ask(task_id: str) -> str:
    return _ask_page(task_id, {}, "")


@blueprint.post("/tasks/<task_id>/ask")
@permit(*TASK_ROLES)
def ask_colleague(task_id: str) -> Any:
    to, words = request.form.get("to", ""), request.form.get("words", "")
    try:
        name = execute(AskColleague(command_id=command_id(), task_id=task_id, to=to, question=words))
    except Invalid as error:
        return _ask_page(task_id, say_problems(error), say(error)), error.status
    except Refused as error:
        return _ask_page(task_id, {}, say(error)), error.status
    flash(_("已问%(name)s，答复会出现在这一页。", name=name), "success")
    return redirect(url_for("desk_task.task", task_id=task_id, _anchor="talk"))


@blueprint.get("/cases/<case_id>/remind")
@permit(*CASE_ROLES)
def choose_remind(case_id: str) -> str:
    return render_template("desk_signals/remind.html", file=ask(CaseFile(case_id=case_id)), back=_back(case_id))


@blueprint.post("/cases/<case_id>/remind")
@permit(*CASE_ROLES)
def remind(case_id: str) -> Any:
    asked = {"case_id": case_id, "task_id": request.form.get("task", ""), "note": request.form.get("note", "").strip()}
    try:
        number = execute(Remind(command_id=command_id(), **asked))
    except (Invalid, Refused) as error:
        flash(say(error), "warning")
    else:
        flash(_("已催办 %(n)s 个环节，办理人的待办里会显示催办次数。", n=number), "success")
    return redirect(_back(case_id))


def _back(case_id: str) -> str:
    return safe_next(url_for("desk_case.case", case_id=case_id))


def _copy_page(case_id: str, problems: dict[str, str], error: str) -> str:
    head = ask(CaseFile(case_id=case_id)).head
    words = {
        "title": _("抄送"),
        "foreseen": _("所选同事会收到这个办件，可以看，不需要办；您能看到对方是否已阅。办理人和时限都不变。"),
        "label": _("留言（可不填）"),
        "button": _("确定抄送"),
        "needed": False,
    }
    return _tell_page(words, head.case_no, head.service, head.case_id, url_for("desk_signals.copy", case_id=case_id), True, problems, error)


def _ask_page(task_id: str, problems: dict[str, str], error: str) -> str:
    shown = ask(PassTo(task_id=task_id))
    words = {
        "title": _("沟通：%(step)s", step=shown.step),
        "foreseen": _("只问一句，事情还在原来的人手上，时限不变。问和答都留在这个办件里，参加办理的部门看得到。"),
        "label": _("要问什么"),
        "button": _("发出"),
        "needed": True,
    }
    action = url_for("desk_signals.ask_colleague", task_id=task_id)
    return _tell_page(words, shown.case_no, shown.service, shown.case_id, action, False, problems, error)


def _tell_page(
    words: dict[str, Any], case_no: str, service: str, case_id: str, action: str, several: bool, problems: dict[str, str], error: str
) -> str:
    return render_template(
        "desk_signals/tell.html",
        words=words,
        case_no=case_no,
        service=service,
        case_id=case_id,
        action=action,
        several=several,
        colleagues=ask(CaseColleagues(case_id=case_id)),
        problems=problems,
        error=error,
        chosen=request.form.getlist("to"),
        typed=request.form.get("words", ""),
        back=_back(case_id),
    )
