"""Officers and their posts, kept by the security administrator."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.office import CreateOfficer, ResetPassword, UpdateOfficer
from engine.domain.errors import Invalid
from engine.domain.officer import Post, Role
from engine.queries.accounts import Officers, OneOfficer, PostChoices
from engine.queries.departing import Departing
from web.context import ask, command_id, execute, viewer
from web.desk_frame import ROLE_NAMES
from web.error_pages import say, say_problems
from web.permissions import permit

blueprint = Blueprint("admin_officers", __name__, url_prefix="/admin/officers")

MOST_POSTS = 20
_EMPTY_ROWS = 2
_PARTS = ("division", "department", "role")
_STATES = {"active": True, "closed": False}


@blueprint.get("", strict_slashes=False)
@permit("security_admin")
def officers() -> str:
    asked = request.args
    wanted = Officers(
        search=asked.get("q", "").strip()[:100],
        division=asked.get("division", ""),
        department=asked.get("department", ""),
        active=_STATES.get(asked.get("state", "active")),
        page=asked.get("page", 1, type=int),
    )
    return render_template("admin_officers/list.html", page=ask(wanted), wanted=wanted, choices=ask(PostChoices()), roles=ROLE_NAMES)


@blueprint.get("/new")
@permit("security_admin")
def new() -> str:
    return _form(None, "", "", [])


@blueprint.post("/new")
@permit("security_admin")
def create() -> Any:
    """The first password stands on the answer to this request and nowhere else."""
    login, name, rows = request.form.get("login", "").strip(), request.form.get("name", "").strip(), _rows()
    if "_add" in request.form:
        return _form(None, login, name, rows)
    try:
        created = execute(CreateOfficer(command_id=command_id(), login=login, name=name, posts=_posts(rows), identity=request.form.get("identity", "")))
    except Invalid as error:
        return _form(None, login, name, rows, say_problems(error) or {"": say(error)}), error.status
    return render_template(
        "admin_officers/password.html", officer=ask(OneOfficer(officer_id=created.officer_id)), password=created.password, first=True
    )


@blueprint.get("/<officer_id>")
@permit("security_admin")
def edit(officer_id: str) -> str:
    officer = ask(OneOfficer(officer_id=officer_id))
    return _form(officer, officer.login, officer.name, [_row(post) for post in officer.posts])


@blueprint.post("/<officer_id>")
@permit("security_admin")
def update(officer_id: str) -> Any:
    officer, name, rows = ask(OneOfficer(officer_id=officer_id)), request.form.get("name", "").strip(), _rows()
    if "_add" in request.form:
        return _form(officer, officer.login, name, rows)
    active = request.form.get("active") == "true"
    try:
        identity = request.form.get("identity", "")
        execute(UpdateOfficer(command_id=command_id(), officer_id=officer_id, name=name, posts=_posts(rows), active=active, identity=identity))
    except Invalid as error:
        return _form(officer, officer.login, name, rows, say_problems(error) or {"": say(error)}), error.status
    flash(_("已保存 %(name)s 的信息。岗位有变动的，需要重新登录。", name=name), "success")
    if officer.active and not active and ask(Departing(officer_id=officer_id)).rows:
        return redirect(url_for("admin_departing.departing", officer_id=officer_id))
    return redirect(url_for("admin_officers.officers"))


@blueprint.post("/<officer_id>/password")
@permit("security_admin")
def reset_password(officer_id: str) -> str:
    reset = execute(ResetPassword(command_id=command_id(), officer_id=officer_id))
    return render_template(
        "admin_officers/password.html", officer=ask(OneOfficer(officer_id=officer_id)), password=reset.password, first=False
    )


def _form(officer: Any, login: str, name: str, rows: list[dict[str, str]], problems: dict[str, str] | None = None) -> str:
    blanks = [dict.fromkeys(_PARTS, "") for _unused in range(_EMPTY_ROWS)]
    own = officer is not None and officer.officer_id == viewer().officer_id
    return render_template(
        "admin_officers/edit.html",
        officer=officer,
        login=login,
        name=name,
        rows=[*rows, *blanks][:MOST_POSTS],
        problems=problems or {},
        choices=ask(PostChoices()),
        roles=ROLE_NAMES,
        own=own,
    )


def _rows() -> list[dict[str, str]]:
    """The posts as they stand in the form, without empty and struck-out ones."""
    found = [
        {part: request.form.get(f"post.{number}.{part}", "") for part in _PARTS}
        for number in range(MOST_POSTS)
        if f"post.{number}.remove" not in request.form
    ]
    return [row for row in found if any(row.values())]


def _posts(rows: list[dict[str, str]]) -> tuple[Post, ...]:
    """Raises Invalid for a post half filled in."""
    if any(not all(row.values()) or row["role"] not in set(Role) for row in rows):
        raise Invalid("请按提示完善。", {"posts": _("每个岗位都要选地区、部门和角色；不要的岗位请勾选删除。")})
    return tuple(dict.fromkeys(Post(row["division"], row["department"], Role(row["role"])) for row in rows))


def _row(post: Post) -> dict[str, str]:
    return {"division": post.division, "department": post.department, "role": str(post.role)}
