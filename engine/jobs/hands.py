"""A worker's hands: each job is worked in a thread of its own, so that one that hangs can be written off.

Python cannot stop a thread. A job that outlives its lease is left behind (its lease is over, so others may take it), and the hand counts as
free again. A worker that has left too many behind is worn out: its process should end, and its supervisor starts a fresh one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future

_log = logging.getLogger(__name__)
MOST_LEFT_BEHIND = 8


class Hands:
    def __init__(self) -> None:
        self._left_behind = 0

    @property
    def worn_out(self) -> bool:
        return self._left_behind >= MOST_LEFT_BEHIND

    def begin(self, work: Callable[[], object], name: str) -> Future[None]:
        """Work in a new thread. The future ends when it does; what was raised is logged: the row tells the next worker what to do."""
        ended: Future[None] = Future()

        def thread() -> None:
            try:
                work()
            except Exception:  # noqa: BLE001  (a database that went away while the job ran; its lease runs out and it is taken back)
                _log.exception("job %s could not be settled", name)
            finally:
                ended.set_result(None)

        threading.Thread(target=thread, name=f"job {name}", daemon=True).start()
        return ended

    def leave_behind(self, name: str) -> None:
        self._left_behind += 1
        _log.error("job %s hangs beyond its lease and was left behind", name)
