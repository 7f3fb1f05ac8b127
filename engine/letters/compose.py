"""Reading a letter's text and filling it in.

The text is plain: paragraphs parted by blank lines. ``# `` title, ``## `` heading, lines ``- …`` a list, lines ``label :: value`` a fact
table, ``{{ FEEL }}`` anywhere is replaced by its value (null = nothing). A paragraph that is one ``{{ FEEL }}`` with a list becomes a
numbered list, or a table when the list holds contexts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine import feel
from engine.domain.errors import Invalid
from engine.letters.blocks import Block, FactTable, Grid, Heading, Items, Paragraph, Title

_PLACE = re.compile(r"\{\{(.{1,2000}?)\}\}", re.DOTALL)
_MAX = 100_000
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Text:
    """Literal pieces and expressions by turns."""

    parts: tuple[str | feel.Expression, ...]

    def fill(self, context: Mapping[str, Any], environment: Any) -> str:
        return "".join(part if isinstance(part, str) else words(part.evaluate(context, environment)) for part in self.parts).strip()

    @property
    def lone(self) -> feel.Expression | None:
        filled = [part for part in self.parts if not (isinstance(part, str) and not part.strip())]
        return filled[0] if len(filled) == 1 and not isinstance(filled[0], str) else None


@dataclass(frozen=True)
class Template:
    """``authority``: the department whose head it bears; "" = the lead department, ``none`` = nobody (somebody else's paper). ``internal``:
    a paper among departments, which the applicant does not see."""

    name: str
    series: str
    parts: tuple[tuple[str, tuple[Text, ...]], ...]  # (kind, lines); a fact line is two texts
    authority: str = ""
    internal: bool = False

    @property
    def names(self) -> frozenset[str]:
        return frozenset(
            name for _, texts in self.parts for text in texts for part in text.parts if not isinstance(part, str) for name in part.names
        )

    def compose(self, context: Mapping[str, Any], environment: Any = None) -> tuple[Block, ...]:
        """The letter's blocks. Empty paragraphs, facts without a value and headings with nothing below them are left out."""
        blocks = [block for kind, texts in self.parts if (block := _MAKERS[kind](texts, context, environment)) is not None]
        below = [*blocks[1:], None]
        return tuple(block for block, after in zip(blocks, below, strict=True) if not (isinstance(block, Heading) and _opens_another(after)))


def _opens_another(block: Block | None) -> bool:
    return block is None or isinstance(block, Heading)


def words(value: Any) -> str:
    """A value as a letter says it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        value = value.astimezone(_SHANGHAI) if value.tzinfo else value
        return f"{value.year}年{value.month}月{value.day}日 {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Decimal | int):
        return f"{value:,f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) and value != int(value) else f"{int(value):,}"
    if isinstance(value, list | tuple):
        return "；".join(filter(None, map(words, value)))
    if isinstance(value, Mapping):
        return "，".join(f"{key}：{words(part)}" for key, part in value.items())
    return value if isinstance(value, str) else feel.format(value)


def parse_template(name: str, series: str, text: str, authority: str = "", *, internal: bool = False) -> Template:
    """Raises Invalid (with the paragraph's number) on bad FEEL or a text over 100 000 characters."""
    if len(text) > _MAX:
        raise Invalid("文书模板过长，最多 {most} 个字符。", most=_MAX)
    parts = [
        _parse(number, paragraph)
        for number, paragraph in enumerate(re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")), 1)
        if paragraph.strip()
    ]
    return Template(name, series, tuple(parts), authority, internal)


def _parse(number: int, paragraph: str) -> tuple[str, tuple[Text, ...]]:
    lines = [line.strip() for line in paragraph.strip().split("\n") if line.strip()]
    try:
        if len(lines) == 1 and lines[0].startswith("## "):
            return "heading", (_text(lines[0][3:]),)
        if len(lines) == 1 and lines[0].startswith("# "):
            return "title", (_text(lines[0][2:]),)
        if all(line.startswith("- ") for line in lines):
            return "items", tuple(_text(line[2:]) for line in lines)
        if all(" :: " in line or line.endswith(" ::") for line in lines):
            return "facts", tuple(_text(side) for line in lines for side in (line + " ").split(" :: ", 1))
        return "paragraph", (_text("\n".join(lines)),)
    except Invalid as error:
        raise Invalid("文书第 {number} 段有错：{error}", number=number, error=error.said) from error


def _text(source: str) -> Text:
    pieces = _PLACE.split(source)
    return Text(tuple(piece if index % 2 == 0 else feel.parse(piece.strip()) for index, piece in enumerate(pieces) if piece))


def _paragraph(texts: tuple[Text, ...], context: Mapping[str, Any], environment: Any) -> Block | None:
    lone = texts[0].lone
    if lone is not None:
        value = lone.evaluate(context, environment)
        if isinstance(value, list | tuple):
            return _listed(value)
    filled = texts[0].fill(context, environment)
    return Paragraph(filled) if filled else None


def _listed(values: Any) -> Block | None:
    if values and all(isinstance(value, Mapping) for value in values):
        heads = tuple(dict.fromkeys(str(key) for value in values for key in value))
        return Grid(heads, tuple(tuple(words(value.get(head)) for head in heads) for value in values))
    return Items(tuple(words(value) for value in values), numbered=True) if values else None


def _items(texts: tuple[Text, ...], context: Mapping[str, Any], environment: Any) -> Block | None:
    filled = tuple(line for line in (text.fill(context, environment) for text in texts) if line)
    return Items(filled, numbered=False) if filled else None


def _facts(texts: tuple[Text, ...], context: Mapping[str, Any], environment: Any) -> Block | None:
    filled = [text.fill(context, environment) for text in texts]
    pairs = tuple((label, value) for label, value in zip(filled[::2], filled[1::2], strict=True) if value)
    return FactTable(pairs) if pairs else None


_MAKERS: dict[str, Any] = {
    "title": lambda texts, context, environment: Title(texts[0].fill(context, environment)),
    "heading": lambda texts, context, environment: Heading(texts[0].fill(context, environment)),
    "paragraph": _paragraph,
    "items": _items,
    "facts": _facts,
}
