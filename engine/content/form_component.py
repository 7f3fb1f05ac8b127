"""One component of a form-js form, read into values that never change. The words (component, key, path) are form-js's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

import regex

from engine import feel
from engine.domain.errors import Invalid

FIELDS = frozenset({"textfield", "textarea", "number", "select", "radio", "checkbox", "checklist", "taglist", "datetime", "dynamiclist"})
CHECKS = {"resident_id": "居民身份证号", "credit_code": "统一社会信用代码", "mobile": "手机号"}
# What a component's ``properties`` may say: check, prefill, rights and the 四减 ledger; whom the field names (means), who must confirm
# with a code sent there (confirm), which departments it speaks to; whether it stands as a column in officers' lists; how it is shown.
PROPERTIES = frozenset(
    {"check", "source", "rights", "replaces", "message", "min_rows", "max_rows", "means", "confirm", "concerns", "column"}
    | {"hint", "unit", "mask", "rows", "inputmode", "autocomplete"}
)
MAX_ROWS = 100


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: ``value`` goes into the answers (text, number or yes/no), ``label`` is shown."""

    label: str
    value: Any


@dataclass(frozen=True)
class Rules:
    """form-js validations. Numbers are Decimal, or a FEEL expression that gives one; ``None`` = no rule."""

    required: bool = False
    min: Decimal | feel.Expression | None = None
    max: Decimal | feel.Expression | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: Any = None
    message: str = ""
    validation_type: str = ""


@dataclass(frozen=True)
class Component:
    """``key``: dotted path below the form or the row that holds it, "" for what asks nothing; ``path``: the same from the form's root,
    with ``[]`` after each list (``shareholders[].name``), or ``#id`` for a component without a key.
    """

    type: str
    id: str
    key: str
    path: str
    label: str = ""
    description: str = ""
    text: str = ""
    hide: feel.Expression | None = None
    rules: Rules = Rules()
    options: tuple[Option, ...] = ()
    default: Any = None
    readonly: bool | feel.Expression = False
    subtype: str = "date"
    decimal_digits: int | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Component, ...] = ()

    @property
    def is_field(self) -> bool:
        """Whether it puts something into the answers."""
        return self.type in FIELDS

    @property
    def check(self) -> str:
        """resident_id, credit_code, mobile or ""."""
        return self.properties.get("check", "")

    @property
    def source(self) -> str:
        """The registry field that prefills it, or ""."""
        return self.properties.get("source", "")

    @property
    def replaces(self) -> tuple[str, ...]:
        """The departments' own fields that this one merges: the 四减 ledger."""
        return tuple(part.strip() for part in self.properties.get("replaces", "").replace("，", ",").split(",") if part.strip())

    @property
    def means(self) -> tuple[str, ...]:
        """Whom the case is about; a company applying for itself is both ``subject`` and ``applicant_name``."""
        return tuple(part.strip() for part in self.properties.get("means", "").split(",") if part.strip())

    @property
    def column(self) -> tuple[int, str] | None:
        """Where it stands among the columns of officers' lists, from 1, and the heading there; None = nowhere. ``column="2 转让价"``."""
        place, _space, heading = self.properties.get("column", "").strip().partition(" ")
        return (int(place), heading.strip() or self.label) if place.isdecimal() else None

    @property
    def max_rows(self) -> int:
        return min(int(self.properties.get("max_rows") or MAX_ROWS), MAX_ROWS)

    @property
    def min_rows(self) -> int:
        return int(self.properties.get("min_rows") or 0)

    def right_of(self, department: str) -> str:
        """``write`` or ``read`` or ``none``; the department's own entry wins over ``*``; without ``rights`` everybody writes."""
        text = self.properties.get("rights", "")
        granted = dict(part.split(":", 1) for part in text.replace(" ", "").split(",") if ":" in part)
        return granted.get(department, granted.get("*", "none")) if granted else "write"

    def walk(self) -> Iterator[Component]:
        """Itself and everything in it, in the order of the page."""
        yield self
        for child in self.children:
            yield from child.walk()

    def expressions(self) -> Iterator[feel.Expression]:
        for each in (self.hide, self.readonly, self.rules.min, self.rules.max):
            if isinstance(each, feel.Expression):
                yield each


