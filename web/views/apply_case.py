"""An applicant's own case being filled in and handed in, on his phone."""

from __future__ import annotations

from flask import Blueprint, url_for

from web.context import applicant
from web.forms_page import Steps
from web.forms_page.routes import add_steps

blueprint = Blueprint("apply_case", __name__, url_prefix="/apply/case/<case_id>")
STEPS = Steps(
    layout="public/page.html", permission=("applicant",), viewer=applicant,
    after=lambda case_id: url_for("track_case.progress", case_id=case_id),
)
add_steps(blueprint, STEPS)
