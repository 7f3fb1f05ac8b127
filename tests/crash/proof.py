"""One crash run from an empty folder to its report."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from engine.service import Engine
from engine.store import transaction
from tests.crash import diary
from tests.crash.city import City, founded
from tests.crash.clients import at_work
from tests.crash.diary import Act
from tests.crash.evidence import Evidence, Unseen
from tests.crash.hardships import Hardships
from tests.crash.invariants import INVARIANTS, Finding
from tests.crash.killer import Killer
from tests.crash.processes import outlived
from tests.crash.receiver import Receiver, receiving
from tests.crash.report import Report
from tests.crash.settling import settle
from tests.crash.witness import Witness

DATABASES = ("sqlite", "postgresql")


def crash(database: str, kills: int, seed: int, seconds: float | None = None, *, keep: bool = False) -> Report:
    """Kill that often, or for so many ``seconds``, under load; settle; check. ``keep`` leaves the folder there when something is broken."""
    began, chance = time.monotonic(), random.Random(seed)
    with town_folder() as folder, receiving(seed) as receiver, founded(database, folder, receiver) as city:
        city.up()
        witness, hardships = Witness(city.settings.database_url), Hardships(city, chance)
        with at_work(city, receiver, chance) as people:
            killer = Killer(city, chance, witness, hardships, people.diaries)
            killer.wait_for_load()
            killer.strike(kills, None if seconds is None else time.monotonic() + seconds)
        witness.close()
        acts, settled = diary.read(people.diaries.glob("*.jsonl")), settle(city)
        unseen = Unseen(outlived(city.settings.data_dir), people.troubles)
        findings = examine(city, acts, receiver, witness.seen, settled, unseen)
        report = Report(database, seed, time.monotonic() - began, killer.blows, hardships.happened, acts, findings)
        if keep and report.breaches:
            _keep(folder, city)
        return report


def examine(
    city: City, acts: Sequence[Act], receiver: Receiver, seen: Mapping[tuple[str, int], str], settled: datetime, unseen: Unseen
) -> dict[str, Finding]:
    engine = Engine(city.settings)
    try:
        with transaction.reading(engine.database) as tx:
            evidence = Evidence(engine, tx, acts, receiver.received, seen, city.officer_ids, settled, unseen).read()
            return {name: check(evidence) for name, check in INVARIANTS.items()}
    finally:
        engine.dispose()


@contextmanager
def town_folder() -> Iterator[Path]:
    """Gone afterwards, unless a file ``kept`` lies in it. Its path is short, because a socket lies in it, and it is open to the account that
    PostgreSQL runs under."""
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        if not (folder / "kept").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _keep(folder: Path, city: City) -> None:
    (folder / "kept").write_text(f"{city.settings.database_url}\n")
