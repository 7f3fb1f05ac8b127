"""Cases that have ended, as samples for forecasts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, bindparam, insert, select

from engine.domain.figures import WHOSE, Entry
from engine.store.asked import OWN
from engine.store.indexes import FINISHED
from engine.store.schema import cases, journal
from engine.store.schema_forecast import past_cases

BATCH = 100


def processes(tx: Any) -> list[str]:
    return sorted(tx.execute(select(past_cases.c.process_id).distinct()).scalars())


def ended(tx: Any, process_id: str, most: int) -> list[Any]:
    """The cases of a service that were decided and closed last: case_id, division_code, submitted_at, closed_at."""
    columns = (cases.c.case_id, cases.c.division_code, cases.c.submitted_at, cases.c.closed_at)
    own = select(*columns).where(FINISHED, cases.c.process_id == process_id)
    return list(tx.execute(own.order_by(cases.c.closed_at.desc(), cases.c.case_id.desc()).limit(most)))


def stages(tx: Any, case_ids: list[str]) -> dict[str, dict[str, datetime]]:
    """Case → words of a stage → when it first began, in their order."""
    found: dict[str, dict[str, datetime]] = {}
    for start in range(0, len(case_ids), BATCH):
        own = select(journal.c.case_id, journal.c.at, journal.c.facts).where(journal.c.case_id.in_(case_ids[start : start + BATCH]))
        for row in tx.execute(own.where(journal.c.event == "StageBegun").order_by(journal.c.case_id, journal.c.seq)):
            found.setdefault(row.case_id, {}).setdefault(row.facts["stage"], row.at)
    return found


def told(tx: Any, case_ids: list[str]) -> dict[str, list[Entry]]:
    """Case → what its journal says of whose time it was."""
    found: dict[str, list[Entry]] = {}
    for start in range(0, len(case_ids), BATCH):
        columns = (journal.c.case_id, journal.c.at, journal.c.event, journal.c.element_id, journal.c.facts)
        own = select(*columns).where(journal.c.case_id.in_(case_ids[start : start + BATCH]), journal.c.event.in_(sorted(WHOSE)))
        for row in tx.execute(own.order_by(journal.c.case_id, journal.c.seq)):
            found.setdefault(row.case_id, []).append(Entry(row.at, row.event, row.element_id or "", row.facts))
    return found


def put(tx: Any, process_id: str, samples: list[dict[str, Any]]) -> None:
    """In the place of what was known of the service."""
    tx.execute(past_cases.delete().where(past_cases.c.process_id == process_id))
    if samples:
        tx.execute(insert(past_cases), samples)


def of_stage(tx: Any, process_id: str, stage: str, divisions: Iterable[str]) -> list[Any]:
    return tx.ask(_of_stage, tuple(sorted(divisions)), own=process_id, stage=stage)


def _of_stage(divisions: tuple[str, ...]) -> Select[Any]:
    stage = bindparam("stage", None, type_=String())
    return select(past_cases).where(past_cases.c.process_id == OWN, past_cases.c.stage == stage, past_cases.c.division_code.in_(divisions))
