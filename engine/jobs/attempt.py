"""One attempt at one job: claim it, do it, write down how it went. The same for every way a worker hears of the job."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Any

from engine.domain.errors import EngineError, NotYet, Unavailable
from engine.domain.sentence import Sentence
from engine.jobs.handlers import JOBS, Surroundings, Task, fire_timer
from engine.service import Engine
from engine.store import outbox, progress, transaction

_log = logging.getLogger(__name__)
BATCH = 50
TRY_AGAIN = 0.5  # seconds
LOST = str(Sentence("执行它的进程中断了，或者超过了时限。"))


class Attempts:
    """What a worker can do with an engine; several threads may share it."""

    def __init__(self, engine: Engine, around: Surroundings) -> None:
        self.engine = engine
        self._around = around
        self.lease = engine.settings.lease

    def work(self, job_id: str) -> bool:
        """Attempt the job. False if it was not ready any more, or another job of its case is being worked."""
        claimed = transaction.retrying(lambda: self._claim(job_id))
        if claimed is None:
            return False
        self._write_down(claimed, self._do(claimed))
        return True

    def _write_down(self, claimed: Any, error: EngineError | None) -> None:
        """Also when the database went away meanwhile, for as long as the lease may last: what is done need not be done again."""
        until = time.monotonic() + self.lease.total_seconds()
        while True:
            try:
                return transaction.retrying(lambda: self._settle(claimed, error))
            except Unavailable:
                if time.monotonic() > until:
                    raise
            time.sleep(TRY_AGAIN)

    def _claim(self, job_id: str) -> Any:
        with transaction.writing(self.engine.database) as tx:
            return outbox.claim(tx, job_id, self.engine.clock.now(), self.lease)

    def _do(self, claimed: Any) -> EngineError | None:
        try:
            arguments = self.engine.parts.seal.open(claimed.arguments_sealed)
            place = {"case_id": claimed.case_id, "division_code": claimed.division_code}
            task = Task(claimed.job_id, {**arguments, **place}, claimed.attempts)
            JOBS[claimed.kind](self.engine, self._around, task)
        except EngineError as error:
            return error
        except Exception as bug:  # noqa: BLE001  (a bug in one job must not stop the others; an operator sees it as failed)
            _log.exception("job %s met a bug", claimed.job_id)
            return _bug(bug)
        return None

    def _settle(self, claimed: Any, error: EngineError | None) -> None:
        now = self.engine.clock.now()
        with transaction.writing(self.engine.database) as tx:
            if error is None:
                outbox.finish(tx, claimed, now)
            elif error.permanent or claimed.attempts >= outbox.PATIENCE:
                outbox.give_up(tx, claimed, str(error))
            else:
                outbox.put_off(tx, claimed, str(error), now)

    # --- what no job stands for yet, or no worker any more ---
    def take_back_lapsed(self) -> int:
        """Jobs that a worker held beyond its lease: pushed ahead, or to the dead letters. How many."""
        return transaction.retrying(self._take_back_lapsed)

    def _take_back_lapsed(self) -> int:
        now = self.engine.clock.now()
        with transaction.writing(self.engine.database) as tx:
            return sum(outbox.take_back(tx, held, LOST, held.claimed_until) for held in outbox.lapsed(tx, now, BATCH))

    def take_back(self, job_id: str, silent_for: timedelta) -> None:
        """The job of a worker that is known to be dead for so long; not that of another who began it since."""
        transaction.retrying(lambda: self._take_back(job_id, silent_for))

    def _take_back(self, job_id: str, silent_for: timedelta) -> None:
        now = self.engine.clock.now()
        with transaction.writing(self.engine.database) as tx:
            held = outbox.running(tx, job_id)
            if held is not None and held.claimed_until - self.lease <= now - silent_for:
                outbox.take_back(tx, held, LOST, now)

    def fire_due(self) -> int:
        """Fire timers that are due. One that does not fire becomes a job, with a job's patience: it is in nobody's way."""
        now = self.engine.clock.now()
        with transaction.reading(self.engine.database) as tx:
            due = progress.due_timers(tx, now, BATCH)
        for row in due:
            self._fire(row)
        return len(due)

    def _fire(self, row: Any) -> None:
        try:
            fire_timer(self.engine, self._around, Task(row.timer_id, {"timer_id": row.timer_id}, 1))
        except Unavailable:
            raise
        except NotYet:  # the clock was set back between the look and the act: it stays, and is looked at again
            return
        except EngineError as error:
            self._as_job(row, error)
        except Exception as bug:  # noqa: BLE001  (as above)
            _log.exception("timer %s met a bug", row.timer_id)
            self._as_job(row, _bug(bug))

    def _as_job(self, row: Any, error: EngineError) -> None:
        _log.error("timer %s cannot fire: %s", row.timer_id, error)
        transaction.retrying(lambda: self._enqueue(row))

    def _enqueue(self, row: Any) -> None:
        arguments, seal, now = {"timer_id": row.timer_id}, self.engine.parts.seal, self.engine.clock.now()
        with transaction.writing(self.engine.database) as tx:
            if progress.timer_is_due(tx, row.timer_id):
                outbox.enqueue(tx, seal, progress.timer_job(row.timer_id), "fire_timer", arguments, now, row.case_id, row.division_code)


def _bug(bug: Exception) -> EngineError:
    return EngineError("程序错误：{kind}", kind=f"{type(bug).__name__} {bug}"[:500])
