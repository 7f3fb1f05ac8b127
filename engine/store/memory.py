"""Rows that a unit of work has read, and what it has made of them: asked again, they are not read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Engine, Table

from engine.store.asked import Build, asked
from engine.store.driver import driver_for
from engine.store.schema import cases
from engine.store.shapes import MANY, Key, Record, Shape, shapes_for
from engine.store.statements import selecting


class Memory:
    """What is known is newer than what the database tells: it holds the changes not written yet."""

    def __init__(self, database: Engine, seen: Memory | None = None) -> None:
        """``seen``: begin with what it holds, and its connection."""
        self.driver = driver_for(database) if seen is None else seen.driver
        self._shapes = shapes_for(self.driver.dialect)
        self._known: dict[Shape, dict[Key, Record | None]] = {} if seen is None else seen._known  # None: there is no such row
        self._scopes: dict[Shape, list[Mapping[str, Any]]] = {} if seen is None else seen._scopes  # conditions under which every row is known
        self._told: dict[Shape, tuple[str, Any]] = {} if seen is None else seen._told  # a case, and what its rows of this table say together
        self._foreseen: str | None = None if seen is None else seen._foreseen  # the case that was read in the same statement as all else

    @property
    def dialect(self) -> Any:
        return self.driver.dialect

    def first(self, table: Table, where: Mapping[str, Any]) -> Record | None:
        shape = self._shape(table)
        key = shape.key_in(where)
        if key is None:
            return next(iter(self.every(table, where)), None)
        row = self._by_key(shape, key)
        return row if row is not None and matches(row, where) else None

    def every(self, table: Table, where: Mapping[str, Any], *order: str, lock: bool = False) -> list[Record]:
        shape = self._shape(table)
        known = self._known.setdefault(shape, {})
        plain = {name: value for name, value in where.items() if type(value) not in MANY}
        if any(scope.items() <= plain.items() for scope in self._scopes.get(shape, ())):
            return _sorted([row for row in known.values() if row is not None and matches(row, where)], order)
        found = [self._remembered(shape, row) for row in self._select(shape, where, order, lock)]
        if len(plain) == len(where):
            self._scopes.setdefault(shape, []).append(plain)
        mine = [row for row in found if row is not None and matches(row, where)]
        others = [row for row in known.values() if row is not None and row not in mine and matches(row, where)] if len(known) > len(mine) else []
        return _sorted(mine + others, order) if others else mine

    def ask(self, build: Build, *key: Any, **later: Any) -> list[Record]:
        """The rows of ``build(*key)``, a question that is asked again and again (``engine.store.asked``); ``later``: what it leaves open."""
        return self._asked(build, key, later)

    def _asked(self, build: Build, key: tuple[Any, ...], later: Mapping[str, Any], anew: bool = False) -> list[Record]:
        question = asked(self.driver.dialect, build, *key)
        return [question.read(raw) for raw in self.driver.run(question.text, question.told(later), anew)]

    def _by_key(self, shape: Shape, key: Key) -> Record | None:
        known = self._known.setdefault(shape, {})
        if key not in known:
            where = dict(zip(shape.key, key, strict=True))
            covered = any(scope.items() <= where.items() for scope in self._scopes.get(shape, ()))
            row = None if covered else next(iter(self._select(shape, where)), None)
            known[key] = row
        return known[key]

    def _select(self, shape: Shape, where: Mapping[str, Any], order: tuple[str, ...] = (), lock: bool = False) -> list[Record]:
        form = tuple((name, None if value is None else len(value) if type(value) in MANY else 0) for name, value in where.items())
        if any(type(value) in MANY and not value for value in where.values()):
            return []
        values = []
        for name, value in where.items():
            if type(value) in MANY:
                values += [shape.written(name, each) for each in value]
            elif value is not None:
                values.append(shape.written(name, value))
        text = selecting(shape, form, order, lock and self.driver.postgresql, self.driver.postgresql)
        return [shape.read(raw) for raw in self.driver.run(text, values)]

    def _remembered(self, shape: Shape, row: Record) -> Record | None:
        """The row as this work knows it, which is newer if it has changed it."""
        key = tuple([row._mapping[name] for name in shape.key])
        return self._known[shape].setdefault(key, row)

    def foresee(self, text: str, values: tuple[Any, ...], tables: tuple[Table, ...]) -> tuple[dict[Table, Key], tuple[Any, ...]]:
        """Read one row of each of these tables by one joined statement that gives all their columns, NULL where there is none.
        Gives the keys of those that are there, and what comes behind the tables' columns. A case among them counts as seen at the same instant
        as the rows beside it."""
        (raw,) = self.driver.run(text, values)
        found, at = dict[Table, Key](), 0
        for table in tables:
            shape = self._shape(table)
            own = raw[at : at + len(shape.columns)]
            at += len(shape.columns)
            if own[shape.key_at] is not None:
                row = shape.read(own)
                key = tuple([row._mapping[name] for name in shape.key])
                self._known.setdefault(shape, {})[key] = row
                found[table] = key
        self._foreseen = next(iter(found.get(cases, ())), None)
        return found, raw[at:]

    def hold(self, table: Table, where: Mapping[str, Any], told: list[dict[str, Any]]) -> None:
        """These, as PostgreSQL says them in JSON, are all rows of the table for which this holds."""
        shape = self._shape(table)
        known = self._known.setdefault(shape, {})
        for each in told:
            row = shape.told(each)
            known.setdefault(tuple([row._mapping[name] for name in shape.key]), row)
        self._scopes.setdefault(shape, []).append(where)

    def absent(self, table: Table, *key: Any) -> None:
        """Somebody has looked: unless it is known there is no such row."""
        self._known.setdefault(self._shape(table), {}).setdefault(key, None)

    def tell(self, table: Table, case_id: str, told: Any) -> None:
        """What all rows of a case say together, read in the same statement as all else."""
        self._told[self._shape(table)] = case_id, told

    def told(self, table: Table, case_id: str) -> Any | None:
        """The same; None where nobody has told it, or a row has changed since."""
        own, told = self._told.get(self._shape(table), ("", None))
        return told if own == case_id else None

    def _forget(self, shape: Shape, keep: Callable[[Shape, Key], bool]) -> None:
        self._scopes.pop(shape, None)
        self._told.pop(shape, None)
        known = self._known.get(shape, {})
        self._known[shape] = {key: row for key, row in known.items() if keep(shape, key)}

    def _shape(self, table: Table) -> Shape:
        return self._shapes[table]


def matches(row: Record, where: Mapping[str, Any]) -> bool:
    own = row._mapping
    for name, value in where.items():
        held = own[name]
        if held != value and not (type(value) in MANY and held in value):
            return False
    return True


def _sorted(rows: list[Record], order: tuple[str, ...]) -> list[Record]:
    return sorted(rows, key=lambda row: [(row._mapping[name] is None, row._mapping[name]) for name in order]) if order else rows
