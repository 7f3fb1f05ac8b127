"""What a system sent: JSON, with a sentence for whatever is wrong with it. Knows nothing of keys and of the engine's rows."""

from __future__ import annotations

import re
from typing import Any

from engine.domain import exact_json
from engine.domain.command_id import is_command_id
from engine.domain.errors import Invalid
from engine.domain.sentence import Sentence

LARGEST = 2 * 1024 * 1024  # bytes
DEEPEST = 20
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")


def command_id(body: dict[str, Any]) -> str:
    """That of the act, or nothing where it is missing or has another form."""
    said = body.get("command_id")
    return said if type(said) is str and is_command_id(said) else ""


def members(body: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The members of the body: name → the value meant where it is missing or null, of whose type it must be. ``command_id`` is always among
    them. Raises Invalid naming each that is wrong or that nobody asked for."""
    problems = dict[str, str]()
    if not command_id(body):
        problems["command_id"] = Sentence("应是 32 位小写十六进制字符；同一次操作重发时用同一个。")
    for name in sorted(body.keys() - wanted.keys() - {"command_id"}):
        problems[name[:60]] = Sentence("没有这一项，请对照接口文档。")
    read = {name: meant if body.get(name) is None else body[name] for name, meant in wanted.items()}
    problems |= {name: _OF_KIND[type(meant)] for name, meant in wanted.items() if type(read[name]) is not type(meant)}
    if problems:
        raise Invalid("请按提示完善。", problems)
    return {"command_id": body["command_id"], **read}


_OF_KIND: dict[type, Sentence] = {str: Sentence("应为文字"), dict: Sentence("应为 JSON 对象。")}


def require_texts(name: str, values: dict[str, Any]) -> None:
    """Raises Invalid naming each member that is no text."""
    wrong = {f"{name}.{key}"[:60]: Sentence("应为文字") for key, value in values.items() if type(value) is not str}
    if wrong:
        raise Invalid("请按提示完善。", wrong)


def whole_number(name: str, said: str | None, meant: int) -> int:
    """A number in the address. Raises Invalid."""
    if said is None:
        return meant
    if not said.isdecimal() or len(said) > 9:
        raise Invalid("请按提示完善。", {name: Sentence("应为整数。")})
    return int(said)


def read(raw: bytes) -> dict[str, Any]:
    """Raises Invalid for anything but an object that can be kept."""
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
