"""Text → tokens. Names stay single words here; the parser joins words into names, because that needs the known names."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.feel import limits
from engine.feel.errors import FeelSyntaxError, too_long

# DMN 1.5, 10.3.1.2, rules 27–29 (name start char, name part char). "?" is the input value of a unary test.
_START = (
    r"?A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3004-\u3007\u3012\u3013\u301C-\uD7FF\uF900-\uFDCF\uFDF0-\uFEFE"
    r"\uFF10-\uFF19\uFF21-\uFF3A\uFF3E-\uFF5A\uFF66-\uFFFD\U00010000-\U000EFFFF"
)
# The standard also counts Chinese punctuation among the name characters. Here it belongs to a name only when the name is known,
# because ＞ typed for > would otherwise make a variable that does not exist, and be null in silence.
_WIDE = r"\u2018-\u201D\u3001-\u3003\u3008-\u3011\u3014-\u301B\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF3D\uFF5B-\uFF65"
_PART = _START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
_TOKEN = re.compile(
    rf"""
    (?P<space>[\s\u180E\u200B\uFEFF]+|//[^\n]*|/\*.*?\*/)
  | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[{_START}][{_PART}]*)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<mark>\*\*|<=|>=|!=|\.\.|->|[-+*/()\[\]{{}}<>=,.:@'])
  | (?P<wide>[{_WIDE}])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """``kind``: number, word, string, mark or end. ``start`` counts characters from 0."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> list[Token]:
    """Raises FeelSyntaxError for a character FEEL does not know, FeelLimit for a text beyond ``limits.TEXT``."""
    if len(text) > limits.TEXT:
        raise too_long(len(text), limits.TEXT)
    found = []
    at, end = 0, len(text)
    match_at = _TOKEN.match
    while at < end:
        match = match_at(text, at)
        if match is None:
            raise _unreadable(text, at)
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(Token(kind, match.group(), at))
        at = match.end()
    found.append(Token("end", "", end))
    return found


def _unreadable(text: str, at: int) -> FeelSyntaxError:
    if text[at] == '"':
        return FeelSyntaxError(text, at + 1, "以双引号结束的文本", "a string closed by a double quote", text[at:])
    if text.startswith("/*", at):
        return FeelSyntaxError(text, at + 1, "以 */ 结束的注释", "a comment closed by */", text[at:])
    return FeelSyntaxError(text, at + 1, "FEEL 的字符", "a character of FEEL", text[at])


def unquote(literal: str) -> str:
    """The string a literal stands for. A backslash before any other character stays, so patterns need no doubling."""
    body = literal[1:-1]
    if "\\" not in body:
        return body
    plain = _ESCAPE.sub(_unescape, body)
    if any("\ud800" <= character <= "\udfff" for character in plain):
        plain = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return plain


def _unescape(match: re.Match[str]) -> str:
    short, long, other = match.groups()
    if short or long:
        code = int(short or long, 16)
        return chr(code) if code <= 0x10FFFF else match.group()
    return _SIMPLE.get(other, "\\" + other)
