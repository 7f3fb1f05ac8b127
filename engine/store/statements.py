"""Texts of the hot statements, made once for each form a batch of changes can take, so that the driver can prepare them.

PostgreSQL gets a whole batch as ONE data-modifying statement: one round trip, and without BEGIN and COMMIT around it where it is all
there is. Whatever a guard (``Change.guard``) must find stands inside it; where one finds nothing the last line divides by zero, and the
server takes everything back by itself. SQLite is in this process, so there statements come one by one, within BEGIN and COMMIT.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from engine.store.shapes import Key, Shape

GUARD_FAILED = "22012"
"""PostgreSQL's SQLSTATE for a division by zero."""
Kind = Literal["add", "put", "change", "remove", "sweep", "clear"]


@dataclass(frozen=True, eq=False)
class Form:
    """What a batch has in common: table, kind, columns written, guard columns each with its comparison, rows at once. There is one object for
    each form, so that a statement made of several is found by them."""

    shape: Shape
    kind: Kind
    columns: tuple[str, ...]
    guard: tuple[tuple[str, str], ...]
    rows: int
    writers: tuple[tuple[int, Callable[[Any], Any]], ...]
    """Of those columns whose values are not sent as they are, each with its place."""


@dataclass(slots=True)
class Change:
    """One row's change, waiting to be written. ``guard``: what the row must still hold; ``values`` of "add" and "put" hold the key too.

    "sweep" and "clear" change and remove whatever rows there are for which the guard holds, and the column in ``above`` is higher."""

    shape: Shape
    key: Key
    kind: Kind
    values: dict[str, Any]
    guard: dict[str, Any]
    above: dict[str, Any] = field(default_factory=dict)

    @property
    def must_hold(self) -> bool:
        return bool(self.guard) and self.kind in ("change", "remove")


def batches(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Neighbours that one statement can write: rows added to one table with the same columns."""
    group: list[Change] = []
    for change in changes:
        like = group and change.kind == "add" == group[0].kind and change.shape is group[0].shape
        if not (like and list(change.values) == list(group[0].values)):
            if group:
                yield group
            group = []
        group.append(change)
    if group:
        yield group


def form_of(batch: list[Change]) -> Form:
    one = batch[0]
    guard: tuple[tuple[str, str], ...] = ()
    if one.guard or one.above:
        guard = (*((name, "IS NULL" if value is None else "=") for name, value in one.guard.items()), *((name, ">") for name in one.above))
    return _form(one.shape, one.kind, tuple(one.values), guard, len(batch))


@lru_cache(maxsize=4000)
def _form(shape: Shape, kind: Kind, columns: tuple[str, ...], guard: tuple[tuple[str, str], ...], rows: int) -> Form:
    writers = tuple((at, writer) for at, name in enumerate(columns) if (writer := shape.writers[name]) is not None)
    return Form(shape, kind, columns, guard, rows, writers)


def values_of(form: Form, batch: list[Change]) -> list[Any]:
    """Parameters in the order of the text's marks."""
    found: list[Any] = []
    for change in batch:
        begin = len(found)
        found += change.values.values()
        for at, writer in form.writers:
            found[begin + at] = writer(found[begin + at])
        if form.kind not in ("add", "put"):
            written = form.shape.written
            found += map(written, form.shape.key, change.key)  # a sweep has no key
            if form.guard:
                found += [written(name, value) for name, value in change.guard.items() if value is not None]
                found += [written(name, value) for name, value in change.above.items()]
    return found


class Marks:
    """Parameter marks: ``?`` for SQLite, ``$1 $2 …`` for PostgreSQL."""

    def __init__(self, numbered: bool) -> None:
        self._numbered, self._last = numbered, 0

    def __call__(self) -> str:
        self._last += 1
        return f"${self._last}" if self._numbered else "?"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _text(form: Form, mark: Marks) -> str:
    shape, kind, columns, guard, rows = form.shape, form.kind, form.columns, form.guard, form.rows
    if kind in ("add", "put"):
        lines = ", ".join("(" + ", ".join(mark() for _ in columns) + ")" for _ in range(rows))
        text = f'INSERT INTO "{shape.name}" ({_quoted(columns)}) VALUES {lines}'  # noqa: S608  (names are the schema's)
        if kind == "add":
            return text
        anew = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in shape.key)
        return f"{text} ON CONFLICT ({_quoted(shape.key)}) DO UPDATE SET {anew}"
    settings = ", ".join(f'"{name}" = {mark()}' for name in columns)
    where = [f'"{name}" = {mark()}' for name in shape.key] if kind in ("change", "remove") else []
    where += [f'"{name}" IS NULL' if comparison == "IS NULL" else f'"{name}" {comparison} {mark()}' for name, comparison in guard]
    verb = f'DELETE FROM "{shape.name}"' if kind in ("remove", "clear") else f'UPDATE "{shape.name}" SET {settings}'  # noqa: S608
    return f"{verb} WHERE {' AND '.join(where)}"


@lru_cache(maxsize=1000)
def single(form: Form) -> str:
    """For SQLite."""
    return _text(form, Marks(numbered=False))


@lru_cache(maxsize=2000)
def together(forms: tuple[Form, ...]) -> str:
    """For PostgreSQL: all of them, or none where a guard finds another number of rows than its own one."""
    mark, parts, guarded = Marks(numbered=True), [], []
    for number, form in enumerate(forms):
        text = _text(form, mark)
        if form.guard and form.kind in ("change", "remove"):
            guarded.append(f"(SELECT count(*) FROM w{number}) = 1")  # noqa: S608
            text += " RETURNING 1"
        parts.append(f"w{number} AS ({text})")
    held = f"SELECT 1 / CASE WHEN {' AND '.join(guarded)} THEN 1 ELSE 0 END" if guarded else "SELECT 1"
    return f"WITH {', '.join(parts)} {held}"


@lru_cache(maxsize=1000)
def selecting(shape: Shape, where: tuple[tuple[str, int | None], ...], order: tuple[str, ...], lock: bool, numbered: bool) -> str:
    """``where``: column and how many values it may have, None = it is NULL, 0 = exactly the one given."""
    mark, conditions = Marks(numbered), []
    for name, number in where:
        if number is None:
            conditions.append(f'"{name}" IS NULL')
        elif number == 0:
            conditions.append(f'"{name}" = {mark()}')
        else:
            conditions.append(f'"{name}" IN ({", ".join(mark() for _ in range(number))})')
    text = f'SELECT {_quoted(shape.columns)} FROM "{shape.name}"'  # noqa: S608  (names are the schema's)
    text += f" WHERE {' AND '.join(conditions)}" if conditions else ""
    text += f" ORDER BY {_quoted(order)}" if order else ""
    return f"{text} FOR UPDATE" if lock else text
