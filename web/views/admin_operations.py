"""What an operator watches: background jobs that failed, cases that cannot go on, messages sent."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.operate import RetryIncident, RetryJob
from engine.domain.errors import Refused
from engine.queries.operations import Incidents, Jobs, SentMessages
from web.context import ask, command_id, execute, instant, safe_next
from web.error_pages import say
from web.permissions import permit

blueprint = Blueprint("admin_operations", __name__, url_prefix="/admin")

JOB_STATES = {"failed": _l("失败，等人处理"), "waiting": _l("等待执行"), "running": _l("正在执行"), "done": _l("已完成")}
INCIDENT_STATES = {"open": _l("待处理"), "resolved": _l("已处理")}
MESSAGE_STATES = {"sent": _l("已发出"), "waiting": _l("等待发送"), "failed": _l("没有发出")}
JOB_KINDS = {
    "send_message": _l("发送短信"),
    "carry_words": _l("通知工作人员"),
    "call_service": _l("查询外部系统"),
    "deliver_message": _l("转交消息"),
    "fire_timer": _l("触发计时器"),
    "forget_files": _l("删除到期的材料"),
    "recount_clocks": _l("按新的工作日历重新计算时限"),
    "count_figures": _l("统计报表"),
    "make_export": _l("制作导出文件"),
}


@blueprint.get("/jobs")
@permit("system_admin")
def jobs() -> str:
    state = request.args.get("state", "failed")
    page = ask(Jobs(state=state, page=request.args.get("page", 1, type=int)))
    return render_template(
        "admin_operations/jobs.html", page=page, state=state if state in JOB_STATES else "failed", states=JOB_STATES, kinds=JOB_KINDS
    )


@blueprint.post("/jobs/<job_id>/retry")
@permit("system_admin")
def retry_job(job_id: str) -> Any:
    _try(RetryJob(command_id=command_id(), job_id=job_id), _("已重新排队，马上会再执行一次。"))
    return redirect(safe_next(url_for("admin_operations.jobs")))


@blueprint.get("/incidents")
@permit("system_admin")
def incidents() -> str:
    state = request.args.get("state", "open")
    page = ask(Incidents(state=state, page=request.args.get("page", 1, type=int)))
    chosen = state if state in INCIDENT_STATES else "open"
    return render_template("admin_operations/incidents.html", page=page, state=chosen, states=INCIDENT_STATES)


@blueprint.post("/incidents/<incident_id>/retry")
@permit("system_admin")
def retry_incident(incident_id: str) -> Any:
    _try(RetryIncident(command_id=command_id(), incident_id=incident_id), _("已从停住的地方重新往下走。如果原因还在，会再次出现在这里。"))
    return redirect(url_for("admin_operations.incidents"))


@blueprint.get("/messages")
@permit("system_admin")
def messages() -> str:
    """``?state=`` sent, waiting or failed."""
    state = request.args.get("state", "sent")
    wanted = SentMessages(state=state, page=request.args.get("page", 1, type=int), before=request.args.get("before", type=instant))
    chosen = state if state in MESSAGE_STATES else "sent"
    return render_template("admin_operations/messages.html", page=ask(wanted), state=chosen, states=MESSAGE_STATES)


def _try(command: Any, sentence: str) -> None:
    try:
        execute(command)
    except Refused as error:
        flash(say(error), "warning")
    else:
        flash(sentence, "success")
