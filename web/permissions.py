"""Who may open a view: every view says it with ``@permit``, and ``tests/web/routes.txt`` lists what they said.

This is the first of two doors. The second stands in commands and queries, which ask the viewer about each case; a view that forgot a
row's division would still see nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, flash, redirect, request, url_for
from flask_babel import gettext as _

from engine.domain.errors import Forbidden, Missing
from engine.domain.officer import Role
from web.context import keep_next, opened_cases, viewer

View = TypeVar("View", bound=Callable[..., Any])

EVERYBODY = frozenset({"public", "applicant", "officer"})
ROLES = frozenset(role.value for role in Role)


def permit(*who: str) -> Callable[[View], View]:
    """``public``: anyone. ``applicant``: a browser that opened the view's case with number and code. ``officer``: anyone signed in.

    Any other word is a role; several roles mean that one of them is enough. Who is not signed in is sent to the sign-in page and back,
    who has not opened the case to the page that asks for number and code.
    Raises Forbidden for an officer without the role.
    """
    unknown = set(who) - EVERYBODY - ROLES
    if unknown or not who:
        raise ValueError(f"no such permission: {unknown or 'none given'}")

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            refusal = _turned_away(frozenset(who), kwargs)
            return view(*args, **kwargs) if refusal is None else refusal

        guarded.permission = " ".join(sorted(who))  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def check_every_view_is_permitted(app: Flask) -> None:
    """Called once when the app is made: a view without a permission stops the start."""
    bare = [name for name, view in app.view_functions.items() if name != "static" and not hasattr(view, "permission")]
    if bare:
        raise RuntimeError(f"views without @permit: {', '.join(sorted(bare))}")


def _turned_away(who: frozenset[str], arguments: dict[str, Any]) -> Any:
    if "public" in who:
        return None
    if "applicant" in who:
        return None if arguments.get("case_id") in opened_cases() else _ask_for_code()
    someone = viewer()
    if someone.kind != "officer":
        return _ask_to_sign_in()
    if "officer" in who or any(someone.has(role) for role in who):
        return None
    raise Forbidden("您的岗位没有这项权限。")


def _ask_for_code() -> Any:
    # An unknown case and somebody else's case are answered alike.
    if request.method != "GET":
        raise Missing("没有找到这个办件，请重新输入办件编号和查询码。")
    flash(_("请输入办件编号和查询码，再继续查看或填写。"), "info")
    return redirect(url_for("track_find.find", next=keep_next()))


def _ask_to_sign_in() -> Any:
    flash(_("请先登录。"), "info")
    return redirect(url_for("desk_account.sign_in", next=keep_next()))
