"""What a browser or a caller sent → answers. Reads what it can, leaves the rest as text for the rules to name, keeps what fits the form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from engine import feel
from engine.content.answers import get, is_blank, put
from engine.content.form_component import Component
from engine.domain.errors import Invalid
from engine.domain.identity import normalise_credit_code, normalise_mobile, normalise_resident_id

Pairs = Mapping[str, Sequence[str]]
MAX_PAIRS = 5_000
MAX_CHARACTERS = 1_000_000
_DEEPEST = 12
_NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,20})?|\.\d{1,20})", re.ASCII)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NORMAL = {"resident_id": normalise_resident_id, "credit_code": normalise_credit_code, "mobile": normalise_mobile}


def read_pairs(components: tuple[Component, ...], pairs: Pairs) -> dict[str, Any]:
    """Everything the form asks, hidden or not. Raises Invalid over 5 000 fields, a million characters or a list's most rows."""
    total = sum(len(key) + sum(map(len, texts)) for key, texts in pairs.items())
    if len(pairs) > MAX_PAIRS or total > MAX_CHARACTERS:
        raise Invalid("提交的内容太多，请分次填写或删减")
    answers: dict[str, Any] = {}
    _read(components, _tree(pairs), answers)
    return answers


def kept(components: tuple[Component, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Of answers in Python values, those the form asks for; whole numbers as Decimal, dates as ISO text, rows without any answer gone."""
    own: dict[str, Any] = {}
    for each in components:
        if each.type == "dynamiclist":
            rows = [kept(each.children, row) for row in rows_of(each, answers)]
            put(own, each.key, [row for row in rows if not is_blank(row)])
        elif each.is_field:
            value = _as_answer(get(answers, each.key))
            if value is not None and value != "":
                put(own, each.key, value)
        else:
            _merge(own, kept(each.children, answers))
    return own


def rows_of(component: Component, holder: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rows of a list as far as they are rows and allowed."""
    rows = get(holder, component.key)
    return [row for row in rows if isinstance(row, Mapping)][: component.max_rows] if isinstance(rows, list) else []


def seen_through(
    components: tuple[Component, ...],
    sent: Mapping[str, Any],
    last: Mapping[str, Any],
    known: Mapping[str, Any],
    names: Mapping[str, Any],
    environment: feel.Environment,
) -> dict[str, Any]:
    """Of ``sent``, what is not hidden when conditions look at ``last``; readonly fields from ``known``."""
    out: dict[str, Any] = {}
    for each in components:
        if each.hide is not None and each.hide.evaluate(names, environment) is True:
            continue
        if each.type == "dynamiclist":
            put(out, each.key, _rows_seen(each, sent, last, known, names, environment))
        elif each.is_field:
            value = get(known if is_readonly(each, names, environment) else sent, each.key)
            if value is not None:
                put(out, each.key, value)
        else:
            _merge(out, seen_through(each.children, sent, last, known, names, environment))
    return out


def is_readonly(component: Component, names: Mapping[str, Any], environment: feel.Environment) -> bool:
    if isinstance(component.readonly, bool):
        return component.readonly
    return component.readonly.evaluate(names, environment) is True


def row_names(names: Mapping[str, Any], row: Mapping[str, Any], holder: Mapping[str, Any], number: int) -> dict[str, Any]:
    """What expressions inside a row see: the row's own fields first, ``this``, ``parent``, ``i`` from 1."""
    return {**names, **row, "this": row, "parent": holder, "i": number}


def _rows_seen(
    each: Component,
    sent: Mapping[str, Any],
    last: Mapping[str, Any],
    known: Mapping[str, Any],
    names: Mapping[str, Any],
    environment: feel.Environment,
) -> list[dict[str, Any]]:
    # Rows are only dropped before the first round, so the same number is the same row in all three.
    before, stored = rows_of(each, last), rows_of(each, known)
    found = []
    for i, row in enumerate(rows_of(each, known if is_readonly(each, names, environment) else sent)):
        old = before[i] if i < len(before) else {}
        mine = stored[i] if i < len(stored) else {}
        found.append(seen_through(each.children, row, old, mine, row_names(names, old, last, i + 1), environment))
    return found


def _tree(pairs: Pairs) -> dict[str, Any]:
    """Keys split at their dots; what was sent for a key stands under ""."""
    root: dict[str, Any] = {}
    for key, texts in pairs.items():
        parts = key.split(".")
        if "" in parts or len(parts) > _DEEPEST:
            continue
        node = root
        for part in parts:
            node = node.setdefault(part, {})
        node[""] = list(texts)
    return root


def _read(components: tuple[Component, ...], tree: Mapping[str, Any], answers: dict[str, Any]) -> None:
    for each in components:
        if not each.is_field:
            _read(each.children, tree, answers)
            continue
        node = get(tree, each.key) or {}
        if each.type == "dynamiclist":
            put(answers, each.key, _rows(each, node))
        else:
            texts = [_CONTROL.sub("", text) for text in node.get("", ())]
            value = _READERS[each.type](each, texts)
            if value is not None:
                put(answers, each.key, value)


def _rows(component: Component, node: Mapping[str, Any]) -> list[dict[str, Any]]:
    numbers = sorted(int(part) for part in node if part.isdecimal() and len(part) <= 6)
    rows = []
    for number in dict.fromkeys(numbers):
        row: dict[str, Any] = {}
        _read(component.children, node.get(str(number), {}), row)
        if not is_blank(row):
            rows.append(row)
    if len(rows) > component.max_rows:
        raise Invalid("“{label}”最多 {most} 行", label=component.label or component.key, most=component.max_rows)
    return rows


def _text(component: Component, texts: list[str]) -> str | None:
    text = texts[-1].replace("\r\n", "\n").replace("\r", "\n").strip() if texts else ""
    return _NORMAL.get(component.check, str)(text) or None


def _number(component: Component, texts: list[str]) -> Decimal | str | None:
    text = texts[-1].strip() if texts else ""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else text or None


def _choice(component: Component, texts: list[str]) -> Any:
    return _option(component, texts[-1]) if texts and texts[-1] else None


def _choices(component: Component, texts: list[str]) -> list[Any]:
    return list(dict.fromkeys(_option(component, text) for text in texts if text))


def _option(component: Component, text: str) -> Any:
    return next((option.value for option in component.options if _sent_as(option.value) == text), text)


def _sent_as(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _tick(component: Component, texts: list[str]) -> bool:
    return any(text.lower() in {"on", "true", "1", "yes"} for text in texts)


def _moment(component: Component, texts: list[str]) -> str | None:
    text = unicodedata.normalize("NFKC", texts[-1]).strip() if texts else ""
    day, hour = _DAY.match(text), _HOUR.search(text)
    parts = []
    if day and component.subtype != "time":
        parts.append(f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}")
    if hour and component.subtype != "date":
        parts.append(f"{int(hour[1]):02d}:{hour[2]}")
    return "T".join(parts) if len(parts) == (2 if component.subtype == "datetime" else 1) else text or None


_READERS: dict[str, Callable[[Component, list[str]], Any]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "select": _choice,
    "radio": _choice,
    "checkbox": _tick,
    "checklist": _choices,
    "taglist": _choices,
    "datetime": _moment,
}


def _as_answer(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):  # a caller's JSON reader may have made one; its shortest text is what was written
        return Decimal(repr(value))
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return [_as_answer(inner) for inner in value] if isinstance(value, list) else value


def _merge(target: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        else:
            target[key] = value
