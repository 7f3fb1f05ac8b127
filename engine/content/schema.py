"""JSON Schema, spoken in Chinese: what a content file may hold, and a sentence for everything that it may not."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from engine.domain import exact_json
from engine.domain.errors import Invalid

_TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "true 或 false",
    "array": "列表",
    "object": "一组键值",
    "null": "空",
}
MAX_VIOLATIONS = 100
MAX_BYTES = 1_000_000
_LONG_KEY = re.compile(rb"""(?<![\w"'-])(?:["']?[\w-]+["']?[ \t]*\.[ \t]*){20}""")
_MOST_UNKNOWN = 20  # suggestions are looked for one by one
MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Violation:
    """``where`` is a path like ``materials[0].source``; ``sentence`` is Chinese and says what is allowed."""

    where: str
    rule: str
    sentence: str


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema file of ``item``, ``form``, ``scenarios``, ``departments``, ``calendar`` or ``registries``."""
    found: dict[str, Any] = json.loads(resources.files("engine.content").joinpath("schemas", f"{name}.schema.json").read_text("utf-8"))
    return found


def violations(document: Any, name: str) -> list[Violation]:
    """Everything in ``document`` that schema ``name`` does not allow, in the order of the file, at most 100."""
    found = []
    for error in _validator(name).iter_errors(_plain(document)):
        found.extend(_say(error))
        if len(found) >= MAX_VIOLATIONS:
            break
    return found


def require(document: Any, name: str, file: str) -> None:
    """Raises Invalid naming the first violation; ``problems`` maps every place to its sentence."""
    found = violations(document, name)
    if found:
        where, wrong = _at(found[0].where), found[0].sentence
        raise Invalid("{file}：{where}{wrong}", {v.where: v.sentence for v in found}, file=file, where=where, wrong=wrong)


def read_toml(content: bytes, file: str) -> dict[str, Any]:
    """Fractions become Decimal. Raises Invalid with the line where the text stops being TOML, or over 1 MB."""
    _require_size(content, file)
    if _LONG_KEY.search(content):  # the standard reader takes hours over them
        raise Invalid("{file} 的键太长：点分的段数过多", file=file)
    try:
        return _shallow(tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal), file)
    except UnicodeDecodeError:
        raise Invalid("{file} 不是 UTF-8 文本", file=file) from None
    except (RecursionError, ValueError, ArithmeticError) as wrong:
        raise Invalid("{file} 不是有效的 TOML：{reason}", file=file, reason=_first(wrong)) from None


def read_json(content: bytes, file: str) -> Any:
    """Numbers become int or Decimal, never float. Raises Invalid with the place where the text stops being JSON, or over 1 MB."""
    _require_size(content, file)
    try:
        return _shallow(exact_json.loads(content.decode("utf-8-sig")), file)
    except UnicodeDecodeError:
        raise Invalid("{file} 不是 UTF-8 文本", file=file) from None
    except (RecursionError, ValueError, ArithmeticError) as wrong:
        raise Invalid("{file} 不是有效的 JSON：{reason}", file=file, reason=_first(wrong)) from None


def _require_size(content: bytes, file: str) -> None:
    if len(content) > MAX_BYTES:
        raise Invalid("{file} 超过 {most} KB", file=file, most=MAX_BYTES // 1000)


def _first(wrong: Exception) -> str:
    return "数字太大" if isinstance(wrong, ArithmeticError) else str(wrong)[:200]


def nearest(word: str, known: Iterable[str]) -> str:
    """The most alike known word, or "" if none is."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def suggestion(word: str, known: Iterable[str]) -> str:
    """``，是否想写“promised”？`` or "" if nothing is near."""
    near = nearest(word, known)
    return f"，是否想写“{near}”？" if near else ""


def _shallow(document: Any, file: str) -> Any:
    """Refuses what is nested deeper than anybody draws, before a recursive reader meets it."""
    level = [document]
    for _ in range(MAX_DEPTH):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return document
    raise Invalid("{file} 的嵌套超过 {depth} 层", file=file, depth=MAX_DEPTH)


def _inside(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name))


def _at(where: str) -> str:
    return f"“{where}”" if where else ""


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def _where(error: ValidationError) -> str:
    where = ""
    for part in error.absolute_path:
        where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else str(part)
    return where


def _say(error: ValidationError) -> list[Violation]:
    where, rule = _where(error), str(error.validator)
    if rule == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema.get("properties", {})
        unknown = list(islice((key for key in error.instance if key not in known), _MOST_UNKNOWN))
        inside = f"{where}." if where else ""
        return [Violation(f"{inside}{key}", "unknown_key", f"没有这个键{suggestion(key, known)}".rstrip()) for key in unknown]
    if rule == "required":
        return [Violation(where, "missing_key", f"缺少“{error.message.split(chr(39))[1]}”")]
    say = _SENTENCES.get(rule, lambda e: "不符合格式")
    return [Violation(where, rule, f"{say(error)}{_hint(error)}")]


def _hint(error: ValidationError) -> str:
    hint = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    return f"（{hint}）" if hint else ""


def _kinds(error: ValidationError) -> str:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    return "应为" + "或".join(_TYPES.get(each, each) for each in wanted)


def _choices(error: ValidationError) -> str:
    choices = [str(each) for each in error.validator_value if each != ""]
    near = suggestion(error.instance, choices) if isinstance(error.instance, str) else ""
    return f"应为 {'、'.join(choices)} 之一{near}"


_SENTENCES: dict[str, Callable[[ValidationError], str]] = {
    "type": _kinds,
    "enum": _choices,
    "const": lambda e: f"应为“{e.validator_value}”",
    "pattern": lambda e: "写法不对",
    "anyOf": lambda e: "写法不对",
    "minLength": lambda e: "不能为空",
    "maxLength": lambda e: f"最多 {e.validator_value} 个字符",
    "minItems": lambda e: f"至少要有 {e.validator_value} 项",
    "maxItems": lambda e: f"最多 {e.validator_value} 项",
    "minProperties": lambda e: "不能为空",
    "minimum": lambda e: f"不能小于 {e.validator_value}",
    "maximum": lambda e: f"不能大于 {e.validator_value}",
}
