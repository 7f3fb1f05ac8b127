"""Whom a filled-in form is about, and which licence: its fields say so themselves, by the property ``means``."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from engine.content.answers import put
from engine.content.forms import Form


def meant(form: Form, answers: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, str]:
    """``subject``, ``applicant_name``, ``applicant_identity``, ``applicant_mobile``, ``licence_number``, ``licence_valid_until`` → what was filled in;
    of several fields the first."""
    said: dict[str, str] = {}
    for each in form.placed(answers, context):
        for meaning in each.component.means if each.value else ():
            said.setdefault(meaning, str(each.value))
    return said


def placed_as(form: Form, answers: Mapping[str, Any], context: Mapping[str, Any], meaning: str) -> str:
    """The address of the first field shown with this meaning, "" where there is none."""
    return next((each.address for each in form.placed(answers, context) if meaning in each.component.means), "")


def with_meant(form: Form, answers: dict[str, Any], context: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    """A copy of the answers with the first field shown for each meaning in ``known`` filled in, whatever stood there."""
    filled, left = deepcopy(answers), dict(known)
    for each in form.placed(answers, context):
        for meaning in each.component.means if "[]" not in each.component.path else ():
            if value := left.pop(meaning, ""):
                put(filled, each.component.key, value)
    return filled


__all__ = ["meant", "placed_as", "with_meant"]
