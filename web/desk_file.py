"""A list of one's own desk as a file: the rows and words of the page, as far as it leads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from engine.domain.status import CaseStatus
from engine.queries.answer_columns import AnswerColumns
from engine.queries.desk import Desk, DeskFolder, DeskRow
from engine.queries.sheet_file import Sheet
from web.context import ask
from web.filters import in_words, instant, left


def desk_sheet(wanted: DeskFolder, title: str) -> Sheet:
    """Every page of the list, at most a thousand rows; masked as they are there."""
    first: Desk = ask(replace(wanted, page=1))
    further = (ask(replace(wanted, page=page)) for page in range(2, first.page.pages + 1))
    rows = [row for shown in (first, *further) for row in shown.page.rows]
    known = any(process_id == wanted.service for process_id, _name in first.services)
    own = ask(AnswerColumns(process_id=wanted.service if known else "", case_ids=tuple(row.case_id for row in rows)))
    heads = (_("时限"), _("还剩"), _("办件编号"), _("事项"), _("关于"), _("申请人"), *(label for _path, label in own.chosen))
    cells = tuple(_cells(row, [(own.values or {}).get(row.case_id, {}).get(path, "") for path, _label in own.chosen]) for row in rows)
    return Sheet(title[:31], (*heads, _("环节"), _("状态"), _("经办"), _("提交时间")), cells)


def _cells(row: DeskRow, own: list[str]) -> tuple[Any, ...]:
    due = left(row.due_at)
    limit = (instant(row.due_at), f"{due.word} {due.amount}" if due else "")
    who = (row.case_no, row.service, row.subject, row.applicant_mask)
    return (*limit, *who, *own, row.step, in_words(CaseStatus(row.status).label), in_words(row.holder), instant(row.submitted_at))
