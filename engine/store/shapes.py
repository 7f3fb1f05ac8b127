"""A table as the hot path sees it: its columns in order, its key, and how each value is written and read by the driver at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import JSON, Boolean, LargeBinary, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from engine.store.schema import Instant

Processor = Callable[[Any], Any] | None
Readers = tuple[tuple[str, Callable[[Any], Any]], ...]
Key = tuple[Any, ...]
ASIDE = frozenset({"command_log", "job", "sent_message", "access_log", "word", "task_draft"})
"""Rows about a case that no move of it reads."""
MANY = frozenset({tuple, frozenset})
"""A condition's value of one of these types means: any of them."""


class Record:
    """One row, its columns as attributes, as SQLAlchemy's rows have them. A change makes a new one."""

    __slots__ = ("__dict__", "_mapping")  # one dictionary under two names: attributes are found without a call

    def __init__(self, values: dict[str, Any]) -> None:
        self._mapping = self.__dict__ = values


@dataclass(frozen=True, eq=False)
class Shape:
    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    writers: Mapping[str, Processor]
    readers: Readers
    """Only of columns whose value the driver does not give as it is."""
    sole: str | None
    """The key's only column, if it has one."""
    aside: bool
    """Its rows are about a case, and no move of it reads them."""
    missing: Mapping[str, Any]
    """What a column holds that an insert leaves out."""
    instants: tuple[str, ...]

    def key_in(self, where: Mapping[str, Any]) -> Key | None:
        """The key, if these conditions say it whole."""
        if self.sole is not None:
            part = where.get(self.sole)
            return None if part is None or type(part) in MANY else (part,)
        found = []
        for name in self.key:
            part = where.get(name)
            if part is None or type(part) in MANY:
                return None
            found.append(part)
        return tuple(found)

    def key_of(self, row: Mapping[str, Any]) -> Key:
        """Of a whole row."""
        return (row[self.sole],) if self.sole is not None else tuple([row[name] for name in self.key])

    def kept(self, values: dict[str, Any]) -> dict[str, Any]:
        """As the database would give them back: instants in UTC. Raises ValueError for an instant without a zone."""
        for name in self.instants:
            value = values.get(name)
            if value is not None and value.tzinfo is not UTC:
                if value.tzinfo is None:
                    raise ValueError(f"{self.name}.{name}: instants are aware")
                values = {**values, name: value.astimezone(UTC)}
        return values

    def told(self, row: dict[str, Any]) -> Record:
        """From PostgreSQL's row_to_json."""
        for name in self.instants:
            if row[name] is not None:
                row[name] = datetime.fromisoformat(row[name]).astimezone(UTC)
        return Record(row)

    def written(self, name: str, value: Any) -> Any:
        writer = self.writers[name]
        return value if writer is None else writer(value)


def record(columns: Sequence[str], readers: Readers, raw: Sequence[Any], others: Mapping[str, Any] = MappingProxyType({})) -> Record:
    """From the values of these columns in order, as the driver gives them, and what the ``others`` hold."""
    values = dict(zip(columns, raw, strict=True))
    values.update(others)
    for name, reader in readers:
        if values[name] is not None:
            values[name] = reader(values[name])
    return Record(values)


class Shapes(dict[Table, Shape]):
    """Of each table, made when it is first asked for."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self._dialect = dialect

    def __missing__(self, table: Table) -> Shape:
        self[table] = made = _shape_of(table, self._dialect)
        return made


_known: dict[str, Shapes] = {}


def shapes_for(dialect: Dialect) -> Shapes:
    """The same for all databases of a kind."""
    known = _known.get(dialect.name)
    if known is None:
        known = _known[dialect.name] = Shapes(dialect)
    return known


def _shape_of(table: Table, dialect: Dialect) -> Shape:
    columns = tuple(table.columns)
    key = tuple(column.name for column in table.primary_key.columns)
    processors = {column.name: processors_of(column.type, dialect) for column in columns}
    return Shape(
        name=table.name,
        columns=tuple(column.name for column in columns),
        key=key,
        writers={name: writer for name, (writer, _) in processors.items()},
        readers=tuple((name, reader) for name, (_, reader) in processors.items() if reader is not None),
        sole=key[0] if len(key) == 1 else None,
        aside=table.name in ASIDE,
        missing={column.name: getattr(column.server_default, "arg", None) for column in columns},
        instants=tuple(column.name for column in columns if isinstance(column.type, Instant)),
    )


def processors_of(kind: TypeEngine[Any], dialect: Dialect) -> tuple[Processor, Processor]:
    """(for writing, for reading). Both drivers take and give bytes as they are; PostgreSQL's speaks of instants in UTC as we do and takes JSON as
    text (``database``)."""
    if isinstance(kind, LargeBinary):
        return None, None
    if isinstance(kind, Instant):
        return (None, None) if dialect.name == "postgresql" else (_instant_text, _instant)
    if dialect.name == "postgresql":
        # The server knows the type of each mark: truths go as they are, and JSON as bytes, which are not looked through for what ends a text.
        if isinstance(kind, JSON):
            return orjson.dumps, None
        if isinstance(kind, Boolean):
            return None, None
    own = kind.dialect_impl(dialect)
    return own.bind_processor(dialect), own.result_processor(dialect, None)


def _instant_text(value: datetime | None) -> str | None:
    """As SQLAlchemy writes it to SQLite. Its own pair takes half as long again to write and four times as long to read."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("instants are aware")
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:26]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")
