"""Chinese unless the person chose English on a page (``?lang=en`` on any address); the choice stays in the session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel import Locale
from flask import Flask, g, request, session
from flask_babel import Babel, get_translations

LANGUAGES = {"zh": Locale.parse("zh_Hans_CN"), "en": Locale.parse("en")}


def install(app: Flask) -> None:
    folder = str(Path(__file__).parent / "translations")
    app.before_request(_choose)
    Babel(app, default_locale="zh_Hans_CN", default_timezone="Asia/Shanghai", default_translation_directories=folder, locale_selector=locale)
    # Flask-Babel asks for the request, its locale and its catalogue anew at each of the hundreds of words of a page.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda word: _catalogue().ugettext(word), lambda one, many, number: _catalogue().ungettext(one, many, number), newstyle=True
    )


def _catalogue() -> Any:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def language() -> str:
    """``zh`` or ``en``."""
    chosen = session.get("language", "zh")
    return chosen if chosen in LANGUAGES else "zh"


def locale() -> Locale:
    return LANGUAGES[language()]


def _choose() -> None:
    chosen = request.args.get("lang", "")
    if chosen in LANGUAGES and chosen != language():
        session["language"] = chosen
