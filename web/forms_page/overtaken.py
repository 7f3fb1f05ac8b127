"""A form met answers that were saved elsewhere since it was drawn: what was sent is shown beside what is saved, and a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _

from engine.content.answers import is_blank
from engine.content.form_component import Component
from web.filters import answered_day, grouped
from web.forms_page.sheet import with_blank_row, with_empty_rows

_LONGEST_MARK = 64
_MOST = 60  # characters of a saved text that are quoted beside its field


def based_on() -> str | None:
    """The mark of what the page was drawn from; None from a page that does not tell."""
    sent = request.form.get("_based_on")  # no field of a service is called so
    return None if sent is None else sent[:_LONGEST_MARK]


def as_typed(answers: Mapping[str, Any], pairs: Mapping[str, list[str]], more: str | None) -> dict[str, Any]:
    """What was read from a form as its page showed it: with the rows that are still empty, and the one that was asked for."""
    shown = with_empty_rows(answers, pairs)
    return with_blank_row(shown, more) if more else shown


def differing(form: Any, typed: Mapping[str, Any], saved: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, str]:
    """Address → what is saved there, for each field shown in which something else was typed. Lists are compared as a whole."""
    there = {each.address: each.value for each in form.placed(saved, context)}
    found = {}
    for each in form.placed(typed, context):
        other = there.get(each.address)
        same = other == each.value or (is_blank(other) and is_blank(each.value))
        if each.component.is_field and "[]" not in each.component.path and not same:
            found[each.address] = _saved_there(each.component, other)
    return found


def _saved_there(field: Component, value: Any) -> str:
    if field.type == "dynamiclist":
        return _("已保存的有 %(number)s 行，与这里不同。", number=len(value or ()))
    if is_blank(value) and field.type != "checkbox":
        return _("已保存的内容里没有填。")
    return _("已保存的是“%(value)s”。", value=_in_words(field, value))


def _in_words(field: Component, value: Any) -> str:
    if field.type == "checkbox":
        return _("是") if value is True else _("否")
    if field.options:
        labels = {option.value: option.label for option in field.options}
        return _("、").join(labels.get(each, str(each)) for each in (value if isinstance(value, list) else [value]))
    if field.type == "datetime":
        return str(value) if field.subtype == "time" else answered_day(value)
    said = f"{grouped(value)}{field.properties.get('unit', '')}" if field.type == "number" else str(value)
    return said if len(said) <= _MOST else f"{said[:_MOST]}…"
