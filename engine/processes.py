"""Child processes that are kept alive: one that dies is started again, all end together.

For what this program starts beside itself. A service manager or a container platform may do the same with ``work --alone``.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from engine import large_pages
from engine.domain.errors import Unavailable
from engine.store.cores import take_turns

_Made = TypeVar("_Made")
_log = logging.getLogger(__name__)
LOOK = 0.2  # seconds between two looks at the children
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0  # before a child that died is started again; doubled while it dies young
LONGEST_WAIT = 5.0  # between two looks whether the database is back
GROWN_UP = 30.0  # seconds after which a child counts as well again
# Ctrl-C in a terminal reaches a whole group; the children are told by their supervisor, once.
_OWN_GROUP = 0 if os.name == "posix" else None
GATHERED_AFTER = (0.0, 15.0, 105.0)  # seconds, one rest after the other: services, officers and statements are read with the first work
GRACE = 25.0  # seconds for the work at hand when all shall end


def settle() -> None:
    """Before the work of a long-lived process begins: what has been loaded stays for good, and what commands leave behind is freed by counting,
    so that the collector need neither walk through the one nor look for the other every few hundred objects. It comes to
    lie in large pages meanwhile, and so does what is loaded with the first work. From here its threads take turns."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    take_turns()
    threading.Thread(target=_gather, name="large pages", daemon=True).start()


def _gather() -> None:
    for rest in GATHERED_AFTER:
        time.sleep(rest)
        large_pages.gather()


def when_reachable(act: Callable[[], _Made], told: Callable[[Unavailable], None], rest: Callable[[float], object] = time.sleep) -> _Made:
    """What ``act`` gives, once the database takes it; ``told`` hears once why one waits. Ctrl-C and signals end the waiting at once."""
    delay = FIRST_DELAY
    while True:
        try:
            return act()
        except Unavailable as error:
            if delay == FIRST_DELAY:
                told(error)
        rest(delay)
        delay = min(delay * 2, LONGEST_WAIT)


class _Child:
    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._delay = FIRST_DELAY
        self._start_at = 0.0
        self._started = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def look_after(self) -> None:
        now = time.monotonic()
        if self.process is None:
            if now >= self._start_at:
                self._started, self.process = now, subprocess.Popen(self._command, process_group=_OWN_GROUP)
        elif (code := self.process.poll()) is not None:
            self._delay = FIRST_DELAY if now - self._started > GROWN_UP else min(self._delay * 2, LONGEST_DELAY)
            self._start_at, self.process = now + self._delay, None
            _log.error("process %s ended with code %s and is started again in %.1f s", " ".join(self._command[1:4]), code, self._delay)


class Supervisor:
    """``number`` processes of one command; ``run`` looks after them until ``stop``."""

    def __init__(self, number: int, command: Sequence[str]) -> None:
        self._children = [_Child(command) for _ in range(number)]
        self._stop = threading.Event()

    def run(self) -> None:
        try:
            while not self._stop.is_set():
                for child in self._children:
                    child.look_after()
                self._stop.wait(LOOK)
        finally:
            self._end()

    def stop(self) -> None:
        """May be called from a signal handler or another thread; ``run`` returns when all have ended."""
        self._stop.set()

    @property
    def process_ids(self) -> list[int]:
        return [child.process.pid for child in self._children if child.process is not None]

    def _end(self) -> None:
        alive = [child.process for child in self._children if child.process is not None]
        for process in alive:
            process.terminate()
        until = time.monotonic() + GRACE
        for process in alive:
            try:
                process.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def when_orphaned(parent: int, act: Callable[[], None], grace: float = GRACE) -> None:
    """When the process ``parent`` that started this one is gone (killed, so that it could not tell its children): ``act``, once; if this process
    still runs after ``grace`` seconds, the kernel ends it.

    granian loses an order to end that comes just before it listens for one, and such an orphan would hold the port for ever. A second order while
    it carries out the first makes it wait for itself with Python's lock in its hand; so nothing of Python's is asked to end it.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK * 5)
        signal.setitimer(signal.ITIMER_REAL, grace)  # SIGALRM, which nobody here handles
        act()

    if os.name == "posix":
        threading.Thread(target=watch, name="orphan watch", daemon=True).start()
