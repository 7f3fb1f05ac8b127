"""What a query reads from: one consistent look at the database, and the values around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from engine.domain.calendar import WorkCalendar
from engine.settings import Settings
from engine.store.directory import Directory
from engine.store.files import FileStore
from engine.store.library import Library
from engine.store.seal import Seal


@dataclass(frozen=True)
class Reader:
    connection: Connection
    seal: Seal
    now: datetime
    library: Library
    settings: Settings
    files: FileStore
    directory: Directory

    def open(self, sealed: bytes | None) -> Any:
        """The JSON value of a sealed column; None for NULL."""
        return self.seal.open(sealed)

    def process(self, edition_hash: str) -> Any:
        return self.library.process(self.connection, edition_hash)

    def current(self, process_id: str) -> Any:
        """The Process new cases take. Raises Missing."""
        return self.library.current(self.connection, process_id)[1]

    def processes(self) -> tuple[Any, ...]:
        return tuple(self.library.all_current(self.connection).values())

    def content_of(self, sha256: str) -> bytes:
        return self.files.get(self.connection, sha256)

    @cached_property
    def calendar(self) -> WorkCalendar:
        return self.directory.calendar(self.connection)

    @cached_property
    def departments(self) -> Mapping[str, str]:
        return self.directory.departments(self.connection)

    @cached_property
    def divisions(self) -> Mapping[str, str]:
        return self.directory.divisions(self.connection)
