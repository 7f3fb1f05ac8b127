"""How values are written on pages: instants, dates, what is left, limits, sizes, masked numbers.

An instant or date is said in full (2026年11月20日 17:30); what is left is said twice, as a distance and as the moment itself.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from flask import Flask, g

from engine.domain.calendar import SHANGHAI, WorkCalendar
from engine.domain.duration import Duration
from engine.domain.identity import mask_identity, mask_mobile, mask_name
from engine.domain.sentence import Bilingual, Sentence
from engine.queries.words import WordShown
from engine.queries.working_time import WorkingTime
from web.context import ask, engine
from web.language import language
from web.language import translated as _
from web.report_words import spent

# Less than one working day left is close to due.
_AMBER_DAYS = 1
# In a word to somebody: until when, as the reactions write it.
_BY = re.compile(r"，请在(.+?)前(?:补正|在进度页面提出)")
_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True)
class Left:
    """What is left until a due instant: ``light`` green, amber or red; ``sign`` its shape, since colour alone is not seen by everybody."""

    light: str
    sign: str
    word: str
    distance: str
    moment: str
    amount: str

    def __str__(self) -> str:
        return f"{self.distance}（{self.moment}）" if language() == "zh" else f"{self.distance} ({self.moment})"


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        instant=instant, day=day, clock_time=clock_time, iso=iso, left=left, limit=limit, size=size,
        masked_name=mask_name, masked_identity=mask_identity, masked_mobile=mask_mobile, in_words=in_words,
        word_title=word_title, word_text=word_text, answered_day=answered_day, grouped=grouped, lasting=spent, month=month,
    )


def in_words(said: str | None) -> str:
    """What the engine said of a field or a clock, in the reader's language. Text that is no message id stays as it is."""
    if isinstance(said, Bilingual):
        return said.english or str(said) if language() == "en" else str(said)
    if not isinstance(said, Sentence):
        return _(said) if said else ""
    facts = {name: in_words(fact) if isinstance(fact, (Sentence, Bilingual)) else fact for name, fact in said.facts.items()}
    return _(said.template).format_map(facts) if facts else _(said.template)


def word_title(word: WordShown) -> str:
    return word.filled(in_words(word.title))


def word_text(word: WordShown) -> str:
    """Places are filled after the translation: but for ``what``, what fills them is no sentence of ours; days in it are said as the reader's are."""
    said = {name: _in_english(told) for name, told in word.words.items()} if language() == "en" else dict(word.words)
    ours = {"what": in_words(word.words["what"])} if "what" in word.words else {}
    return replace(word, words={**said, **ours}).filled(in_words(word.text))


def _in_english(told: str) -> str:
    return _DAY.sub(_english_day, _BY.sub(r" by \1", told))


def _english_day(day: re.Match[str]) -> str:
    month = calendar.month_abbr[int(day[2])] if 1 <= int(day[2]) <= 12 else day[2]
    return " ".join(filter(None, (day[3], month, day[1])))


def day(value: date | datetime | str | None) -> str:
    """2026年11月20日 / 20 November 2026; nothing for None. An ISO text is read first."""
    local = _local(value)
    if local is None:
        return ""
    return f"{local.year}年{local.month}月{local.day}日" if language() == "zh" else f"{local.day} {local:%B %Y}"


def instant(value: datetime | str | None) -> str:
    """The day and the time of day in Shanghai."""
    local = _local(value)
    return "" if local is None else f"{day(local)} {local:%H:%M}"


def clock_time(value: datetime | None) -> str:
    """11月20日 17:30: for lists, where the year is plain."""
    local = _local(value)
    if local is None:
        return ""
    return f"{local.month}月{local.day}日 {local:%H:%M}" if language() == "zh" else f"{local.day} {local:%b %H:%M}"


def iso(value: date | datetime | None) -> str:
    """For ``<time datetime>``."""
    return "" if value is None else value.isoformat()


def left(due: datetime | None, now: datetime | None = None) -> Left | None:
    """What is left until ``due`` by the working calendar, from ``now`` (the engine's clock). None for no due instant."""
    if due is None:
        return None
    worked, now = _calendar(), now or engine().clock.now()
    remaining = worked.remaining(now, due)
    amount = _amount(remaining.working_days, remaining.working_minutes)
    local = due.astimezone(SHANGHAI)
    if remaining.overdue:
        return Left("red", "■", _("超期"), _("超期 %(amount)s", amount=amount), _("应在 %(moment)s 前", moment=clock_time(local)), amount)
    moment = _("%(moment)s 前", moment=clock_time(local))
    if worked.leans_on_provisional(now, due):
        moment = _("%(moment)s，暂定", moment=moment)
    if remaining.working_days < _AMBER_DAYS:
        return Left("amber", "▲", _("临期"), _("剩余 %(amount)s", amount=amount), moment, amount)
    return Left("green", "●", _("正常"), _("剩余 %(amount)s", amount=amount), moment, amount)


def limit(text: Duration | str | None, mode: str = "working") -> str:
    """``P2D`` → 2 个工作日; in calendar days → 2 天. Empty for none."""
    if not text:
        return ""
    duration = Duration.of(text)
    working = mode == "working"
    days = duration.days + duration.weeks * 7
    parts = []
    if duration.months:
        parts.append(_("%(n)s 个月", n=duration.months))
    if days:
        number = format(days.normalize(), "f")
        parts.append(_working_days(number) if working else _("1 天") if number == "1" else _("%(n)s 天", n=number))
    hours, seconds = divmod(int(duration.seconds), 3600)
    if hours:
        parts.append(_working_hours(hours) if working else _("1 小时") if hours == 1 else _("%(n)s 小时", n=hours))
    if seconds:
        parts.append(_("%(n)s 分钟", n=seconds // 60))
    return " ".join(parts) or _("当场")


def month(number: int) -> str:
    """11 月 / November."""
    return f"{number} 月" if language() == "zh" else calendar.month_name[number]


def answered_day(value: object) -> str:
    """The day (and time of day) in an answer as people say it; what is no day stays as it was typed."""
    text = str(value)
    try:
        return " ".join(part for part in (day(date.fromisoformat(text[:10])), text[11:16]) if part)
    except ValueError:
        return text


def grouped(value: object) -> str:
    """An amount with its thousands apart, from ten thousand on; what is no number stays as it was typed."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return f"{number:,f}" if number.is_finite() and abs(number) >= 10_000 else str(value)


def size(number: int) -> str:
    """Bytes as people read them."""
    if number < 1024:
        return f"{number} B"
    if number < 1024 * 1024:
        return f"{number / 1024:.0f} KB"
    return f"{number / 1024 / 1024:.1f} MB"


def _calendar() -> WorkCalendar:
    if "working_time" not in g:
        g.working_time = ask(WorkingTime())
    return cast(WorkCalendar, g.working_time)


def _amount(days: int, minutes: int) -> str:
    if days >= 1:
        return _working_days(days)
    if minutes >= 60:
        return _working_hours(minutes // 60)
    return _("%(n)s 分钟", n=max(minutes, 1))


def _working_days(number: int | str) -> str:
    return _("1 个工作日") if str(number) == "1" else _("%(n)s 个工作日", n=number)


def _working_hours(number: int) -> str:
    return _("1 个工作小时") if number == 1 else _("%(n)s 个工作小时", n=number)


def _local(value: Any) -> Any:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    return value.astimezone(SHANGHAI) if isinstance(value, datetime) else value
