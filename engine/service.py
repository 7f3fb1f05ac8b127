"""The engine: it builds the parts once and owns the only transaction. ``execute`` a command, ``ask`` a query."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import is_dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from engine import content
from engine.commands import HANDLERS, Parts, Work, tell
from engine.commands.results import pack, unpack
from engine.domain.chain import digest_bytes
from engine.domain.errors import EngineError, Invalid, Refused
from engine.domain.viewer import Viewer
from engine.queries import QUERIES
from engine.reactions import REACTIONS
from engine.settings import Settings
from engine.store import cases, journal, outbox, transaction
from engine.store.database import open_database
from engine.store.files import DatabaseFiles, DirectoryFiles
from engine.store.library import Library
from engine.store.opening import Opening
from engine.store.reader import Reader
from engine.store.seal import Seal


class Clock(Protocol):
    def now(self) -> datetime:
        """The instant, aware, UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def load_edition(files: bytes) -> content.Process:
    return content.load(content.from_zip(files))


class Look:
    """Questions answered as of one instant. Closed, it begins anew with the next question."""

    def __init__(self, engine: Engine, opening: Opening | None = None) -> None:
        self._engine, self.seen = engine, transaction.Look(engine.database, opening)

    def ask(self, query: Any, viewer: Viewer) -> Any:
        """As ``Engine.ask``."""
        return self.seen.answer(lambda tx: QUERIES[type(query)](query, self._engine.reader(tx), viewer))

    def process(self, edition_hash: str) -> content.Process:
        return self.seen.answer(lambda tx: self._engine.parts.library.process(tx, edition_hash))

    def current_process(self, process_id: str) -> content.Process:
        return self.seen.answer(lambda tx: self._engine.parts.library.current(tx, process_id)[1])

    def close(self) -> None:
        self.seen.end()


class Engine:
    """One per process of the operating system; threads share it."""

    def __init__(self, settings: Settings, clock: Clock | None = None, trace: Callable[[str, Any], None] | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.database = open_database(settings.database_url)
        self._free = transaction.FREE[self.database.dialect.name]
        files = DatabaseFiles() if settings.files == "database" else DirectoryFiles(settings.data_dir / "files")
        # told the (job id, case id) of what a commit enqueued; it must return at once and not raise
        self.after_commit: Callable[[list[tuple[str, str | None]]], None] | None = None
        self.parts = Parts(settings=settings, seal=Seal(settings.data_key), files=files, library=Library(load_edition), trace=trace)

    def dispose(self) -> None:
        """Close the pool's connections."""
        self.database.dispose()

    # --- writing ---
    def execute(self, command: Any, viewer: Viewer, look: Look | None = None) -> Any:
        """Apply the command once and give its result; the same ``command_id`` again gives the first result again.

        ``look``: what was seen before. It ends; the command goes on from it where it holds just what the command begins with.
        Everything it changes is committed together or not at all. A race lost to another transaction is run again and never shown.
        Raises what the command's docstring says, and Refused when the id was used for something else.
        """
        try:
            return transaction.racing(lambda locking: self._once(command, viewer, locking, look), self._free)
        except EngineError as error:
            # A double press: the same command may have been committed while this one waited for the case's lock.
            with transaction.reading(self.database) as tx:
                before = journal.command_result(tx, self.parts.seal, command.command_id)
            if before is None:
                self._leave_on_record(error, viewer)
                raise
            return self._again(before, type(command).__name__, viewer)

    def _leave_on_record(self, error: EngineError, viewer: Viewer) -> None:
        """What is told of the refusal stays the refusal, also when the record meets an error of its own."""
        if error.leaves is not None:
            with suppress(EngineError):
                self.execute(error.leaves, viewer)

    def _once(self, command: Any, viewer: Viewer, locking: bool, look: Look | None) -> Any:
        command_id, kind = command.command_id, type(command).__name__
        if not command_id or len(command_id) > 64:
            raise Invalid("command_id 应是 1 到 64 个字符。")
        with transaction.writing(self.database, Opening.of(command), locking=locking, look=look.seen if look else None) as tx:
            before = journal.command_result(tx, self.parts.seal, command_id)
            if before is not None:
                return self._again(before, kind, viewer)
            work = Work(tx=tx, parts=self.parts, viewer=viewer, now=self.clock.now(), command_id=command_id)
            result = HANDLERS[type(command)](command, work)
            if work.failure is None:
                self._write_down(work, command, kind, result)
        if work.failure is not None:
            raise work.failure
        if work.jobs and self.after_commit is not None:
            self.after_commit([(job.key, job.case_id) for job in work.jobs if not job.after])
        return result

    def _again(self, before: tuple[str, str, Any], kind: str, viewer: Viewer) -> Any:
        if before[:2] != (kind, viewer.actor):
            raise Refused("这个操作编号已经用过了，请刷新页面后再试。")
        return unpack(before[2])

    def _write_down(self, work: Work, command: Any, kind: str, result: Any) -> None:
        """Events to the journal and their reactions to the outbox, the cases' rows, and the command itself."""
        tell.everybody(work, REACTIONS)
        changed = work.changed_cases()
        for old, new in changed:
            own = [event for event in work.events if event.case_id == new.case_id]
            if own or new != old:
                length, head = journal.append(work.tx, self.parts.seal, new, own, work.viewer, work.now, work.command_id)
                cases.save(work.tx, old, new.journaled(length, head, work.now))
        for job in work.jobs:
            outbox.enqueue(work.tx, self.parts.seal, job.key, job.kind, job.arguments, work.now + job.after, job.case_id, job.division_code)
        case_id, division = (changed[0][1].case_id, changed[0][1].division_code) if changed else (getattr(command, "case_id", None), None)
        body = {} if getattr(command, "secret", False) else _body(command)
        journal.log_command(work.tx, self.parts.seal, work.command_id, kind, case_id, division, work.viewer, work.now, body, pack(result))

    # --- reading ---
    def look(self, opening: Opening | None = None) -> Look:
        """For several questions as of one instant; whoever asks for it ends it. ``opening``: of the command that will follow."""
        return Look(self, opening)

    def ask(self, query: Any, viewer: Viewer) -> Any:
        """Frozen rows for a page; what the viewer may not see does not exist."""
        with closing(self.look()) as look:
            return look.ask(query, viewer)

    def process(self, edition_hash: str) -> content.Process:
        with closing(self.look()) as look:
            return look.process(edition_hash)

    def current_process(self, process_id: str) -> content.Process:
        with closing(self.look()) as look:
            return look.current_process(process_id)

    def reader(self, tx: Any) -> Reader:
        """What queries read with, within a transaction the caller has opened."""
        return Reader(
            connection=tx,
            seal=self.parts.seal,
            now=self.clock.now(),
            library=self.parts.library,
            settings=self.settings,
            files=self.parts.files,
            directory=self.parts.directory,
        )

    def check_files(self, process_id: str, files: dict[str, bytes]) -> list[Any]:
        """Everything that is wrong with these files of a service; never raises for what is in them."""
        try:
            return list(content.check(content.Bundle(process_id, files)))
        except EngineError as error:
            return [content.Problem("", "", "bundle", "error", str(error))]


def _body(command: Any) -> dict[str, Any]:
    """The command as it can be replayed: file contents by their hash, which the file store keeps."""
    return {name: value if type(value) in _AS_THEY_ARE else _replayable(value) for name, value in vars(command).items()}


_AS_THEY_ARE = frozenset({str, bool, int, type(None), dict, list, tuple})


def _replayable(value: Any) -> Any:
    return digest_bytes(value) if isinstance(value, bytes) else pack(value) if is_dataclass(value) else value
