"""What a person reads when something did not go: the engine's four kinds of refusal, and the web's own.

A script that asked for JSON gets ``{"error": sentence, "problems": {path: sentence}}`` with the same status.
"""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.domain.errors import EngineError, Invalid, Unavailable
from engine.domain.sentence import Bilingual
from web.away import COME_AGAIN, log_away
from web.context import site, wants_json
from web.filters import in_words

_TITLES = {
    400: _l("页面已过期"),
    403: _l("没有权限"),
    404: _l("没有找到"),
    405: _l("不能这样打开"),
    409: _l("现在办不了"),
    413: _l("内容太大"),
    422: _l("有内容需要修改"),
    429: _l("操作太频繁"),
    500: _l("系统出错了"),
    503: _l("对方系统没有应答"),
}
_SENTENCES = {
    400: _l("请返回上一页，刷新后再提交。"),
    403: _l("您的岗位没有这项权限。如果工作需要，请联系系统管理员。"),
    404: _l("没有这个页面，或者它不对您开放。请检查网址，或从首页重新查找。"),
    405: _l("这个地址只用于提交表单，请从页面上的按钮进入。"),
    413: _l("提交的内容超过了上限。每个文件不能超过 20 MB，请压缩后再上传。"),
    429: _l("请稍等几分钟再试。"),
    500: _l("没有保存的内容请重新提交；已经提示成功的内容不会丢失。问题已记录，请稍后再试。"),
    503: _l("请稍后再试。"),
}
_PASSWORDS = {"old", "new", "again"}  # fields of the page where an officer changes his


def install(app: Flask) -> None:
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(EngineError, _refusal)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _web_error)
    app.register_error_handler(500, _bug)


def say(error: EngineError) -> str:
    """The error's sentence in the reader's language, with its facts in place."""
    sentence = _(error.sentence)
    if sentence == error.sentence:
        return in_words(error.said)
    return sentence.format_map({name: in_words(fact) if isinstance(fact, Bilingual) else fact for name, fact in error.facts.items()})


def say_problems(error: Invalid) -> dict[str, str]:
    """Path → sentence, each in the reader's language (a sentence without a translation stays Chinese)."""
    return {path: in_words(sentence) for path, sentence in error.problems.items()}


def error_page(status: int, sentence: str, problems: dict[str, str] | None = None, **more: Any) -> tuple[Any, int]:
    """An error page knows nothing of who is looking: the database that would know may be what is missing."""
    if wants_json():
        return jsonify(error=sentence, problems=problems or {}), status
    page = current_app.jinja_env.get_template("errors/error.html")
    title = _TITLES.get(status, _TITLES[500])
    return page.render({"site": site(), "status": status, "title": title, "sentence": sentence, "problems": problems or {}, **more}), status


def _refusal(error: EngineError) -> tuple[Any, int]:
    return error_page(error.status, say(error), say_problems(error) if isinstance(error, Invalid) else None)


def _unavailable(error: Unavailable) -> Response:
    """Says so, when to come again, and offers to send the same once more: its command id makes sure that it acts once."""
    log_away(error, request)
    body, status = error_page(error.status, say(error), title=_("系统暂时不可用"), retry=_what_was_sent())
    response = make_response(body, status)
    response.headers["Retry-After"] = COME_AGAIN
    return response


def _what_was_sent() -> dict[str, Any]:
    """How to send this request again: nothing but its address for a page, and for a form what it held. A form with files or a password is
    not kept in a page; who filled it in goes back to it."""
    if request.method == "GET":
        return {"method": "get", "fields": []}
    if request.files or "command_id" not in request.form or any("password" in name or name in _PASSWORDS for name in request.form):
        return {"method": "back", "fields": []}
    return {"method": "post", "fields": list(request.form.items(multi=True))}


def _expired(error: CSRFError) -> tuple[Any, int]:
    return error_page(400, str(_SENTENCES[400]))


def _web_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:  # a redirect the router asks for
        return error
    allowed = getattr(error, "valid_methods", None)
    return (*error_page(status, _sentence(status)), {"Allow": ", ".join(sorted(allowed))} if allowed else {})


def _sentence(status: int) -> str:
    return str(_SENTENCES.get(status, _SENTENCES[400] if status < 500 else _SENTENCES[500]))


def _bug(error: BaseException) -> tuple[Any, int]:
    # The cause is in the log (Flask logs the traceback); a page never shows it.
    logging.getLogger("web").error("no answer for %s %s", request.method, request.path)
    return error_page(500, _sentence(500))
