"""A process lays what it has loaded into large pages, where the system has them, and goes on as before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine import large_pages

ROOT = Path(__file__).parents[2]
SMAPS = """\
5647557fe000-564756c00000 rw-p 00000000 00:00 0                          [heap]
Size:              20488 kB
Rss:               20000 kB
AnonHugePages:         0 kB
7fe0a0f2a000-7fe0a1800000 rw-p 00000000 00:00 0 
Size:               9048 kB
Rss:                 120 kB
7fe0b0000000-7fe0b0400000 r-xp 00100000 fe:00 1234                       /usr/lib/libpython3.so
Size:               4096 kB
Rss:                2100 kB
7fe0c0000000-7fe0c4000000 r-xp 00100000 fe:00 1235                       /usr/lib/hardly used.so
Size:              65536 kB
Rss:                 900 kB
7fe0d0000000-7fe0d0400000 rw-s 00000000 00:01 77                         /dev/shm/shared
Size:               4096 kB
Rss:                4096 kB
7ffc00000000-7ffc00400000 rw-p 00000000 00:00 0                          [stack]
Size:               4096 kB
Rss:                4096 kB
"""  # noqa: W291  (as the system writes it)


def test_what_is_in_use_is_moved_and_no_reservation_nor_what_others_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda _: SMAPS)
    heap = range(0x564755800000, 0x564756C00000, large_pages.LARGE)
    assert list(large_pages._places()) == [*heap, 0x7FE0B0000000, 0x7FE0B0200000]


def test_where_memory_is_scarce_nothing_is_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_pages, "_available", lambda: 1)
    assert large_pages.gather() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is nothing to be told")
def test_a_process_that_has_gathered_remembers_all_it_knew_and_goes_on() -> None:
    program = """
from engine import large_pages
known = [{"number": number, "text": str(number) * 50} for number in range(100_000)]
moved = large_pages.gather() + large_pages.gather()  # again: what lies there stays there
assert moved % large_pages.LARGE == 0
known += [{"number": number, "text": str(number) * 50} for number in range(100_000, 110_000)]
assert all(each == {"number": number, "text": str(number) * 50} for number, each in enumerate(known))
print("as before")
"""
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["as", "before"]


def test_a_system_that_tells_nothing_of_its_memory_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: Path) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", missing)
    assert large_pages.gather() == 0
