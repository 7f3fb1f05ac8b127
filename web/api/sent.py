"""What a system sent: JSON, read once, with a sentence for whatever is wrong with it. Knows nothing of keys and of the engine's rows."""

from __future__ import annotations

import re
from typing import Any, cast

from flask import abort, g, request
from werkzeug.exceptions import HTTPException

from engine.domain import exact_json
from engine.domain.command_id import is_command_id
from engine.domain.errors import Invalid
from engine.domain.sentence import Sentence

PREFIX = "/api/"
DEEPEST = 20
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")


def is_api() -> bool:
    """Is it a system that asks, and not a browser? It has no session, gets no page, and is answered in Chinese."""
    return request.path.startswith(PREFIX)


def body() -> dict[str, Any]:
    """The object that was sent. Raises Invalid for anything else, HTTPException for what is no JSON by its type (415) or too much (413)."""
    if "sent" not in g:
        if request.mimetype != "application/json":
            abort(415)
        g.sent = _read(request.get_data())
    return cast(dict[str, Any], g.sent)


def opening_id() -> str:
    """The command's id, as the look of a press wants it before anything else is known: "" where it is missing or the body is wrong."""
    try:
        sent = body().get("command_id")
    except (Invalid, HTTPException):
        return ""
    return sent if type(sent) is str and is_command_id(sent) else ""


def members(**wanted: Any) -> dict[str, Any]:
    """The members of the body: name → the value meant where it is missing or null, of whose type it must be. ``command_id`` is always among
    them. Raises Invalid naming each that is wrong or that nobody asked for."""
    sent, problems = body(), dict[str, str]()
    if not opening_id():
        problems["command_id"] = Sentence("应是 32 位小写十六进制字符；同一次操作重发时用同一个。")
    for name in sorted(sent.keys() - wanted.keys() - {"command_id"}):
        problems[name[:60]] = Sentence("没有这一项，请对照接口文档。")
    read = {name: meant if sent.get(name) is None else sent[name] for name, meant in wanted.items()}
    problems |= {name: Sentence("应为文字") for name, meant in wanted.items() if type(meant) is str and type(read[name]) is not str}
    problems |= {name: Sentence("应为 JSON 对象。") for name, meant in wanted.items() if type(meant) is dict and type(read[name]) is not dict}
    if problems:
        raise Invalid("请按提示完善。", problems)
    return {"command_id": sent["command_id"], **read}


def require_texts(name: str, values: dict[str, Any]) -> None:
    """Raises Invalid naming each member that is no text."""
    wrong = {f"{name}.{key}"[:60]: Sentence("应为文字") for key, value in values.items() if type(value) is not str}
    if wrong:
        raise Invalid("请按提示完善。", wrong)


def whole_number(name: str, meant: int) -> int:
    """A number in the address. Raises Invalid."""
    said = request.args.get(name)
    if said is None:
        return meant
    if not said.isdecimal() or len(said) > 9:
        raise Invalid("请按提示完善。", {name: Sentence("应为整数。")})
    return int(said)


def _read(raw: bytes) -> dict[str, Any]:
    try:
        sent = exact_json.loads(raw)
    except (ValueError, RecursionError):
        raise Invalid("内容不是正确的 JSON（UTF-8 编码）。") from None
    if type(sent) is not dict:
        raise Invalid("内容应为一个 JSON 对象。")
    if b"\\" in raw or raw.count(b"{") + raw.count(b"[") > DEEPEST:  # else it cannot hold what is looked for here
        _look_through(sent)
    return sent


def _look_through(sent: dict[str, Any]) -> None:
    """PostgreSQL keeps no NUL, nothing keeps half of a surrogate pair, and what is nested without end exhausts whoever reads it."""
    layer: list[Any] = [sent]
    for _depth in range(DEEPEST):
        said = [each for each in layer if type(each) is str]
        below = [inner for each in layer if type(each) is list for inner in each]
        for each in layer:
            if type(each) is dict:
                said += each.keys()
                below += each.values()
        if any(map(_UNUSABLE.search, said)):
            raise Invalid("内容里有不能使用的字符，请重新输入。")
        if not below:
            return
        layer = below
    raise Invalid("内容嵌套太深，最多 {most} 层。", most=DEEPEST)
