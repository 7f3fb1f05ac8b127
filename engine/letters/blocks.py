"""What a letter is made of, as issued: only text, so that every medium escapes it in its own way."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Title:
    text: str


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Items:
    """A numbered list, or a bulleted one."""

    texts: tuple[str, ...]
    numbered: bool


@dataclass(frozen=True)
class FactTable:
    """Two columns: label and value."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grid:
    """A table with heads; every row has as many cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Title | Heading | Paragraph | Items | FactTable | Grid
_KINDS: dict[str, Any] = {kind.__name__: kind for kind in (Title, Heading, Paragraph, Items, FactTable, Grid)}


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list | tuple) else value


def to_json(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    return [{"kind": type(block).__name__, **asdict(block)} for block in blocks]


def from_json(content: list[dict[str, Any]]) -> tuple[Block, ...]:
    return tuple(_KINDS[part["kind"]](**{name: _tuples(value) for name, value in part.items() if name != "kind"}) for part in content)
