"""What a load balancer and a watchman ask: is this process fit for visitors, and does the background work keep up? Nothing secret."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.viewer import Viewer
from engine.store.migrate import is_newest
from engine.store.outbox import next_run_at
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class Health:
    """Raises Unavailable when the database is away."""


@dataclass(frozen=True)
class HealthShown:
    schema_is_newest: bool
    queue_lag_seconds: int  # since when the job that waits longest could have been begun


def health(query: Health, reader: Reader, viewer: Viewer) -> HealthShown:
    due = next_run_at(reader.connection)
    lag = 0 if due is None else max(0, int((reader.now - due).total_seconds()))
    return HealthShown(is_newest(reader.connection), lag)


QUERIES = {Health: health}