def read_component(raw: Mapping[str, Any], number: int, key_prefix: str = "", path_prefix: str = "") -> Component:
    """``raw`` has passed the form schema. Raises Invalid naming the component: bad FEEL, bad pattern, no key, an unknown check."""
    kind, own = raw["type"], raw.get("key") or raw.get("path") or ""
    name = raw.get("label") or own or raw.get("id") or f"第 {number} 个组件"
    if kind in FIELDS and not own:
        raise Invalid("组件“{name}”缺少 {what}", name=name, what="path" if kind == "dynamiclist" else "key")
    key = _joined(key_prefix, own)
    path = _joined(path_prefix, own) if kind in FIELDS else _joined(path_prefix, "#" + (raw.get("id") or f"{kind}{number}"))
    try:
        return Component(
            type=kind,
            id=raw.get("id") or path,
            key=key if kind in FIELDS else "",
            path=path,
            label=raw.get("label") or raw.get("dateLabel") or raw.get("timeLabel") or "",
            description=raw.get("description", ""),
            text=raw.get("text", ""),
            hide=expression(raw.get("conditional", {}).get("hide", "")),
            rules=_rules(raw.get("validate", {}), raw.get("properties", {})),
            options=tuple(Option(each["label"], each["value"]) for each in raw.get("values", ())),
            default=raw.get("defaultValue"),
            readonly=_readonly(raw),
            subtype=raw.get("subtype", "date"),
            decimal_digits=raw.get("decimalDigits"),
            properties=_properties(raw.get("properties", {})),
            children=_children(raw, kind, key, path, key_prefix, path_prefix),
        )
    except feel.FeelError as wrong:
        raise Invalid("组件“{name}”：{reason}", name=name, reason=wrong.said) from None
    except (regex.error, OverflowError) as wrong:
        raise Invalid("组件“{name}”的 pattern 不是有效的正则表达式：{reason}", name=name, reason=str(wrong)[:100]) from None


def expression(text: str) -> feel.Expression | None:
    """FEEL with or without the leading ``=``; ``None`` for nothing. Raises FeelSyntaxError."""
    return feel.parse(feel.strip_marker(text)) if text.strip() else None


@cache
def compiled(pattern: str) -> Any:
    return regex.compile(pattern)


def _children(raw: Mapping[str, Any], kind: str, key: str, path: str, key_prefix: str, path_prefix: str) -> tuple[Component, ...]:
    if kind == "dynamiclist":
        key, path = "", f"{path}[]"
    elif kind == "group":  # a group's path goes before the keys in it; without one the group is only a frame
        key, path = _joined(key_prefix, raw.get("path", "")), _joined(path_prefix, raw.get("path", ""))
    return tuple(read_component(each, i, key, path) for i, each in enumerate(raw.get("components", ()), 1))


def _rules(raw: Mapping[str, Any], properties: Mapping[str, str]) -> Rules:
    pattern = raw.get("pattern", "")
    return Rules(
        required=raw.get("required", False),
        min=_bound(raw.get("min")),
        max=_bound(raw.get("max")),
        min_length=_length(raw.get("minLength")),
        max_length=_length(raw.get("maxLength")),
        pattern=compiled(pattern) if pattern else None,
        message=properties.get("message", ""),
        validation_type=raw.get("validationType", ""),
    )


def _bound(raw: Any) -> Decimal | feel.Expression | None:
    if isinstance(raw, str) and raw.startswith("="):
        return expression(raw)
    return None if raw in (None, "") else Decimal(str(raw))


def _length(raw: Any) -> int | None:
    if raw in (None, ""):
        return None
    if not str(raw).isdecimal():
        raise Invalid("长度应为整数，不能是“{raw}”", raw=str(raw)[:40])
    return int(raw)


def _readonly(raw: Mapping[str, Any]) -> bool | feel.Expression:
    if raw.get("disabled"):
        return True
    readonly = raw.get("readonly", False)
    return readonly if isinstance(readonly, bool) else expression(readonly) or False


def _properties(raw: Mapping[str, str]) -> Mapping[str, str]:
    if raw.get("check") and raw["check"] not in CHECKS:
        raise Invalid("check 应为 {known} 之一，不能是“{check}”", known="、".join(CHECKS), check=raw["check"][:40])
    for name in ("min_rows", "max_rows"):
        if raw.get(name) and not (raw[name].isdecimal() and int(raw[name]) <= MAX_ROWS):
            raise Invalid("{name} 应为 0 到 {most} 的整数", name=name, most=MAX_ROWS)
    return dict(raw)


def _joined(prefix: str, own: str) -> str:
    return f"{prefix}.{own}" if prefix and own else prefix or own
