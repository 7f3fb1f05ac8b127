"""One command's unit of work: rows are read once and remembered, changes wait, and all of them are written together at the end.

No lock is held while the engine works. A case is *taken* at the version it was read with; the write at the end says "version still mine"
inside itself, and where another transaction was first everything is taken back and the command runs again (``transaction.retrying``).
So the rule for everybody: whoever writes rows of a case has taken it, and its version rises with every such write.

What one writes one reads: ``first`` and ``every`` answer from what is remembered, changes included. Any other statement (``execute``)
has the waiting changes written first, within a real transaction that from there on holds the locks of the cases taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, Table
from sqlalchemy.exc import DBAPIError

from engine.store.asked import Build
from engine.store.memory import Memory, matches
from engine.store.schema import cases
from engine.store.shapes import MANY, Key, Record, Shape
from engine.store.statements import GUARD_FAILED, NOTHING, Change, Logs, at_once, batches, single, together


class LostRace(Exception):
    """Another transaction was first; run again."""


class Writing(Memory):
    def __init__(self, database: Engine, *, locking: bool = False, seen: Memory | None = None) -> None:
        """``locking``: lock what is taken, and wait for it; for those who have lost a race. What is foreseen is locked before it is read.
        ``seen``: read a moment ago in one statement; it and its connection are this one's from now on."""
        super().__init__(database, seen)
        self.locking = locking
        self._cases = self._shapes[cases]
        self._pending: dict[tuple[Shape, Key], Change] = {}
        self._logs: Logs = {}  # rows written down
        self._taken: dict[str, int] = {}  # case id → version
        self._touched: set[str] = set()
        self._risen: set[str] = set()
        self._swept: dict[Shape, dict[str, Any] | None] = {}  # tables with a sweep waiting, and what it writes; None: with rows written down

    # --- reading ---
    def first_locked(self, table: Table, where: Mapping[str, Any]) -> Record | None:
        """A lock on ``cases`` takes the case; on other tables it is a lock until the end."""
        if table is cases:
            return self._take(where["case_id"])
        self.flush()
        self._begin()
        self._forget(self._shapes[table], self._is_kept)
        return next(iter(self.every(table, where, lock=True)), None)

    def _is_kept(self, shape: Shape, key: Key) -> bool:
        """Waits to be written, or is protected by its version."""
        return (shape, key) in self._pending or (shape is self._cases and key[0] in self._taken)

    # --- changing ---
    def add(self, table: Table, values: dict[str, Any]) -> None:
        shape = self._shapes[table]  # a sweep that waits leaves new rows alone
        key = shape.key_of(values)
        values = shape.kept(values)
        if (shape, key) in self._pending:  # removed and added again
            self.flush()
        self._wait(Change(shape, key, "add", values, NOTHING, NOTHING), {**shape.missing, **values})

    def write_down(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Add rows that this work does not look at again (where it does, what waits is written first)."""
        shape = self._shapes[table]
        if shape not in self._swept:
            self._swept[shape] = None
            if shape in self._known:
                self._forget(shape, self._is_kept)
        for values in rows:
            self._logs.setdefault((shape, tuple(values)), []).append(values)
            if not shape.aside and (own := values.get("case_id")) is not None:
                self._touched.add(own)

    def change(self, table: Table, where: Mapping[str, Any], values: dict[str, Any]) -> int:
        shape = self._shape(table)
        key = shape.key_in(where)
        if key is None:
            whole = [{name: row._mapping[name] for name in shape.key} for row in self.every(table, where)]
            return sum([self.change(table, {**where, **each}, values) for each in whole])
        row = self._by_key(shape, key)
        if row is None or not (len(where) == len(key) or matches(row, where)):
            return 0
        self._change(shape, key, row._mapping, self._guard(shape, row, where) if len(where) > len(key) else {}, values)
        return 1

    def _change(self, shape: Shape, key: Key, row: dict[str, Any], guard: dict[str, Any], values: dict[str, Any]) -> None:
        values = shape.kept(values)
        waiting = self._pending.get((shape, key))
        if waiting is None:
            waiting = Change(shape, key, "change", values, guard, NOTHING)
        else:
            if waiting.kind == "change":
                waiting.guard.update({name: value for name, value in guard.items() if name not in waiting.values and name not in waiting.guard})
            waiting.values.update(values)
        self._wait(waiting, {**row, **values})

    def _guard(self, shape: Shape, row: Record, where: Mapping[str, Any]) -> dict[str, Any]:
        """What must still hold when it is written; where the version of a case taken says so already, nothing."""
        if shape is not self._cases and row._mapping.get("case_id") in self._taken:
            return {}
        return {name: value for name, value in where.items() if name not in shape.key and type(value) not in MANY}

    def put(self, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
        shape = self._shape(table)
        own = shape.key_of(key)
        known = self._known[shape].get(own)
        if known is not None:
            row = known._mapping
            new = {name: value for name, value in values.items() if row[name] != value}
            if new:
                self._change(shape, own, row, {}, new)
            return
        if len(key) + len(values) < len(shape.columns):
            if not self.change(table, key, values):
                self.add(table, {**key, **values})
            return
        if (shape, own) in self._pending:
            self.flush()
        values = shape.kept({**key, **values})
        self._wait(Change(shape, own, "put", values, NOTHING, NOTHING), values)

    def remove(self, table: Table, where: Mapping[str, Any]) -> int:
        shape = self._shape(table)
        key = shape.key_in(where)
        if key is None:
            rows = self.every(table, where)
            return sum([self.remove(table, {**where, **{name: row._mapping[name] for name in shape.key}}) for row in rows])
        row = self._by_key(shape, key)
        if row is None or not matches(row, where):
            return 0
        before = self._pending.get((shape, key))
        if before is not None and before.kind != "change":
            self.flush()  # it may be there already, or not: written, it surely is
        guard = self._guard(shape, row, where) if before is None else {}
        self._pending.pop((shape, key), None)
        self._wait(Change(shape, key, "remove", {}, guard, NOTHING), None, row._mapping.get("case_id"))
        return 1

    def sweep(self, table: Table, where: Mapping[str, Any], values: dict[str, Any], above: dict[str, Any], keep_new: bool = True) -> None:
        """Change (without ``values``: remove) all rows of a case that these conditions hold for, without reading which. ``keep_new`` False: of
        those that this work itself would add, none is added."""
        shape = self._shapes[table]
        mine = [change for (own, _), change in self._pending.items() if own is shape and change.kind not in ("sweep", "clear")]
        if any(change.kind != "add" for change in mine) or self._swept.get(shape, values) != values:
            self.flush()
        else:
            self._sweep_new(mine, where, values if keep_new else {}, above)
        change = Change(shape, (), "sweep" if values else "clear", values, dict(where), above)
        self._pending[shape, (id(change),)] = change  # no row's key finds it; how many wait may fall again before the next one comes
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

    def _wait(self, change: Change, row: dict[str, Any] | None, case_id: str | None = None) -> None:
        shape = change.shape
        self._pending[shape, change.key] = change
        self._told.pop(shape, None)
        self._known[shape][change.key] = None if row is None else Record(row)
        own = case_id if row is None else row.get("case_id")
        if own is not None and not shape.aside:
            self._touched.add(own)
            if shape is self._cases and "version" in change.values:
                self._risen.add(own)

    # --- cases ---
    def _take(self, case_id: str) -> Record | None:
        shape = self._cases
        if case_id in self._taken:
            return self._known[shape][case_id,]
        if self.locking:
            self.driver.begin()
        if case_id != self._foreseen or (self.driver.begun and not self.locking):
            # What was read before may be older than the version read now.
            for each in list(self._known):
                self._forget(each, self._is_kept)
            row = next(iter(self._select(shape, {"case_id": case_id}, lock=self.driver.begun)), None)
            self._known[shape][case_id,] = row
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
        if self._pending or self._logs:
            self._begin()
            self._write()

    def _begin(self) -> None:
        """From here the cases taken are locked, and still as they were read."""
        if self.driver.begun:
            return
        self.driver.begin()
        shape = self._cases
        for case_id, version in self._taken.items():
            row = next(iter(self._select(shape, {"case_id": case_id}, lock=True)), None)
            if row is None or row.version != version:
                raise LostRace(case_id)

    def _write(self) -> None:
        said = batches(self._pending.values(), self._logs)
        self._pending.clear()
        self._logs.clear()
        self._swept.clear()
        if self.driver.postgresql:
            try:
                statements = at_once(said)
                if len(statements) > 1:
                    self._begin()
                for forms, values in statements:
                    self.driver.run(together(forms), values)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) == GUARD_FAILED:
                    raise LostRace("a guard held no more") from error
                raise
            return
        one_by_one = [(single(form), values, form) for form, values in said]
        self.driver.begin()  # not before all is ready: this lock is the whole file's
        for text, values, form in one_by_one:
            if self.driver.change(text, values) != 1 and form.must_hold:
                raise LostRace(form.shape.name)

    def outrun(self) -> bool:
        """Has another transaction moved a case since this one has read it? Then what was read may not fit together."""
        if self.driver.begun:
            return False
        shape = self._cases
        now = {case_id: self._select(shape, {"case_id": case_id}) for case_id in self._taken}
        return any(not rows or rows[0].version != self._taken[case_id] for case_id, rows in now.items())

    def finish(self) -> None:
        """Write what still waits. Where no transaction was begun this is one by itself."""
        for case_id in self._touched & self._taken.keys() - self._risen:
            version = self._taken[case_id]
            self.change(cases, {"case_id": case_id, "version": version}, {"version": version + 1})
        if self._pending or self._logs:
            self._write()
