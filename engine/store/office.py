"""Rows of the office: divisions, departments, windows, officers and posts, the calendar, settings, attempts, messages sent."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, text

from engine.domain.officer import Post
from engine.store import rows
from engine.store.schema_office import (
    access_log,
    attempt,
    calendar_year,
    department,
    division,
    officer,
    post,
    sent_message,
    service_window,
    setting,
)

EDITION = "office_edition"
"""The setting that names the edition of calendar, departments, divisions, officers, posts and keys (``engine.store.directory``)."""
_ONLY_HIS = frozenset({"last_signed_in_at", "contact_sealed"})
"""Columns of an officer that nobody keeps."""
_DRAW = text(
    "INSERT INTO serial (series, last) VALUES (:series, 1) ON CONFLICT (series) DO UPDATE SET last = serial.last + 1 RETURNING last"
)


CONTACT = "姓名和手机号"
"""How an entry of the access log begins that tells of a name and a mobile number only: it opens no other number."""

def edition(tx: Connection) -> str | None:
    """None in a database where nothing has said so yet."""
    found = read_setting(tx, EDITION)
    return None if found is None else str(found)


def new_edition(tx: Connection) -> None:
    rows.put(tx, setting, {"name": EDITION}, content=secrets.token_hex(8))


def divisions(tx: Connection) -> dict[str, str]:
    return {row.code: row.name for row in rows.every(tx, division, "code")}


def put_division(tx: Connection, code: str, name: str) -> None:
    rows.put(tx, division, {"code": code}, name=name)
    new_edition(tx)


def departments(tx: Connection) -> dict[str, str]:
    return {row.department_id: row.name for row in rows.every(tx, department, "department_id")}


def find_department(tx: Connection, department_id: str) -> Row[Any] | None:
    return rows.first(tx, department, department_id=department_id)


def put_department(tx: Connection, department_id: str, **values: Any) -> None:
    rows.put(tx, department, {"department_id": department_id}, **values)
    new_edition(tx)


def put_window(tx: Connection, window_id: str, **values: Any) -> None:
    rows.put(tx, service_window, {"window_id": window_id}, **values)


def find_officer(tx: Connection, *, lock: bool = False, **where: Any) -> Row[Any] | None:
    return rows.first(tx, officer, lock=lock, **where)


def logins(tx: Connection) -> list[str]:
    """Of those who may sign in, in the order they were enrolled."""
    return [row.login for row in rows.every(tx, officer, "created_at", "officer_id", active=True)]


def add_officer(tx: Connection, **values: Any) -> None:
    rows.add(tx, officer, **values)


def change_officer(tx: Connection, officer_id: str, **values: Any) -> None:
    rows.change(tx, officer, {"officer_id": officer_id}, **values)
    if not values.keys() <= _ONLY_HIS:
        new_edition(tx)


def posts_of(tx: Connection, officer_id: str) -> tuple[Post, ...]:
    return tuple(
        Post(row.division_code, row.department, row.role)
        for row in rows.every(tx, post, "division_code", "department", "role", officer_id=officer_id)
    )


def holders(tx: Connection, division_code: str, groups: tuple[str, ...]) -> list[Row[Any]]:
    """Officers who may sign in and hold a post of one of these groups (``department:role``) in the division, by name."""
    held: set[str] = set()
    for group in groups:
        house, _, role = group.partition(":")
        held |= {row.officer_id for row in rows.every(tx, post, division_code=division_code, department=house, role=role)}
    found = rows.every(tx, officer, officer_id=tuple(sorted(held)), active=True) if held else []
    return sorted(found, key=lambda row: (row.name, row.officer_id))


def set_posts(tx: Connection, officer_id: str, posts: tuple[Post, ...]) -> None:
    rows.remove(tx, post, officer_id=officer_id)
    for each in posts:
        rows.add(tx, post, officer_id=officer_id, division_code=each.division, department=each.department, role=str(each.role))
    new_edition(tx)


def calendar_years(tx: Connection) -> list[Row[Any]]:
    return rows.every(tx, calendar_year, "year")


def put_calendar_year(
    tx: Connection, year: int, holidays: list[date], makeup_days: list[date], provisional: bool, at: datetime, by: str
) -> None:
    rows.put(
        tx,
        calendar_year,
        {"year": year},
        holidays=sorted(d.isoformat() for d in holidays),
        makeup_days=sorted(d.isoformat() for d in makeup_days),
        provisional=provisional,
        updated_at=at,
        updated_by_name=by,
    )
    new_edition(tx)


def read_setting(tx: Connection, name: str, default: Any = None) -> Any:
    row = rows.first(tx, setting, name=name)
    return default if row is None else row.content


def put_setting(tx: Connection, name: str, content: Any) -> None:
    keep_setting(tx, name, content)
    new_edition(tx)


def keep_setting(tx: Connection, name: str, content: Any) -> None:
    """One that no program keeps in its memory."""
    rows.put(tx, setting, {"name": name}, content=content)


def failures(tx: Connection, kind: str, subject: str, since: datetime) -> int:
    """Failed attempts since then, or since the last success if that was later."""
    mine = (attempt.c.kind == kind) & (attempt.c.subject == subject) & (attempt.c.at >= since)
    success = tx.execute(select(func.max(attempt.c.at)).where(mine & attempt.c.succeeded)).scalar()
    query = select(func.count()).select_from(attempt).where(mine & ~attempt.c.succeeded)
    return int(tx.execute(query if success is None else query.where(attempt.c.at > success)).scalar() or 0)


def add_attempt(tx: Connection, attempt_id: str, kind: str, subject: str, at: datetime, succeeded: bool) -> None:
    rows.add(tx, attempt, attempt_id=attempt_id, kind=kind, subject=subject, at=at, succeeded=succeeded)


def forget_attempts(tx: Connection, before: datetime) -> None:
    tx.execute(attempt.delete().where(attempt.c.at < before))


def next_serial(tx: Connection, series: str) -> int:
    """The next number of a series; the row is locked until the transaction ends, gaps may come from rollbacks."""
    return int(tx.execute(_DRAW, {"series": series}).scalar_one())


def message_was_sent(tx: Connection, message_id: str) -> bool:
    return rows.first(tx, sent_message, message_id=message_id) is not None


def add_message(tx: Connection, **values: Any) -> None:
    rows.add(tx, sent_message, **values)


def add_access(tx: Connection, **values: Any) -> None:
    rows.add(tx, access_log, **values)


FORGET_AFTER = timedelta(days=30)
