"""The four statements everything else is made of. Values only ever travel as bound parameters."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Table, and_, delete, insert, select, true, update


def _where(table: Table, where: dict[str, Any]) -> Any:
    return and_(true(), *(_equals(table.c[name], value) for name, value in where.items()))


def _equals(column: Any, value: Any) -> Any:
    return column.in_(value) if isinstance(value, tuple | frozenset) else column == value


def add(tx: Connection, table: Table, **values: Any) -> None:
    tx.execute(insert(table).values(**values))


def add_all(tx: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        tx.execute(insert(table), rows)


def change(tx: Connection, table: Table, where: dict[str, Any], **values: Any) -> int:
    """Rows changed: a caller that needed exactly one checks it (claims, guards)."""
    return tx.execute(update(table).where(_where(table, where)).values(**values)).rowcount


def remove(tx: Connection, table: Table, **where: Any) -> int:
    return tx.execute(delete(table).where(_where(table, where))).rowcount


def first(tx: Connection, table: Table, *, lock: bool = False, **where: Any) -> Row[Any] | None:
    query = select(table).where(_where(table, where))
    return tx.execute(query.with_for_update() if lock else query).first()


def every(tx: Connection, table: Table, *order: str, **where: Any) -> list[Row[Any]]:
    return list(tx.execute(select(table).where(_where(table, where)).order_by(*(table.c[name] for name in order))))


def put(tx: Connection, table: Table, key: dict[str, Any], **values: Any) -> None:
    """Insert, or change the row with this key. Callers hold a lock that makes it one or the other."""
    if change(tx, table, key, **values) == 0:
        add(tx, table, **key, **values)
