"""Letters: a designer's plain text with FEEL places → blocks that a page or a PDF prints. No markup of a designer's ever reaches a page."""

from engine.letters.blocks import Block, FactTable, Grid, Heading, Items, Paragraph, Title, from_json, to_json
from engine.letters.compose import Template, parse_template, words
from engine.letters.issued import Issued, authority, check_code, content_digest, read_issued, same_code

__all__ = [
    "Block", "FactTable", "Grid", "Heading", "Issued", "Items", "Paragraph", "Template", "Title", "authority", "check_code",
    "content_digest", "from_json", "parse_template", "read_issued", "same_code", "to_json", "words",
]
