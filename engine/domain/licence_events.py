"""Facts about licences in the register. Days are ISO texts, "" for none."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class LicenceRecorded(Event):
    """A licence was issued and stands in the register; ``replaces``: the number of the one that it renews or changes, "" for a first one."""

    licence_id: str
    number: str
    licence_name: str
    from_on: str
    until_on: str
    replaces: str


@dataclass(frozen=True, kw_only=True)
class LicenceReplaced(Event):
    """Another licence follows this one; ``status`` renewed or changed, ``by`` the other's number."""

    licence_id: str
    number: str
    licence_name: str
    status: str
    by: str


@dataclass(frozen=True, kw_only=True)
class LicenceRestored(Event):
    """What had replaced it was revoked while its own term still runs."""

    licence_id: str
    number: str
    licence_name: str


@dataclass(frozen=True, kw_only=True)
class LicenceEnded(Event):
    """``status`` expired, revoked or deregistered; ``grounds``: the cause, one of ``engine.domain.licence.CAUSES``, "" for one revoked; ``letter``: number of
    the letter that says so, "" for none. ``details``: reason, basis."""

    licence_id: str
    number: str
    licence_name: str
    status: str
    grounds: str
    letter: str


@dataclass(frozen=True, kw_only=True)
class LicenceEnding(Event):
    """The holder was told that it runs out, and until when he may ask for its renewal (``file_by_on``)."""

    licence_id: str
    number: str
    licence_name: str
    until_on: str
    file_by_on: str


@dataclass(frozen=True, kw_only=True)
class RenewalFiled(Event):
    """This case asks to renew or change the licence ``number``; ``in_time``: it is a renewal asked for in time, so that the licence stays in force
    until it is decided (art. 50)."""

    licence_id: str
    number: str
    in_time: bool
