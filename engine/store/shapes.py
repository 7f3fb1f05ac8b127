"""A table as the hot path sees it: its columns in order, its key, and how each value is written and read by the driver at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.engine import Dialect

Processor = Callable[[Any], Any] | None
Key = tuple[Any, ...]


class Record:
    """One row, its columns as attributes, as SQLAlchemy's rows have them. A change makes a new one."""

    __slots__ = ("_mapping",)

    def __init__(self, values: dict[str, Any]) -> None:
        self._mapping = values

    def __getattr__(self, name: str) -> Any:
        try:
            return self._mapping[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True, eq=False)
class Shape:
    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    writers: Mapping[str, Processor]
    readers: tuple[tuple[str, Callable[[Any], Any]], ...]
    """Only of columns whose value the driver does not give as it is."""
    key_at: int
    """Where in a row the first column of the key is."""
    missing: Mapping[str, Any]
    """What a column holds that an insert leaves out."""

    def key_in(self, where: Mapping[str, Any]) -> Key | None:
        """The key, if these conditions say it whole."""
        try:
            found = tuple([where[name] for name in self.key])
        except KeyError:
            return None
        return None if any(isinstance(part, tuple | frozenset) for part in found) else found

    def written(self, name: str, value: Any) -> Any:
        writer = self.writers[name]
        return value if writer is None else writer(value)

    def read(self, raw: Any) -> Record:
        """From the values of all columns in order."""
        values = dict(zip(self.columns, raw, strict=True))
        for name, reader in self.readers:
            if values[name] is not None:
                values[name] = reader(values[name])
        return Record(values)


@lru_cache(maxsize=200)
def shape_of(table: Table, dialect: Dialect) -> Shape:
    columns = tuple(table.columns)
    types = {column.name: column.type.dialect_impl(dialect) for column in columns}
    return Shape(
        name=table.name,
        columns=tuple(column.name for column in columns),
        key=tuple(column.name for column in table.primary_key.columns),
        writers={name: kind.bind_processor(dialect) for name, kind in types.items()},
        readers=tuple((name, reader) for name, kind in types.items() if (reader := kind.result_processor(dialect, None)) is not None),
        key_at=[column.name for column in columns].index(next(iter(table.primary_key.columns)).name),
        missing={column.name: getattr(column.server_default, "arg", None) for column in columns},
    )
