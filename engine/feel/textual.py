"""Any value as FEEL's ``string()`` gives it (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.feel import limits, numbers
from engine.feel.errors import string_too_long, too_deep
from engine.feel.values import Function, Range


def text_of(value: Any) -> str:
    """Strings as they are; inside lists and contexts they are quoted. Raises FeelLimit beyond ``limits.STRING``."""
    if isinstance(value, str):
        return value
    return _Writer().write(value)


def quoted(value: Any) -> str:
    """As inside a list: strings in quotation marks."""
    return _Writer().write(value)


class _Writer:
    """Counts what it writes, because a value may hold one list many times over."""

    def __init__(self) -> None:
        self.size = 0
        self.depth = 0

    def write(self, value: Any) -> str:
        if isinstance(value, (list, Mapping, Range)):
            self.depth += 1
            if self.depth > limits.DEPTH:
                raise too_deep(limits.DEPTH)
            text = self._compound(value)
            self.depth -= 1
            return text
        text = _scalar(value)
        self.size += len(text) + 2
        if self.size > limits.STRING:
            raise string_too_long(limits.STRING)
        return text

    def _compound(self, value: Any) -> str:
        self.size += 2
        if isinstance(value, list):
            return "[" + ", ".join(self.write(item) for item in value) + "]"
        if isinstance(value, Range):
            return self._range(value)
        return "{" + ", ".join(f"{_key(key)}: {self.write(item)}" for key, item in value.items()) + "}"

    def _range(self, value: Range) -> str:
        """A half-open range is written as the comparison that makes it."""
        if value.low is None:
            return f"({'<=' if value.high_closed else '<'} {self.write(value.high)})"
        if value.high is None:
            return f"({'>=' if value.low_closed else '>'} {self.write(value.low)})"
        start, end = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
        return f"{start}{self.write(value.low)}..{self.write(value.high)}{end}"


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return numbers.text(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Function):
        return f"function {value.name}" if value.name != "function" else "function"
    return str(value)


def _key(key: str) -> str:
    """A key is quoted when it could not be read back as a name."""
    return key if key.replace("_", "").isalnum() and not key[:1].isdigit() else json.dumps(key, ensure_ascii=False)
