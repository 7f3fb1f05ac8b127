"""What of the answers an officer sees at first: everything but the numbers that name a person, until he asks for them and it is logged.

Forms are form-js ``components``; a group or list with a ``path`` nests the keys inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from engine.domain.identity import mask_identity, mask_mobile

Components = Sequence[Mapping[str, Any]]
_MASKS: dict[str, Callable[[str], str]] = {"resident_id": mask_identity, "mobile": mask_mobile}


def masked(components: Components, answers: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of ``answers`` in which every field checked as resident number or mobile number is masked."""
    copy: dict[str, Any] = _copied(answers)
    for path, check in _checked(components):
        _mask(copy, path, _MASKS[check])
    return copy


def holds_numbers(components: Components) -> bool:
    """Is there anything to unmask?"""
    return next(_checked(components), None) is not None


def concerns(component: Mapping[str, Any], department: str) -> bool:
    """Does a group or field speak to this department: it replaces one of its fields, or gives it rights of its own?"""
    own = component.get("properties") or {}
    named = [part.strip() for part in f"{own.get('replaces', '')},{own.get('rights', '')},{own.get('concerns', '')}".split(",")]
    if any(part.split(".")[0].split(":")[0] == department for part in named if part):
        return True
    return any(concerns(child, department) for child in component.get("components") or ())


def _checked(components: Components, prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """(path, check) of the fields to mask; ``*`` in a path stands for each row of a list."""
    for component in components:
        kind = component.get("type")
        if kind in {"group", "dynamiclist"}:
            inner = tuple(filter(None, str(component.get("path") or "").split(".")))
            yield from _checked(component.get("components") or (), (*prefix, *inner, *(("*",) if kind == "dynamiclist" else ())))
            continue
        check = (component.get("properties") or {}).get("check", "")
        if check in _MASKS and component.get("key"):
            yield (*prefix, *str(component["key"]).split(".")), check


def _mask(values: Any, path: tuple[str, ...], mask: Callable[[str], str]) -> None:
    head, *rest = path
    if head == "*":
        for row in values if isinstance(values, list) else ():
            _mask(row, tuple(rest), mask)
    elif isinstance(values, dict) and head in values:
        if rest:
            _mask(values[head], tuple(rest), mask)
        elif isinstance(values[head], str):
            values[head] = mask(values[head])


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value
