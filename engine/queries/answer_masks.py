"""What of the answers an officer sees at first: everything but the numbers that name a person, until he asks for them and it is logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.content.form_component import Component
from engine.content.forms import Form
from engine.domain.identity import mask_identity, mask_mobile

_MASKS: dict[str, Callable[[str], str]] = {
    "resident_id": mask_identity,
    "mobile": mask_mobile,
    "number": lambda text: f"****{text[-4:]}" if len(text) > 4 else "****",
}


def masked(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of ``answers`` in which every resident number and mobile number is masked, and what a form's ``mask`` says must be."""
    copy: dict[str, Any] = _copied(answers)
    for field in _numbers(form):
        _mask(copy, field.path.split("."), _MASKS[_kind(field)])
    return copy


def holds_numbers(form: Form) -> bool:
    """Is there anything to mask?"""
    return next(_numbers(form), None) is not None


def concerns(component: Component, department: str) -> bool:
    """Does it, or anything in it, replace a field of this department, or give it rights of its own?"""
    return any(_concerns(each, department) for each in component.walk())


def _concerns(component: Component, department: str) -> bool:
    rights = component.properties.get("rights", "").replace(" ", "").split(",")
    named = [*(part.split(".")[0] for part in component.replaces), *(part.split(":")[0] for part in rights)]
    return department in named


def _numbers(form: Form) -> Iterator[Component]:
    return (field for field in form.fields if _kind(field) in _MASKS)


def _kind(field: Component) -> str:
    return field.check if field.check in _MASKS else field.properties.get("mask", "")


def _mask(values: Any, path: list[str], mask: Callable[[str], str]) -> None:
    """``shareholders[]`` in a path stands for each row of the list."""
    head, *rest = path
    key = head.removesuffix("[]")
    if not isinstance(values, dict) or key not in values:
        return
    held = values[key]
    if not rest:
        values[key] = mask(held) if isinstance(held, str) else held
        return
    for inner in held if isinstance(held, list) else [held]:
        _mask(inner, rest, mask)


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value
