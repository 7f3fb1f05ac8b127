"""What a process has loaded, in pages of two megabytes instead of four kilobytes (Linux 6.1 and newer; elsewhere nothing).

A command runs through some hundred functions, each once or twice, and these lie all over a heap of a hundred megabytes. With small pages a core has
to look up where most of them are, and in a virtual machine whose host is busy that takes longer than what it then does there. The same holds
for the programs: interpreter, server and drivers.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

LARGE = 2 * 2**20
_ADVISE_LARGE, _COLLAPSE = 14, 25  # MADV_HUGEPAGE, MADV_COLLAPSE
_USED = {"rw": 0.7, "r-": 0.2}
"""Share of a mapping that has to be in memory already. A thread's stack is a large reservation that hardly anything is in, and much of a library is
never run; all of it would be there then."""
_MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (?:(rw).p \S+ \S+ 0 +(?:\[heap\])?|(r-)xp \S+ \S+ [1-9]\d* .*)\n(?:.*\n)*?Rss: +(\d+) kB")


def gather() -> int:
    """Move there what can be moved, as long as there is plenty of memory; gives the bytes that lie in large pages then."""
    if sys.platform != "linux":
        return 0
    with suppress(OSError, AttributeError, ValueError):
        places = list(_places())
        if places and LARGE * len(places) * 8 < _available():
            advise = ctypes.CDLL(None).madvise
            advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
            for place in places:
                advise(place, LARGE, _ADVISE_LARGE)
            return sum(LARGE for place in places if advise(place, LARGE, _COLLAPSE) == 0)
    return 0


def _places() -> Iterator[int]:
    """Addresses of whole large pages in use: memory of this process alone, and programs."""
    for mapping in _MAPPING.finditer(Path("/proc/self/smaps").read_text()):
        begin, end, resident = int(mapping[1], 16), int(mapping[2], 16), 1024 * int(mapping[5])
        if resident >= _USED[mapping[3] or mapping[4]] * (end - begin):
            yield from range(-(-begin // LARGE) * LARGE, end - LARGE + 1, LARGE)


def _available() -> int:
    found = re.search(r"MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text())
    return 1024 * int(found[1]) if found else 0
