"""A page for each component, served by a bare Flask application under the product's content security policy.

What is posted is kept in `posted`, so that a test sees what a view would get.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, render_template, request, send_from_directory
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.serving import make_server

from web.filters import in_words

HERE = Path(__file__).parent / "specimens"
WEB = Path(__file__).resolve().parents[2] / "web"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:"
OPTIONS = {
    "departments": [{"value": "tax:reviewer", "label": "税务局 · 承办"}, {"value": "window:window", "label": "综合窗口"}],
    "forms": [{"value": "review_tax", "label": "税务审查"}],
    "decisions": [],
}
PROBLEMS = [{"element": "review_tax", "severity": "error", "message": "没有办理人"}, {"element": "fork", "severity": "warning", "message": "没有默认流向"}]


def make_app(posted: list[dict[str, Any]]) -> Flask:
    app = Flask("specimen", static_folder=str(WEB / "static"))
    app.config.update(SECRET_KEY="specimen", BABEL_TRANSLATION_DIRECTORIES=str(WEB / "translations"))
    app.jinja_loader = ChoiceLoader([FileSystemLoader(WEB / "templates"), FileSystemLoader(HERE)])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["in_words"] = in_words
    Babel(app, default_locale="zh_Hans_CN", locale_selector=lambda: "en" if request.args.get("lang") == "en" else "zh_Hans_CN")
    CSRFProtect(app)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @app.get("/file/<name>")
    def file(name: str) -> Response:
        return send_from_directory(HERE, name)

    @app.get("/options")
    def options() -> Response:
        return jsonify(OPTIONS)

    @app.get("/favicon.ico")  # asked for beside an answer that is no page
    def icon() -> tuple[str, int]:
        return "", 204

    @app.get("/<name>")
    def page(name: str) -> str:
        return render_template(f"{name}.html")

    @app.post("/drawing")
    def draw() -> str:
        return render_template("drawing.html")

    @app.post("/<name>")
    def take(name: str) -> Response:
        posted.append({"to": name, "form": request.form.to_dict(), "json": request.get_json(silent=True), "files": list(request.files)})
        return jsonify(problems=PROBLEMS, message="已保存")

    return app


@contextmanager
def serving(posted: list[dict[str, Any]]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, make_app(posted), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
