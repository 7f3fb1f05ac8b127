"""Public notices: what anyone may read and object to while it runs. What stands in them was written to be published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.store.reader import Reader
from engine.store.schema import public_notice

PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Notices:
    """``search`` in titles; ``running`` leaves out those whose last day has passed."""

    search: str = ""
    running: bool = False
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class OneNotice:
    notice_id: str


@dataclass(frozen=True)
class NoticeShown:
    """``open`` until the end of ``ends_on``; only then may anyone object, and only if the notice asks for objections."""

    notice_id: str
    title: str
    content: str
    division: str
    published_on: date
    ends_on: date
    open: bool
    takes_objections: bool


@dataclass(frozen=True)
class NoticeList:
    notices: tuple[NoticeShown, ...]
    total: int
    page: int
    pages: int


def notices(query: Notices, reader: Reader, viewer: Viewer) -> NoticeList:
    conditions = [public_notice.c.title.icontains(word, autoescape=True) for word in query.search.split()]
    if query.running:
        conditions.append(public_notice.c.ends_on >= _today(reader))
    total = reader.connection.execute(select(func.count()).select_from(public_notice).where(*conditions)).scalar_one()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, query.page), pages)
    rows = reader.connection.execute(
        select(public_notice).where(*conditions).order_by(public_notice.c.ends_on.desc(), public_notice.c.notice_id)
        .limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    )
    return NoticeList(tuple(_shown(row, reader) for row in rows), total, page, pages)


def one_notice(query: OneNotice, reader: Reader, viewer: Viewer) -> NoticeShown:
    row = reader.connection.execute(select(public_notice).where(public_notice.c.notice_id == query.notice_id)).one_or_none()
    if row is None:
        raise Missing("没有找到这条公示。")
    return _shown(row, reader)


def _shown(row: Any, reader: Reader) -> NoticeShown:
    is_open = row.published_on <= _today(reader) <= row.ends_on
    division = reader.divisions.get(row.division_code, row.division_code)
    return NoticeShown(row.notice_id, row.title, row.content, division, row.published_on, row.ends_on, is_open, bool(row.message))


def _today(reader: Reader) -> date:
    return reader.now.astimezone(SHANGHAI).date()


QUERIES = {Notices: notices, OneNotice: one_notice}
