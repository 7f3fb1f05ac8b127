"""What was made to keep its reader busy for ever is told from what is merely slow here: no test measures speed (``bench`` does)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

FOR_EVER = 60.0  # seconds of this thread's own processor time, a hundred times what any of it takes


@contextmanager
def not_for_ever() -> Iterator[None]:
    before = time.thread_time()
    yield
    assert time.thread_time() - before < FOR_EVER
