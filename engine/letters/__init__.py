"""Letters: a designer's plain text with FEEL places → blocks that a page or a PDF prints. No markup of a designer's ever reaches a page."""

from engine.letters.blocks import Block, FactTable, Grid, Heading, Items, Paragraph, Title, from_json, to_json
from engine.letters.compose import Template, parse_template

__all__ = ["Block", "FactTable", "Grid", "Heading", "Items", "Paragraph", "Template", "Title", "from_json", "parse_template", "to_json"]
