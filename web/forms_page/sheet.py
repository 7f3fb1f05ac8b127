"""A form as a page shows it: the drawn components, what conditions hide, which sections are done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from engine.domain import exact_json

_FIRST_ROW = re.compile(r"((?:[a-z][a-z0-9_]*\.)*[a-z][a-z0-9_]*)\.(\d{1,4})\.")
_ROW_NUMBER = re.compile(r"\.\d+(?=\.|$)")

_SHORT = frozenset({"textfield", "number", "select", "datetime"})
_HALF = 8  # of form-js's sixteen columns


@dataclass(frozen=True)
class Sheet:
    """What the macros of components/form.html take. ``marks``: section id → done or problem."""

    components: tuple[Mapping[str, Any], ...]
    answers: Mapping[str, Any]
    hidden: frozenset[str]
    errors: Mapping[str, str]
    marks: Mapping[str, str]
    labels: Mapping[str, str]
    readonly: bool | frozenset[str] = False

    @property
    def summary(self) -> dict[str, str]:
        """The errors for the list above the form: each names its field."""
        return {address: f"{label}：{said}" if (label := label_at(self.labels, address)) else said for address, said in self.errors.items()}

    @property
    def sections(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(each for each in self.components if each.get("type") == "group")

    def locked_but(self, asked: Iterable[str]) -> Sheet:
        """Only the asked fields (and what is inside them) may be written; sections without any of them are left out."""
        wanted = tuple(asked)
        kept = tuple(each for each in self.components if any(_inside(name, wanted) for name in _names([each], "", self.answers)))
        locked = frozenset(name for name in _names(kept, "", self.answers) if not _inside(name, wanted))
        return replace(self, components=kept, readonly=locked)


def sheet(process: Any, form_id: str, answers: Mapping[str, Any], context: Mapping[str, Any], errors: Mapping[str, str] | None = None) -> Sheet:
    """``errors`` as the form's ``validate`` gave them; without them no section is marked as wrong."""
    form = process.forms[form_id]
    components = raw_components(process, form_id)
    left = form.validate(answers, {**context, **answers})
    marks = _marks(form, components, answers, left, bool(errors))
    return Sheet(components, answers, hidden(form, answers, context), errors or {}, marks, {each.path: each.label for each in form.fields})


def label_at(labels: Mapping[str, str], address: str) -> str:
    """The label of the field at an address, with the row's number where it stands in a list; "" if there is none."""
    label = labels.get(_ROW_NUMBER.sub("[]", address), "").rstrip("。：:？?")
    rows = _ROW_NUMBER.findall(address)
    return f"{label}（{int(rows[-1][1:]) + 1}）" if label and rows else label


def raw_components(process: Any, form_id: str) -> tuple[Mapping[str, Any], ...]:
    """The form-js components as drawn."""
    return _read(process.bundle.forms()[form_id])


