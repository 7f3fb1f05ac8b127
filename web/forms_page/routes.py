"""The addresses of the steps, put on a blueprint of their audience."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from web.forms_page import Steps, answers, consent, papers, submission
from web.permissions import permit
from web.security import takes_files

_ROUTES: tuple[tuple[str, str, str, Callable[..., Any]], ...] = (
    ("form", "GET", "/form", answers.show_form),
    ("save_form", "POST", "/form", answers.save_form),
    ("barred", "GET", "/barred", answers.show_barred),
    ("materials", "GET", "/materials", papers.show_materials),
    ("change_materials", "POST", "/materials", papers.change_materials),
    ("generated", "GET", "/materials/<material_id>/generated", papers.show_generated),
    ("file", "GET", "/files/<file_id>", papers.show_file),
    ("confirm", "GET", "/confirm", consent.show_parties),
    ("send_code", "POST", "/confirm/code", consent.send_code),
    ("enter_code", "POST", "/confirm", consent.enter_code),
    ("review", "GET", "/review", submission.show_review),
    ("submit", "POST", "/submit", submission.submit),
    ("receipt", "GET", "/receipt", submission.show_receipt),
    ("seen_code", "POST", "/receipt", submission.seen_code),
)
_UPLOADS = frozenset({"change_materials"})


def add_steps(blueprint: Blueprint, steps: Steps, without: frozenset[str] = frozenset()) -> None:
    """Adds every step below the blueprint's prefix, which must hold ``<case_id>``; those ``without`` it has of its own."""
    for name, method, path, view in _ROUTES:
        if name in without:
            continue
        guarded = permit(*steps.permission)(_bound(view, steps, name))
        blueprint.add_url_rule(path, name, takes_files(guarded) if name in _UPLOADS else guarded, methods=[method])


def _bound(view: Callable[..., Any], steps: Steps, name: str) -> Callable[..., Any]:
    def bound(**arguments: Any) -> Any:
        return view(steps, **arguments)

    bound.__name__ = name
    return bound
