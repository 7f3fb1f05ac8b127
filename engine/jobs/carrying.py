"""Word to an officer on the wire: what waits for him goes out as one message on each channel he wants, under one key.

1. What waits is bound to this job in a transaction of its own: an attempt after a crash sends the very same words. 2. It is sent, under the
job's id and the channel's name as key. 3. A row of ``sent_message`` says so. In a channel's quiet hours only urgent words go there; a job at
their end takes the others, and what is wanted on the other channel too does not wait there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.channels import Mail, Phone
from engine.domain import phone_text
from engine.domain.contact import CHANNELS, EMAIL, PHONE, Contact
from engine.domain.errors import Unreachable
from engine.domain.identity import mask_mobile
from engine.domain.word import fill
from engine.domain.word_kinds import kind_of
from engine.domain.word_templates import TEMPLATES
from engine.service import Engine
from engine.store import office, outbox, transaction, words

KIND = "carry_words"


@dataclass(frozen=True)
class Said:
    """One word, as e-mail and as a text message say it; ``only`` and ``but``: the channel it is bound to, or is held back from."""

    kind: str
    title: str
    text: str
    on_phone: str
    only: str | None
    but: str | None

    def goes(self, channel: str, contact: Contact) -> bool:
        return contact.wants(self.kind, channel) and self.only in (None, channel) and self.but != channel


def carry(engine: Engine, mail: Mail | None, phone: Phone, job_id: str, officer_id: str, attempt: int = 1) -> None:
    """Raises Unreachable when a channel did not take it; the other channel is tried before that."""
    contact = transaction.retrying(lambda: _bind(engine, job_id, officer_id))
    with transaction.reading(engine.database) as tx:
        told = [_said(engine, tx, *bound) for bound in words.bound_to(tx, job_id)]
    if contact is None:
        return
    failed = []
    for channel in CHANNELS:
        own = [each for each in told if each.goes(channel, contact)]
        if own and (channel == PHONE or mail is not None):
            try:
                _send(engine, mail if channel == EMAIL else None, phone, f"{job_id}:{channel}", contact, own, attempt)
            except Unreachable as error:
                failed.append(error)
    if failed:
        raise failed[0]


def _send(engine: Engine, mail: Mail | None, phone: Phone, key: str, contact: Contact, told: list[Said], attempt: int) -> None:
    """By ``mail``; without one, to the phone."""
    city, link = engine.settings.city, _link(engine)
    if mail is not None:
        subject = f"【{city}政务服务】{told[0].title if len(told) == 1 else f'您有 {len(told)} 条消息'}"
        body = "\n\n".join(f"{each.title}\n{each.text}" for each in told) + f"\n\n{link}\n"
        address = contact.email
        _once(engine, key, mail.name, address, _mask(address), body, attempt, lambda own: mail.send(own, address, subject, body))
        return
    text = told[0].on_phone if len(told) == 1 else phone_text.of_several(city, len(told), link)
    mobile = contact.mobile
    _once(engine, key, phone.name, mobile, mask_mobile(mobile), text, attempt, lambda own: phone.send(own, mobile, text))


def _link(engine: Engine) -> str:
    return f"{engine.settings.public_address}/desk/words"


def _bind(engine: Engine, job_id: str, officer_id: str) -> Contact | None:
    """How he is reached; None where he is not."""
    now, seal = engine.clock.now(), engine.parts.seal
    with transaction.writing(engine.database) as tx:
        one = office.find_officer(tx, officer_id=officer_id)
        contact = Contact.of(seal.open(one.contact_sealed) if one is not None and one.active and one.contact_sealed else None)
        if contact.by and words.bound_to(tx, job_id):  # an attempt before this one
            return contact
        waiting, held = words.waiting_for(tx, officer_id), words.held_for(tx, officer_id)
        if not contact.by:
            words.bind(tx, [row.word_id for row in waiting], "")
            words.bind_held(tx, [row.word_id for row in held], "")
            return None
        quiet = {channel: until for channel in contact.by if (until := contact.quiet_until(channel, now)) is not None}
        again = _bind_waiting(tx, job_id, contact, waiting, quiet)
        words.bind_held(tx, [row.word_id for row in held if row.held not in quiet], job_id)
        again |= {quiet[row.held] for row in held if row.held in quiet}
        for until in sorted(again):
            key = f"carry:{officer_id}:{until:%Y%m%d%H%M}"
            if not outbox.is_known(tx, key):
                outbox.enqueue(tx, seal, key, KIND, {"officer_id": officer_id}, until, None, None)
    return contact


def _bind_waiting(tx: Any, job_id: str, contact: Contact, waiting: list[Any], quiet: Mapping[str, datetime]) -> set[datetime]:
    """Urgent words go out everywhere; one of which every channel is quiet waits, one of which some are is held back from those. Gives the
    instants at which to look again."""
    now_or_held: dict[str | None, list[str]] = defaultdict(list)
    again = set()
    for row in waiting:
        wanted = [channel for channel in CHANNELS if contact.wants(kind_of(row.template), channel)]
        shut = [] if TEMPLATES[row.template].urgent else [channel for channel in wanted if channel in quiet]
        if shut:
            again.add(min(quiet[channel] for channel in shut))
        if not shut or len(shut) < len(wanted):
            now_or_held[shut[0] if shut else None].append(row.word_id)
    for held, word_ids in now_or_held.items():
        words.bind(tx, word_ids, job_id, held)
    return again


def _said(engine: Engine, tx: Any, row: Any, only: str | None, but: str | None) -> Said:
    template, own = TEMPLATES[row.template], engine.parts.directory.texts(tx).get(row.template, {})
    places = engine.parts.seal.open(row.places_sealed) or {}
    about = f"（{places['service']} {places['case_no']}）" if "case_no" in places else ""
    title, text = fill(own.get("title") or template.title, places), fill(own.get("text") or template.text, places) + about
    return Said(kind_of(row.template), title, text, phone_text.to_officer(engine.settings.city, template, own, places, _link(engine)), only, but)


def _once(engine: Engine, key: str, channel: str, recipient: str, mask: str, text: str, attempt: int, send: Any) -> None:
    """The row is written after the channel took it, under the key."""
    with transaction.reading(engine.database) as tx:
        if office.message_was_sent(tx, key):
            return
    send(key)
    seal = engine.parts.seal
    row = {"message_id": key, "case_id": None, "division_code": None, "recipient_sealed": seal.close(recipient), "recipient_mask": mask}
    with transaction.writing(engine.database) as tx:
        if not office.message_was_sent(tx, key):
            office.add_message(tx, **row, text_sealed=seal.close(text), channel=channel, sent_at=engine.clock.now(), tries=attempt)


def _mask(address: str) -> str:
    name, _, host = address.partition("@")
    return f"{name[:1]}***@{host}"[:30]
