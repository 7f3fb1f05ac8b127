"""导出: a supervisor's files being made, to be fetched, or gone."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.export import AskExport, TakeExport
from engine.domain.command_id import new_command_id
from engine.domain.errors import Invalid, Refused
from engine.queries.sheet_words import WORDS
from engine.queries.sheets import ExportContent, MyExports
from web.context import ask, command_id, execute
from web.error_pages import say
from web.filters import in_words
from web.language import language
from web.permissions import permit

blueprint = Blueprint("desk_exports", __name__, url_prefix="/supervision/exports")

KIND_WORDS = {"report": _l("效能报表"), "cases": _l("办件清单")}
MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


@blueprint.get("")
@permit("supervisor")
def mine() -> str:
    files = ask(MyExports())
    return render_template("desk_exports/mine.html", files=files, waiting=any(one.status == "waiting" for one in files), kinds=KIND_WORDS)


@blueprint.post("")
@permit("supervisor")
def start() -> Any:
    since, until = (request.form.get(name, type=date.fromisoformat) for name in ("since", "until"))
    kind, _unused, format_ = request.form.get("what", "").partition(".")
    words = {str(word): in_words(word) for word in WORDS} if language() == "en" else {}
    wanted = {"kind": kind, "format": format_, "process_id": request.form.get("service", ""), "words": words}
    try:
        execute(AskExport(command_id=command_id(), since=since or date.max, until=until or date.min, **wanted))
    except (Invalid, Refused) as error:
        flash(say(error), "warning")
    else:
        flash(_("正在制作文件，完成后可以在这里下载，保留一天。"), "success")
    return redirect(url_for(".mine"))


@blueprint.get("/<export_id>")
@permit("supervisor")
def take(export_id: str) -> Any:
    """Each time is written down by itself."""
    execute(TakeExport(command_id=new_command_id(), export_id=export_id))
    filename, content = ask(ExportContent(export_id=export_id))
    return send_file(io.BytesIO(content), mimetype=MEDIA[filename.rpartition(".")[2]], as_attachment=True, download_name=filename)
