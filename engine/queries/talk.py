"""What colleagues said to each other about a case, and whom of them one may tell or ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.domain.viewer import HALL, Viewer
from engine.queries.case_scope import COUNTER_ROLES, REVIEW_ROLES, visible_case
from engine.queries.paging import Page, read_page
from engine.queries.search_words import narrowed
from engine.store import handover, signals
from engine.store.indexes import UNDER_WAY
from engine.store.reader import Reader
from engine.store.schema import cases, task
from engine.store.schema_handover import case_copy, question, watch

PER_PAGE = 30
TOLD = ("questions", "copies")


@dataclass(frozen=True, kw_only=True)
class Talk:
    """Questions and copies of a case. Raises Missing for who may not see it."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class CaseColleagues:
    """Officers who may see the case, but the viewer. Raises Missing for who may not see it himself."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class Signals:
    """``what``: copies sent to the viewer, questions asked of him, or cases he watches; the newest first, those not read or answered on top.
    ``search`` and ``service`` as in the folders of the workbench; ``under_way``: only cases that have not ended.
    """

    what: str
    search: str = ""
    service: str = ""
    under_way: bool = False
    page: int = 1


@dataclass(frozen=True)
class QuestionShown:
    """``mine``: asked of the viewer, who has not answered."""

    question_id: str
    step: str
    asked_by: str
    asked_to: str
    question: str
    answer: str
    asked_at: datetime
    answered_at: datetime | None
    mine: bool


@dataclass(frozen=True)
class CopyShown:
    copy_id: str
    sent_by: str
    sent_to: str
    note: str
    sent_at: datetime
    read_at: datetime | None
    mine: bool


@dataclass(frozen=True)
class TalkShown:
    questions: tuple[QuestionShown, ...]
    copies: tuple[CopyShown, ...]
    watching: bool


@dataclass(frozen=True)
class SignalRow:
    """One line of a list: a case, and what of it. ``open``: not read, not answered; ``id`` of the copy or question."""

    id: str
    case_id: str
    case_no: str
    service: str
    subject: str
    status: str
    who: str
    words: str
    at: datetime
    open: bool


def talk(query: Talk, reader: Reader, viewer: Viewer) -> TalkShown:
    row = visible_case(reader.connection, query.case_id, viewer)
    asked = signals.questions_of(reader.connection, row.case_id)
    sent = signals.copies_of(reader.connection, row.case_id)
    return TalkShown(
        tuple(_question(each, reader, viewer) for each in asked),
        tuple(
            CopyShown(
                each.copy_id,
                each.sent_by_name,
                each.sent_to_name,
                reader.open(each.note_sealed) or "",
                each.sent_at,
                each.read_at,
                each.sent_to in viewer.holders,
            )
            for each in sent
        ),
        viewer.officer_id is not None and signals.watches(reader.connection, viewer.officer_id, row.case_id),
    )


def _question(row: Any, reader: Reader, viewer: Viewer) -> QuestionShown:
    return QuestionShown(
        row.question_id,
        row.step,
        row.asked_by_name,
        row.asked_to_name,
        reader.open(row.question_sealed) or "",
        reader.open(row.answer_sealed) or "",
        row.asked_at,
        row.answered_at,
        row.asked_to in viewer.holders and row.answered_at is None,
    )


def case_colleagues(query: CaseColleagues, reader: Reader, viewer: Viewer) -> tuple[tuple[str, str, str], ...]:
    """(officer id, name, names of his departments)."""
    row = visible_case(reader.connection, query.case_id, viewer)
    taking_part = set(reader.connection.execute(select(task.c.department).where(task.c.case_id == row.case_id).distinct()).scalars())
    houses = (taking_part | {row.lead_department, HALL}) - {"applicant", ""}
    found = handover.officers_of(reader.connection, row.division_code, houses)
    held = handover.posts_of(reader.connection, [each.officer_id for each in found])
    return tuple(_line(each, held.get(each.officer_id, ()), row, houses, reader) for each in found if each.officer_id != viewer.officer_id
                 and any(_sees(post, row, houses) for post in held.get(each.officer_id, ())))  # fmt: skip


def _sees(post: Any, row: Any, houses: set[str]) -> bool:
    at_work = post.role in COUNTER_ROLES or (post.role in REVIEW_ROLES and post.department in houses - {HALL})
    return bool(post.division == row.division_code and at_work)


def _line(one: Any, posts: Any, row: Any, houses: set[str], reader: Reader) -> tuple[str, str, str]:
    names = dict.fromkeys(reader.departments.get(p.department, p.department) for p in posts if p.department in houses)
    return one.officer_id, one.name, "、".join(names)


def my_signals(query: Signals, reader: Reader, viewer: Viewer) -> Page:
    found, order = _LISTS[query.what if query.what in _LISTS else "copies"](viewer)
    found = narrowed(found, query.search, query.service, reader.seal).where(*([UNDER_WAY] if query.under_way else []))
    page = read_page(reader, found, order, query.page, PER_PAGE)
    return page.of([_signal(row, reader) for row in page.rows])


def waiting_for(viewer: Viewer) -> dict[str, Any]:
    """Selects of the questions he has not answered and the copies he has not read, to be counted."""
    asked = select(question.c.question_id).where(question.c.asked_to == viewer.officer_id, question.c.answered_at.is_(None))
    sent = select(case_copy.c.copy_id).where(case_copy.c.sent_to == viewer.officer_id, case_copy.c.read_at.is_(None))
    return {"questions": asked, "copies": sent}


_CASE = (cases.c.case_no, cases.c.process_name, cases.c.subject_name, cases.c.applicant_mask, cases.c.status)


def _copies(viewer: Viewer) -> tuple[Any, list[Any]]:
    columns = (case_copy.c.copy_id.label("id"), case_copy.c.case_id, case_copy.c.sent_by_name.label("who"), case_copy.c.note_sealed.label("sealed"),
               case_copy.c.sent_at.label("at"), case_copy.c.read_at.label("done_at"))  # fmt: skip
    found = select(*columns, *_CASE).join(cases, cases.c.case_id == case_copy.c.case_id).where(case_copy.c.sent_to == viewer.officer_id)
    return _in_his_divisions(found, viewer), [case_copy.c.read_at.is_not(None), case_copy.c.sent_at.desc(), case_copy.c.copy_id]


def _questions(viewer: Viewer) -> tuple[Any, list[Any]]:
    columns = (question.c.question_id.label("id"), question.c.case_id, question.c.asked_by_name.label("who"),
               question.c.question_sealed.label("sealed"), question.c.asked_at.label("at"), question.c.answered_at.label("done_at"))  # fmt: skip
    found = select(*columns, *_CASE).join(cases, cases.c.case_id == question.c.case_id)
    found = found.where(question.c.asked_to.in_(sorted(viewer.holders)))
    return _in_his_divisions(found, viewer), [question.c.answered_at.is_not(None), question.c.asked_at.desc(), question.c.question_id]


def _watched(viewer: Viewer) -> tuple[Any, list[Any]]:
    found = select(watch.c.case_id.label("id"), watch.c.case_id, watch.c.since.label("at"), cases.c.stage.label("who"), *_CASE)
    found = found.join(cases, cases.c.case_id == watch.c.case_id).where(watch.c.officer_id == viewer.officer_id)
    return _in_his_divisions(found, viewer), [watch.c.since.desc(), watch.c.case_id]


def _in_his_divisions(found: Any, viewer: Viewer) -> Any:
    """Who has left a division sees nothing of it any more, whatever was sent to him before."""
    return found.where(cases.c.division_code.in_(sorted(viewer.divisions)))


_LISTS = {"copies": _copies, "questions": _questions, "watched": _watched}


def _signal(row: Any, reader: Reader) -> SignalRow:
    sealed = getattr(row, "sealed", None)
    return SignalRow(
        row.id,
        row.case_id,
        row.case_no,
        row.process_name,
        row.subject_name or row.applicant_mask,
        row.status,
        row.who,
        (reader.open(sealed) or "") if sealed is not None else "",
        row.at,
        sealed is not None and row.done_at is None,
    )


QUERIES = {Talk: talk, CaseColleagues: case_colleagues, Signals: my_signals}
