"""The statements everything else is made of. Values only ever travel as bound parameters.

A command's ``tx`` is a unit of work (``engine.store.writing``), which remembers what it has read and writes all changes at its end; a
query's remembers what it has read (``engine.store.reading``); a migration's is SQLAlchemy's connection.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Table, and_, select, true

from engine.store.memory import Memory
from engine.store.writing import Writing

Tx = Connection | Memory


def _where(table: Table, where: dict[str, Any]) -> Any:
    return and_(true(), *(_equals(table.c[name], value) for name, value in where.items()))


def _equals(column: Any, value: Any) -> Any:
    return column.in_(value) if isinstance(value, tuple | frozenset) else column == value


def add(tx: Any, table: Table, **values: Any) -> None:
    tx.add(table, values)


def write_down(tx: Any, table: Table, *rows: dict[str, Any]) -> None:
    """Add rows of a log or a queue: a command leaves them behind and does not look at them again."""
    tx.write_down(table, rows)


def change(tx: Any, table: Table, where: dict[str, Any], **values: Any) -> int:
    """Rows changed: a caller that needed exactly one checks it (claims, guards). What it checks is looked at again when it is written."""
    return int(tx.change(table, where, values))


def sweep(
    tx: Any, table: Table, where: dict[str, Any], *, above: dict[str, Any] | None = None, keep_new: bool = True, **values: Any
) -> None:
    """Change all rows of a case for which this holds, and of which the column in ``above`` is higher; nobody asks which they were.
    ``keep_new`` False: such as this command itself would add are not added."""
    tx.sweep(table, where, values, above or {}, keep_new)


def clear(tx: Any, table: Table, **where: Any) -> None:
    """Remove all rows of a case for which this holds; nobody asks which they were."""
    tx.sweep(table, where, {}, {})


def remove(tx: Any, table: Table, **where: Any) -> int:
    return int(tx.remove(table, where))


def first(tx: Any, table: Table, *, lock: bool = False, **where: Any) -> Row[Any] | Any | None:
    """``lock`` on a case takes it: nobody else moves it in between, or this command runs again."""
    if isinstance(tx, Memory):
        return tx.first_locked(table, where) if lock and isinstance(tx, Writing) else tx.first(table, where)
    query = select(table).where(_where(table, where))
    return tx.execute(query.with_for_update() if lock else query).first()


def every(tx: Any, table: Table, *order: str, **where: Any) -> list[Any]:
    if isinstance(tx, Memory):
        return tx.every(table, where, *order)
    return list(tx.execute(select(table).where(_where(table, where)).order_by(*(table.c[name] for name in order))))


def put(tx: Any, table: Table, key: dict[str, Any], **values: Any) -> None:
    """Insert, or change the row with this key."""
    tx.put(table, key, values)
