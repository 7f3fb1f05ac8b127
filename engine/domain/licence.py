"""A licence (许可证) as the register knows it: in what state it is, until when its renewal may be asked for, and why one is deregistered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.domain.sentence import Sentence


class LicenceStatus(StrEnum):
    """``valid`` = in force, or granted and to begin; every other state is an end: another licence follows (renewed, changed), or none does."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    DEREGISTERED = "deregistered"
    RENEWED = "renewed"
    CHANGED = "changed"

    @property
    def label(self) -> Sentence:
        return _LABELS[self]


_LABELS = {
    LicenceStatus.VALID: Sentence("有效"),
    LicenceStatus.EXPIRED: Sentence("已到期"),
    LicenceStatus.REVOKED: Sentence("已撤销"),
    LicenceStatus.DEREGISTERED: Sentence("已注销"),
    LicenceStatus.RENEWED: Sentence("已延续"),
    LicenceStatus.CHANGED: Sentence("已变更"),
}


@dataclass(frozen=True)
class Cause:
    """``item``: the number in article 70, as it is cited. ``document``: it rests on another's decision or rule, which has to be named."""

    item: str
    label: Sentence
    document: bool = False


EXPIRED, WITHDRAWN = "expired", "withdrawn"
CAUSES: Mapping[str, Cause] = {
    EXPIRED: Cause("一", Sentence("有效期届满未延续")),
    "incapable": Cause("二", Sentence("赋予公民特定资格的行政许可，该公民死亡或者丧失行为能力")),
    "dissolved": Cause("三", Sentence("法人或者其他组织依法终止")),
    WITHDRAWN: Cause("四", Sentence("行政许可依法被撤销、撤回，或者许可证件依法被吊销"), True),
    "impossible": Cause("五", Sentence("因不可抗力导致行政许可事项无法实施")),
    "other": Cause("六", Sentence("法律、法规规定的应当注销行政许可的其他情形"), True),
}
"""行政许可法 art. 70 in its order."""


def is_over(valid_until: date | None, today: date) -> bool:
    """The last day is still the holder's."""
    return valid_until is not None and valid_until < today


def follows_on(until: date | None, earlier: date | None) -> bool:
    """Whether a licence that ends ``until`` lengthens one that ends ``earlier`` (延续), rather than only changing it (变更); None = no end."""
    return earlier is not None and (until is None or until > earlier)
