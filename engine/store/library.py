"""Editions parsed once per process of the operating system. An edition never changes, so what was read once stays right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from engine.domain.errors import Missing
from engine.store import editions


class Library:
    """``load`` turns an edition's zip into the content's Process; it is given by the service, so that this layer needs no content."""

    def __init__(self, load: Callable[[bytes], Any], most: int = 200) -> None:
        self._load = load
        self._most = most
        self._known: dict[str, Any] = {}

    def process(self, tx: Connection, edition_hash: str) -> Any:
        """Raises Missing when no such edition is stored."""
        known = self._known.get(edition_hash)
        if known is None:
            row = editions.find(tx, edition_hash)
            if row is None:
                raise Missing("没有找到这个版本的流程。")
            if len(self._known) >= self._most:
                self._known.pop(next(iter(self._known)))
            known = self._known[edition_hash] = self._load(bytes(row.files))
        return known

    def current(self, tx: Connection, process_id: str) -> tuple[str, Any]:
        """(hash, Process) that new cases take. Raises Missing when the service is not published."""
        row = editions.current_hash(tx, process_id)
        if row is None:
            raise Missing("没有找到这项服务，或者它还没有发布。")
        return row, self.process(tx, row)

    def all_current(self, tx: Connection) -> dict[str, Any]:
        return {process_id: self.process(tx, own) for process_id, own in editions.current_hashes(tx).items()}
