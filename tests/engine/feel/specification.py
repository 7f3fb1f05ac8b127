"""How the specification cases are read: ``expression → string()`` of its value, one per line."""

from __future__ import annotations

from typing import Any

import pytest


def cases(table: str) -> list[Any]:
    """``text → expected`` lines as test parameters; blank lines and lines with ``#`` first are comments."""
    found = []
    for line in table.strip().splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            text, _, expected = line.rpartition(" → ")
            found.append(pytest.param(text, expected, id=text))
    return found
