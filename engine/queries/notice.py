"""Public notices: what anyone may read and object to while it runs. What stands in them was written to be published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries.paging import Count, newest, read_page
from engine.store.reader import Reader
from engine.store.schema import public_notice

PER_PAGE = 20
LOOK_BACK = 5000


@dataclass(frozen=True, kw_only=True)
class Notices:
    """``search`` in titles; ``running`` leaves out those whose last day has passed. The five thousand that end last."""

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
    total: Count
    page: int
    pages: int


def notices(query: Notices, reader: Reader, viewer: Viewer) -> NoticeList:
    own = newest(public_notice, public_notice.c.ends_on, public_notice.c.notice_id, None, LOOK_BACK)
    conditions = [own.c.title.icontains(word, autoescape=True) for word in query.search.split()]
    if query.running:
        conditions.append(own.c.ends_on >= _today(reader))
    found = read_page(reader, select(own).where(*conditions), [own.c.ends_on.desc(), own.c.notice_id.desc()], query.page, PER_PAGE)
    return NoticeList(tuple(_shown(row, reader) for row in found.rows), found.total, found.page, found.pages)


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
