"""One letter, printable and as PDF, and the public check of a paper in hand: by its QR code, or by its number and check code."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.check_letter import FindLetter
from engine.domain.command_id import new_command_id
from engine.domain.errors import Missing, Refused
from engine.letters.printing import letter_pdf
from engine.queries.letter import CheckLetter, LetterShown, OneLetter
from web.codes import qr_svg
from web.context import applicant, ask, execute, viewer
from web.error_pages import say
from web.permissions import permit

blueprint = Blueprint("track_letter", __name__, url_prefix="/letters")


@blueprint.get("/<letter_id>")
@permit("public")
def letter(letter_id: str) -> str:
    """For the applicant of its case, and for officers whom the case reaches; nobody else learns that it exists."""
    shown = _shown(letter_id)
    return render_template("track_letter/letter.html", letter=shown, code=qr_svg(shown.issued.check_address(shown.digest)))


@blueprint.get("/<letter_id>.pdf")
@permit("public")
def pdf(letter_id: str) -> Response:
    """For the same people as the page."""
    shown = _shown(letter_id)
    name = quote(f"{shown.name}-{shown.case_no}.pdf")
    headers = {"Content-Disposition": f"attachment; filename=\"letter.pdf\"; filename*=UTF-8''{name}"}
    return Response(letter_pdf(shown.issued, shown.digest), mimetype="application/pdf", headers=headers)


@blueprint.get("")
@permit("public")
def find() -> str:
    return _find_page({})


@blueprint.post("")
@permit("public")
def check_typed() -> Any:
    typed = {"number": request.form.get("number", "").strip()[:100], "code": request.form.get("code", "").strip()[:40]}
    if not all(typed.values()):
        return _find_page(typed, _("请输入文书编号和校验码。")), 422
    try:
        found = execute(FindLetter(command_id=new_command_id(), **typed, origin=request.remote_addr or ""))
    except (Missing, Refused) as error:
        return _find_page(typed, say(error)), error.status
    return redirect(url_for(".check", letter_id=found.letter_id, digest=found.digest))


@blueprint.get("/<letter_id>/check/<digest>")
@permit("public")
def check(letter_id: str, digest: str) -> Any:
    """The address in a letter's QR code."""
    checked = ask(CheckLetter(letter_id=letter_id, digest=digest))
    return render_template("track_letter/check.html", letter=checked), 200 if checked.state == "valid" else Missing.status


def _shown(letter_id: str) -> LetterShown:
    try:
        found = ask(OneLetter(letter_id=letter_id), applicant())
    except Missing:
        found = ask(OneLetter(letter_id=letter_id), viewer())
    return found


def _find_page(filled: dict[str, str], error: str = "") -> str:
    return render_template("track_letter/find.html", filled=filled, error=error)
