"""Who is let onto a core first where more processes work than there are cores (Linux; elsewhere nothing).

A process that *takes turns* (SCHED_BATCH) waits for a core to fall free, and pushes nobody off: a command goes to the database and back a few
times, and each push in the middle of a burst of a millisecond leaves two caches cold, a fifth of all completions. Whoever holds what all others
wait for, SQLite's one lock, is let on at once until it is released: else they wait for him, and he for one of them.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

_takes_turns = False


def take_turns() -> None:
    """This process, from now on: this thread, and those it begins."""
    global _takes_turns
    _takes_turns = True
    _be("SCHED_BATCH")


def press_on() -> None:
    """This thread, until it says ``give_way``."""
    if _takes_turns:
        _be("SCHED_OTHER")


def give_way() -> None:
    if _takes_turns:
        _be("SCHED_BATCH")


def _be(policy: str) -> None:
    if sys.platform == "linux":
        with suppress(OSError):  # a container may forbid it
            os.sched_setscheduler(0, getattr(os, policy), os.sched_param(0))
