"""Bytes: the largest process state a service of the project ever has, and what a case writes, in its own scenarios.

Speed hangs on the first: the state is read and written at every step. What a case takes on the disk with all its indexes, measured over a
million, stands under ``growth``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from bench.frame import Figure
from bench.templates import TABLES
from engine import content
from engine.rehearsal.scenarios import rehearsal
from engine.settings import ROOT
from engine.store import transaction

MOST_KB = 12.0


def measure(quick: bool) -> Iterable[Figure]:
    for process_id in content.processes(ROOT):
        yield from _service(process_id, 3 if quick else None)


def _service(process_id: str, stories: int | None) -> Iterator[Figure]:
    with rehearsal(ROOT, process_id) as own:
        engine, sizes = own.stage.engine, [0]
        trace = engine.parts.trace

        def heard(case_id: str, advance: Any) -> None:
            sizes.append(len(advance.state))
            if trace is not None:
                trace(case_id, advance)

        engine.parts = replace(engine.parts, trace=heard)
        for scenario in own.scenarios[:stories]:
            own.play(scenario)
        state = max(sizes) / 1024
        yield Figure(f"{process_id}: largest process state", state, "KB", "bound", MOST_KB, state / MOST_KB, at_most=1.0)
        with transaction.reading(engine.database) as tx:
            cases = tx.execute(text("SELECT count(*) FROM cases")).scalar_one()
            written = sum(tx.execute(text(_bytes_of(table))).scalar_one() for table in TABLES)
        yield Figure(f"{process_id}: written for a case, without indexes", written / cases / 1024, "KB", note=f"{cases} stories")


def _bytes_of(table: Any) -> str:
    """The bytes of all values of a table (rehearsals run on SQLite)."""
    whole = " + ".join(f'coalesce(length(CAST("{column.name}" AS BLOB)), 0)' for column in table.columns)
    return f'SELECT coalesce(sum({whole}), 0) FROM "{table.name}"'  # noqa: S608  (names of our own schema)
