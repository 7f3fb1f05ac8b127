"""接口密钥: the security administrator gives other departments' systems keys to their accounts, and takes them away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.api_key import IssueApiKey, RevokeApiKey
from engine.domain.api_key import LONGEST_LABEL, last_day
from engine.domain.errors import Invalid, Refused
from engine.queries.api_keys import ApiKeys, OneApiKey
from web.api.site import REFERENCE, TASKS
from web.context import ask, command_id, execute, today
from web.error_pages import say, say_problems
from web.permissions import permit

blueprint = Blueprint("admin_keys", __name__, url_prefix="/admin/keys")
STATES = {
    "live": (_l("可用"), "green"),
    "expired": (_l("已过期"), "grey"),
    "revoked": (_l("已停用"), "grey"),
    "closed": (_l("账号已停用"), "grey"),
    "person": (_l("账号不是数字员工"), "grey"),
}
_USUALLY = timedelta(days=365)


@blueprint.get("", strict_slashes=False)
@permit("security_admin")
def keys() -> str:
    wanted = ApiKeys(ended=request.args.get("state") == "ended", page=request.args.get("page", 1, type=int))
    return render_template("admin_keys/list.html", page=ask(wanted), wanted=wanted, states=STATES)


@blueprint.get("/new")
@permit("security_admin")
def new() -> str:
    login = request.args.get("login", "")[:32]
    return _form({"login": login, "label": "", "expires_on": (today() + _USUALLY).isoformat()})


@blueprint.post("/new")
@permit("security_admin")
def issue() -> Any:
    """The key stands on the answer to this request and nowhere else."""
    typed = {name: request.form.get(name, "").strip() for name in ("login", "label", "expires_on")}
    try:
        expires_on = _day(typed["expires_on"])
        issued = execute(IssueApiKey(command_id=command_id(), login=typed["login"], label=typed["label"], expires_on=expires_on))
    except Invalid as error:
        return _form(typed, say_problems(error) or {"": say(error)}), error.status
    city = url_for("public_home.home", _external=True).rstrip("/")
    shown = ask(OneApiKey(key_id=issued.key_id))
    return render_template("admin_keys/issued.html", key=issued.key, shown=shown, address=city + TASKS, reference=city + REFERENCE)


@blueprint.post("/<key_id>/revoke")
@permit("security_admin")
def revoke(key_id: str) -> Any:
    try:
        execute(RevokeApiKey(command_id=command_id(), key_id=key_id))
    except Refused as error:
        flash(say(error), "warning")
    else:
        flash(_("接口密钥已停用，用它的系统从现在起进不来了。"), "success")
    return redirect(url_for("admin_keys.keys"))


def _form(typed: dict[str, str], problems: dict[str, str] | None = None) -> str:
    first = today()
    bounds = {"first": first.isoformat(), "last": last_day(first).isoformat(), "longest": LONGEST_LABEL}
    return render_template("admin_keys/new.html", typed=typed, problems=problems or {}, **bounds)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("请按提示完善。", {"expires_on": _("请填写日期，例如 2026-12-31。")}) from None
