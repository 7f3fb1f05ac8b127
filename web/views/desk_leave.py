"""我的代理: leaves with substitutes, an officer's own and, for the security administrator, everybody's."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.leave import EndLeave, TakeLeave
from engine.domain.errors import Invalid, Refused
from engine.domain.officer import Post
from engine.queries.leaves import AllLeaves, Leaves
from web.context import ask, command_id, execute, safe_next, viewer
from web.desk_frame import ROLE_NAMES
from web.error_pages import say, say_problems
from web.permissions import permit

blueprint = Blueprint("desk_leave", __name__)
STATES = {"coming": _l("未开始"), "running": _l("代理中"), "over": _l("已结束"), "ended": _l("提前结束")}


@blueprint.get("/account/leave")
@permit("officer")
def own() -> str:
    return _page(str(viewer().officer_id), {}, "")


@blueprint.post("/account/leave")
@permit("officer")
def take_own() -> Any:
    return _take(str(viewer().officer_id), url_for("desk_leave.own"))


@blueprint.post("/account/leave/<leave_id>/end")
@permit("officer")
def end(leave_id: str) -> Any:
    """The command asks whether it is his, or he the administrator."""
    try:
        execute(EndLeave(command_id=command_id(), leave_id=leave_id))
    except Refused as error:
        flash(say(error), "warning")
    else:
        flash(_("已结束，未办完的事回到本人手上。"), "success")
    return redirect(safe_next(url_for("desk_leave.own")))


@blueprint.get("/admin/leaves")
@permit("security_admin")
def every() -> str:
    page = ask(AllLeaves(page=request.args.get("page", 1, type=int)))
    return render_template("desk_leave/every.html", page=page, states=STATES, roles=ROLE_NAMES)


@blueprint.get("/admin/leaves/<officer_id>")
@permit("security_admin")
def of_officer(officer_id: str) -> str:
    return _page(officer_id, {}, "")


@blueprint.post("/admin/leaves/<officer_id>")
@permit("security_admin")
def take_for(officer_id: str) -> Any:
    return _take(officer_id, url_for("desk_leave.of_officer", officer_id=officer_id))


def _take(officer_id: str, back: str) -> Any:
    try:
        from_on, to_on = (_day(request.form.get(name, "")) for name in ("from_on", "to_on"))
        if from_on is None or to_on is None:
            raise Invalid("请填写开始和结束日期。", {"to_on": _("请填写开始和结束日期。")})
        execute(
            TakeLeave(
                command_id=command_id(),
                officer_id=officer_id,
                from_on=from_on,
                to_on=to_on,
                substitute_id=request.form.get("substitute", ""),
                posts=_posts(),
            )
        )
    except Invalid as error:
        return _page(officer_id, say_problems(error), say(error)), error.status
    except Refused as error:
        return _page(officer_id, {}, say(error)), error.status
    flash(_("已保存。请假期间由代理人办理，到期自动收回。") if request.form.get("substitute") else _("已保存。请假期间没有代理人。"), "success")
    return redirect(back)


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _posts() -> tuple[Post, ...]:
    found = []
    for each in request.form.getlist("post"):
        with suppress(ValueError):
            found.append(Post(*each.split(" ")))  # type: ignore[arg-type]
    return tuple(found)


def _page(officer_id: str, problems: dict[str, str], error: str) -> str:
    shown = ask(Leaves(officer_id=officer_id))
    return render_template(
        "desk_leave/leave.html",
        shown=shown,
        problems=problems,
        error=error,
        typed=request.form,
        chosen=request.form.getlist("post"),
        states=STATES,
        roles=ROLE_NAMES,
        mine=officer_id == viewer().officer_id,
    )
