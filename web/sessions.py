"""Officers' sessions: signed in by a command, ended by time, by a raised epoch, or by themselves.

A session ends after half an hour without a request, after twelve hours in any case, and at once when an administrator resets the
password or closes the account, or the officer changes it elsewhere (``session_epoch``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user, logout_user

from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries.session import OfficerSession
from web.context import engine, look

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# The times of a session, in the signed cookie beside Flask-Login's own entry.
_TIMES = ("officer_epoch", "officer_since", "officer_seen")
_WHILE_PASSWORD_IS_OLD = {"desk_account.change_password", "desk_account.change_password_now", "desk_account.sign_out", "static"}


@dataclass(frozen=True)
class SignedIn:
    """What Flask-Login keeps for a request."""

    viewer: Viewer
    must_change_password: bool
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return str(self.viewer.officer_id)


def install(app: Flask) -> None:
    login = LoginManager(app)
    login.session_protection = None  # it ties a session to an address; officers move between wired and wireless
    login.user_loader(_still_signed_in)
    app.before_request(_new_password_first)


def begin_session(officer_id: str, session_epoch: int) -> None:
    """Sign this browser in after the command SignIn succeeded. What the session held before is dropped, so no one can plant one."""
    kept = {name: session[name] for name in ("language", "cases") if name in session}
    session.clear()
    session.update(kept)
    now = engine().clock.now().isoformat()
    session.update(officer_epoch=session_epoch, officer_since=now, officer_seen=now)
    known = _known(officer_id)
    if known is None:
        raise Missing("没有这个账号。")
    login_user(known)
    session.pop("_id", None)  # who must not change his address would be known by it; here nobody is, and it was a third of the cookie


def end_session() -> None:
    logout_user()
    for name in _TIMES:
        session.pop(name, None)


def _still_signed_in(officer_id: str) -> SignedIn | None:
    now = engine().clock.now()
    since, seen = (_instant(session.get(name)) for name in ("officer_since", "officer_seen"))
    if since is None or seen is None or now - seen > IDLE or now - since > LONGEST:
        return _ended(_("登录已超时，请重新登录。"))
    known = _known(officer_id)
    if known is None:
        return _ended(_("账号或密码已变更，请重新登录。"))
    if now - seen > timedelta(minutes=1):  # not every request needs a new cookie
        session["officer_seen"] = now.isoformat()
    return known


def _known(officer_id: str) -> SignedIn | None:
    try:
        officer = look().ask(OfficerSession(officer_id=officer_id), Viewer.public())
    except Missing:
        return None
    if officer.session_epoch != session.get("officer_epoch"):
        return None
    return SignedIn(officer.viewer, officer.must_change_password)


def _ended(sentence: str) -> None:
    for name in ("_user_id", *_TIMES):
        session.pop(name, None)
    flash(sentence, "warning")


def _new_password_first() -> Any:
    if request.endpoint in _WHILE_PASSWORD_IS_OLD:
        return None
    user = current_user._get_current_object()
    if not user.is_authenticated or not user.must_change_password:
        return None
    return redirect(url_for("desk_account.change_password"))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
