"""What the auditor reads: who looked at personal details in full, and what administrators, designers and publishers did."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l

from engine.queries.operations import AccessLog, AdministrationLog
from web.context import ask, instant
from web.permissions import permit

blueprint = Blueprint("admin_logs", __name__, url_prefix="/admin")

EVENTS = {
    "OfficeFounded": _l("建立机构"),
    "OfficerEnrolled": _l("登记人员"),
    "OfficerCreated": _l("新增人员"),
    "OfficerChanged": _l("修改人员或岗位"),
    "PasswordReset": _l("重置密码"),
    "PasswordChanged": _l("修改自己的密码"),
    "ApiKeyIssued": _l("发放接口密钥"),
    "ApiKeyRevoked": _l("停用接口密钥"),
    "DepartmentSaved": _l("保存部门"),
    "WordTextSaved": _l("修改消息模板"),
    "WindowSaved": _l("保存窗口"),
    "CalendarPublished": _l("保存工作日历"),
    "ClocksRecounted": _l("重新计算完在办时限"),
    "JobRetried": _l("重试后台作业"),
    "DraftOpened": _l("打开流程草稿"),
    "DraftSaved": _l("保存流程草稿"),
    "DraftDiscarded": _l("放弃流程草稿"),
    "DraftSubmitted": _l("送审流程"),
    "DraftReturned": _l("退回流程"),
    "DraftImported": _l("导入流程"),
    "EditionPublished": _l("发布流程"),
}


FACTS = {
    "officer": _l("人员"),
    "login": _l("登录名"),
    "posts": _l("岗位"),
    "active": _l("启用"),
    "name": _l("名称"),
    "key_id": _l("密钥编号"),
    "label": _l("用途"),
    "expires_on": _l("最后一天"),
    "department_id": _l("部门编号"),
    "year": _l("年份"),
    "provisional": _l("暂定"),
    "clocks_changed": _l("重新计算的时限数"),
    "template": _l("模板"),
    "reset": _l("恢复默认"),
    "was": _l("原来的文字"),
    "now": _l("现在的文字"),
    "process_id": _l("流程"),
    "number": _l("版次"),
    "edition": _l("版次"),
    "path": _l("文件"),
    "version": _l("第几稿"),
    "reason": _l("原因"),
}


@blueprint.get("/access-log")
@permit("auditor")
def access() -> str:
    search = request.args.get("q", "").strip()[:100]
    return render_template("admin_logs/access.html", page=ask(AccessLog(search=search, page=_page(), before=_before())), search=search)


@blueprint.get("/administration-log")
@permit("auditor")
def administration() -> str:
    search = request.args.get("q", "").strip()[:100]
    return render_template(
        "admin_logs/administration.html",
        page=ask(AdministrationLog(search=search, page=_page(), before=_before())),
        search=search,
        events=EVENTS,
        names=FACTS,
    )


def _page() -> int:
    return request.args.get("page", 1, type=int)


def _before() -> datetime | None:
    return request.args.get("before", type=instant)
