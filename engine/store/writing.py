"""One command's unit of work: rows are read once and remembered, changes wait, and all of them are written together at the end.

No lock is held while the engine works. A case is *taken* at the version it was read with; the write at the end says "version still mine"
inside itself, and where another transaction was first everything is taken back and the command runs again (``transaction.retrying``).
So the rule for everybody: whoever writes rows of a case has taken it, and its version rises with every such write.

What one writes one reads: ``first`` and ``every`` answer from what is remembered, changes included. Any other statement (``execute``)
has the waiting changes written first, within a real transaction that from there on holds the locks of the cases taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, Table
from sqlalchemy.exc import DBAPIError

from engine.store.asked import Build
from engine.store.memory import Memory, matches
from engine.store.schema import cases
from engine.store.shapes import MANY, Key, Record, Shape
from engine.store.statements import GUARD_FAILED, Change, batches, form_of, single, together, values_of

ASIDE = frozenset({"command_log", "job", "sent_message", "access_log", "word", "task_draft"})
"""Rows about a case that no move of it reads."""


class LostRace(Exception):
    """Another transaction was first; run again."""


class Writing(Memory):
    def __init__(self, database: Engine, *, locking: bool = False, seen: Memory | None = None) -> None:
        """``locking``: lock what is taken, and wait for it; for those who have lost a race. What is foreseen is locked before it is read.
        ``seen``: read a moment ago in one statement; it and its connection are this one's from now on."""
        super().__init__(database, seen)
        self.locking = locking
        self._pending: dict[tuple[Shape, Key], Change] = {}
        self._taken: dict[str, int] = {}  # case id → version
        self._touched: set[str] = set()
        self._risen: set[str] = set()
        self._swept: dict[Shape, dict[str, Any] | None] = {}  # tables with a sweep waiting, and what it writes; None: with rows nobody looks at

    # --- reading ---
    def first(self, table: Table, where: Mapping[str, Any], *, lock: bool = False) -> Record | None:
        """``lock`` on ``cases`` takes the case; on other tables it is a lock until the end."""
        if not lock:
            return super().first(table, where)
        if table is cases:
            return self._take(where["case_id"])
        shape = self._shape(table)
        self.flush()
        self._begin()
        self._forget(shape, self._is_kept)
        return next(iter(self.every(table, where, lock=True)), None)

    def _is_kept(self, shape: Shape, key: Key) -> bool:
        """Waits to be written, or is protected by its version."""
        return (shape, key) in self._pending or (shape.name == cases.name and key[0] in self._taken)

    # --- changing ---
    def add(self, table: Table, values: dict[str, Any]) -> None:
        shape = self._shapes[table]  # a sweep that waits leaves new rows alone
        key = tuple([values[name] for name in shape.key])
        values = shape.kept(values)
        if (shape, key) in self._pending:  # removed and added again
            self.flush()
        self._wait(Change(shape, key, "add", values, {}), {**shape.missing, **values})

    def write_down(self, table: Table, values: dict[str, Any]) -> None:
        """Add a row that this work does not look at again (where it does, what waits is written first)."""
        shape = self._shapes[table]
        self._wait_unkeyed(Change(shape, (), "add", shape.kept(values), {}))
        self._swept.setdefault(shape, None)
        if shape in self._known:
            self._forget(shape, self._is_kept)
        if shape.name not in ASIDE and (own := values.get("case_id")) is not None:
            self._touched.add(own)

    def change(self, table: Table, where: Mapping[str, Any], values: dict[str, Any]) -> int:
        shape = self._shape(table)
        key = shape.key_in(where)
        if key is None:
            rows = self.every(table, where)
            whole = [{name: row._mapping[name] for name in shape.key} for row in rows]
            return sum(self.change(table, {**where, **each}, values) for each in whole)
        row = self._by_key(shape, key)
        if row is None or not matches(row, where):
            return 0
        values = shape.kept(values)
        guard = self._guard(shape, row, where)
        before = self._pending.get((shape, key))
        if before is None:
            self._wait(Change(shape, key, "change", values, guard), {**row._mapping, **values})
        else:
            if before.kind == "change":
                before.guard.update({name: value for name, value in guard.items() if name not in before.values and name not in before.guard})
            before.values.update(values)
            self._wait(before, {**row._mapping, **values})
        return 1

    def _guard(self, shape: Shape, row: Record, where: Mapping[str, Any]) -> dict[str, Any]:
        """What must still hold when it is written; where the version of a case taken says so already, nothing."""
        if shape.name != cases.name and row._mapping.get("case_id") in self._taken:
            return {}
        return {name: value for name, value in where.items() if name not in shape.key and type(value) not in MANY}

    def put(self, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
        shape = self._shape(table)
        own = tuple([key[name] for name in shape.key])
        known = self._known.get(shape, {}).get(own)
        whole = len(key) + len(values) == len(shape.columns)
        if known is not None:
            new = {name: value for name, value in shape.kept(values).items() if known._mapping[name] != value}
            if new:
                self.change(table, key, new)
            return
        if not whole:
            if not self.change(table, key, values):
                self.add(table, {**key, **values})
            return
        if (shape, own) in self._pending:
            self.flush()
        values = shape.kept({**key, **values})
        self._wait(Change(shape, own, "put", values, {}), values)

    def remove(self, table: Table, where: Mapping[str, Any]) -> int:
        shape = self._shape(table)
        key = shape.key_in(where)
        if key is None:
            whole = [{name: row._mapping[name] for name in shape.key} for row in self.every(table, where)]
            return sum(self.remove(table, {**where, **each}) for each in whole)
        row = self._by_key(shape, key)
        if row is None or not matches(row, where):
            return 0
        before = self._pending.get((shape, key))
        if before is not None and before.kind != "change":
            self.flush()  # it may be there already, or not: written, it surely is
        guard = self._guard(shape, row, where) if before is None else {}
        self._pending.pop((shape, key), None)
        self._wait(Change(shape, key, "remove", {}, guard), None, row._mapping.get("case_id"))
        return 1

    def sweep(self, table: Table, where: Mapping[str, Any], values: dict[str, Any], above: dict[str, Any]) -> None:
        """Change (without ``values``: remove) all rows of a case that these conditions hold for, without reading which."""
        shape = self._shapes[table]
        mine = [change for (own, _), change in self._pending.items() if own is shape and change.kind not in ("sweep", "clear")]
        if any(change.kind != "add" for change in mine) or self._swept.get(shape, values) != values:
            self.flush()
        else:
            self._sweep_new(mine, where, values, above)
        change = Change(shape, (), "sweep" if values else "clear", values, dict(where), above)
        self._wait_unkeyed(change)
        self._swept[shape] = values
        self._forget(shape, self._is_kept)
        self._touched.add(where["case_id"])

    def _sweep_new(self, added: list[Change], where: Mapping[str, Any], values: dict[str, Any], above: dict[str, Any]) -> None:
        """Rows that wait to be added and would be swept are added as swept, or not at all."""
        for change in added:
            row = Record({**change.shape.missing, **change.values})
            if not matches(row, where) or not all(row._mapping[name] > value for name, value in above.items()):
                continue
            if values:
                change.values.update(values)
            else:
                del self._pending[change.shape, change.key]

    def _shape(self, table: Table) -> Shape:
        """Nobody reads or changes what a sweep may still change, or what was written down unseen."""
        shape = self._shapes[table]
        if shape in self._swept:
            self.flush()
        return shape

    def _wait(self, change: Change, row: dict[str, Any] | None, case_id: str | None = None) -> None:
        self._pending[change.shape, change.key] = change
        self._told.pop(change.shape, None)
        self._known.setdefault(change.shape, {})[change.key] = None if row is None else Record(row)
        own = case_id if row is None else row.get("case_id")
        if own is not None and change.shape.name not in ASIDE:
            self._touched.add(own)
            if change.shape.name == cases.name and "version" in change.values:
                self._risen.add(own)

    def _wait_unkeyed(self, change: Change) -> None:
        """One that no row's key finds: it stands under itself, as how many wait may fall again before the next one comes."""
        self._pending[change.shape, (id(change),)] = change

    # --- cases ---
    def _take(self, case_id: str) -> Record | None:
        shape = self._shape(cases)
        if case_id in self._taken:
            return self._known[shape][case_id,]
        if self.locking:
            self.driver.begin()
        if case_id != self._foreseen or (self.driver.begun and not self.locking):
            # What was read before may be older than the version read now.
            for each in list(self._known):
                self._forget(each, self._is_kept)
            row = next(iter(self._select(shape, {"case_id": case_id}, lock=self.driver.begun)), None)
            self._known.setdefault(shape, {})[case_id,] = row
        row = self._known[shape][case_id,]
        if row is not None:
            self._taken[case_id] = row.version
        return row

    # --- writing ---
    def ask(self, build: Build, *key: Any, **later: Any) -> list[Record]:
        self.flush()
        return super().ask(build, *key, **later)

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Any statement of SQLAlchemy's."""
        self.flush()
        if not getattr(statement, "is_select", False):
            self._begin()
            for shape in list(self._known):
                self._forget(shape, self._is_kept)
            self._foreseen = None
        return self.driver.alchemy.execute(statement, parameters)

    @property
    def connection(self) -> Any:
        """The pool's connection, inside a transaction, for a library that writes by itself."""
        self.flush()
        self._begin()
        return self.driver.lent

    def flush(self) -> None:
        """Write what waits, within a transaction that goes on."""
        if self._pending:
            self._begin()
            self._write()

    def _begin(self) -> None:
        """From here the cases taken are locked, and still as they were read."""
        if self.driver.begun:
            return
        self.driver.begin()
        shape = self._shape(cases)
        for case_id, version in self._taken.items():
            row = next(iter(self._select(shape, {"case_id": case_id}, lock=True)), None)
            if row is None or row.version != version:
                raise LostRace(case_id)

    def _write(self) -> None:
        changes = list(self._pending.values())
        self._pending.clear()
        self._swept.clear()
        if self.driver.postgresql:
            groups = list(batches(changes))
            forms = tuple(map(form_of, groups))
            values = [value for form, group in zip(forms, groups, strict=True) for value in values_of(form, group)]
            try:
                self.driver.run(together(forms), values)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) == GUARD_FAILED:
                    raise LostRace("a guard held no more") from error
                raise
            return
        one_by_one = [(change, form_of([change])) for change in changes]
        statements = [(single(form), values_of(form, [change]), change) for change, form in one_by_one]
        self.driver.begin()  # not before all is ready: this lock is the whole file's
        for text, values, change in statements:
            if self.driver.change(text, values) != 1 and change.must_hold:
                raise LostRace(change.shape.name)

    def outrun(self) -> bool:
        """Has another transaction moved a case since this one has read it? Then what was read may not fit together."""
        if self.driver.begun:
            return False
        shape = self._shape(cases)
        now = {case_id: self._select(shape, {"case_id": case_id}) for case_id in self._taken}
        return any(not rows or rows[0].version != self._taken[case_id] for case_id, rows in now.items())

    def finish(self) -> None:
        """Write what still waits. Where no transaction was begun this is one by itself."""
        for case_id in self._touched & self._taken.keys() - self._risen:
            version = self._taken[case_id]
            self.change(cases, {"case_id": case_id, "version": version}, {"version": version + 1})
        if self._pending:
            self._write()
