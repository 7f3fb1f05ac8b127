"""Names that can only be read by knowing them: those with operators or keywords inside, such as ``Pre-bureau risk``.

Plain words in a row (``Full Name``) need no entry: two words never stand side by side in FEEL except as one name.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.feel.errors import FeelError
from engine.feel.lexer import Token, tokens

ENDS_A_NAME = frozenset({"and", "or", "in", "between", "then", "else", "return", "satisfies", "instance"})
"""Words that follow an expression; inside a name they count only when the whole name is known."""

KEYWORDS = ENDS_A_NAME | {"if", "for", "some", "every", "function", "true", "false", "null"}
"""Words that cannot begin a name."""

_ALWAYS = ("date and time", "years and months duration", "days and time duration")


def spelling(name: str) -> tuple[str, ...]:
    """The token texts of a name, or nothing if it cannot be written in FEEL."""
    try:
        return tuple(token.text for token in tokens(name) if token.kind != "end")
    except FeelError:
        return ()


def plain(texts: tuple[str, ...]) -> bool:
    """Whether the parser finds this name without knowing it."""
    return not texts or (
        texts[0] not in KEYWORDS
        and not any(text in ENDS_A_NAME for text in texts)
        and all(text[0].isdigit() or text[0] not in "+-*/.'<>=()[]{},:@\"" for text in texts)
    )


class KnownNames:
    """A stack of known names; the longest that fits is found by its first word."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in _ALWAYS:
            self.add(name)
        for name in names:
            self.add(name)

    def add(self, name: str) -> bool:
        """Learn a name; False if there was no need to."""
        texts = spelling(name)
        if plain(texts):
            return False
        same = self._by_first.setdefault(texts[0], [])
        same.append((texts, name))
        same.sort(key=lambda entry: -len(entry[0]))
        return True

    def forget(self, name: str) -> None:
        texts = spelling(name)
        self._by_first[texts[0]].remove((texts, name))

    def match(self, stream: list[Token], at: int) -> tuple[str, int] | None:
        """The longest known name at a place and the number of its tokens."""
        for texts, name in self._by_first.get(stream[at].text, ()):
            size = len(texts)
            if all(token.text == text for token, text in zip(stream[at : at + size], texts, strict=False)) and (at + size < len(stream)):
                return name, size
        return None
