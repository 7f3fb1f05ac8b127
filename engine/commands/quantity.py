"""数量限制 (art. 57): where the law allows only so many, those who fulfil the conditions are granted in the order in which they were accepted."""

from __future__ import annotations

from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.errors import Refused
from engine.store import quantities


def take(work: Work, case: Case) -> None:
    """One of the places is this case's from now on. Raises Refused where none is left, or where those before it in line might still need what is left.

    Nothing for an item without a limit. It stands in line until somebody has decided on each before it, whatever it waits for.
    """
    rule = work.process(case).item.quantity
    if rule is None:
        return
    left = rule.limit - quantities.granted(work.tx, case.division_code, case.process_id)
    if left <= 0:
        raise Refused("本事项限 {limit} 个，已经全部准予，不能再准予（行政许可法第五十七条）。", limit=rule.limit)
    before = quantities.before(work.tx, case)
    if len(before) >= left:
        raise Refused(
            "有数量限制的，按受理先后准予（行政许可法第五十七条）：名额还剩 {left} 个，这个办件排在第 {place} 位，请先决定 {case_no}。",
            left=left, place=len(before) + 1, case_no=before[0].case_no,
        )
    quantities.take(work.tx, case)
