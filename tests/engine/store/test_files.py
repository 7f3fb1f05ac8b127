"""Uploads in a directory."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from engine.store.files import DirectoryFiles

TX: Any = None  # the directory needs no transaction


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Only Linux tells which file a descriptor is.")
def test_a_files_content_and_then_its_name_are_on_the_disk_before_it_is_said_to_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed, fsync = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (flushed.append(Path(f"/proc/self/fd/{descriptor}").readlink()), fsync(descriptor)))
    sha256 = DirectoryFiles(tmp_path).put(TX, b"plan")
    assert sha256 == hashlib.sha256(b"plan").hexdigest()
    assert [path.parent if path.name.startswith(".") else path for path in flushed] == [
        tmp_path,
        tmp_path / sha256[:2],
        tmp_path / sha256[:2],
    ]
    assert DirectoryFiles(tmp_path).get(TX, sha256) == b"plan"


def test_the_same_content_again_is_kept_once(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path)
    assert files.put(TX, b"plan") == files.put(TX, b"plan")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
