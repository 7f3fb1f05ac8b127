"""A bystander who reads the heads of the journals while everything runs: what he once saw committed must stand there at the end."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from engine.domain.errors import Unavailable
from engine.store import transaction
from engine.store.database import open_database
from engine.store.schema import cases


class Witness:
    def __init__(self, database_url: str) -> None:
        self._database = open_database(database_url)
        self.seen: dict[tuple[str, int], str] = {}  # (case, length of its journal) → head

    def look(self) -> None:
        """Skipped while the database is away."""
        try:
            with transaction.reading(self._database) as tx:
                rows = tx.execute(select(cases.c.case_id, cases.c.journal_length, cases.c.journal_head)).all()
        except (DBAPIError, Unavailable):
            return
        self.seen.update({(row.case_id, row.journal_length): row.journal_head for row in rows})

    def close(self) -> None:
        self._database.dispose()
