"""One consistent look that changes nothing. A page asks many small questions, several of them more than once: what was read is remembered, and
what asks for rows of one table by plain conditions goes to the driver without SQLAlchemy in between (``engine.store.memory``).

What opens a command (``engine.store.opening``) is one statement, which needs no transaction to be of one instant. Whoever asks more begins
anew with a transaction, and reads everything again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from engine.store.asked import Build
from engine.store.memory import Memory
from engine.store.opening import Opening, look
from engine.store.shapes import Record, Shape


class AsksMore(Exception):
    """Than what the look was opened with."""


class Reading(Memory):
    def __init__(self, database: Engine) -> None:
        super().__init__(database)
        self.opened: Opening | None = None
        self._answers: dict[Any, list[Record]] = {}

    def open(self, opening: Opening) -> None:
        """To be the first question."""
        look(self, opening)
        self.opened = opening

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Any question in SQLAlchemy's words."""
        self._more()
        return self.driver.alchemy.execute(statement, parameters)

    def ask(self, build: Build, *key: Any, **later: Any) -> list[Record]:
        """Asked again, it is not read again."""
        self._more()
        told = (build, key, tuple(later.items()))
        if told not in self._answers:
            self._answers[told] = self._asked(build, key, later)
        return self._answers[told]

    def ask_anew(self, build: Build, *key: Any, **later: Any) -> list[Record]:
        """The same, planned for these values: where the best way depends on what is asked for, as with words."""
        self._more()
        return self._asked(build, key, later, anew=True)

    def _select(self, shape: Shape, where: Mapping[str, Any], order: tuple[str, ...] = (), lock: bool = False) -> list[Record]:
        self._more()
        return super()._select(shape, where, order, lock)

    def _more(self) -> None:
        if self.opened is not None:
            raise AsksMore
        if not self.driver.begun:
            self.driver.begin_reading()

    def begin_anew(self) -> None:
        self.opened = None
        self._known.clear()
        self._scopes.clear()
        self._told.clear()
        self._answers.clear()
