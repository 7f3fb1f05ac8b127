"""How the databases would find what they were asked for: statements are heard, and planned again as if every table were large.

A prepared statement of PostgreSQL's is planned without its values, as the server does once it keeps a plan: an index of rows with one status
is of no use to a statement that is told the status.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from engine.store.schema import metadata

MARK = re.compile(r"\$\d")
LOGS = ("job", "command_log", "sent_message", "access_log", "administration_log", "daily_figure")
GROWING = {table.name for table in metadata.tables.values() if "case_id" in table.columns} | {*LOGS}


@contextmanager
def heard(database: Engine) -> Iterator[dict[str, Any]]:
    """Each statement that was sent meanwhile, with the values it was sent with first."""
    said: dict[str, Any] = {}

    @event.listens_for(database, "before_cursor_execute")
    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE", "INSERT")):
            said.setdefault(statement, values)

    yield said
    event.remove(database, "before_cursor_execute", hear)


def read_through(database: Engine, said: dict[str, Any]) -> list[str]:
    """Table and statement, where a growing table would be read from end to end."""
    plan = _postgresql if database.dialect.name == "postgresql" else _sqlite
    with database.connect() as connection:
        found = [(table, statement) for statement, values in said.items() for table in plan(connection, statement, values)]
    return [f"{table}: {statement}" for table, statement in found if table in GROWING]


def _postgresql(connection: Connection, statement: str, values: Any) -> list[str]:
    cursor: Any = connection.connection.cursor()
    cursor.execute("SET LOCAL enable_seqscan = off")  # the tables are small here: else they would be read through because that is cheaper
    if MARK.search(statement):
        cursor.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {statement}")
    else:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values or None)
    found = cursor.fetchone()[0]
    return [node["Relation Name"] for node in nodes_of(found) if node["Node Type"] == "Seq Scan"]


def nodes_of(explained: Any) -> Iterator[dict[str, Any]]:
    """All nodes of the plan that PostgreSQL explains in JSON."""
    yield from _within((json.loads(explained) if isinstance(explained, str) else explained)[0]["Plan"])


def _within(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _within(inner)


def _sqlite(connection: Connection, statement: str, values: Any) -> list[str]:
    lines = [row[-1].split() for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(values or ()))]
    return [line[1] for line in lines if line[0] == "SCAN" and "INDEX" not in line]
