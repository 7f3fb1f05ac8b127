"""A case the engine has lived through, as text with places in it: filled in differently, it is another case with the same story.

Everything that must be its own is a place: the case's id and number, its division (in officers' ids and numbers of letters, too), the ids of
commands, letters, files and notices, and the hashes of its journal. Instants are moved by whole weeks, so that working days stay what they were.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, DateTime, LargeBinary, Table, select

from engine.domain import exact_json
from engine.domain.chain import GENESIS
from engine.store import schema
from engine.store.schema import Instant, cases, journal
from engine.store.schema_office import sent_message

TABLES: tuple[Table, ...] = (
    cases, schema.process_state, schema.answers, schema.task, schema.case_item, schema.material, schema.material_file, schema.party,
    schema.clock, schema.timer, schema.service_call, schema.message_wait, schema.incident, schema.letter, schema.public_notice, journal,
    schema.command_log, schema.job, sent_message,
)  # fmt: skip
PASSING = frozenset({"command_log", "job", "sent_message"})
"""What retention has taken from a case that ended long ago (``engine.store.retention``)."""
OWN_IDS = {"command_log": "command_id", "journal": "command_id", "letter": "letter_id", "material_file": "file_id", "public_notice": "notice_id"}
PLACE = re.compile(r"@([A-Z]\d*)@")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d")
_SERIAL = re.compile(r"(〔\d{4}〕)\d{6}(号)")


@dataclass(frozen=True)
class Text:
    """``pieces`` alternate between words and the names of places."""

    words: tuple[str, ...]
    places: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Text:
        parts = PLACE.split(text)
        return cls(tuple(parts[::2]), tuple(parts[1::2]))

    def filled(self, values: dict[str, str]) -> str:
        out = [""] * (2 * len(self.places) + 1)
        out[::2] = self.words
        out[1::2] = [values[place] for place in self.places]
        return "".join(out)


@dataclass(frozen=True)
class Story:
    """One template moved by some weeks. ``rows``: table → its lines in PostgreSQL's COPY format; ``chain``: what each journal row hashes,
    with the place its hash goes to. ``ids``: how many ids it draws."""

    rows: dict[str, Text]
    chain: tuple[tuple[str, Text], ...]
    ids: int
    day: date
    short_code: str


class Template:
    def __init__(self, tx: Connection, case_id: str, short_code: str) -> None:
        self.rows = {table.name: _read(tx, table, case_id) for table in TABLES}
        (case,) = self.rows["cases"]
        self.short_code, self.created_at = short_code, case["created_at"]
        found = dict.fromkeys(str(row[column]) for table, column in OWN_IDS.items() for row in self.rows[table])
        self.ids = len(found)
        self.swaps = {case_id: "@C@", case["case_no"]: "@N@", case["division_code"]: "@D@"}
        self.swaps |= {own: f"@I{number}@" for number, own in enumerate(found)}
        self.wanted = re.compile("|".join(map(re.escape, sorted(self.swaps, key=len, reverse=True))))

    def story(self, weeks: int, *, passing: bool) -> Story:
        """As it would stand if it had happened so many weeks earlier; without what passes, if asked."""
        back = timedelta(weeks=weeks)
        rows = {
            table.name: Text.of("".join(self._line(table, row, back) for row in self.rows[table.name]))
            for table in TABLES
            if self.rows[table.name] and (passing or table.name not in PASSING)
        }
        day = (self.created_at - back).date()
        return Story(rows, tuple(self._chain(back)), self.ids, day, self.short_code)

    def _line(self, table: Table, row: dict[str, Any], back: timedelta) -> str:
        return "\t".join(self._field(table, column, row, back) for column in table.columns) + "\n"

    def _field(self, table: Table, column: Any, row: dict[str, Any], back: timedelta) -> str:
        value = row[column.name]
        if value is None:
            return "\\N"
        if isinstance(column.type, LargeBinary):
            return f"\\\\x{bytes(value).hex()}"
        if isinstance(column.type, Instant | DateTime):
            return f"{value - back:%Y-%m-%d %H:%M:%S.%f}+00"
        if isinstance(value, bool):
            return "t" if value else "f"
        if isinstance(value, date):
            return (value - back).isoformat()
        if table is journal and column.name in ("hash", "previous_hash"):
            return self._hash(row["seq"] - (column.name == "previous_hash"))
        if table is cases and column.name == "journal_head":
            return self._hash(row["journal_length"])
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
        return self._placed(text, back).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")

    @staticmethod
    def _hash(seq: int) -> str:
        return f"@H{seq}@" if seq else GENESIS

    def _placed(self, text: str, back: timedelta) -> str:
        moved = _INSTANT.sub(lambda found: (datetime.fromisoformat(found[0]) - back).isoformat(), text)
        return self.wanted.sub(lambda found: self.swaps[found[0]], _SERIAL.sub(r"\1@S@\2", moved))

    def _chain(self, back: timedelta) -> Iterator[tuple[str, Text]]:
        """The rows in their order, each as ``engine.domain.chain`` writes it down to hash it."""
        for row in sorted(self.rows["journal"], key=lambda one: one["seq"]):
            at = (row["at"] - back).isoformat(timespec="microseconds")
            rest = exact_json.dumps([row["seq"], "@A@", row["event"], row["actor"], row["element_id"] or "", row["facts"]]).decode()
            last = exact_json.dumps([row["details_digest"], row["command_id"]]).decode()
            body = self._placed(rest, back)[1:-1].replace("@A@", at) + "," + self._placed(last, back)[1:-1]
            yield f"H{row['seq']}", Text.of(f'["{self._hash(row["seq"] - 1)}",{body}]')


def _read(tx: Connection, table: Table, case_id: str) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in tx.execute(select(table).where(table.c.case_id == case_id))]
