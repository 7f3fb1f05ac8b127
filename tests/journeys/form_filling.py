"""Fill in a drawn form as a person does: by what each field is, row after row, waiting for fields that appear with an answer."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page

from tests.journeys.waiting import drawn, is_there


def fill_form(page: Page, answers: Any) -> None:
    """``answers`` nest as the form's paths do. Fields that are not on the page (yet) are tried once more after the others."""
    left = _fill(page, flat(answers))
    for _round in range(3):
        leave_field(page)
        if not left:
            return
        left = _fill(page, left)
    assert not left, f"the form does not ask for {sorted(left)}"


def flat(answers: Any, prefix: str = "") -> dict[str, Any]:
    """``{"owner.name": …, "rows.0.kind": …}``; choices of a checklist stay a list."""
    found: dict[str, Any] = {}
    for key, value in answers.items() if isinstance(answers, dict) else enumerate(answers):
        if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            found.update(flat(value, f"{prefix}{key}."))
        else:
            found[f"{prefix}{key}"] = value
    return found


def _fill(page: Page, answers: dict[str, Any]) -> dict[str, Any]:
    """Fill what is there; what is not, is left over."""
    left = {}
    for name, value in answers.items():
        _make_rows(page, name)
        field = page.locator(f'main [name="{name}"]')
        if not is_there(field):
            left[name] = value
            continue
        _answer(page, field, value)
    return left


def leave_field(page: Page) -> None:
    """What was typed counts when its field is left; then the form stands with the fields that the answers brought, or took away."""
    page.evaluate("document.activeElement?.blur()")
    drawn(page)


def _answer(page: Page, field: Locator, value: Any) -> None:
    """A choice brings or takes away fields as a rule, words seldom do: they are typed one after the other."""
    kind = field.first.evaluate("element => element.type || element.tagName.toLowerCase()")
    if kind in ("radio", "checkbox", "select-one"):
        leave_field(page)
    if kind in ("radio", "checkbox"):
        for choice in value if isinstance(value, list) else [value]:
            wanted = str(choice).lower() if isinstance(choice, bool) else str(choice)
            if wanted != "false" or kind == "radio":
                field.and_(page.locator(f'[value="{wanted}"]')).check()
        leave_field(page)
    elif kind == "select-one":
        field.first.select_option(str(value))
        leave_field(page)
    else:
        field.first.fill(str(value))


def _make_rows(page: Page, name: str) -> None:
    """Press ＋ until the row a name stands in is there."""
    for found in re.finditer(r"\.(\d+)\.", name):
        path, number = name[: found.start()], int(found[1])
        add = page.locator(f'button[name="_add:{path}"]')
        rows = page.locator(f'fieldset[data-path="{path}"] > [data-rows] > *, fieldset[data-path="{path}"] table > [data-rows] > *')
        while is_there(add) and not is_there(rows.nth(number)):
            add.click()
