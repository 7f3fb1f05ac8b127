"""10.3.4.9 Context functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.feel.builtins.variant import Variant, variant
from engine.feel.frame import Top

Context = Mapping[str, Any]


def get_value(context: Context, key: str) -> Any:
    return context.get(key)


def get_value_along(context: Context, keys: list[Any]) -> Any:
    """Along a path of keys; null as soon as one is missing."""
    value: Any = context
    if not keys:
        return None
    for key in keys:
        if not isinstance(value, Mapping) or not isinstance(key, str):
            return None
        value = value.get(key)
    return value


def get_entries(context: Context) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in context.items()]


def from_entries(top: Top, entries: list[Any]) -> dict[str, Any] | None:
    """Entries with ``key`` and ``value``; null for a key given twice or no string."""
    made: dict[str, Any] = {}
    for entry in entries:
        top.spend()
        if not isinstance(entry, Mapping) or "value" not in entry:
            return None
        key = entry.get("key")
        if not isinstance(key, str) or key in made:
            return None
        made[key] = entry["value"]
    return made


def put(top: Top, context: Context, key: str, value: Any) -> dict[str, Any]:
    top.spend(len(context))
    return {**context, key: value}


def put_along(top: Top, context: Context, keys: list[Any], value: Any) -> dict[str, Any] | None:
    """A new context with the value at the end of a path; null unless every key before the last leads to a context."""
    if not keys or not isinstance(keys[0], str):
        return None
    top.spend(len(context) + 1)
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0])
    if not isinstance(inner, Mapping):
        return None
    changed = put_along(top, inner, keys[1:], value)
    return None if changed is None else {**context, keys[0]: changed}


def merge(top: Top, contexts: list[Any]) -> dict[str, Any] | None:
    made: dict[str, Any] = {}
    for context in contexts:
        if not isinstance(context, Mapping):
            return None
        top.spend(len(context))
        made.update(context)
    return made


TABLE: dict[str, tuple[Variant, ...]] = {
    "get value": (
        variant("m: context, key: string", get_value),
        variant("m: context, key: list", get_value_along),
    ),
    "get entries": (variant("m: context", get_entries),),
    "context": (variant("entries: list", from_entries, with_top=True),),
    "context put": (
        variant("context: context, key: string, value: any", put, with_top=True),
        variant("context: context, keys: list, value: any", put_along, with_top=True),
    ),
    "context merge": (variant("contexts: list", merge, with_top=True),),
}
