"""Texts of the hot statements, made once for each form a batch of changes can take, so that the driver can prepare them.

PostgreSQL gets a whole batch as ONE data-modifying statement: one round trip, and without BEGIN and COMMIT around it where it is all
there is. Whatever a guard (``Change.guard``) must find stands inside it; where one finds nothing the last line divides by zero, and the
server takes everything back by itself. SQLite is in this process, so there statements come one by one, within BEGIN and COMMIT.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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
    """Of the values, the key's behind the columns', that are not sent as they are, each with its place."""
    must_hold: bool
    """Where the guard finds nothing, another transaction was first."""


@dataclass(slots=True)
class Change:
    """One row's change, waiting to be written. ``guard``: what the row must still hold; ``values`` of "add" and "put" hold the key too.

    "sweep" and "clear" change and remove whatever rows there are for which the guard holds, and the column in ``above`` is higher."""

    shape: Shape
    key: Key
    kind: Kind
    values: dict[str, Any]
    guard: dict[str, Any]
    above: dict[str, Any]


NOTHING: dict[str, Any] = {}
"""No guard."""
Logs = dict[tuple[Shape, tuple[str, ...]], list[dict[str, Any]]]
"""Table and columns → rows to add of which nobody needs a key."""
Said = tuple[Form, list[Any]]
"""A statement's form and the values at its marks."""


MOST_VALUES = 30_000
"""In one statement: SQLite takes 32 766, PostgreSQL twice as many."""
_ADDS = frozenset({"add", "put"})


def batches(changes: Iterable[Change], logs: Logs) -> list[Said]:
    """All of them in order, then the logs; rows next to each other that one statement can write are one."""
    found: list[Said] = []
    like: Any = None
    group: list[dict[str, Any]] = []
    for change in changes:
        mine = (change.shape, change.kind, tuple(change.values)) if change.kind in _ADDS else None
        if group and mine != like:
            found += _added(*like, group)
            group = []
        if mine is None:
            found.append(_changed(change))
        else:
            like = mine
            group.append(change.values)
    if group:
        found += _added(*like, group)
    for (shape, columns), rows in logs.items():
        found += _added(shape, "add", columns, rows)
    return found


def _added(shape: Shape, kind: Kind, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> Sequence[Said]:
    most = MOST_VALUES // len(columns)
    if len(rows) > most:
        return [each for begin in range(0, len(rows), most) for each in _added(shape, kind, columns, rows[begin : begin + most])]
    form = _form(shape, kind, columns, (), len(rows))
    values: list[Any] = []
    for row in rows:
        begin = len(values)
        values += row.values()
        for at, writer in form.writers:
            values[begin + at] = writer(values[begin + at])
    return ((form, values),)


def _changed(change: Change) -> Said:
    shape, guard, above = change.shape, change.guard, change.above
    compared: tuple[tuple[str, str], ...] = ()
    held: list[Any] = []
    if guard or above:
        compared = (*[(name, "IS NULL" if value is None else "=") for name, value in guard.items()], *[(name, ">") for name in above])
        held = [shape.written(name, value) for told in (guard, above) for name, value in told.items() if value is not None]
    form = _form(shape, change.kind, tuple(change.values), compared, 1)
    values = [*change.values.values(), *change.key]
    for at, writer in form.writers:
        values[at] = writer(values[at])
    return form, values + held if held else values


@lru_cache(maxsize=4000)
def _form(shape: Shape, kind: Kind, columns: tuple[str, ...], guard: tuple[tuple[str, str], ...], rows: int) -> Form:
    keyed = kind in ("change", "remove")
    sent = (*columns, *shape.key) if keyed else columns
    writers = tuple((at, writer) for at, name in enumerate(sent) if (writer := shape.writers[name]) is not None)
    return Form(shape, kind, columns, guard, rows, writers, bool(guard) and keyed)


def at_once(said: Sequence[Said]) -> list[tuple[tuple[Form, ...], list[Any]]]:
    """As few statements as the server takes."""
    found: list[tuple[tuple[Form, ...], list[Any]]] = []
    forms: list[Form] = []
    values: list[Any] = []
    for form, own in said:
        if len(values) + len(own) > 2 * MOST_VALUES:
            found.append((tuple(forms), values))
            forms, values = [], []
        forms.append(form)
        values += own
    found.append((tuple(forms), values))
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
        if form.must_hold:
            guarded.append(f"w{number}")
            text += " RETURNING 1"
        parts.append(f"w{number} AS ({text})")
    # Each is a row or none, so that together they are a row or none.
    held = f"SELECT 1 / count(*) FROM {', '.join(guarded)}" if guarded else "SELECT 1"  # noqa: S608
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
