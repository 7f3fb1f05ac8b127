"""The same act in two cities, in turns, so that a busy machine slows both alike: what it takes by the clock, and what of processors."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bench.frame import Figure, growth, not_measured
from engine.service import Engine
from engine.store import transaction

Act = Callable[[], Any]
_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"


@dataclass(frozen=True)
class Took:
    """Milliseconds: ``wall`` by the clock; ``processor`` of this process and of the server's for this database together, which other work on the
    machine hardly changes. NaN where the system does not tell it (Linux does, of a server beside us)."""

    wall: float
    processor: float


def in_turns(
    acts: tuple[tuple[Engine, Act], tuple[Engine, Act]], visits: int, warm: int, of: Callable[[list[float]], float], first: tuple[Act, Act] | None = None
) -> tuple[Took, Took]:
    """``of``: what is told of the visits, their median or a percentile. ``first``: what goes before each of them and is not counted."""
    spent = [_Spent(engine) for engine, _ in acts]
    took: list[list[tuple[float, float]]] = [[], []]
    for turn in range(warm + visits):
        for each, processors, (_, act), before_it in zip(took, spent, acts, first or (None, None), strict=True):
            if before_it is not None:
                before_it()
            if turn == warm:
                processors.look_for_them()  # connections are open now
            before, began = processors.so_far(), time.perf_counter()
            act()
            wall = time.perf_counter() - began
            each.append((1000 * wall, processors.so_far() - before))
    small, large = (Took(*(of(list(column)) for column in zip(*each[warm:], strict=True))) for each in took)
    return small, large


def processor_time(name: str, large: Took, baseline: str, small: Took, *, at_most: float | None) -> Figure:
    if math.isnan(large.processor + small.processor):
        return not_measured(name, "this system does not tell what another process has used")
    return growth(name, large.processor, "ms", baseline, small.processor, at_most=at_most)


class _Spent:
    def __init__(self, engine: Engine) -> None:
        self.engine, self.accounts = engine, list[Path]()

    def look_for_them(self) -> None:
        with transaction.reading(self.engine.database) as tx:
            self.accounts = [Path(f"/proc/{pid}/schedstat") for pid in tx.execute(text(_BACKENDS)).scalars()]

    def so_far(self) -> float:
        try:
            server = sum(int(account.read_text().split()[0]) for account in self.accounts)
        except OSError:
            return math.nan
        return 1000 * time.process_time() + server / 1e6
