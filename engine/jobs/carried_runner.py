"""The worker of PostgreSQL: Procrastinate wakes it, gives it one job of a case at a time, and tells which worker's heart has stopped."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable
from datetime import timedelta
from functools import partial

from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Job, Status

from engine.jobs.carrier import QUEUE, TASK, Carrier
from engine.jobs.handlers import Surroundings
from engine.jobs.runner import JOBS_AT_ONCE, ROUND, Runner
from engine.service import Engine
from engine.store import carried

_log = logging.getLogger(__name__)
GRACE = timedelta(seconds=2)  # the relay's time to hand over before the sweep does
BEATS = 4  # of a worker's heart that must fail before it is thought dead
LISTEN = 0.2  # seconds between two looks at whether to stop
PATIENCE = 5.0  # seconds for a connection; then all begins anew
LOOK_AGAIN = 0.3  # seconds; nothing tells a worker that a job has given its case free for the next, so it looks


class CarriedRunner(Runner):
    def __init__(self, engine: Engine, around: Surroundings, jobs_at_once: int = JOBS_AT_ONCE) -> None:
        super().__init__(engine, around, jobs_at_once)
        self._carrier = Carrier(engine)
        self._dead_after = self.attempts.lease.total_seconds() / 2
        self._looked = 0.0
        self._carried_out = 0

    # --- one round ---
    def _work_ready(self) -> int:
        return asyncio.run(self._work_what_is_carried())

    # --- for ever ---
    def _round(self) -> None:
        self._carrier.sweep(GRACE)
        super()._round()

    def _work(self) -> None:
        asyncio.run(self._keep_working())

    def _app(self) -> App:
        address, libpq = carried.carriers_address(self.engine.database)
        app = App(connector=PsycopgConnector(conninfo=address, kwargs=libpq, min_size=1, max_size=4, timeout=PATIENCE))
        app.task(name=TASK, queue=QUEUE)(self._carry_out)
        return app

    async def _work_what_is_carried(self) -> int:
        app = self._app()
        async with app.open_async():
            await self._give_back(app)
            self._carrier.sweep(timedelta(0))
            before = self._carried_out
            await self._worker(app, wait=False)
        return self._carried_out - before

    async def _keep_working(self) -> None:
        """Until resting, or until Procrastinate's worker gives up because the database went away."""
        app = self._app()
        async with app.open_async():
            worker = asyncio.create_task(self._worker(app, wait=True))
            while not self.resting and not worker.done():
                await asyncio.wait([worker], timeout=LISTEN)
                if self._looked + min(self._dead_after / 2, 10) < time.monotonic():
                    self._looked = time.monotonic()
                    await self._give_back(app)
            worker.cancel()  # it finishes the jobs at hand
            await asyncio.wait([worker])
            if not worker.cancelled() and (error := worker.exception()) is not None:
                raise error
        await asyncio.sleep(0 if self.resting else ROUND)

    def _worker(self, app: App, *, wait: bool) -> Awaitable[None]:
        return app.run_worker_async(
            queues=[QUEUE],
            concurrency=self.jobs_at_once,
            wait=wait,
            listen_notify=wait,
            fetch_job_polling_interval=LOOK_AGAIN,
            delete_jobs="always",  # the outbox remembers
            install_signal_handlers=False,
            update_heartbeat_interval=self._dead_after / BEATS,
            stalled_worker_timeout=self._dead_after,
        )

    async def _carry_out(self, job_id: str) -> None:
        """The task of Procrastinate. It never fails there: how it went stands in the outbox row."""
        self._carried_out += 1
        ended = asyncio.wrap_future(self.hands.begin(partial(self.attempts.work, job_id), job_id))
        done, _ = await asyncio.wait([ended], timeout=self.attempts.lease.total_seconds())
        if not done:
            self.hands.leave_behind(job_id)

    # --- what dead workers hold ---
    async def _give_back(self, app: App) -> None:
        """Its jobs are taken from a worker whose heart has stopped, and the lock of the case with them."""
        for stalled in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=self._dead_after):
            await self._release(app, stalled)

    async def _release(self, app: App, stalled: Job) -> None:
        _log.warning("the worker of job %s is dead; the job is taken back", stalled.queueing_lock)
        await asyncio.to_thread(self.attempts.take_back, str(stalled.queueing_lock), timedelta(seconds=self._dead_after * (1 - 1 / BEATS)))
        await app.job_manager.finish_job(stalled, Status.FAILED, delete_job=True)
