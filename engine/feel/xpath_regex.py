"""Regular expressions of XPath and XML Schema rewritten for the ``regex`` engine, or refused.

FEEL's ``matches``, ``replace`` and ``split`` follow XPath Functions 3.1, 5.6.1: no look-around, no ``\\b``, references only to groups
already closed, subtraction inside brackets, ``$`` only at the very end, a full stop that leaves out both line ends.
"""

from __future__ import annotations

import re

_PLAIN_ESCAPES = frozenset("\\|.-^?*+{}()[]$")
_CONTROL = {"n": "\\n", "r": "\\r", "t": "\\t"}
_NAME_START = r"\p{L}_:"
_NAME = r"\p{L}\p{M}\p{N}._:\-\u00B7"
_CLASSES = {
    "d": r"\p{Nd}",
    "s": r" \t\n\r",
    "i": _NAME_START,
    "c": _NAME,
    "w": r"\p{L}\p{M}\p{N}\p{S}",
}
_QUANTITY = re.compile(r"\{([0-9]{1,6})(?:(,)([0-9]{0,6}))?\}")
_PROPERTY = re.compile(r"\{(?:[A-Z][a-z]?|Is[A-Za-z0-9-]+)\}")
MOST_REPEATS = 10_000


class NotXPath(Exception):
    """The pattern is no regular expression of XPath."""


def translate(pattern: str, flags: str) -> str:
    """The pattern for ``regex`` (version 1). Raises NotXPath."""
    return _Translator(_without_blanks(pattern) if "x" in flags else pattern, flags).whole()


def _without_blanks(pattern: str) -> str:
    """The flag ``x`` drops blanks outside brackets."""
    kept, depth, at = [], 0, 0
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            kept.append(pattern[at : at + 2])
            at += 2
            continue
        depth += (character == "[") - (character == "]")
        if depth or character not in " \t\n\r":
            kept.append(character)
        at += 1
    return "".join(kept)


class _Translator:
    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.out: list[str] = []
        self.groups = 0
        self.open: list[int] = []
        """Numbers of the groups not yet closed, 0 for one that does not capture."""
        self.dot = "." if "s" in flags else r"[^\n\r]"
        self.end = "$" if "m" in flags else r"\Z"

    def whole(self) -> str:
        quantifiable = False
        while self.at < len(self.pattern):
            quantifiable = self._piece(quantifiable)
        if self.open:
            raise NotXPath
        return "".join(self.out)

    def _piece(self, quantifiable: bool) -> bool:
        """One step; whether a quantifier may follow it."""
        character = self.pattern[self.at]
        if character in "?*+{":
            if not quantifiable:
                raise NotXPath
            self._quantifier()
            return False
        if character in "]}":
            raise NotXPath
        if character == "[":
            self.out.append(self._bracket())
            return True
        self.at += 1
        if character == "\\":
            self.out.append(self._escape())
        elif character == "(":
            self._open_group()
            return False
        elif character == ")":
            if not self.open:
                raise NotXPath
            self.open.pop()
            self.out.append(")")
        else:
            self.out.append({".": self.dot, "$": self.end}.get(character, character))
            return character not in "|^$"
        return True

    def _open_group(self) -> None:
        if self.pattern.startswith("?", self.at):
            if not self.pattern.startswith("?:", self.at):
                raise NotXPath
            self.at += 2
            self.open.append(0)
            self.out.append("(?:")
            return
        self.groups += 1
        self.open.append(self.groups)
        self.out.append("(")

    def _quantifier(self) -> None:
        if self.pattern[self.at] == "{":
            match = _QUANTITY.match(self.pattern, self.at)
            if match is None:
                raise NotXPath
            least, most = int(match[1]), int(match[3] or match[1])
            if most < least or max(least, most) > MOST_REPEATS:
                raise NotXPath
            self.out.append(match.group())
            self.at = match.end()
        else:
            self.out.append(self.pattern[self.at])
            self.at += 1
        if self.pattern.startswith("?", self.at):
            self.out.append("?")
            self.at += 1

    def _escape(self) -> str:
        """What follows a backslash outside brackets."""
        character = self.pattern[self.at : self.at + 1]
        if character.isascii() and character.isdigit() and character != "0":
            return self._reference()
        return self._class_escape(False)

    def _reference(self) -> str:
        """A back reference: the longest number that is a group, which must be closed."""
        end = self.at + 1
        while self.pattern[end : end + 1].isdigit() and int(self.pattern[self.at : end + 1]) <= self.groups:
            end += 1
        number = int(self.pattern[self.at : end])
        if number > self.groups or number in self.open:
            raise NotXPath
        self.at = end
        return f"(?:\\{number})"

    def _class_escape(self, inside: bool) -> str:
        character = self.pattern[self.at : self.at + 1]
        self.at += 1
        if character and character in _PLAIN_ESCAPES:
            return "\\" + character
        if character in _CONTROL:
            return _CONTROL[character]
        if character in ("p", "P"):
            match = _PROPERTY.match(self.pattern, self.at)
            if match is None:
                raise NotXPath
            self.at = match.end()
            return "\\" + character + match.group().replace("{Is", "{In_" if "-" in match.group() else "{In")
        kind = _CLASSES.get(character.lower())
        if not character or kind is None:
            raise NotXPath
        negated = character.isupper()
        return f"[{'^' if negated else ''}{kind}]" if negated or not inside else kind

    def _bracket(self) -> str:
        """A character class with its subtraction."""
        self.at += 1
        made = ["["]
        if self.pattern.startswith("^", self.at):
            made.append("^")
            self.at += 1
        first = self.at
        while True:
            character = self.pattern[self.at : self.at + 1]
            if not character or (character == "[" and not made[-1].endswith("--")):
                raise NotXPath
            if character == "]":
                if self.at == first:
                    raise NotXPath
                self.at += 1
                return "".join(made) + "]"
            if self.pattern.startswith("-[", self.at) and self.at > first:
                self.at += 1
                subtracted = self._bracket()
                if not self.pattern.startswith("]", self.at):
                    raise NotXPath
                self.at += 1
                return f"[{''.join(made)}]--{subtracted}]"
            made.append(self._member(first))

    def _member(self, first: int) -> str:
        character = self.pattern[self.at]
        self.at += 1
        if character == "\\":
            return self._class_escape(True)
        if character == "-":
            ends = self.at - 1 == first or self.pattern.startswith("]", self.at) or self.pattern.startswith("-[", self.at)
            return "\\-" if ends else "-"
        return "\\" + character if character in "&~|^[" or character == "#" else character
