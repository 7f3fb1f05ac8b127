"""Questions of pages, put into words once for each who asks them and then sent as they are.

To put a list's question together takes SQLAlchemy longer than the database needs to answer it, and PostgreSQL plans anew whatever is not prepared.
Here the text is kept with what it was made from, and goes to the driver, which prepares it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from engine.store.schema import Instant
from engine.store.shapes import Processor, Readers, Record, processors_of, record

MOST = 500
"""Questions kept for a kind of database, a few kilobytes each."""
NOW = select(bindparam("now", None, type_=Instant())).scalar_subquery()
"""The instant of the look, in a question that is kept longer than that: told with each time it is asked. A subquery, so that PostgreSQL does not
weigh the instant: it keeps one plan for a prepared question only while that looks no dearer than plans for the values, and else plans anew each time."""
BEFORE = bindparam("before", None, type_=Integer())
"""The number of a journal's row, told alike."""
OWN = bindparam("own", None, type_=String())
"""The id of what is asked about (a case, a task, an officer), told alike."""
Build = Callable[..., Select[Any]]
_NUMBERED = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
_kept: dict[str, Callable[..., Asked]] = {}
"""By the name of the dialect: all databases of a kind are spoken to alike."""


@dataclass(frozen=True)
class Asked:
    """``order``: what stands at each mark, by name; ``values`` of those that were known; ``writers`` of those told each time."""

    text: str
    order: tuple[str, ...]
    values: Mapping[str, Any]
    writers: Mapping[str, Processor]
    columns: tuple[str, ...]
    readers: Readers

    def told(self, later: Mapping[str, Any]) -> list[Any]:
        """The values at the marks. Raises KeyError where one is missing."""
        now = {name: writer(later[name]) if writer else later[name] for name, writer in self.writers.items()}
        return [self.values[name] if name in self.values else now[name] for name in self.order]

    def read(self, raw: tuple[Any, ...]) -> Record:
        return record(self.columns, self.readers, raw)


def asked(dialect: Dialect, build: Build, *key: Any) -> Asked:
    """``build(*key)``, in words. What changes from one time to the next stands in it as ``NOW`` does, a ``bindparam`` of None."""
    known = _kept.get(dialect.name)
    if known is None:
        known = _kept[dialect.name] = lru_cache(MOST)(partial(_worded, dialect))
    return known(build, *key)


def _worded(dialect: Dialect, build: Build, *key: Any) -> Asked:
    question = build(*key)
    spoken = _NUMBERED if dialect.name == "postgresql" else dialect
    compiled: Any = question.compile(dialect=spoken, compile_kwargs={"render_postcompile": True})
    writers = {name: processors_of(bind.type, dialect)[0] for name, bind in compiled.binds.items() if bind.value is None and not bind.unique}
    kinds = {name: bind.type for name, bind in compiled.binds.items()}
    values = {name: _written(value, kinds.get(name), dialect) for name, value in compiled.params.items() if name not in writers}
    columns = {column.key: column.type for column in question.selected_columns}
    readers = tuple((name, reader) for name, kind in columns.items() if (reader := processors_of(kind, dialect)[1]) is not None)
    return Asked(compiled.string, tuple(compiled.positiontup), values, writers, tuple(columns), readers)


def _written(value: Any, kind: TypeEngine[Any] | None, dialect: Dialect) -> Any:
    """A value that became one of several marks (IN) has lost its type: those are texts."""
    writer = None if kind is None or isinstance(value, list | tuple) else processors_of(kind, dialect)[0]
    return writer(value) if writer else value
