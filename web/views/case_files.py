"""案卷: a whole case as one signed zip, for the approver who led it and for the auditor; every export is in the access log."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, send_file

from engine.commands.case_record import RecordExport
from engine.domain.case_number import normalise_case_number
from engine.domain.command_id import new_command_id
from engine.domain.errors import EngineError
from engine.queries.signing_keys import SigningKeys
from engine.queries.whole_case import WholeCase
from web.context import ask, execute
from web.error_pages import say
from web.permissions import permit

blueprint = Blueprint("case_files", __name__, url_prefix="/case-files")


@blueprint.get("")
@permit("approver", "auditor")
def form() -> str:
    return _page({"case_no": request.args.get("no", "")[:60]})


@blueprint.post("")
@permit("approver", "auditor")
def export() -> Any:
    """The answer is the file, made for this request and not kept. The page stays open beside it and may ask for another, or for the same once
    more: each time is an export of its own and written down."""
    typed = {"case_no": request.form.get("case_no", "").strip()[:60], "reason": request.form.get("reason", "").strip()[:150]}
    try:
        found = execute(RecordExport(command_id=new_command_id(), **typed))
        zip_file = ask(WholeCase(case_id=found.case_id))
    except EngineError as error:
        return _page(typed, say(error)), error.status
    return send_file(zip_file, mimetype="application/zip", as_attachment=True, download_name=f"{normalise_case_number(typed['case_no'])}.zip")


def _page(filled: dict[str, str], error: str = "") -> str:
    return render_template("case_files/export.html", filled=filled, error=error, keys=ask(SigningKeys()).keys)
