"""我的许可证: those issued in the cases that this browser follows, how long they are valid, and renewing or changing one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from engine.commands.start_renewal import StartRenewal
from engine.domain.errors import Refused
from engine.queries.licences import MyLicences
from web.context import applicant, ask, command_id, execute, open_case
from web.error_pages import say
from web.forms_page.codes_once import keep_code
from web.permissions import permit

blueprint = Blueprint("track_licences", __name__, url_prefix="/track")


@blueprint.get("/licences")
@permit("public")
def mine() -> str:
    return render_template("track_licences/mine.html", mine=ask(MyLicences(), applicant()))


@blueprint.post("/<case_id>/licences/<licence_id>")
@permit("applicant")
def renew(case_id: str, licence_id: str) -> Any:
    """Of the case in which it was issued. A new draft; its number and code are shown on the form."""
    try:
        begun = execute(StartRenewal(command_id=command_id(), case_id=case_id, licence_id=licence_id), applicant())
    except Refused as error:
        flash(say(error), "warning")
        return redirect(url_for(".mine"))
    open_case(begun.case_id)
    keep_code(begun.case_id, begun.query_code)
    return redirect(url_for("apply_case.form", case_id=begun.case_id))
