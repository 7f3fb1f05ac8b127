"""Chinese sentences ready to be read that have not forgotten how to be said in another language."""

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


class Bilingual(str):
    """A Chinese sentence that brings its English with it, because no catalogue can hold what it quotes: what is wrong with a FEEL text or
    a decision table. ``english`` is empty where only Chinese is known.
    """

    __slots__ = ("english",)
    english: str

    def __new__(cls, chinese: str, english: str = "") -> Bilingual:
        made = super().__new__(cls, chinese)
        made.english = english
        return made
