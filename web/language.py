"""Chinese unless the person chose English on a page (``?lang=en`` on any address); the choice stays in the session."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import Any

from babel import Locale
from flask import Flask, request, session
from flask_babel import Babel, get_translations
from markupsafe import Markup

LANGUAGES = {"zh": Locale.parse("zh_Hans_CN"), "en": Locale.parse("en")}
FOLDER = Path(__file__).parent / "translations"
MOST_WORDS = 10_000


class Words(dict[str, str]):
    """Message id → what it says in one language, looked up in the catalogue once and not at each of the hundreds of words of a page.
    ``marked``: the same of words without places as templates take them, made once too."""

    def __init__(self, catalogue: Any) -> None:
        self._catalogue = catalogue
        self.marked: dict[str, Markup] = {}

    def __missing__(self, word: str) -> str:
        found = str(self._catalogue.ugettext(word))
        if len(self) < MOST_WORDS:  # designers' words come this way too
            self[word] = found
        return found

    def mark(self, word: str) -> Markup:
        found = Markup(self[word]) % {}
        if len(self.marked) < MOST_WORDS:
            self.marked[word] = found
        return found


_known: dict[str, Words] = {}
_words: ContextVar[Words | None] = ContextVar("words", default=None)
"""Those of the request, set before anything else looks at it: templates would look for it, its session and its language anew at each word."""


def install(app: Flask) -> None:
    app.before_request(_choose)
    Babel(app, default_locale="zh_Hans_CN", default_timezone="Asia/Shanghai", default_translation_directories=str(FOLDER), locale_selector=locale)
    app.jinja_env.globals["_"] = _in_template


def translated(word: str, **values: Any) -> str:
    """The word in the reader's language, as Flask-Babel's ``gettext`` gives it, for what is said many times on a page."""
    found = _own_words()[word]
    return found % values if values else found


def _in_template(word: str, /, **values: Any) -> Markup:
    """``_`` of the templates. The word is theirs and may hold marks; what is put into it is escaped. Words from elsewhere go through ``in_words``."""
    own = _own_words()
    return Markup(own[word]) % values if values else own.marked.get(word) or own.mark(word)


def _own_words() -> Words:
    own = _words.get()
    return _of_request() if own is None else own


def _of_request() -> Words:
    own = language()
    if own not in _known:
        _known[own] = Words(get_translations())
    return _known[own]


def language() -> str:
    """``zh`` or ``en``."""
    chosen = session.get("language", "zh")
    return chosen if chosen in LANGUAGES else "zh"


def locale() -> Locale:
    return LANGUAGES[language()]


def _choose() -> None:
    chosen = request.args.get("lang") if request.query_string else None
    if chosen in LANGUAGES and chosen != language():
        session["language"] = chosen
    _words.set(_of_request())
