"""What the auditor reads: who looked at personal details in full, and what administrators, designers and publishers did."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l

from engine.queries.operations import AccessLog, AdministrationLog
from web.context import ask
from web.permissions import permit

blueprint = Blueprint("admin_logs", __name__, url_prefix="/admin")

EVENTS = {
    "OfficerCreated": _l("新增人员"),
    "OfficerChanged": _l("修改人员或岗位"),
    "PasswordReset": _l("重置密码"),
    "PasswordChanged": _l("修改自己的密码"),
    "DepartmentSaved": _l("保存部门"),
    "WindowSaved": _l("保存窗口"),
    "CalendarPublished": _l("保存工作日历"),
    "JobRetried": _l("重试后台作业"),
    "DraftOpened": _l("打开流程草稿"),
    "DraftSaved": _l("保存流程草稿"),
    "DraftDiscarded": _l("放弃流程草稿"),
    "DraftSubmitted": _l("送审流程"),
    "DraftReturned": _l("退回流程"),
    "DraftImported": _l("导入流程"),
    "EditionPublished": _l("发布流程"),
}


@blueprint.get("/access-log")
@permit("auditor")
def access() -> str:
    search = request.args.get("q", "").strip()[:100]
    return render_template("admin_logs/access.html", page=ask(AccessLog(search=search, page=_page())), search=search)


@blueprint.get("/administration-log")
@permit("auditor")
def administration() -> str:
    search = request.args.get("q", "").strip()[:100]
    return render_template(
        "admin_logs/administration.html", page=ask(AdministrationLog(search=search, page=_page())), search=search, events=EVENTS
    )


def _page() -> int:
    return request.args.get("page", 1, type=int)
