"""Chinese unless the person chose English on a page (``?lang=en`` on any address); the choice stays in the session."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, request, session
from flask_babel import Babel

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}


def install(app: Flask) -> None:
    folder = str(Path(__file__).parent / "translations")
    app.before_request(_choose)
    Babel(app, default_locale="zh_Hans_CN", default_timezone="Asia/Shanghai", default_translation_directories=folder, locale_selector=locale)


def language() -> str:
    """``zh`` or ``en``."""
    chosen = session.get("language", "zh")
    return chosen if chosen in LANGUAGES else "zh"


def locale() -> str:
    return LANGUAGES[language()]


def _choose() -> None:
    chosen = request.args.get("lang", "")
    if chosen in LANGUAGES and chosen != language():
        session["language"] = chosen
