"""The number of a letter as people type it from paper."""

from __future__ import annotations

import unicodedata

_BRACKETS = str.maketrans("[(【<《「])】>》」", "〔〔〔〔〔〔〕〕〕〕〕〕")


def normalise_letter_number(typed: str) -> str:
    """As printed, from what people type: any brackets, full-width digits, blanks, with or without 号."""
    plain = "".join(unicodedata.normalize("NFKC", typed).split()).translate(_BRACKETS)[:100]
    return plain if not plain or plain.endswith("号") else f"{plain}号"
