"""What a text message says: short, and counted, because each part of one is paid for."""

from __future__ import annotations

from collections.abc import Mapping

from engine.domain.word import fill
from engine.domain.word_template import Template

ONE_PART, LONGER_PART = 70, 67
"""Characters (UTF-16 units) of a message in one part, and of each part of a longer one, which spends three on its place in the row."""


def parts(text: str) -> int:
    """In how many parts a gateway sends it."""
    units = characters(text)
    return 1 if units <= ONE_PART else -(-units // LONGER_PART)


def characters(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def to_applicant(city: str, template: Template, own: Mapping[str, str], places: Mapping[str, str]) -> str:
    """``own``: the administrator's ``text`` and ``phone``; a ``phone`` of his stands alone behind the signature."""
    if own.get("phone"):
        return _signed(city, fill(own["phone"], places))
    return _signed(city, f"{places.get('service', '')}（{places.get('case_no', '')}）{fill(own.get('text') or template.text, places)}")


def to_officer(city: str, template: Template, own: Mapping[str, str], places: Mapping[str, str], link: str) -> str:
    """With the address of his page 消息 at the end."""
    if own.get("phone"):
        return _signed(city, f"{fill(own['phone'], places)} {link}")
    about = f"（{places['service']} {places['case_no']}）" if "case_no" in places else ""
    return _signed(city, f"{fill(own.get('title') or template.title, places)}。{fill(own.get('text') or template.text, places)}{about}{link}")


def of_several(city: str, number: int, link: str) -> str:
    return _signed(city, f"您有 {number} 条消息。{link}")


def _signed(city: str, text: str) -> str:
    return f"【{city}政务服务】{text}"
