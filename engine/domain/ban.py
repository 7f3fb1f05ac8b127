"""Who may not apply again for an item that touches safety, and until when (行政许可法 art. 78, 79)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from engine.domain.calendar import add_months
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer


class BanCause(StrEnum):
    """``false_papers``: he concealed facts or handed in false papers, and was refused or denied (art. 78). ``fraud``: he got the licence by
    deceit, bribery or other improper means, and it was revoked (art. 79)."""

    FALSE_PAPERS = "false_papers"
    FRAUD = "fraud"

    @property
    def years(self) -> int:
        return {"false_papers": 1, "fraud": 3}[self]

    @property
    def article(self) -> str:
        return {"false_papers": "第七十八条", "fraud": "第七十九条"}[self]

    def last_day(self, from_on: date) -> date:
        """The same day so many years later is the last; where there is none, the last day of its month (民法典 art. 201, 202)."""
        return add_months(from_on, 12 * self.years)

    def said(self, **facts: Any) -> Sentence:
        """Why no new application is taken, for whoever applies and for the counter. ``facts``: ``case_no``, ``item``, ``day`` (the last)."""
        return Sentence(_SAID[self].template, **facts)


_SAID = {
    BanCause.FALSE_PAPERS: Sentence(
        "申请人在办件 {case_no} 中隐瞒有关情况或者提供虚假材料，一年内不得再次申请“{item}”，到 {day} 为止（行政许可法第七十八条）。"
    ),
    BanCause.FRAUD: Sentence(
        "办件 {case_no} 的准予决定是以欺骗、贿赂等不正当手段取得的，已经撤销，三年内不得再次申请“{item}”，到 {day} 为止（行政许可法第七十九条）。"
    ),
}
_HINT = Sentence("申请人目前不能申请“{item}”，到 {day} 为止。凭作出限制的那个办件的编号和查询码，可以在“查进度”里看到原因，也可以到窗口咨询。")


def told(row: Any, viewer: Viewer) -> Sentence:
    """Why no new application is taken, of a ban's row with its case's ``case_no`` and ``process_name``. Anybody can type another person's
    number: which case it was and what he did is told to officers, and to whoever follows that case."""
    if viewer.kind in ("officer", "system") or row.case_id in viewer.case_ids:
        return in_full(row, row)
    return Sentence(_HINT.template, item=row.process_name, day=row.until_on.isoformat())


def in_full(row: Any, case: Any) -> Sentence:
    """The same, with the case of the ban and what he did."""
    return BanCause(row.cause).said(case_no=case.case_no, item=case.process_name, day=row.until_on.isoformat())
