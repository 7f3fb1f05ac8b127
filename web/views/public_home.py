"""首页: find a service, follow a case, read the notices."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from engine.queries.catalogue import Services
from engine.queries.notice import Notices
from web.context import ask
from web.permissions import permit

blueprint = Blueprint("public_home", __name__)
_NOTICES_SHOWN = 3


@blueprint.get("/")
@permit("public")
def home() -> str:
    search, theme = request.args.get("q", "").strip()[:100], request.args.get("theme", "")[:100]
    found = ask(Services(search=search, theme=theme))
    notices = ask(Notices(running=True)).notices[:_NOTICES_SHOWN]
    return render_template("public_home/home.html", found=found, search=search, theme=theme, notices=notices)
