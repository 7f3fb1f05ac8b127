"""``${…}`` of Camunda 7, Flowable and Activiti → FEEL, as far as it says the same thing in both."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/<>!()?:,]))"
)
_SIGNS = {"==": "=", "&&": "and", "||": "or"}
_WORDS = {"eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "div": "/", "and": "and", "or": "or"}
_VARIABLE = re.compile(r"\b(?:execution|task)\.getVariable\(\s*['\"]([A-Za-z_]\w*)['\"]\s*\)")
MOST = 2_000


def is_juel(text: str) -> bool:
    return text.startswith(("${", "#{")) and text.endswith("}") and len(text) <= MOST


def to_feel(text: str) -> str | None:
    """FEEL for one whole ``${…}``, without a leading ``=``; None for method calls, ternaries and whatever else has no simple twin."""
    if not is_juel(text) or "{" in text[2:-1]:
        return None
    source = _VARIABLE.sub(r"\1", text[2:-1])
    tokens: list[tuple[str, str]] = []
    at = 0
    while source[at:].strip():
        found = _TOKEN.match(source, at)
        if found is None:
            return None
        tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
        at = found.end()
    return _written(tokens)


def _written(tokens: list[tuple[str, str]]) -> str | None:
    words: list[str] = []
    number = 0
    while number < len(tokens):
        kind, word = tokens[number]
        following = tokens[number + 1] if number + 1 < len(tokens) else ("", "")
        if word in ("?", ":", ",") or (kind == "name" and following[1] == "("):
            return None
        if word in ("!", "not", "empty"):
            end = _operand(tokens, number + 1)
            inner = _written(tokens[number + 1 : end]) if end else None
            if inner is None:
                return None
            words.append(f"({inner} = null)" if word == "empty" else f"not({inner})")
            number = end
            continue
        if kind == "text":
            word = '"' + word[1:-1].replace("\\'", "'").replace('\\"', '"').replace('"', '\\"') + '"'
        words.append(_SIGNS.get(word) or (_WORDS.get(word, word) if kind == "name" else word))
        number += 1
    return " ".join(words) if words else None


def _operand(tokens: list[tuple[str, str]], start: int) -> int:
    """Where the operand that begins at ``start`` ends: a name or number, or a whole bracket; 0 if there is none."""
    if start >= len(tokens):
        return 0
    if tokens[start][1] in ("!", "not", "empty"):
        return _operand(tokens, start + 1)
    if tokens[start][1] != "(":
        return start + 1 if tokens[start][0] in ("name", "number", "text") else 0
    depth = 0
    for at in range(start, len(tokens)):
        depth += (tokens[at][1] == "(") - (tokens[at][1] == ")")
        if depth == 0:
            return at + 1
    return 0
