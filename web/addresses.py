"""``url_for`` of the templates. A page holds a hundred addresses of a dozen forms: each form is worked out once, and ids are put into it."""

from __future__ import annotations

import re
from typing import Any

import flask
from flask import Flask, request

_MARK = re.compile(r"zmark(\d)z")
_PLAIN = {True: re.compile(r"[\w./-]+", re.ASCII), False: re.compile(r"[\w.-]+", re.ASCII)}
"""A value that stands in an address as it is: an id, and of files a path."""
MOST = 2000
_forms: dict[tuple[str, ...], tuple[str, ...]] = {}


def install(app: Flask) -> None:
    app.jinja_env.globals["url_for"] = url_for


def url_for(endpoint: str, **values: Any) -> str:
    """As Flask's."""
    plain, given = _PLAIN[endpoint == "static"].fullmatch, list(values.values())
    if endpoint[0] == "." or len(given) > 9 or not all(type(each) is str and plain(each) for each in given) or any(name[0] == "_" for name in values):
        return flask.url_for(endpoint, **values)
    key = (request.script_root, endpoint, *values)
    form = _forms.get(key)
    if form is None:
        form = _form(endpoint, values)
        if len(_forms) < MOST:
            _forms[key] = form
    if len(form) == 1:
        return form[0] if form[0] else flask.url_for(endpoint, **values)
    own = list(form)
    own[1::2] = [given[int(place)] for place in form[1::2]]
    return "".join(own)


def _form(endpoint: str, values: dict[str, str]) -> tuple[str, ...]:
    """Pieces of the address and, between them, numbers of the values. One that takes no other than certain values has none."""
    try:
        marked = flask.url_for(endpoint, **{name: f"zmark{number}z" for number, name in enumerate(values)})
    except ValueError:  # BuildError, too, which then tells of the values as they are
        return ("",)
    return tuple(_MARK.split(marked))
