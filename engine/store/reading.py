"""One consistent look that changes nothing. A page asks many small questions, several of them more than once: what was read is remembered, and
what asks for rows of one table by plain conditions goes to the driver without SQLAlchemy in between (``engine.store.memory``)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine

from engine.store.memory import Memory


class Reading(Memory):
    def __init__(self, database: Engine) -> None:
        super().__init__(database)
        try:
            self.driver.begin_reading()
        except BaseException:  # nobody else knows of this connection yet
            self.driver.close()
            raise

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Any question in SQLAlchemy's words."""
        return self.driver.alchemy.execute(statement, parameters)
