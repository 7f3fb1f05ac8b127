"""Names that can only be read by knowing them: those with operators or keywords inside, such as ``Pre-bureau risk``.

Plain words in a row (``Full Name``) need no entry: two words never stand side by side in FEEL except as one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from engine.feel.errors import FeelError
from engine.feel.lexer import Token, tokens

ENDS_A_NAME = frozenset({"and", "or", "in", "between", "then", "else", "return", "satisfies", "instance"})
"""Words that follow an expression; inside a name they count only when the whole name is known."""

KEYWORDS = ENDS_A_NAME | {"if", "for", "some", "every", "function", "true", "false", "null"}
"""Words that cannot begin a name."""

FUNCTIONS = frozenset({"date and time", "years and months duration", "working days between", "get or else", "and", "or"})
"""Built-in functions whose names hold keywords: known wherever a bracket follows."""


@lru_cache(maxsize=1000)  # the names of a model are told with each of its expressions
def spelling(name: str) -> tuple[str, ...]:
    """The token texts of a name, or nothing if it cannot be written in FEEL."""
    try:
        return tuple(token.text for token in tokens(name) if token.kind != "end")
    except FeelError:
        return ()


def plain(texts: tuple[str, ...]) -> bool:
    """Whether the parser finds this name without knowing it."""
    if not texts:
        return True
    return texts[0] not in KEYWORDS and not any(text in ENDS_A_NAME or not _IN_A_WORD.match(text) for text in texts)


_IN_A_WORD = re.compile(r"[\w?]|[^\x00-\u2FFF\u3001-\u301B\uFF01-\uFF65]")


_BUILT_IN: dict[str, list[tuple[tuple[str, ...], str]]] = {}
"""What every stack begins with, made once below: an expression is read faster than these six names."""


class KnownNames:
    """A stack of known names; the longest that fits is found by its first word."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {first: [*same] for first, same in _BUILT_IN.items()}
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


_BUILT_IN.update(KnownNames(FUNCTIONS)._by_first)
