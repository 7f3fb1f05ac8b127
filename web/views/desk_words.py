"""消息: what an officer was told, and marking it as read."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.word import ReadEveryWord, ReadWord, SaveContact
from engine.domain.contact import CHANNELS, NIGHT, Contact
from engine.domain.errors import Invalid
from engine.domain.word_kinds import KINDS
from engine.queries.words import MyContact, MyWords
from web.context import ask, command_id, execute, instant, safe_next
from web.error_pages import say_problems
from web.permissions import permit

blueprint = Blueprint("desk_words", __name__, url_prefix="/desk/words")


@blueprint.get("")
@permit("officer")
def mine() -> str:
    """``?unread=1``: only those."""
    only = request.args.get("unread") == "1"
    page = ask(MyWords(unread=only, page=request.args.get("page", 1, type=int)))
    return render_template("desk_words/mine.html", page=page, unread=only, shown_at=max((row.at for row in page.rows), default=None))


@blueprint.post("/<word_id>/open")
@permit("officer")
def read(word_id: str) -> Any:
    """Read, and on to what it is about."""
    execute(ReadWord(command_id=command_id(), word_id=word_id))
    return redirect(safe_next(url_for("desk_words.mine")))


@blueprint.post("/read")
@permit("officer")
def read_every() -> Any:
    until = request.form.get("until", type=instant) or datetime.now(UTC)
    number = execute(ReadEveryWord(command_id=command_id(), until=until))
    flash(_("已把 %(n)s 条消息标为已读。", n=number), "success")
    return redirect(url_for("desk_words.mine"))


@blueprint.get("/contact")
@permit("officer")
def contact() -> str:
    return _contact_page(ask(MyContact()), {})


@blueprint.post("/contact")
@permit("officer")
def save_contact() -> Any:
    form = request.form
    quiet = {each: (_clock(f"{each}_from"), _clock(f"{each}_until")) for each in CHANNELS if form.get(f"quiet_{each}")}
    wanted = frozenset(each for each in CHANNELS if form.get(f"by_{each}"))
    without = frozenset((kind, channel) for kind in KINDS for channel in CHANNELS if "kinds" in form and f"{kind}.{channel}" not in form)
    own = Contact(form.get("email", "").strip(), form.get("mobile", "").strip(), wanted, quiet, without)
    try:
        execute(SaveContact(command_id=command_id(), contact=own))
    except Invalid as error:
        return _contact_page(own, say_problems(error)), error.status
    flash(_("通知方式已保存。"), "success")
    return redirect(url_for("desk_words.contact"))


def _clock(name: str) -> time:
    """Midnight where nothing readable was given."""
    try:
        return time.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return time(0)


def _contact_page(own: Contact, problems: dict[str, str]) -> str:
    return render_template("desk_words/contact.html", own=own, problems=problems, kinds=KINDS, night=NIGHT)
