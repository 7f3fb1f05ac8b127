"""What a view speaks with: the engine, who is looking, one command or one question."""

from __future__ import annotations

from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app, g, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from engine.domain.calendar import SHANGHAI
from engine.domain.command_id import is_command_id
from engine.domain.errors import Invalid
from engine.domain.viewer import Viewer
from engine.service import Engine, Look, Opening
from web.language import language

# A cookie holds 4 KB; whoever follows more cases than this opens the oldest again with its code.
_MOST_CASES = 20


def engine() -> Engine:
    return cast(Engine, current_app.extensions["engine"])


def viewer() -> Viewer:
    """The signed-in officer; else an applicant who knows the cases opened in this browser; else the public."""
    user = current_user._get_current_object()  # once: each name read from it would look for the request anew
    return cast(Viewer, user.viewer) if user.is_authenticated else applicant()


def applicant() -> Viewer:
    """The applicant of the cases opened in this browser, whoever is signed in: applicants' pages never act with an officer's rights."""
    cases = opened_cases()
    return Viewer.applicant(cases) if cases else Viewer.public()


def look() -> Look:
    """What this request sees: everything as of one instant, until it executes a command. A form that is sent begins as its command will."""
    if "look" not in g:
        g.look = engine().look(_opening() if request.method == "POST" else None)
    return cast(Look, g.look)


def _opening() -> Opening | None:
    sent, path = request.form.get("command_id", ""), request.view_args or {}
    if not is_command_id(sent) or not ("task_id" in path or "case_id" in path):
        return None
    return Opening(sent, path.get("task_id"), None if "task_id" in path else path["case_id"])


def today() -> date:
    """In China, where the offices are."""
    return engine().clock.now().astimezone(SHANGHAI).date()


def end_look(_error: BaseException | None = None) -> None:
    if "look" in g:
        g.look.close()


def ask(query: Any, by: Viewer | None = None) -> Any:
    return look().ask(query, by or viewer())


def execute(command: Any, by: Viewer | None = None) -> Any:
    by = by or viewer()
    return engine().execute(command, by, g.get("look"))  # which ends: a request holds one connection at a time, and sees what it has done


def opened_cases() -> frozenset[str]:
    """Ids of the cases this browser has shown number and code for, or begun."""
    return frozenset(session.get("cases", ()))


def open_case(case_id: str) -> None:
    """Let this browser follow a case; the one opened longest ago is forgotten when there are too many."""
    others = [known for known in session.get("cases", ()) if known != case_id]
    session["cases"] = [*others, case_id][-_MOST_CASES:]


def command_id() -> str:
    """The id this form was given when it was drawn, so that sending it twice acts once. Raises Invalid if it is missing or altered."""
    sent = request.form.get("command_id", "")
    if not is_command_id(sent):
        raise Invalid("页面不完整，请刷新后再提交。")
    return sent


def keep_next() -> str:
    """Path and query of this request, to come back to."""
    return request.full_path.rstrip("?")


def safe_next(fallback: str) -> str:
    """The page asked for in ``next`` if it lies on this site, else ``fallback``."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    local = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return wanted if local and not any(ord(letter) < 32 for letter in wanted) else fallback


def instant(text: str) -> datetime:
    """An aware instant from a link; raises ValueError, by which Flask takes the argument as not given."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError("no zone")
    return value


def wants_json() -> bool:
    """Is a script asking, that reads JSON rather than a page?"""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def site() -> dict[str, str]:
    """What the layouts say of the site itself, see templates/base.html. Asks no database."""
    return {
        "city": engine().settings.city,
        "title": _("一件事一次办"),
        "home": url_for("public_home.home"),
        "progress": url_for("track_find.find"),
        "login": url_for("desk_account.sign_in"),
        "lang": language(),
        "nonce": nonce(),
    }


def nonce() -> str:
    """The number that lets this page's own script elements run."""
    if "nonce" not in g:
        g.nonce = token_urlsafe(18)
    return cast(str, g.nonce)
