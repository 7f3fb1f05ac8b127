"""Signing in and out, and changing one's password."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.account import ChangePassword, SignIn
from engine.domain.command_id import new_command_id
from engine.domain.errors import EngineError, Invalid
from engine.domain.viewer import Viewer
from web.context import command_id, execute, safe_next, viewer
from web.error_pages import say, say_problems
from web.permissions import permit
from web.sessions import begin_session, end_session

blueprint = Blueprint("desk_account", __name__)

SHORTEST_PASSWORD = 10


@blueprint.get("/login")
@permit("public")
def sign_in() -> Any:
    if viewer().kind == "officer":
        return redirect(safe_next(url_for("desk_board.board")))
    return _sign_in_page()


@blueprint.post("/login")
@permit("public")
def sign_in_now() -> Any:
    """A wrong login and a wrong password are answered alike; the page says when a lock-out ends.

    Each try is a command of its own: were the id the form's, a page brought back after signing out would sign in again with any password.
    """
    login = request.form.get("login", "").strip()
    try:
        signed_in = execute(
            SignIn(command_id=new_command_id(), login=login, password=request.form.get("password", ""), origin=request.remote_addr or ""),
            Viewer.public(),
        )
    except EngineError as error:
        return _sign_in_page(login, say(error)), error.status
    begin_session(signed_in.officer_id, signed_in.session_epoch)
    if signed_in.must_change_password:
        flash(_("这是第一次登录，或密码刚被重置：请先设置只有您知道的新密码。"), "info")
        return redirect(url_for("desk_account.change_password", next=request.form.get("next", "")))
    return redirect(safe_next(url_for("desk_board.board")))


@blueprint.post("/logout")
@permit("public")
def sign_out() -> Any:
    end_session()
    flash(_("已退出登录。"), "success")
    return redirect(url_for("desk_account.sign_in"))


@blueprint.get("/account/password")
@permit("officer")
def change_password() -> Any:
    return _password_page({})


@blueprint.post("/account/password")
@permit("officer")
def change_password_now() -> Any:
    """Ends every other session of the officer; this one goes on with the new epoch."""
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    problems = _problems(old, new, again)
    if problems:
        return _password_page(problems), Invalid.status
    officer_id = viewer().officer_id or ""
    try:
        epoch = execute(ChangePassword(command_id=command_id(), old=old, new=new)).session_epoch
    except Invalid as error:
        return _password_page(say_problems(error) or {"old": say(error)}), error.status
    except EngineError as error:
        return _password_page({"old": say(error)}), error.status
    begin_session(officer_id, epoch)
    flash(_("密码已修改。其他地方的登录已全部退出。"), "success")
    return redirect(safe_next(url_for("desk_board.board")))


def _problems(old: str, new: str, again: str) -> dict[str, str]:
    problems = {}
    if not old:
        problems["old"] = _("请填写现在的密码。")
    if len(new) < SHORTEST_PASSWORD:
        problems["new"] = _("新密码至少 %(n)s 个字符。", n=SHORTEST_PASSWORD)
    elif new != again:
        problems["again"] = _("两次填写的新密码不一样。")
    return problems


def _sign_in_page(login: str = "", error: str = "") -> str:
    return render_template("desk_account/sign_in.html", login=login, error=error, next=request.values.get("next", ""))


def _password_page(problems: dict[str, str]) -> str:
    return render_template("desk_account/password.html", problems=problems, next=request.values.get("next", ""), shortest=SHORTEST_PASSWORD)
