"""Word to an officer on the wire: what waits for him goes out as one message on each channel he wants, under one key.

1. What waits is bound to this job in a transaction of its own: an attempt after a crash sends the very same words. 2. It is sent, under the
job's id and the channel's name as key. 3. A row of ``sent_message`` says so. In his quiet hours only urgent words go; a job at their end
takes the others.
"""

from __future__ import annotations

from typing import Any

from engine.channels import Mail, Phone
from engine.domain.contact import EMAIL, PHONE, Contact
from engine.domain.errors import Unreachable
from engine.domain.identity import mask_mobile
from engine.domain.word import fill
from engine.domain.word_kinds import kind_of
from engine.domain.word_templates import TEMPLATES
from engine.service import Engine
from engine.store import office, outbox, transaction, words

KIND = "carry_words"


def carry(engine: Engine, mail: Mail | None, phone: Phone, job_id: str, officer_id: str, attempt: int = 1) -> None:
    """Raises Unreachable when a channel did not take it; the other channel is tried before that."""
    contact = transaction.retrying(lambda: _bind(engine, job_id, officer_id))
    with transaction.reading(engine.database) as tx:
        told = [(kind_of(row.template), _in_words(engine, tx, row)) for row in words.bound_to(tx, job_id)]
    if contact is None:
        return
    failed = []
    for channel in (EMAIL, PHONE):
        own = [said for kind, said in told if contact.wants(kind, channel)]
        if own and (channel == PHONE or mail is not None):
            try:
                _send(engine, mail if channel == EMAIL else None, phone, f"{job_id}:{channel}", contact, own, attempt)
            except Unreachable as error:
                failed.append(error)
    if failed:
        raise failed[0]


def _send(engine: Engine, mail: Mail | None, phone: Phone, key: str, contact: Contact, told: list[tuple[str, str]], attempt: int) -> None:
    """By ``mail``; without one, to the phone."""
    subject = told[0][0] if len(told) == 1 else f"您有 {len(told)} 条消息"
    subject = f"【{engine.settings.city}政务服务】{subject}"
    link = f"{engine.settings.public_address}/desk/words"
    if mail is not None:
        body = "\n\n".join(f"{title}\n{text}" for title, text in told) + f"\n\n{link}\n"
        address = contact.email
        _once(engine, key, mail.name, address, _mask(address), body, attempt, lambda own: mail.send(own, address, subject, body))
        return
    text = f"{subject}。{told[0][1] if len(told) == 1 else ''}{link}"
    mobile = contact.mobile
    _once(engine, key, phone.name, mobile, mask_mobile(mobile), text, attempt, lambda own: phone.send(own, mobile, text))


def _bind(engine: Engine, job_id: str, officer_id: str) -> Contact | None:
    """How he is reached; None where he is not, or not now."""
    now, seal = engine.clock.now(), engine.parts.seal
    with transaction.writing(engine.database) as tx:
        one = office.find_officer(tx, officer_id=officer_id)
        contact = Contact.of(seal.open(one.contact_sealed) if one is not None and one.active and one.contact_sealed else None)
        if contact.by and words.bound_to(tx, job_id):  # an attempt before this one
            return contact
        waiting = words.waiting_for(tx, officer_id)
        if not contact.by:
            words.bind(tx, [row.word_id for row in waiting], "")
            return None
        until = contact.quiet_until(now)
        later = [row for row in waiting if until is not None and not TEMPLATES[row.template].urgent]
        if until is not None and later:
            key = f"carry:{officer_id}:{until:%Y%m%d%H%M}"
            if not outbox.is_known(tx, key):
                outbox.enqueue(tx, seal, key, KIND, {"officer_id": officer_id}, until, None, None)
        kept = {row.word_id for row in later}
        words.bind(tx, [row.word_id for row in waiting if row.word_id not in kept], job_id)
    return contact


def _in_words(engine: Engine, tx: Any, row: Any) -> tuple[str, str]:
    template, own = TEMPLATES[row.template], engine.parts.directory.texts(tx).get(row.template, {})
    places = engine.parts.seal.open(row.places_sealed) or {}
    about = f"（{places['service']} {places['case_no']}）" if "case_no" in places else ""
    return fill(own.get("title") or template.title, places), fill(own.get("text") or template.text, places) + about


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
