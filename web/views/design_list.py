"""流程设计: every service with its published edition, its running cases and its draft."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from engine.commands.design import OpenDraft
from engine.queries.design import DesignList, EditionFiles
from web.context import ask, command_id, execute, viewer
from web.permissions import permit
from web.views.design_workshop import zip_answer

blueprint = Blueprint("design_list", __name__, url_prefix="/design")


@blueprint.get("", strict_slashes=False)
@permit("designer", "publisher")
def services() -> str:
    return render_template("design_list/services.html", services=ask(DesignList()), may_draw=viewer().has("designer"))


@blueprint.post("/<process_id>/open")
@permit("designer")
def open_draft(process_id: str) -> Any:
    execute(OpenDraft(command_id=command_id(), process_id=process_id))
    flash(_("草稿已打开：改动只在草稿里，发布之前不影响任何办件。"), "success")
    return redirect(url_for("design_workshop.workshop", process_id=process_id))


@blueprint.get("/editions/<edition_hash>.zip")
@permit("designer", "publisher")
def edition_zip(edition_hash: str) -> Any:
    return zip_answer(ask(EditionFiles(edition_hash=edition_hash)), edition_hash[:12])
