"""What an untouched form already knows: the form's own defaults, and what the applicant said when he was asked about his situation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

_SITUATION = "situation."


def prefilled(form: Any, situation: Mapping[str, Any]) -> dict[str, Any]:
    """Answers of a form nobody has filled in yet. A value the field does not offer is left out."""
    answers: dict[str, Any] = form.defaults()
    for field in form.fields:
        value = _from_situation(field, situation)
        if value is not None and "[]" not in field.path:
            _put(answers, field.key, value)
    return answers


def sources(form: Any, answers: Mapping[str, Any], situation: Mapping[str, Any]) -> dict[str, str]:
    """Name → where its value came from, for fields that still hold what was filled in for the applicant."""
    found = {}
    for field in form.fields:
        value = _from_situation(field, situation)
        if value is not None and _get(answers, field.key) == value:
            found[field.key] = _("您前面的回答")
    return found


def _from_situation(field: Any, situation: Mapping[str, Any]) -> Any:
    if not field.source.startswith(_SITUATION):
        return None
    value = situation.get(field.source.removeprefix(_SITUATION))
    offered = [option.value for option in field.options]
    return value if not offered or value in offered else None


def _get(answers: Any, key: str) -> Any:
    for part in key.split("."):
        answers = answers.get(part) if isinstance(answers, Mapping) else None
    return answers


def _put(answers: dict[str, Any], key: str, value: Any) -> None:
    *way, last = key.split(".")
    for part in way:
        answers = answers.setdefault(part, {})
    answers[last] = value
