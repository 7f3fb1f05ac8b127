"""Who hears of a licence: its holder, when it is about to run out, has run out, or is deregistered. That it was revoked, its decision's letter tells."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.commands.tell import Reaction
from engine.commands.work import Job, Work
from engine.domain.licence import CAUSES, LicenceStatus
from engine.domain.licence_events import LicenceEnded, LicenceEnding
from engine.domain.word import APPLICANT, Word

_TEMPLATES = {LicenceStatus.EXPIRED: "licence_expired", LicenceStatus.DEREGISTERED: "licence_deregistered"}


def _ending(event: LicenceEnding, work: Work) -> list[Job | Word]:
    until, last = (date.fromisoformat(each) for each in (event.until_on, event.file_by_on))
    template = "licence_ending" if work.today <= last else "licence_ending_late"
    return [Word(APPLICANT, template, {**_named(event), "until": _day(until), "file_by": _day(last)})]


def _ended(event: LicenceEnded, work: Work) -> list[Job | Word]:
    template = _TEMPLATES.get(LicenceStatus(event.status))
    cause = {"what": str(CAUSES[event.grounds].label)} if template == "licence_deregistered" else {}
    return [Word(APPLICANT, template, {**_named(event), **cause})] if template else []


def _named(event: Any) -> dict[str, str]:
    return {"licence": event.licence_name, "number": event.number}


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


REACTIONS: dict[type[Any], Reaction] = {LicenceEnding: _ending, LicenceEnded: _ended}
