"""A filled-in form on an officer's page: what concerns him first, the rest folded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.queries.case_shown import SheetShown
from web.context import look
from web.forms_page.sheet import raw_components, unseen


@dataclass(frozen=True)
class Drawn:
    """What the macros of components/form.html take."""

    title: str
    first: tuple[Mapping[str, Any], ...]
    others: tuple[Mapping[str, Any], ...]
    answers: Mapping[str, Any]
    hidden: frozenset[str]


def drawn(edition_hash: str, sheet: SheetShown) -> Drawn:
    process = look().process(edition_hash)
    components = raw_components(process, sheet.form)
    return Drawn(
        title=sheet.title,
        first=tuple(each for number, each in enumerate(components) if number in sheet.first),
        others=tuple(each for number, each in enumerate(components) if number not in sheet.first),
        answers=sheet.answers,
        hidden=unseen(process.forms[sheet.form], sheet.answers, sheet.visible),
    )
