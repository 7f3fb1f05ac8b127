"""Working days and office hours: the only place that knows how long a legal limit lasts.

The day of the event is not counted, counting begins on the next day (行政许可法 art. 82; 民法典 art. 201). Instants go in and come out
aware; what comes out is UTC. Days are days in Asia/Shanghai.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal
from zoneinfo import ZoneInfo

from engine.domain.duration import Duration
from engine.domain.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
Mode = Literal["working", "calendar"]
_DAY = timedelta(days=1)
_END_OF_DAY = time(23, 59, 59)
_MOST_COUNTED = 2_000


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Opening spans of a working day, in order, not overlapping."""

    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise Invalid("办公时间应按先后排列、互不重叠，例如 08:30-12:00、13:30-17:30")

    @classmethod
    def parse(cls, *spans: str) -> OfficeHours:
        """``OfficeHours.parse("08:30-12:00", "13:30-17:30")``; raises Invalid."""
        try:
            pairs = [tuple(time.fromisoformat(edge.strip()) for edge in span.split("-", 1)) for span in spans]
            return cls(tuple((opens, closes) for opens, closes in pairs))
        except ValueError:
            raise Invalid("办公时间“{spans}”应写成 08:30-12:00 的样子", spans=" ".join(spans)) from None

    @property
    def closes(self) -> time:
        return self.spans[-1][1]


