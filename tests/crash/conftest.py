"""Folders for towns."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """Its path is short, because a socket lies in it, and it is open to the account that PostgreSQL runs under."""
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
