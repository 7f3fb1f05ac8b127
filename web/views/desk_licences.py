"""许可证登记簿: the licences an officer's posts reach, one of them with its history, and its deregistration (行政许可法 art. 70)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.account import RecordAccess
from engine.commands.licence import DeregisterLicence
from engine.domain.errors import Forbidden, Invalid, Refused
from engine.domain.licence import CAUSES
from engine.queries.licences import STATES, LicenceList, OneLicence
from web.context import ask, command_id, execute
from web.error_pages import say, say_problems
from web.permissions import permit
from web.views.desk_case import CASE_ROLES

blueprint = Blueprint("desk_licences", __name__, url_prefix="/desk/licences")
STATE_NAMES = {
    "valid": _l("有效"), "ending": _l("即将到期"), "expired": _l("已到期"), "revoked": _l("已撤销"), "deregistered": _l("已注销"),
    "replaced": _l("已延续或变更"), "all": _l("全部"),
}  # fmt: skip
READS = ("window", "reviewer", "approver", "inspector", "hearing_chair", "supervisor")


@blueprint.get("")
@permit(*READS)
def register() -> str:
    """``?state=``: one of the tabs; a search looks in all of them unless one is named."""
    search, service = request.args.get("q", "").strip()[:200], request.args.get("service", "")[:64]
    state = request.args.get("state") or ("all" if search else "valid")
    state = state if state in STATES else "valid"
    found = ask(LicenceList(state=state, search=search, service=service, page=request.args.get("page", 1, type=int)))
    kept, counts = {"q": search or None, "service": service or None}, dict(found.counts)
    tabs = [
        {"label": STATE_NAMES[name], "url": url_for(".register", state=name, **kept), "count": counts.get(name), "current": name == state}
        for name in STATES
    ]
    return render_template("desk_licences/register.html", found=found, tabs=tabs, state=state, search=search, service=service)


@blueprint.get("/<licence_id>")
@permit(*CASE_ROLES)
def one(licence_id: str) -> Any:
    return _page(licence_id)


@blueprint.post("/<licence_id>/full")
@permit(*CASE_ROLES)
def unmask(licence_id: str) -> Any:
    """The licence must exist for him before his look at its holder is written down."""
    shown = ask(OneLicence(licence_id=licence_id))
    what = _("许可证 %(number)s 的持证人完整信息，原因：%(why)s", number=shown.licence.number, why=request.form.get("why", "").strip()[:100] or _("办理需要"))
    execute(RecordAccess(command_id=command_id(), case_id=shown.licence.case_id, what=what))
    flash(_("完整号码显示 15 分钟。这次查看已记入查阅记录。"), "info")
    return redirect(url_for(".one", licence_id=licence_id))


@blueprint.post("/<licence_id>/deregister")
@permit("approver")
def deregister(licence_id: str) -> Any:
    said = {name: request.form.get(name, "") for name in ("cause", "reason", "basis")}
    try:
        execute(DeregisterLicence(command_id=command_id(), licence_id=licence_id, **said))
    except Invalid as error:
        return _page(licence_id, say_problems(error)), error.status
    except (Refused, Forbidden) as error:
        return _page(licence_id, {"act": say(error)}), error.status
    flash(_("许可证已注销，持证人已收到通知。"), "success")
    return redirect(url_for(".one", licence_id=licence_id))


def _page(licence_id: str, errors: dict[str, str] | None = None) -> str:
    shown = ask(OneLicence(licence_id=licence_id))
    return render_template("desk_licences/one.html", shown=shown, causes=CAUSES, filled=request.form, errors=errors or {})
