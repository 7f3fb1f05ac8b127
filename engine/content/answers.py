"""Answers: a nested dict reached by dotted keys. On disk and on the wire they are exact JSON (``engine.domain.exact_json``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def get(answers: Any, key: str) -> Any:
    """The value at ``transferor.name`` or ``shareholders.0.name``; ``None`` if there is none."""
    value = answers
    for part in key.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def put(answers: dict[str, Any], key: str, value: Any) -> None:
    """Sets the value at ``transferor.name`` in a dict of one's own, making the dicts on the way."""
    *way, last = key.split(".")
    for part in way:
        inner = answers.get(part)
        if not isinstance(inner, dict):
            inner = answers[part] = {}
        answers = inner
    answers[last] = value


def is_blank(value: Any) -> bool:
    """Nothing was answered: empty text, an unticked box, empty lists and dicts all the way down."""
    if isinstance(value, Mapping):
        return all(is_blank(inner) for inner in value.values())
    if isinstance(value, list):
        return all(is_blank(inner) for inner in value)
    return value is None or value is False or value == ""
