"""Each working morning, when the office opens: tell who has steps that are due today. Once a day for each division, by the command's id."""

from __future__ import annotations

from datetime import date, datetime

from engine.commands.nearly_due import TellNearlyDue
from engine.domain.calendar import SHANGHAI, WorkCalendar
from engine.domain.viewer import Viewer
from engine.jobs import turn
from engine.service import Engine
from engine.store import board, transaction

NAME = "nearly due"


def tell_when_due(engine: Engine) -> bool:
    """Whether it was time, and this worker's turn."""
    if not turn.taken(engine, NAME):
        return False
    now = engine.clock.now()
    with transaction.reading(engine.database) as tx:
        calendar, divisions = engine.parts.directory.calendar(tx), board.divisions(tx)
    today = now.astimezone(SHANGHAI).date()
    if calendar.is_working_day(today) and now >= calendar.opening(today):
        for division in divisions:
            engine.execute(TellNearlyDue(command_id=f"nearly-due:{division}:{today.isoformat()}", division=division), Viewer.system())
    turn.over(engine, NAME, now, _next(calendar, now, today) - now)
    return True


def _next(calendar: WorkCalendar, now: datetime, today: date) -> datetime:
    """The next opening of the office."""
    opens = calendar.opening(calendar.next_working_day(today, 0))
    return opens if opens > now else calendar.opening(calendar.next_working_day(today))
