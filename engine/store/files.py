"""Uploaded files, content-addressed by SHA-256: in a directory (one machine, or a shared mount) or in the database (several machines)."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from engine.domain.errors import Missing
from engine.store import rows
from engine.store.schema_office import blob


class FileStore(Protocol):
    def put(self, tx: Connection, content: bytes) -> str:
        """Keep the content and give its SHA-256 in hex. Putting the same content again is free."""

    def get(self, tx: Connection, sha256: str) -> bytes:
        """Raises Missing."""

    def forget(self, tx: Connection, sha256: str) -> None:
        """Take the content away; nothing happens where it is not there."""


class DirectoryFiles:
    """Two levels of folders below ``root``. A file is written aside, flushed to disk and renamed, so half a file is never seen; its name is
    flushed too, before the row that points to it is committed. One left over by a rolled-back command is harmless: nothing points to it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256

    def put(self, tx: Connection, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _flush_names(self._root)
            aside = path.with_name(f".{sha256}.{secrets.token_hex(4)}")
            with aside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        _flush_names(path.parent)  # also of a file that another command, killed since, has left here
        return sha256

    def get(self, tx: Connection, sha256: str) -> bytes:
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise Missing("没有找到这个文件。") from error

    def forget(self, tx: Connection, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)


def _flush_names(folder: Path) -> None:
    """A renamed file survives a power cut only once its folder has reached the disk."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class DatabaseFiles:
    def put(self, tx: Connection, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        if rows.first(tx, blob, sha256=sha256) is None:
            rows.add(tx, blob, sha256=sha256, content=content, size=len(content))
        return sha256

    def get(self, tx: Connection, sha256: str) -> bytes:
        row = rows.first(tx, blob, sha256=sha256)
        if row is None:
            raise Missing("没有找到这个文件。")
        return bytes(row.content)

    def forget(self, tx: Connection, sha256: str) -> None:
        rows.remove(tx, blob, sha256=sha256)
