"""A letter as it was issued: every word that is printed, fixed at that instant, and the digest by which a paper is checked."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.domain.chain import digest
from engine.letters.blocks import Block, from_json, to_json

_CODE_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")  # no I, L, O, U


@dataclass(frozen=True, kw_only=True)
class Issued:
    """``authority``: its name on that day. ``address``: where this city's pages were reached, without a slash at the end."""

    letter_id: str
    number: str
    authority: str
    issued_on: date
    address: str
    blocks: tuple[Block, ...]

    def content(self) -> dict[str, Any]:
        """What is sealed, exported and digested; plain JSON."""
        return {
            "letter_id": self.letter_id,
            "number": self.number,
            "authority": self.authority,
            "issued_on": self.issued_on.isoformat(),
            "address": self.address,
            "blocks": to_json(self.blocks),
        }

    def check_address(self, letter_digest: str) -> str:
        """The public page that checks this paper: what its QR code says."""
        return f"{self.address}/letters/{self.letter_id}/check/{letter_digest}"


def read_issued(content: dict[str, Any]) -> Issued:
    """Back from ``content()``."""
    return Issued(
        **{name: content[name] for name in ("letter_id", "number", "authority", "address")},
        issued_on=date.fromisoformat(content["issued_on"]),
        blocks=from_json(content["blocks"]),
    )


def authority(division: str, department: str, divisions: Mapping[str, str], departments: Mapping[str, str]) -> str:
    """What an authority calls itself: its place and its name, from the codes of both."""
    place, name = divisions.get(division, ""), departments.get(department, department)
    return name if name.startswith(place) else f"{place}{name}"


def content_digest(content: Any, number: str) -> str:
    """The digest of sealed content. A list of blocks is how letters were kept before their authority and address were part of them."""
    return digest({"number": number, "blocks": content} if isinstance(content, list) else content)


def check_code(letter_digest: str) -> str:
    """The short code printed for typing, 40 bits of the digest: ``7K3M-Q9XA``."""
    letters = b32encode(bytes.fromhex(letter_digest[:10])).decode().translate(_CODE_LETTERS)
    return f"{letters[:4]}-{letters[4:]}"


def same_code(typed: str, letter_digest: str) -> bool:
    """Does what somebody typed mean this letter's code? Case, blanks and strokes do not count; O is read as 0, I and L as 1."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(str.maketrans("OIL", "011"))
    return plain == check_code(letter_digest).replace("-", "")
