"""What stands around every officer's page: who is signed in, the menu at the left with its counts, where to search."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.domain.officer import Role
from engine.domain.viewer import Viewer
from engine.queries.desk import DeskRail, Rail
from web.addresses import url_for
from web.context import ask, viewer

FOLDER_NAMES = {
    "to_accept": _l("待受理"),
    "supplementing": _l("待补正"),
    "to_deliver": _l("待出件"),
    "mine": _l("我的待办"),
    "department": _l("部门待办"),
    "joint": _l("联办"),
    "overdue": _l("已超期"),
    "handled": _l("我经手"),
    "all": _l("全部办件"),
}
DESK_ROLES = ("window", "reviewer", "approver", "inspector", "hearing_chair", "proxy")
ROLE_NAMES = {
    Role.WINDOW: _l("综合窗口"),
    Role.REVIEWER: _l("承办人"),
    Role.APPROVER: _l("审批负责人"),
    Role.SUPERVISOR: _l("效能监察"),
    Role.INSPECTOR: _l("现场核查"),
    Role.HEARING_CHAIR: _l("听证主持人"),
    Role.DESIGNER: _l("流程设计"),
    Role.PUBLISHER: _l("流程发布"),
    Role.CATALOGUE: _l("事项管理"),
    Role.SYSTEM_ADMIN: _l("系统管理员"),
    Role.SECURITY_ADMIN: _l("安全管理员"),
    Role.AUDITOR: _l("审计管理员"),
    Role.PROXY: _l("帮办代办员"),
    Role.ROBOT: _l("数字员工"),
}
# (title, links): a link is (label, endpoint or endpoint:what, roles that may open it)
_MENUS = (
    (
        _l("效能监察"),
        (
            (_l("看板"), "desk_lights.board", ("supervisor",)),
            (_l("超期环节"), "desk_supervision.overdue", ("supervisor",)),
            (_l("督办单"), "desk_escalations.every", ("supervisor",)),
            (_l("效能报表"), "desk_reports.report", ("supervisor",)),
            (_l("导出文件"), "desk_exports.mine", ("supervisor",)),
        ),
    ),
    (
        _l("同事"),
        (
            (_l("待我答复"), "desk_signals.mine:questions", DESK_ROLES),
            (_l("抄送我的"), "desk_signals.mine:copies", DESK_ROLES),
            (_l("我的关注"), "desk_signals.mine:watched", (*DESK_ROLES, "supervisor")),
            (_l("督办单"), "desk_escalations.every", ("window", "reviewer", "approver", "inspector")),
        ),
    ),
    (
        _l("承诺与整改"),
        (
            (_l("容缺台账"), "desk_owed.ledger", ("window", "reviewer", "approver", "supervisor")),
            (_l("告知承诺台账"), "desk_commitments.ledger", ("reviewer", "approver", "supervisor")),
            (_l("差评整改"), "desk_rectifications.every", ("reviewer", "approver", "supervisor")),
        ),
    ),
    (_l("许可"), ((_l("许可证登记簿"), "desk_licences.register", ("window", "reviewer", "approver", "inspector", "hearing_chair", "supervisor")),)),
    (_l("流程"), ((_l("流程设计"), "design_list.services", ("designer", "publisher")),)),
    (
        _l("人员"),
        (
            (_l("人员与岗位"), "admin_officers.officers", ("security_admin",)),
            (_l("接口密钥"), "admin_keys.keys", ("security_admin",)),
            (_l("请假与代理"), "desk_leave.every", ("security_admin",)),
        ),
    ),
    (
        _l("机构"),
        (
            (_l("部门"), "admin_office.departments", ("system_admin",)),
            (_l("窗口"), "admin_office.windows", ("system_admin",)),
            (_l("工作日历"), "admin_calendar.this_year", ("system_admin",)),
            (_l("消息模板"), "admin_words.texts", ("system_admin",)),
        ),
    ),
    (
        _l("运行"),
        (
            (_l("后台作业"), "admin_operations.jobs", ("system_admin",)),
            (_l("流程异常"), "admin_operations.incidents", ("system_admin",)),
            (_l("已发消息"), "admin_operations.messages", ("system_admin",)),
        ),
    ),
    (
        _l("审计"),
        (
            (_l("查阅记录"), "admin_logs.access", ("auditor",)),
            (_l("案卷导出"), "case_files.form", ("auditor",)),
            (_l("管理记录"), "admin_logs.administration", ("auditor",)),
        ),
    ),
)
_FRAMED = ("desk_", "design_", "admin_", "case_files")


def desk_frame() -> dict[str, Any]:
    """``desk`` for base_desk.html; nothing on pages that have no such frame."""
    someone = viewer()
    if someone.kind != "officer" or not (request.blueprint or "").startswith(_FRAMED):
        return {}
    return {"desk": _frame(someone)}


def works_at_desk(someone: Viewer) -> bool:
    return any(someone.has(role) for role in DESK_ROLES)


def first_folder(someone: Viewer) -> str:
    """What he looks at first."""
    return "to_accept" if someone.has("window") else "department"


def home_of(someone: Viewer) -> str:
    """The page an officer begins with: the workbench, else the first page of his menu."""
    if works_at_desk(someone):
        return url_for("desk_board.board")
    own = (endpoint for _title, links in _MENUS for _label, endpoint, roles in links if any(map(someone.has, roles)) and _exists(endpoint))
    first = next(own, None)
    return _address(first) if first else url_for("desk_account.change_password")


def _frame(someone: Viewer) -> dict[str, Any]:
    at_desk = works_at_desk(someone)
    rail = ask(DeskRail())
    return {
        "officer": someone.name,
        "department": _("、").join(rail.departments),
        "role": _("、").join(dict.fromkeys(str(ROLE_NAMES[Role(each.role)]) for each in someone.posts)),
        "logout": url_for("desk_account.sign_out"),
        "new": url_for("desk_intake.choose") if someone.has("window") or someone.has("proxy") else None,
        "search": url_for("desk_board.board") if at_desk else None,
        "unread": rail.unread,
        "words": url_for("desk_words.mine"),
        "stands_in": _("、").join(one.name for one in someone.stands_in),
        "nav": [*([_folders(rail)] if at_desk else []), *_menus(someone, rail), _own(at_desk)],
    }


def _folders(rail: Rail) -> dict[str, Any]:
    here = (
        request.args.get("folder") or ("all" if request.args.get("q") else first_folder(viewer()))
        if request.endpoint == "desk_board.board"
        else ""
    )
    links = [
        {
            "label": FOLDER_NAMES[folder],
            "url": url_for("desk_board.board", folder=folder),
            "count": count,
            "current": here == folder,
            "tone": "red" if folder == "overdue" else None,
        }
        for folder, count in rail.folders
    ]
    return {"title": _("办件"), "links": links}


def _menus(someone: Viewer, rail: Rail) -> list[dict[str, Any]]:
    groups, told = [], {f"desk_signals.mine:{what}": number for what, number in rail.told}
    for title, links in _MENUS:
        own = [(label, endpoint) for label, endpoint, roles in links if any(map(someone.has, roles)) and _exists(endpoint)]
        if own:
            groups.append({"title": title, "links": [_link(label, endpoint, told.get(endpoint)) for label, endpoint in own]})
    return groups


def _own(at_desk: bool) -> dict[str, Any]:
    leave = [_link(_("我的办理情况"), "desk_figures.mine"), _link(_("我的代理"), "desk_leave.own")] if at_desk else []
    leave += [_link(_("常用语"), "desk_phrases.mine")]
    return {"title": _("账号"), "links": [*leave, _link(_("通知方式"), "desk_words.contact"), _link(_("修改密码"), "desk_account.change_password")]}


def _link(label: Any, endpoint: str, count: Any = None) -> dict[str, Any]:
    return {"label": label, "url": _address(endpoint), "count": count, "current": _is_here(endpoint), "tone": "amber" if count else None}


def _address(endpoint: str) -> str:
    """``name:what`` is one of several lists at the same view."""
    name, _unused, what = endpoint.partition(":")
    return url_for(name, what=what) if what else url_for(name)


def _is_here(endpoint: str) -> bool:
    """On the page itself or on one below it."""
    return request.endpoint == endpoint or f"{request.path}/".startswith(_address(endpoint).rstrip("/") + "/")


def _exists(endpoint: str) -> bool:
    return endpoint.partition(":")[0] in current_app.view_functions
