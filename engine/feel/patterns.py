"""XPath-style regular expressions on the ``regex`` engine, which can be stopped after a time."""

from __future__ import annotations

from functools import lru_cache

import regex

from engine.feel import limits
from engine.feel.errors import regex_too_slow, string_too_long
from engine.feel.xpath_regex import NotXPath, translate

_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0}
_LONGEST = 2_000


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> regex.Pattern[str] | None:
    """None for a pattern or flag that XPath does not know."""
    if len(pattern) > _LONGEST or not set(flags) <= set(_FLAGS) | {"q"}:
        return None
    value = regex.V1 | regex.UNICODE
    for flag in flags.replace("q", ""):
        value |= _FLAGS[flag]
    try:
        text = regex.escape(pattern) if "q" in flags else translate(pattern, flags)
        return regex.compile(text, value)
    except (NotXPath, regex.error, OverflowError, RecursionError, ValueError):
        return None


def search(pattern: str, flags: str, text: str) -> bool | None:
    found = compiled(pattern, flags)
    if found is None:
        return None
    try:
        return found.search(text, timeout=limits.REGEX_SECONDS) is not None
    except TimeoutError as error:
        raise regex_too_slow(pattern) from error


def substitute(pattern: str, flags: str, text: str, replacement: str) -> str | None:
    """``replacement`` uses XPath's ``$1`` and ``\\$``; a reference to a missing group is empty.

    null for a pattern that matches nothing at all (FORX0003).
    """
    found = compiled(pattern, flags)
    if found is None or found.fullmatch("", timeout=limits.REGEX_SECONDS):
        return None
    pieces = [replacement] if "q" in flags else _pieces(replacement, found.groups)
    if pieces is None:
        return None

    made = 0

    def expand(match: regex.Match[str]) -> str:
        nonlocal made
        expanded = "".join(piece if isinstance(piece, str) else match[piece] or "" for piece in pieces)
        made += len(expanded)
        if made > limits.STRING:
            raise string_too_long(limits.STRING)
        return expanded

    try:
        return found.sub(expand, text, timeout=limits.REGEX_SECONDS)
    except TimeoutError as error:
        raise regex_too_slow(pattern) from error


def _pieces(replacement: str, groups: int) -> list[str | int] | None:
    """Literal text and group numbers; None for a stray ``$`` or backslash."""
    pieces: list[str | int] = []
    at = 0
    while at < len(replacement):
        character = replacement[at]
        following = replacement[at + 1 : at + 2]
        if character == "\\":
            if following not in ("\\", "$"):
                return None
            pieces.append(following)
            at += 2
        elif character == "$":
            if not following.isascii() or not following.isdigit():
                return None
            number, at = _group(replacement, at + 1, groups)
            pieces.append(number if number <= groups else "")
        else:
            pieces.append(character)
            at += 1
    return pieces


def _group(replacement: str, at: int, groups: int) -> tuple[int, int]:
    """The longest number that is a group, as XPath reads ``$12``."""
    number, end = int(replacement[at]), at + 1
    while replacement[end : end + 1].isdigit() and int(replacement[at : end + 1]) <= groups:
        end += 1
        number = int(replacement[at:end])
    return number, end


def split(pattern: str, text: str) -> list[str] | None:
    found = compiled(pattern, "")
    if found is None or found.fullmatch("", timeout=limits.REGEX_SECONDS):
        return None
    try:
        pieces, at = [], 0
        for match in found.finditer(text, timeout=limits.REGEX_SECONDS):
            pieces.append(text[at : match.start()])
            at = match.end()
    except TimeoutError as error:
        raise regex_too_slow(pattern) from error
    return [*pieces, text[at:]]
