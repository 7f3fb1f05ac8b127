"""Processes of this machine as /proc tells of them, also those that are nobody's children any more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SIGKILL = 9  # by its number, so that the tests can be collected on Windows, whose signal module has none


def children_of(parent: int) -> list[int]:
    """Direct children only."""
    return [pid for pid, entry in _processes() if _read(entry / "stat").rpartition(b")")[2].split()[1:2] == [str(parent).encode()]]


def working_in(folder: Path) -> list[int]:
    """Whose working directory it is; a zombie has none any more."""
    found = []
    for pid, entry in _processes():
        with suppress(OSError):
            if (entry / "cwd").readlink() == folder:
                found.append(pid)
    return found


def started_with(setting: str) -> dict[int, str]:
    """Process → command of those in whose environment ``NAME=value`` stands."""
    own = [(pid, entry) for pid, entry in _processes() if setting.encode() in _read(entry / "environ").split(b"\0")]
    return {pid: _read(entry / "cmdline").replace(b"\0", b" ").decode().strip() for pid, entry in own}


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, SIGKILL)


def _processes() -> Iterator[tuple[int, Path]]:
    return ((int(entry.name), entry) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _read(path: Path) -> bytes:
    """Nothing of a process that has ended meanwhile."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
