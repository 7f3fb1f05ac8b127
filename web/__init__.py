"""The web application: one factory. Pages speak commands and queries; everything about HTTP and HTML is here and below."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from flask import Flask, Response

from engine.domain.command_id import new_command_id
from engine.service import Engine
from web import addresses, assets, context, error_pages, filters, language, security, sessions, story
from web.api.site import PREFIX, Api
from web.permissions import check_every_view_is_permitted
from web.views import BLUEPRINTS


class Page(Response):
    def get_app_iter(self, environ: Any) -> Any:
        """What stands whole is given whole, as a list: the server sends that at once, and else asks for one piece after the other."""
        pieces = super().get_app_iter(environ)
        if self.is_streamed or self.direct_passthrough:
            return pieces
        with closing(pieces):
            return list(pieces)


class Site(Flask):
    response_class = Page
    api: Api

    def wsgi_app(self, environ: Any, start_response: Any) -> Any:
        """What a browser asks for; systems have an application of their own."""
        answered = self.api if environ["PATH_INFO"].startswith(PREFIX) else super().wsgi_app
        return answered(environ, start_response)

    def ensure_sync(self, func: Any) -> Any:
        """No view is a coroutine; Flask looks whether each function of each request is one."""
        return func

    def redirect(self, location: str, code: int = 302) -> Response:
        """Without the library's page, which is in English and which no browser shows."""
        answer = Page(status=code)
        answer.location = location
        return answer


def create_app(engine: Engine) -> Site:
    """The WSGI application around a ready engine. Raises RuntimeError if a view does not say who may open it."""
    app = Site(__name__, static_folder=None)
    app.api = Api(engine)
    app.secret_key = engine.settings.secret_key
    app.extensions["engine"] = engine
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    assets.install(app)
    addresses.install(app)
    language.install(app)  # first, so that a refusal of the next knows whom it speaks to
    security.install(app)
    sessions.install(app)
    error_pages.install(app)
    filters.install(app)
    app.jinja_env.filters.update(told=story.told, tone=story.tone)
    app.jinja_env.tests.update(told=story.is_told)
    app.teardown_request(context.end_look)
    app.context_processor(_words_of_every_page)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    check_every_view_is_permitted(app)
    return app


def _words_of_every_page() -> dict[str, object]:
    """What layouts and components expect; ``site`` is described in templates/base.html."""
    return {
        "site": context.site(),
        "viewer": context.viewer(),
        "new_command_id": new_command_id,
        "nonce": context.nonce,
        "now": context.engine().clock.now(),
    }
