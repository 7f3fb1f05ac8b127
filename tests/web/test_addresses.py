from __future__ import annotations

import flask
import pytest
from flask import Flask

from web import addresses, assets


@pytest.fixture
def app() -> Flask:
    app = Flask("addresses", static_folder=None)
    assets.install(app)
    addresses.install(app)
    app.add_url_rule("/list", endpoint="list", view_func=str)
    app.add_url_rule("/tasks/<task_id>/<what>", endpoint="task", view_func=str)
    app.add_url_rule("/years/<int:year>", endpoint="year", view_func=str)
    return app


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("list", {}),
        ("list", {"q": "王 & 李", "page": "2"}),
        ("list", {"folder": "mine", "service": "a-b"}),
        ("list", {"_anchor": "f-name"}),
        ("task", {"what": "claim", "task_id": "0a1b-7"}),
        ("task", {"task_id": "a/b", "what": "c?d"}),
        ("task", {"task_id": "zmark1z", "what": "zmark0z", "q": "x"}),
        ("year", {"year": 2026}),
        ("year", {"year": "2026"}),
        ("static", {"filename": "js/page.js"}),
    ],
)
def test_an_address_is_the_one_flask_gives_however_often_it_is_asked_for(app: Flask, endpoint: str, values: dict[str, object]) -> None:
    for root in ("/", "/city/"):
        with app.test_request_context("/", base_url=f"http://localhost{root}"):
            for _ in range(2):
                assert addresses.url_for(endpoint, **values) == flask.url_for(endpoint, **values)
