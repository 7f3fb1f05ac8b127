"""Blocks → PDF by Typst: A4, the look of an official document, the same bytes for the same words on every machine.

Typst sees one template, two fonts that come as a package (so Chinese is right where no Chinese font is installed) and the words as JSON:
nothing of a designer's or an applicant's is markup to it. A page takes some 20 ms, so a letter is printed when it is asked for and no copy is
kept: what is kept for ever are its words (``Issued``), and they say the same whichever edition of Typst prints them.
"""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn as chinese
import segno
import typst

from engine.letters.blocks import Block, Title, to_json
from engine.letters.compose import words
from engine.letters.issued import Issued, check_code

_TEMPLATE = Path(__file__).with_name("letter.typ")
_STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")  # they turn the order of what is read


def letter_pdf(letter: Issued, digest: str) -> bytes:
    """The paper, with QR code, check code and a place for the seal. Always the same for the same letter."""
    picture = io.BytesIO()
    segno.make(letter.check_address(digest), error="m").save(picture, kind="svg", border=0, xmldecl=False)
    check = {"qr": picture.getvalue().decode(), "code": check_code(digest), "digest": digest}
    return _print(letter.blocks, authority=letter.authority, number=letter.number, day=words(letter.issued_on), check=check)


def paper_pdf(blocks: Iterable[Block]) -> bytes:
    """A paper that is nobody's letter, such as an index: no head, no seal, no code."""
    return _print(tuple(blocks))


def _print(blocks: tuple[Block, ...], *, authority: str = "", number: str = "", day: str = "", check: Any = None) -> bytes:
    title = next((block.text for block in blocks if isinstance(block, Title)), number)
    letter = {"title": title, "authority": authority, "number": number, "day": day, "blocks": to_json(blocks), "check": check}
    return _typeset(json.dumps(_printable(letter), ensure_ascii=False), "pdf")


def _typeset(letter: str, kind: Literal["pdf", "png"]) -> bytes:
    compiler = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=_fonts())
    return bytes(compiler.compile(format=kind, sys_inputs={"letter": letter}, timestamp=0))


@cache
def _fonts() -> Any:
    """Only these, whatever the machine has."""
    paths = sorted({chinese.serif_path().parent, chinese.sans_path().parent})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)


def _printable(value: Any) -> Any:
    """Text without control characters and without those that turn the direction of what stands beside them."""
    if isinstance(value, str):
        return "".join(letter for letter in value if letter == "\n" or not (unicodedata.category(letter) in {"Cc", "Cs"} or letter in _STEERING))
    if isinstance(value, dict):
        return {name: _printable(part) for name, part in value.items()}
    return [_printable(part) for part in value] if isinstance(value, list | tuple) else value
