"""Every address of the site, its methods and who may open it: a change here is a change of what the world can reach."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Blueprint, Flask

from web.api.site import ROUTES
from web.permissions import check_every_view_is_permitted, permit

GOLDEN = Path(__file__).with_name("routes.txt")


def routes(site: Flask) -> list[str]:
    """One line each; write it anew with ``python -m pytest tests/web/test_routes.py`` failing and its output copied, after reading it."""
    lines = []
    for rule in site.url_map.iter_rules():
        methods = ",".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))
        view = site.view_functions[rule.endpoint]
        lines.append(f"{rule.rule}  {methods}  {getattr(view, 'permission', 'static')}")
    return sorted([*lines, *(f"{route.path}  {route.method}  {route.permission}" for route in ROUTES)])


def test_the_routes_and_their_permissions_are_those_agreed_on(site: Flask) -> None:
    assert routes(site) == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_a_view_that_does_not_say_who_may_open_it_stops_the_start() -> None:
    app = Flask("open door")
    blueprint = Blueprint("door", __name__)
    blueprint.add_url_rule("/", "open", lambda: "")
    app.register_blueprint(blueprint)
    with pytest.raises(RuntimeError, match=r"door\.open"):
        check_every_view_is_permitted(app)


def test_a_permission_nobody_knows_is_a_bug() -> None:
    with pytest.raises(ValueError, match="boss"):
        permit("boss")
