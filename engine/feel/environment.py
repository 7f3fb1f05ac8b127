"""What an expression may know of the world: the time and the working-day calendar. Nothing else."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")


def system_clock() -> datetime.datetime:
    return datetime.datetime.now(SHANGHAI)


@dataclass(frozen=True, slots=True)
class Environment:
    """``now()`` gives an aware datetime; ``calendar`` answers ``is_working_day(date)``, ``working_days_between(a, b)`` and
    ``add(instant, duration_text, mode)``, or is None: then the working-day functions give null.
    """

    now: Callable[[], datetime.datetime] = system_clock
    calendar: Any = None

    def local_now(self) -> datetime.datetime:
        """Now in China's one time zone."""
        return self.now().astimezone(SHANGHAI)

    def today(self) -> datetime.date:
        return self.local_now().date()


DEFAULT = Environment()
