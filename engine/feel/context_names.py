"""Names of a context that the parser must know beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.feel.known import plain, spelling

_MOST = 10_000


def special_names(context: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Root names and member names with operators or keywords inside; at most the first ten thousand entries are looked at."""
    roots = frozenset(key for key in context if special(key))
    members: set[str] = set()
    waiting: list[Any] = list(context.values())
    for _ in range(_MOST):
        if not waiting:
            break
        value = waiting.pop()
        if isinstance(value, Mapping):
            members.update(key for key in value if special(key))
            waiting.extend(value.values())
        elif isinstance(value, (list, tuple)):
            waiting.extend(value)
    return roots, frozenset(members)


def special(name: Any) -> bool:
    """Whether a name is read only by knowing it."""
    if not isinstance(name, str) or (name.isidentifier() and name.isascii() and len(name) > _LONGEST_KEYWORD):
        return False
    return not plain(spelling(name))


_LONGEST_KEYWORD = len("satisfies")
