"""A place in the tokens of one expression, and the complaints made there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import limits
from engine.feel.errors import FeelSyntaxError, too_deep
from engine.feel.known import ENDS_A_NAME, FUNCTIONS, KEYWORDS, KnownNames
from engine.feel.lexer import Token, tokens

TypeFinder = Callable[[str], Any]
"""Finds a type by its name: something with ``holds``, ``accepts`` and ``name`` as ``types.Type``, or None."""


def no_type(name: str) -> None:
    return None


class Cursor:
    """Reads tokens from left to right. ``names`` are root names, ``members`` names that follow a dot."""

    def __init__(self, text: str, names: KnownNames, members: KnownNames, types: TypeFinder = no_type) -> None:
        self.text = text
        self.types = types
        self.stream = tokens(text)
        self.at = 0
        self.names = names
        self.members = members
        self._depth = 0

    @property
    def token(self) -> Token:
        return self.stream[self.at]

    def peek(self, ahead: int = 1) -> Token:
        return self.stream[min(self.at + ahead, len(self.stream) - 1)]

    def sees(self, *texts: str) -> bool:
        token = self.stream[self.at]
        return token.text in texts and token.kind in ("mark", "word")

    def take(self, text: str) -> bool:
        """Step over a mark or keyword if it stands here."""
        if self.sees(text):
            self.at += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.wrong(f"“{text}”", f"“{text}”")

    def wrong(self, expected: str, expected_english: str) -> FeelSyntaxError:
        token = self.token
        return FeelSyntaxError(self.text, token.start + 1, expected, expected_english, token.text)

    def deeper(self) -> None:
        """Called on the way into a nested part; ``back`` on the way out."""
        self._depth += 1
        if self._depth > limits.DEPTH:
            raise too_deep(limits.DEPTH)

    def back(self) -> None:
        self._depth -= 1

    def root_name(self) -> str:
        """A variable or function at the start of an expression."""
        if self.token.kind != "word" or self.token.text in KEYWORDS:
            raise self.wrong("表达式", "an expression")
        return self._words()

    def known_name(self) -> str | None:
        """A variable known beforehand, whatever it begins with."""
        return self._known(self.names)

    def member_name(self) -> str:
        """A name after a dot, where keywords are allowed."""
        if self.token.kind != "word":
            raise self.wrong("名称", "a name")
        return self._known(self.members) or self._words()

    def qualified_name(self) -> str:
        """Names joined by dots, as a type of an imported model is written."""
        parts = [self.member_name()]
        while self.take("."):
            parts.append(self.member_name())
        return ".".join(parts)

    def new_name(self, *stops: str) -> str:
        """A name being given: every token up to one of the stops belongs to it."""
        first = self.at
        if self.token.kind != "word":
            raise self.wrong("名称", "a name")
        while self.token.kind in ("word", "number") or self.sees("+", "-", "*", "/", ".", "'", "**"):
            if self.at > first and self.token.text in stops:
                break
            self.at += 1
        return self.written(first, self.at)

    def written(self, first: int, after: int) -> str:
        """The name as it stands in the text, runs of blanks made one."""
        last = self.stream[after - 1]
        return " ".join(self.text[self.stream[first].start : last.start + len(last.text)].split())

    def _known(self, known: KnownNames) -> str | None:
        match = known.match(self.stream, self.at)
        if match is None:
            return None
        name, size = match
        if name in FUNCTIONS and self.peek(size).text != "(":
            return None
        self.at += size
        return name

    def _words(self) -> str:
        first = self.at
        self.at += 1
        while True:
            token = self.token
            joins = token.kind == "word" and token.text not in ENDS_A_NAME
            if not joins and not (token.kind == "number" and token.text.isdigit()):
                break
            self.at += 1
        return self.written(first, self.at)