@dataclass(frozen=True, slots=True)
class YearTable:
    """One year's official arrangement. ``provisional`` = not yet published: who leans on it must say so."""

    holidays: frozenset[date] = frozenset()
    makeup_days: frozenset[date] = frozenset()
    provisional: bool = False
    office_hours: OfficeHours | None = None


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left until a due instant, or by how much it has passed (``overdue``). Never negative. ``working_minutes`` only where it is less than
    a working day, else 0: nobody is told minutes beside days."""

    working_days: int
    working_minutes: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Year tables and office hours of one region. A year without a table has weekends only and is provisional."""

    years: Mapping[int, YearTable]
    office_hours: OfficeHours
    _counted: dict[Any, datetime] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Due instants of limits in whole days: they depend on the day they are given and on nothing else, and a city gives the same few every day."""

    def is_working_day(self, day: date) -> bool:
        return _is_worked(day, self.years.get(day.year))

    def next_working_day(self, day: date, number: int = 1) -> date:
        """The ``number``-th working day after ``day``; 0 gives ``day`` itself if one works then, else the next working day."""
        if number == 0:
            return day if self.is_working_day(day) else self.next_working_day(day)
        year, worked = day.year, self._working_ordinals(day.year)
        target = bisect_right(worked, day.toordinal()) + number - 1
        while target >= len(worked):
            target -= len(worked)
            year += 1
            worked = self._working_ordinals(year)
        return date.fromordinal(worked[target])

    def add(self, instant: datetime, duration: Duration | str, mode: Mode = "working") -> datetime:
        """The due instant (UTC) of a limit given at ``instant``.

        ``working``: days end at closing time of the last working day, hours and minutes run inside office hours, half a day is half the
        office minutes of the day it is given; months are calendar months, ending at closing time of a working day.
        ``calendar``: whole days and months end at 23:59:59 local of the last day; hours, minutes and parts of days simply elapse.
        Raises Invalid for weeks of working days, which no two people count alike.
        """
        limit = Duration.of(duration)
        local = _local(instant)
        counted = (local.date(), limit, mode)
        due = self._counted.get(counted)
        if due is None:
            due = self._add(local, limit, mode).astimezone(UTC)
            if limit.is_whole_days and not limit.is_zero:
                if len(self._counted) >= _MOST_COUNTED:
                    self._counted.clear()
                self._counted[counted] = due
        return due

    def _add(self, local: datetime, limit: Duration, mode: Mode) -> datetime:
        if mode == "calendar":
            return self._elapse(local, limit)
        if limit.weeks:
            raise Invalid("按工作日计算的时限请写天数，不要写周")
        if limit.is_zero:
            return self.closing(self._day_in_office(local))
        whole, part = divmod(limit.days, 1)
        if limit.months:
            local = self.closing(self.next_working_day(add_months(local.date(), limit.months), 0))
        if whole:
            local = self.closing(self.next_working_day(local.date(), int(whole)))
        rest = limit.time
        if part:
            rest += timedelta(seconds=float(part) * self._office_time(self._day_in_office(local)).total_seconds())
        return self._work(local, rest) if rest else local

    def before(self, instant: datetime, duration: Duration | str, mode: Mode = "working") -> datetime:
        """So long before ``instant`` (UTC): working days at the same time of day, hours and minutes inside office hours; in ``calendar``
        mode all of it simply elapses. Raises Invalid for months, and for weeks of working days."""
        span = Duration.of(duration)
        if span.months or (span.weeks and mode == "working"):
            raise Invalid("往前数的时长只能写天、小时和分钟")
        local = _local(instant)
        if mode == "calendar":
            return (local - timedelta(days=float(span.weeks * 7 + span.days)) - span.time).astimezone(UTC)
        whole, part = divmod(span.days, 1)
        day = local.date()
        for _unused in range(int(whole)):
            day = self._worked_before(day)
        rest = span.time + timedelta(seconds=float(part) * self._office_time(day).total_seconds())
        return self._work_back(datetime.combine(day, local.timetz()), rest).astimezone(UTC)

    def closing(self, day: date) -> datetime:
        """Closing time of ``day``, local and aware; of any day, worked or not."""
        return datetime.combine(day, self._hours(day).closes, SHANGHAI)

    def opening(self, day: date) -> datetime:
        """Opening time of ``day``, local and aware; of any day, worked or not."""
        return datetime.combine(day, self._hours(day).spans[0][0], SHANGHAI)

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after ``a`` up to and including ``b``; negative if ``b`` lies before ``a``."""
        if b < a:
            return -self.working_days_between(b, a)
        years = range(a.year, b.year + 1)
        before_a = bisect_right(self._working_ordinals(a.year), a.toordinal())
        after_b = len(self._working_ordinals(b.year)) - bisect_right(self._working_ordinals(b.year), b.toordinal())
        return sum(len(self._working_ordinals(year)) for year in years) - before_a - after_b

    def working_time_between(self, a: datetime, b: datetime) -> timedelta:
        """Time inside office hours between two instants; negative if ``b`` is before ``a``."""
        if b < a:
            return -self.working_time_between(b, a)
        start, end = _local(a), _local(b)
        first, last = start.date(), end.date()
        total = self._open_between(first, start, end)
        if first == last:
            return total
        for year in range(first.year, last.year + 1):  # whole days by number: a page asks this of each row, months apart
            worked = self._working_ordinals(year)
            whole = bisect_left(worked, last.toordinal()) - bisect_right(worked, first.toordinal())
            total += whole * self._office_time(date(year, 1, 1))
        return total + self._open_between(last, start, end)

    def working_minutes_between(self, a: datetime, b: datetime) -> int:
        """Whole working minutes between two instants, towards zero; negative if ``b`` is before ``a``."""
        return int(self.working_time_between(a, b).total_seconds() / 60)

    def remaining(self, now: datetime, due: datetime) -> Remaining:
        """Working days left; on the due day itself 0, and minutes. Overdue: days or minutes since the due instant."""
        earlier, later = (due, now) if now > due else (now, due)
        days = self.working_days_between(_local(earlier).date(), _local(later).date())
        return Remaining(days, 0 if days else self.working_minutes_between(earlier, later), now > due)

    def leans_on_provisional(self, a: date | datetime, b: date | datetime) -> bool:
        """Whether a day between the two lies in a year whose table is missing or not yet official."""
        first, last = sorted(_local(moment).date() if isinstance(moment, datetime) else moment for moment in (a, b))
        tables = (self.years.get(year) for year in range(first.year, last.year + 1))
        return any(table is None or table.provisional for table in tables)

    def _elapse(self, local: datetime, limit: Duration) -> datetime:
        days = limit.weeks * 7 + limit.days
        if limit.is_whole_days:
            last = add_months(local.date(), limit.months) + timedelta(days=int(days))
            return datetime.combine(last, _END_OF_DAY, SHANGHAI)
        moved = datetime.combine(add_months(local.date(), limit.months), local.timetz())
        return moved + timedelta(days=float(days)) + limit.time

    def _work(self, local: datetime, rest: timedelta) -> datetime:
        day = self.next_working_day(local.date(), 0)
        while True:
            for opens, closes in self._spans(day):
                begins = max(opens, local)
                if begins + rest <= closes:
                    return begins + rest
                rest -= max(timedelta(), closes - begins)
            day = self.next_working_day(day)

    def _worked_before(self, day: date) -> date:
        day -= timedelta(days=1)
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def _work_back(self, local: datetime, rest: timedelta) -> datetime:
        if not rest:
            return local
        day = local.date() if self.is_working_day(local.date()) else self._worked_before(local.date())
        while True:
            for opens, closes in reversed(list(self._spans(day))):
                ends = min(closes, local)
                if ends - rest >= opens:
                    return ends - rest
                rest -= max(timedelta(), ends - opens)
            day = self._worked_before(day)

    def _day_in_office(self, local: datetime) -> date:
        """The day whose office hours are meant at ``local``: today until closing time, then the next working day."""
        today = self.next_working_day(local.date(), 0)
        return today if local < self.closing(today) else self.next_working_day(today)

    def _office_time(self, day: date) -> timedelta:
        return sum((closes - opens for opens, closes in self._spans(day)), timedelta())

    def _open_between(self, day: date, start: datetime, end: datetime) -> timedelta:
        """Of the office hours of this day."""
        if not self.is_working_day(day):
            return timedelta()
        return sum((max(timedelta(), min(closes, end) - max(opens, start)) for opens, closes in self._spans(day)), timedelta())

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for opens, closes in self._hours(day).spans:
            yield datetime.combine(day, opens, SHANGHAI), datetime.combine(day, closes, SHANGHAI)

    def _hours(self, day: date) -> OfficeHours:
        table = self.years.get(day.year)
        return (table.office_hours if table else None) or self.office_hours

    def _working_ordinals(self, year: int) -> tuple[int, ...]:
        return _ordinals(year, self.years.get(year))


# Every transaction reads a calendar of its own from the database; a year's days are counted once for all of them.
@lru_cache(maxsize=256)
def _ordinals(year: int, table: YearTable | None) -> tuple[int, ...]:
    first = date(year, 1, 1)
    days = (first + timedelta(days=i) for i in range(366))
    return tuple(day.toordinal() for day in days if day.year == year and _is_worked(day, table))


def _is_worked(day: date, table: YearTable | None) -> bool:
    if table is not None:
        if day in table.makeup_days:
            return True
        if day in table.holidays:
            return False
    return day.weekday() < 5


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of that month if it is shorter (民法典 art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    longest = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - _DAY).day
    return date(year, month + 1, min(day.day, longest))


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant must know its time zone")
    return instant.astimezone(SHANGHAI)
