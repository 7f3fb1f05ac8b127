"""Rows that a unit of work has read, and what it has made of them: asked again, they are not read again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Engine, Table

from engine.store.asked import Build, asked
from engine.store.driver import driver_for
from engine.store.schema import cases
from engine.store.shapes import MANY, Key, Record, Shape, record, shapes_for
from engine.store.statements import selecting


class Part(NamedTuple):
    """Of what a joined statement gives, one table's: which of its columns, the key first, and what the others hold."""

    table: Table
    columns: tuple[str, ...]
    others: Mapping[str, Any]


class Memory:
    """What is known is newer than what the database tells: it holds the changes not written yet."""

    _swept: Mapping[Shape, Any] = {}  # tables nobody may look at before what waits is written

    def __init__(self, database: Engine, seen: Memory | None = None) -> None:
        """``seen``: begin with what it holds, and its connection."""
        self.driver = driver_for(database) if seen is None else seen.driver
        self._shapes = shapes_for(self.driver.dialect)
        # None: there is no such row
        self._known: defaultdict[Shape, dict[Key, Record | None]] = defaultdict(dict) if seen is None else seen._known
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
        return row if row is not None and (len(where) == len(key) or matches(row, where)) else None

    def every(self, table: Table, where: Mapping[str, Any], *order: str, lock: bool = False) -> list[Record]:
        shape = self._shape(table)
        known = self._known[shape]
        if self._covers(shape, where):
            return _sorted([row for row in known.values() if row is not None and matches(row, where)], order)
        found = [self._remembered(shape, row) for row in self._select(shape, where, order, lock)]
        if MANY.isdisjoint(map(type, where.values())):
            self._scopes.setdefault(shape, []).append(where)
        mine = [row for row in found if row is not None and matches(row, where)]
        others = [row for row in known.values() if row is not None and row not in mine and matches(row, where)] if len(known) > len(mine) else []
        return _sorted(mine + others, order) if others else mine

    def ask(self, build: Build, *key: Any, **later: Any) -> list[Record]:
        """The rows of ``build(*key)``, a question that is asked again and again (``engine.store.asked``); ``later``: what it leaves open."""
        return self._asked(build, key, later)

    def _asked(self, build: Build, key: tuple[Any, ...], later: Mapping[str, Any], anew: bool = False) -> list[Record]:
        question = asked(self.driver.dialect, build, *key)
        return [question.read(raw) for raw in self.driver.run(question.text, question.told(later), anew)]

    def _covers(self, shape: Shape, where: Mapping[str, Any]) -> bool:
        """Is every row known for which this holds?"""
        scopes = self._scopes.get(shape)
        return scopes is not None and any(scope.items() <= where.items() for scope in scopes)

    def _by_key(self, shape: Shape, key: Key) -> Record | None:
        known = self._known[shape]
        if key not in known:
            where = dict(zip(shape.key, key, strict=True))
            known[key] = None if self._covers(shape, where) else next(iter(self._select(shape, where)), None)
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
        return [record(shape.columns, shape.readers, raw) for raw in self.driver.run(text, values)]

    def _remembered(self, shape: Shape, row: Record) -> Record | None:
        """The row as this work knows it, which is newer if it has changed it."""
        return self._known[shape].setdefault(shape.key_of(row._mapping), row)

    def foresee(self, text: str, values: tuple[Any, ...], parts: tuple[Part, ...]) -> tuple[dict[Table, Key], tuple[Any, ...]]:
        """Read one row of each of these tables by one joined statement, NULL where there is none, no row where that says nothing of any.
        Gives the keys of those that are there, and what comes behind the tables' columns. A case among them counts as seen at the same instant
        as the rows beside it."""
        rows = self.driver.run(text, values)
        if not rows:
            return {}, (None,)
        (raw,) = rows
        found, at = dict[Table, Key](), 0
        for table, columns, others in parts:
            shape = self._shapes[table]
            begin, at = at, at + len(columns)
            if raw[begin] is not None:
                row = record(columns, shape.readers, raw[begin:at], others)
                key = found[table] = shape.key_of(row._mapping)
                self._known[shape][key] = row
        self._foreseen = next(iter(found.get(cases, ())), None)
        return found, raw[at:]

    def hold(self, table: Table, where: Mapping[str, Any], told: list[dict[str, Any]]) -> None:
        """These, as PostgreSQL says them in JSON, are all rows of the table for which this holds."""
        shape = self._shapes[table]
        known = self._known[shape]
        for each in told:
            row = shape.told(each)
            known.setdefault(shape.key_of(row._mapping), row)
        self._scopes.setdefault(shape, []).append(where)

    def unread(self, table: Table, *key: Any) -> None:
        """What was read of this row is not all of it."""
        self._known[self._shapes[table]].pop(key, None)

    def absent(self, table: Table, *key: Any) -> None:
        """Somebody has looked: unless it is known there is no such row."""
        self._known[self._shapes[table]].setdefault(key, None)

    def tell(self, table: Table, case_id: str, told: Any) -> None:
        """What all rows of a case say together, read in the same statement as all else."""
        self._told[self._shapes[table]] = case_id, told

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
        """Nobody reads or changes what a sweep may still change, or what was written down unseen."""
        shape = self._shapes[table]
        if shape in self._swept:
            self.flush()
        return shape

    def flush(self) -> None:
        """Nothing waits to be written."""


def matches(row: Record, where: Mapping[str, Any]) -> bool:
    own = row._mapping
    for name, value in where.items():
        held = own[name]
        if held != value and not (type(value) in MANY and held in value):
            return False
    return True


def _sorted(rows: list[Record], order: tuple[str, ...]) -> list[Record]:
    if len(rows) < 2 or not order:
        return rows
    return sorted(rows, key=lambda row: [(row._mapping[name] is None, row._mapping[name]) for name in order])