def with_blank_row(answers: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The answers with one empty row more in the list at ``path``, for a person to fill in."""
    copy: dict[str, Any] = exact_json.loads(exact_json.dumps(answers))
    holder: Any = copy
    *way, last = path.split(".")
    for part in way:
        holder = _step(holder, part)
        if holder is None:
            return copy
    if isinstance(holder, dict):
        rows = holder.get(last)
        holder[last] = [*(rows if isinstance(rows, list) else []), {}]
    return copy


def with_empty_rows(answers: Mapping[str, Any], pairs: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The answers with the rows that were sent without anything in them put back in their places, so that a new drawing keeps them."""
    sent: dict[str, dict[int, bool]] = {}
    for name, texts in pairs.items():
        if found := _FIRST_ROW.match(name):
            rows = sent.setdefault(found[1], {})
            number = int(found[2])
            rows[number] = rows.get(number, False) or any(texts)
    copy: dict[str, Any] = exact_json.loads(exact_json.dumps(answers))
    for path, rows in sent.items():
        *way, last = path.split(".")
        holder = _value(copy, ".".join(way)) if way else copy
        if isinstance(holder, dict) and isinstance(holder.get(last), list):
            kept = iter(holder[last])
            holder[last] = [next(kept, {}) if filled else {} for _, filled in sorted(rows.items())]
    return copy


def without_row(pairs: Mapping[str, Sequence[str]], path: str, index: int) -> dict[str, list[str]]:
    """What the browser sent, less one row; the reader closes the gap."""
    gone = f"{path}.{index}."
    return {name: list(texts) for name, texts in pairs.items() if not name.startswith(gone)}


def hidden(form: Any, answers: Mapping[str, Any], context: Mapping[str, Any]) -> frozenset[str]:
    """Names of fields, and ids of groups and texts, that their conditions leave out for these answers."""
    return unseen(form, answers, form.visible(answers, context))


def unseen(form: Any, answers: Mapping[str, Any], visible: frozenset[str]) -> frozenset[str]:
    """The same, where the visible addresses are known already."""
    return frozenset(_unseen(form.components, "", answers, visible))


def _unseen(components: Iterable[Any], prefix: str, holder: Mapping[str, Any], visible: frozenset[str]) -> Iterable[str]:
    for each in components:
        own = each.key or "#" + each.path.rpartition("#")[2]
        address = f"{prefix}{own}"
        if address not in visible:
            yield address if each.key else each.id
        elif each.type == "dynamiclist":
            for number, row in enumerate(_rows(holder, each.key)):
                yield from _unseen(each.children, f"{address}.{number}.", row, visible)
        else:
            yield from _unseen(each.children, prefix, holder, visible)


def _marks(
    form: Any, components: Sequence[Mapping[str, Any]], answers: Mapping[str, Any], problems: Mapping[str, str], shown: bool
) -> dict[str, str]:
    wrong = {_ROW_NUMBER.sub("[]", address) for address in problems}
    filled = {_ROW_NUMBER.sub("[]", name) for name in _names(components, "", answers, filled_only=True)}
    marks = {}
    for number, (raw, parsed) in enumerate(zip(components, form.components, strict=True), 1):
        if raw.get("type") != "group":
            continue
        paths = {each.path for each in parsed.walk() if each.is_field}
        section = raw.get("id") or raw.get("path") or str(number)
        if paths & wrong:
            marks[section] = "problem" if shown else ""
        elif paths & filled:
            marks[section] = "done"
    return marks


def _names(components: Iterable[Mapping[str, Any]], prefix: str, holder: Any, *, filled_only: bool = False) -> Iterable[str]:
    """The input names the macros give these components, rows unfolded."""
    for each in components:
        kind = each.get("type")
        own = each.get("path") if kind in ("group", "dynamiclist") else each.get("key")
        value = _value(holder, own or "")
        if kind == "group":
            yield from _names(each.get("components", ()), f"{prefix}{own}." if own else prefix, value if own else holder, filled_only=filled_only)
        elif kind == "dynamiclist":
            rows = value if isinstance(value, list) else []
            if rows or not filled_only:
                yield f"{prefix}{own}"
            for number, row in enumerate(rows):
                yield from _names(each.get("components", ()), f"{prefix}{own}.{number}.", row, filled_only=filled_only)
        elif own and (not filled_only or value not in (None, "", [], False)):
            yield f"{prefix}{own}"


def _value(holder: Any, key: str) -> Any:
    for part in filter(None, key.split(".")):
        holder = holder.get(part) if isinstance(holder, Mapping) else None
    return holder


def _rows(holder: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = _value(holder, key)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _step(holder: Any, part: str) -> Any:
    if isinstance(holder, list):
        return holder[int(part)] if part.isdecimal() and int(part) < len(holder) else None
    return holder.setdefault(part, {}) if isinstance(holder, dict) else None


def _inside(name: str, wanted: tuple[str, ...]) -> bool:
    """Is this name asked for, or in a list or group that is, or does it hold one that is?"""
    return any(name == asked or name.startswith(f"{asked}.") or asked.startswith(f"{name}.") for asked in wanted)


@lru_cache(maxsize=256)
def _read(content: bytes) -> tuple[Mapping[str, Any], ...]:
    return tuple(_laid_out(each) for each in exact_json.loads(content)["components"])


def _laid_out(component: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the designer left open: the property ``unit`` (元, %) stands behind the field, and two short fields share a line where there is room."""
    drawn = dict(component)
    if "components" in component:
        drawn["components"] = [_laid_out(each) for each in component["components"]]
    unit = (component.get("properties") or {}).get("unit")
    if unit and "appearance" not in component:
        drawn["appearance"] = {"suffixAdorner": unit}
    if component.get("type") in _SHORT and "layout" not in component:
        drawn["layout"] = {"columns": _HALF}
    return drawn
