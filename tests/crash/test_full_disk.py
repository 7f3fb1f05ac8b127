"""A disk that is really full, under SQLite's file and under PostgreSQL's tables: people read a sentence, nothing is half-done, it goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.commands.apply import StartDraft
from engine.commands.attach import AttachFile
from engine.domain.errors import Unavailable
from engine.domain.viewer import Viewer
from engine.store import journal, migrate, transaction
from tests.crash.postgres import USER, Cluster
from tests.databases import KINDS, Databases
from tests.engine.test_service import counts
from tests.engine.world import HERE, STALL, World, found, fresh

MEGABYTE = 1024 * 1024
PAPER = b"%PDF-1.4\n"


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of its own, of that size. Skips where it cannot be had."""
    folder = Path(tempfile.mkdtemp(prefix="disk-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True, check=False)
    try:
        if mounted.returncode:
            pytest.skip("A small disk can only be mounted by root.")
        folder.chmod(0o755)
        yield folder
    finally:
        if not mounted.returncode:
            subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


@contextmanager
def world_on_a_small_disk(kind: str, databases: dict[str, Databases], disk: Path) -> Iterator[World]:
    """Everything that grows lies on that disk: the file of SQLite and the uploads, or PostgreSQL's tables."""
    with databases[kind].fresh(found) as url, tempfile.TemporaryDirectory(prefix="onestop-") as folder:
        if kind == "sqlite":
            for part in Path(url.removeprefix("sqlite:///")).parent.glob("*.sqlite*"):
                shutil.copyfile(part, disk / part.name)
            world = World(f"sqlite:///{next(disk.glob('*.sqlite'))}", disk)
            try:
                yield world
            finally:
                world.engine.dispose()
            return
        with cluster_on(disk, Path(folder)) as small:
            migrate(small)
            found(small)
            world = World(small, Path(folder))
            try:
                yield world
            finally:
                world.engine.dispose()


@contextmanager
def cluster_on(disk: Path, folder: Path) -> Iterator[str]:
    folder.chmod(0o755)
    cluster = Cluster(folder / "pg")
    tables = disk / "tables"
    tables.mkdir()
    shutil.chown(tables, USER if os.geteuid() == 0 else None)
    try:
        cluster.ready()
        cluster.run(f"create tablespace small location '{tables}'")
        cluster.run("create database onestop tablespace small")
        yield cluster.url()
    finally:
        cluster.stop()


def fill(disk: Path, leave: int) -> Path:
    """All but so many bytes; gives the file to remove again."""
    ballast = disk / "ballast"
    free = os.statvfs(disk)
    ballast.write_bytes(b"\0" * max(0, free.f_bavail * free.f_frsize - leave))
    return ballast


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_disk_is_told_leaves_nothing_half_done_and_work_goes_on_when_there_is_room(
    kind: str, databases: dict[str, Databases]
) -> None:
    with small_disk(64) as disk, world_on_a_small_disk(kind, databases, disk) as world:
        started = world.do(StartDraft(command_id=fresh(), process_id=STALL, division=HERE), Viewer.public())
        applicant = Viewer.applicant({started.case_id})
        ballast = fill(disk, leave=MEGABYTE // 2)
        told, command, number = None, None, 0
        while told is None and number < 5_000:
            number += 1
            before = counts(world)
            command = StartDraft(command_id=fresh(), process_id=STALL, division=HERE)
            try:
                world.engine.execute(command, Viewer.public())
            except Unavailable as full:
                told = str(full)
        assert told is not None and "磁盘" in told
        assert counts(world) == before, "half a command is there"
        upload = AttachFile(
            command_id=fresh(), case_id=started.case_id, material_id="site_plan", filename="图.pdf", content=PAPER * 100_000
        )
        if kind == "sqlite":  # uploads lie on the same disk
            with pytest.raises(Unavailable, match="磁盘"):
                world.engine.execute(upload, applicant)
            assert counts(world) == before
        ballast.unlink()
        again = world.engine.execute(command, Viewer.public())
        world.engine.execute(upload, applicant)
        assert counts(world)["cases"] == before["cases"] + 1
        with transaction.reading(world.engine.database) as tx:
            seal = world.engine.parts.seal
            assert [journal.first_broken(tx, seal, world.case(each.case_id)) for each in (started, again)] == [None, None]
