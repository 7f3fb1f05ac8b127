"""Everything a finished run left: the rows of the database as they stand, the process states read, the diaries, what the world outside saw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.domain.contact import EMAIL, PHONE, Contact
from engine.domain.viewer import Viewer
from engine.domain.word_kinds import kind_of
from engine.queries import QUERIES
from engine.queries.operations import SentMessages
from engine.runtime import codec
from engine.runtime.moves import Context
from engine.runtime.run import Run
from engine.runtime.token import READY
from engine.service import Engine
from engine.store import schema, schema_office
from engine.store.schema_licence import licence
from engine.store.schema_word import word
from tests.crash.city import CONTACTS
from tests.crash.diary import Act
from tests.crash.receiver import Received

TABLES = (
    schema.cases, schema.process_state, schema.task, schema.timer, schema.service_call, schema.message_wait, schema.incident, schema.job,
    schema.journal, schema.material_file, schema.letter, schema.public_notice, schema_office.sent_message, word, licence,
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Where a case stands by its BPMN state: ids as the rows name them, without the case's own."""

    ended: bool
    tasks: frozenset[str]
    timers: frozenset[str]
    calls: frozenset[str]
    waits: frozenset[str]
    incidents: frozenset[str]


class Asking:
    """A connection inside a transaction, asked as pages ask theirs: what was changed in it and will be taken back is seen, too."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    def ask(self, build: Any, *key: Any, **later: Any) -> list[Row[Any]]:
        return list(self._tx.execute(build(*key), later))


@dataclass(frozen=True)
class Unseen:
    """What no row tells: programs that ran on when all had been ended, clients that gave up or met a bug."""

    orphans: Sequence[str] = ()
    troubles: Sequence[str] = ()


@dataclass
class Evidence:
    """``tx``: one consistent look at the database. ``seen``: (case, length of its journal) → head, as read while it ran. ``now``: when it
    was settled."""

    engine: Engine
    tx: Connection
    acts: Sequence[Act]
    received: Sequence[Received]
    seen: Mapping[tuple[str, int], str]
    officer_ids: Mapping[str, str]
    now: datetime
    unseen: Unseen = Unseen()
    rows: dict[str, list[Row[Any]]] = field(default_factory=dict)
    logged: dict[str, Row[Any]] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)

    def read(self) -> Evidence:
        """Take in the rows."""
        self.rows = {table.name: list(self.tx.execute(select(table))) for table in TABLES}
        log = schema.command_log.c
        self.logged = {row.command_id: row for row in self.tx.execute(select(log.command_id, log.kind, log.case_id, log.actor))}
        editions = {row.case_id: row.edition_hash for row in self.rows["cases"]}
        for row in self.rows["process_state"]:
            self.standings[row.case_id] = self._standing(editions[row.case_id], bytes(row.state))
        return self

    def _standing(self, edition_hash: str, state: bytes) -> Standing:
        definition = self.engine.parts.library.process(self.tx, edition_hash).definition
        run = Run(definition, Context({}, self.now, None), 0)  # type: ignore[arg-type]  # nothing is evaluated
        codec.load(run, state)
        tokens = [] if run.completed else list(run.tasks.values())
        held: dict[str, set[str]] = defaultdict(set)
        for token in tokens:
            for kind in ("timer", "call", "wait", "incident"):
                if kind in token.internal_data:
                    held[kind].add(token.internal_data[kind])
        ready = {
            token.id for token in tokens if token.has_state(READY) and token.task_spec.manual and "incident" not in token.internal_data
        }
        named = (frozenset(held[kind]) for kind in ("timer", "call", "wait", "incident"))
        return Standing(run.completed, frozenset(ready), *named)

    @cached_property
    def events(self) -> dict[str, list[Row[Any]]]:
        """Event name → journal rows."""
        return grouped(self.rows["journal"], lambda row: row.event)

    @cached_property
    def by_command(self) -> dict[str, list[Row[Any]]]:
        return grouped(self.rows["journal"], lambda row: row.command_id)

    def about(self, event: str, fact: str) -> dict[str, list[Row[Any]]]:
        """Rows of this event by one of their facts, ``task_id`` say."""
        return grouped(self.events.get(event, []), lambda row: row.facts[fact])

    @cached_property
    def carried(self) -> dict[str, list[Row[Any]]]:
        """Key of each message that must go out to an officer → the words it carries."""
        logins = {officer_id: login for login, officer_id in self.officer_ids.items()}
        found: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in self.rows["word"]:
            contact = CONTACTS.get(logins.get(row.officer_id, ""), Contact())
            for channel in (EMAIL, PHONE):
                dispatch = row.held_dispatch if row.held == channel else row.dispatch
                if dispatch and contact.wants(kind_of(row.template), channel):
                    found[f"{dispatch}:{channel}"].append(row)
        return found

    @cached_property
    def messages_on_page(self) -> list[str]:
        """Ids of the messages that the operator's pages show: page after page, and from where a list breaks off to the next."""
        found: list[str] = []
        before: datetime | None = None
        while True:
            ids, older = self._list_of_messages(before)
            known = set(found)  # the next list begins with the instant at which this one broke off
            found += [each for each in ids if each not in known]
            if older is None:
                return found
            before = older

    def _list_of_messages(self, before: datetime | None) -> tuple[list[str], datetime | None]:
        ids, page, older = list[str](), 1, None
        while True:
            shown = QUERIES[SentMessages](SentMessages(page=page, before=before), self.engine.reader(Asking(self.tx)), Viewer.system())
            ids += [row.message_id for row in shown.rows]
            older = older or shown.older
            if page >= shown.pages:
                return ids, older
            page += 1


def grouped(rows: Iterable[Any], key: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
