"""离职转交: what an officer still has, how much, and to whom it goes; a result for each row."""

from __future__ import annotations

from hashlib import sha256

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.depart import PassOn
from engine.domain.errors import EngineError
from engine.queries.departing import Departing, HeldRow
from web.context import ask, command_id, execute
from web.error_pages import say
from web.permissions import permit

blueprint = Blueprint("admin_departing", __name__, url_prefix="/admin/officers/<officer_id>/work")
KINDS = {"task": _l("待办"), "question": _l("待答复"), "escalation": _l("督办单"), "leave": _l("代别人办理"), "watch": _l("关注的办件")}


@blueprint.get("")
@permit("security_admin")
def departing(officer_id: str) -> str:
    return render_template("admin_departing/departing.html", shown=ask(Departing(officer_id=officer_id)), kinds=KINDS, results=())


@blueprint.post("")
@permit("security_admin")
def pass_on(officer_id: str) -> str:
    """Each row chosen by a command of its own, so that one that is refused holds up no other; sent again, each gives its first result."""
    shown, once, to = ask(Departing(officer_id=officer_id)), command_id(), request.form.get("to", "")
    chosen = set(request.form.getlist("row"))
    results = [(row, *_one(row, officer_id, to, once)) for row in shown.rows if f"{row.kind}:{row.ref}" in chosen]
    return render_template("admin_departing/departing.html", shown=ask(Departing(officer_id=officer_id)), kinds=KINDS, results=results)


def _one(row: HeldRow, officer_id: str, to: str, once: str) -> tuple[bool, str]:
    own = sha256(f"{once}:{row.kind}:{row.ref}".encode()).hexdigest()[:32]
    try:
        name = execute(PassOn(command_id=own, officer_id=officer_id, kind=row.kind, ref=row.ref, to=to))
    except EngineError as error:
        return False, say(error)
    return True, _("交给%(name)s", name=name) if name else _("放回部门待办") if row.kind == "task" else _("已结束")
