"""A Chinese sentence ready to be read that has not forgotten how it was made."""

from __future__ import annotations

from typing import Any


class Sentence(str):
    """``Sentence("最多 {most} 行", most=3)`` is the text ``最多 3 行``; ``template`` is the message id under which a page finds another
    language, ``facts`` fill its places there.
    """

    __slots__ = ("facts", "template")
    template: str
    facts: dict[str, Any]

    def __new__(cls, template: str, **facts: Any) -> Sentence:
        made = super().__new__(cls, template.format_map(facts) if facts else template)
        made.template = template
        made.facts = facts
        return made
