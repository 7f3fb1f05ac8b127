"""What a system is told when something did not go: the engine's refusals in its own sentences, HTTP's and a bug in those below."""

from __future__ import annotations

import logging

from werkzeug import Request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from engine.domain.errors import EngineError, Invalid, Unavailable
from web.api.answers import Answer, problem
from web.away import COME_AGAIN, log_away

_TITLES = {
    400: "请求的格式不对",
    401: "没有有效的接口密钥",
    403: "没有权限",
    404: "没有找到",
    405: "不支持这种请求方法",
    409: "现在办不了",
    413: "内容太大",
    415: "不是 JSON",
    422: "有内容需要修改",
    429: "操作太频繁",
    500: "系统出错了",
    503: "系统暂时不可用",
    507: "系统暂时不可用",
}
_SENTENCES = {
    400: "请求的格式不对，请对照接口文档。",
    401: "请在 Authorization 请求头里写 Bearer 和一个有效的接口密钥。没有密钥，或者密钥已经停用、过期，请联系系统管理员。",
    404: "没有这个接口地址，请对照接口文档。",
    405: "这个地址不支持这种请求方法，请对照接口文档。",
    413: "内容超过了 2 MB 的上限。",
    415: "请用 JSON 发送，并写明 Content-Type: application/json。",
    500: "系统出错了，问题已记录。可以用同一个 command_id 再发一次，同一次操作不会做两遍。",
}


def explained(error: Exception, request: Request) -> Answer:
    """Any error as a problem; of one nobody foresaw only the log tells the cause."""
    if isinstance(error, EngineError):
        return _refusal(error, request)
    if isinstance(error, HTTPException):
        return _of_http(error)
    logging.getLogger("web").error("no answer for %s %s", request.method, request.path, exc_info=error)
    return _problem(500)


def _refusal(error: EngineError, request: Request) -> Answer:
    told = _problem(error.status, str(error), error.problems if isinstance(error, Invalid) else {})
    if isinstance(error, Unavailable):
        log_away(error, request)
        told.headers.append(("Retry-After", COME_AGAIN))
    return told


def _of_http(error: HTTPException) -> Answer:
    status = error.code or 500
    told = _problem(status)
    if status == 401:
        told.headers.append(("WWW-Authenticate", 'Bearer realm="onestop"'))
    if isinstance(error, MethodNotAllowed):
        told.headers.append(("Allow", ", ".join(sorted(error.valid_methods or ()))))
    return told


def _problem(status: int, sentence: str | None = None, problems: dict[str, str] | None = None) -> Answer:
    known = status if status in _TITLES else 400 if status < 500 else 500
    return problem(status, _TITLES[known], sentence or _SENTENCES.get(known, _SENTENCES[400]), problems or {})
