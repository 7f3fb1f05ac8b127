"""The cases an applicant follows in this browser, and the stamp by which a receipt's link stays good."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.domain.errors import Missing
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_case
from engine.store.reader import Reader
from engine.store.schema import cases


@dataclass(frozen=True, kw_only=True)
class Followed:
    """The viewer's own cases, last touched first."""


@dataclass(frozen=True, kw_only=True)
class CaseStamp:
    case_id: str


@dataclass(frozen=True, kw_only=True)
class CaseByStamp:
    """What a signed link holds. The signature is checked where the link is read."""

    case_id: str
    stamp: str


@dataclass(frozen=True)
class CaseLine:
    case_id: str
    case_no: str
    process_name: str
    status: CaseStatus
    updated_at: datetime


@dataclass(frozen=True)
class CaseList:
    cases: tuple[CaseLine, ...]


@dataclass(frozen=True)
class Stamped:
    """``stamp`` changes with the query code and says nothing about it."""

    case_id: str
    stamp: str


def followed(query: Followed, reader: Reader, viewer: Viewer) -> CaseList:
    columns = (cases.c.case_id, cases.c.case_no, cases.c.process_name, cases.c.status, cases.c.updated_at)
    rows = reader.connection.execute(select(*columns).where(cases.c.case_id.in_(sorted(viewer.case_ids))).order_by(cases.c.updated_at.desc()))
    return CaseList(tuple(CaseLine(row.case_id, row.case_no, row.process_name, CaseStatus(row.status), row.updated_at) for row in rows))


def case_stamp(query: CaseStamp, reader: Reader, viewer: Viewer) -> Stamped:
    case = visible_case(reader.connection, query.case_id, viewer)
    return Stamped(case.case_id, _stamp(case.query_code_hash))


def case_by_stamp(query: CaseByStamp, reader: Reader, viewer: Viewer) -> Stamped:
    """Raises Missing when there is no such case or its query code has been reissued since."""
    kept = reader.connection.execute(select(cases.c.query_code_hash).where(cases.c.case_id == query.case_id)).scalar_one_or_none()
    if kept is None or _stamp(kept) != query.stamp:
        raise Missing("这个链接不完整或已经失效，请输入办件编号和查询码查询。")
    return Stamped(query.case_id, query.stamp)


def _stamp(query_code_hash: str) -> str:
    return hashlib.sha256(query_code_hash.encode()).hexdigest()[:20]


QUERIES = {Followed: followed, CaseStamp: case_stamp, CaseByStamp: case_by_stamp}
