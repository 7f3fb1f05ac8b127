"""Marking what one has been told as read, and saying where else one wants to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.commands.work import Work
from engine.domain.contact import Contact
from engine.domain.errors import Missing
from engine.store import office, words


@dataclass(frozen=True, kw_only=True)
class ReadWord:
    """Only one's own. Raises Missing."""

    command_id: str
    word_id: str


@dataclass(frozen=True, kw_only=True)
class ReadEveryWord:
    """All of one's own up to the instant at which the page was shown."""

    command_id: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class SaveContact:
    """Only one's own. Raises Invalid naming the fields."""

    command_id: str
    secret = True
    contact: Contact


def save_contact(command: SaveContact, work: Work) -> None:
    if work.viewer.officer_id is None:
        raise Missing("没有这个账号。")
    command.contact.check()
    office.change_officer(work.tx, work.viewer.officer_id, contact_sealed=work.parts.seal.close(command.contact.kept()))


def read_word(command: ReadWord, work: Work) -> None:
    if work.viewer.officer_id is None or not words.read(work.tx, work.viewer.officer_id, command.word_id, work.now):
        raise Missing("没有找到这条消息。")


def read_every_word(command: ReadEveryWord, work: Work) -> int:
    """How many."""
    if work.viewer.officer_id is None:
        return 0
    return words.read_all(work.tx, work.viewer.officer_id, min(command.until, work.now), work.now)
