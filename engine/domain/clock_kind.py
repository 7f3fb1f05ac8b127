"""What a clock measures, and which causes make which clock rest."""

from __future__ import annotations

from enum import StrEnum

from engine.domain.sentence import Sentence

# Art. 45: the time these take is not counted, and the applicant is told in writing how long it will be.
SPECIAL_PROCEDURES = {
    "hearing": "听证",
    "tender": "招标",
    "auction": "拍卖",
    "inspection": "检验",
    "test": "检测",
    "quarantine": "检疫",
    "appraisal": "鉴定",
    "expert_review": "专家评审",
}
ARTICLE_45 = Sentence("行政许可法第 45 条")
SUSPENDED = "suspended"
_OTHER_CAUSES = {
    "supplement": "补正",
    "public_notice": "公示",
    "payment": "等待缴费",
    "tax_payment": "等待缴税",
    SUSPENDED: "挂起",
    "liquidation": "清算",
    "creditors_notice": "债权人公告",
    "registration_application": "等待申请登记",
}


class ClockKind(StrEnum):
    """Which limit a clock measures."""

    NOTICE = "notice"
    STATUTORY = "statutory"
    PROMISED = "promised"
    STEP = "step"
    SUPPLEMENT = "supplement"
    DELIVERY = "delivery"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    ClockKind.NOTICE: Sentence("一次性告知期限"),
    ClockKind.STATUTORY: Sentence("法定时限"),
    ClockKind.PROMISED: Sentence("承诺时限"),
    ClockKind.STEP: Sentence("环节时限"),
    ClockKind.SUPPLEMENT: Sentence("补正期限"),
    ClockKind.DELIVERY: Sentence("送达期限"),
}


def rests(cause: str) -> frozenset[ClockKind]:
    """Kinds of clock that rest for a cause: art. 45 rests the statutory and the promised one, anything else only the promise.

    While a case is suspended nobody may work on it, so its steps' own limits rest, too; the law's go on.
    """
    if cause == SUSPENDED:
        return frozenset({ClockKind.PROMISED, ClockKind.STEP, ClockKind.SUPPLEMENT})
    if cause in SPECIAL_PROCEDURES:
        return frozenset({ClockKind.STATUTORY, ClockKind.PROMISED})
    return frozenset({ClockKind.PROMISED})


def cause_label(cause: str) -> Sentence:
    """The Chinese word for a cause; a cause of a process's own is shown as 其他事由."""
    return Sentence(SPECIAL_PROCEDURES.get(cause) or _OTHER_CAUSES.get(cause) or "其他事由")
