"""Departments and service windows, kept by the system administrator."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.office import SaveDepartment, SaveWindow
from engine.domain.errors import Invalid, Missing
from engine.queries.office import Departments, Windows
from web.context import ask, command_id, execute
from web.error_pages import say, say_problems
from web.permissions import permit

blueprint = Blueprint("admin_office", __name__, url_prefix="/admin")

KINDS = {
    "government": _l("政府部门"),
    "hall": _l("政务服务大厅"),
    "institution": _l("事业单位"),
    "vertical": _l("垂直管理部门"),
    "platform": _l("数据和平台部门"),
}
_DEPARTMENT = ("department_id", "name", "kind", "phone")
_WINDOW = ("division", "department", "name", "address", "hours", "phone")


@blueprint.get("/departments")
@permit("system_admin")
def departments() -> str:
    search = request.args.get("q", "").strip()[:100]
    return render_template("admin_office/departments.html", departments=ask(Departments(search=search)), search=search, kinds=KINDS)


@blueprint.get("/departments/new")
@permit("system_admin")
def new_department() -> str:
    return _department_form({"kind": "government", "active": True}, True)


@blueprint.get("/departments/<department_id>")
@permit("system_admin")
def department(department_id: str) -> str:
    one = next((each for each in ask(Departments()) if each.department_id == department_id), None)
    if one is None:
        raise Missing("没有找到这个部门。")
    return _department_form({name: getattr(one, name) for name in (*_DEPARTMENT, "active")}, False)


@blueprint.post("/departments")
@permit("system_admin")
def save_department() -> Any:
    filled = {name: request.form.get(name, "").strip() for name in _DEPARTMENT}
    active, is_new = request.form.get("active") == "true", request.form.get("new") == "true"
    try:
        if is_new and any(each.department_id == filled["department_id"] for each in ask(Departments())):
            raise Invalid("请按提示完善。", {"department_id": _("这个编号已经有部门使用。")})
        execute(SaveDepartment(command_id=command_id(), active=active, **filled))
    except Invalid as error:
        return _department_form({**filled, "active": active}, is_new, say_problems(error) or {"": say(error)}), error.status
    flash(_("已保存部门“%(name)s”。", name=filled["name"]), "success")
    return redirect(url_for("admin_office.departments"))


@blueprint.get("/windows")
@permit("system_admin")
def windows() -> str:
    wanted = Windows(division=request.args.get("division", ""), department=request.args.get("department", ""))
    return render_template("admin_office/windows.html", shown=ask(wanted), wanted=wanted)


@blueprint.get("/windows/new")
@permit("system_admin")
def new_window() -> str:
    return _window_form(None, {"active": True})


@blueprint.get("/windows/<window_id>")
@permit("system_admin")
def window(window_id: str) -> str:
    one = next((each for each in ask(Windows()).windows if each.window_id == window_id), None)
    if one is None:
        raise Missing("没有找到这个窗口。")
    return _window_form(window_id, {name: getattr(one, name) for name in (*_WINDOW, "active")})


@blueprint.post("/windows")
@permit("system_admin")
def save_window() -> Any:
    window_id = request.form.get("window_id") or None
    filled = {name: request.form.get(name, "").strip() for name in _WINDOW}
    active = request.form.get("active") == "true"
    try:
        execute(SaveWindow(command_id=command_id(), window_id=window_id, active=active, **filled))
    except Invalid as error:
        return _window_form(window_id, {**filled, "active": active}, say_problems(error) or {"": say(error)}), error.status
    flash(_("已保存窗口“%(name)s”。办事指南上立即更新。", name=filled["name"]), "success")
    return redirect(url_for("admin_office.windows"))


def _department_form(filled: dict[str, Any], is_new: bool, problems: dict[str, str] | None = None) -> str:
    return render_template("admin_office/department.html", filled=filled, is_new=is_new, problems=problems or {}, kinds=KINDS)


def _window_form(window_id: str | None, filled: dict[str, Any], problems: dict[str, str] | None = None) -> str:
    return render_template("admin_office/window.html", window_id=window_id, filled=filled, problems=problems or {}, shown=ask(Windows()))
