"""One letter, printable, and the check of a paper in hand by the code printed on it."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for

from engine.domain.errors import Missing
from engine.queries.letter import CheckLetter, OneLetter
from web.codes import qr_svg
from web.context import applicant, ask, viewer
from web.permissions import permit

blueprint = Blueprint("track_letter", __name__, url_prefix="/letters")


@blueprint.get("/<letter_id>")
@permit("public")
def letter(letter_id: str) -> str:
    """For the applicant of its case, and for officers whom the case reaches; nobody else learns that it exists."""
    try:
        shown = ask(OneLetter(letter_id=letter_id), applicant())
    except Missing:
        shown = ask(OneLetter(letter_id=letter_id), viewer())
    check = url_for("track_letter.check", letter_id=shown.letter_id, digest=shown.digest, _external=True)
    return render_template("track_letter/letter.html", letter=shown, code=qr_svg(check))


@blueprint.get("/<letter_id>/check/<digest>")
@permit("public")
def check(letter_id: str, digest: str) -> str:
    return render_template("track_letter/check.html", letter=ask(CheckLetter(letter_id=letter_id, digest=digest)))
