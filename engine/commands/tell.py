"""Word to everyone a command concerns: reactions to its events become jobs and rows of ``word``, in the command's own transaction.

A completion that tells nobody costs no statement here: only ``group:`` looks for who holds a post. A task in a department's pool therefore
tells nobody by name; the counts of the desk say it to all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from engine.commands.naming import applicant_of
from engine.commands.work import Job, Work
from engine.domain import phone_text
from engine.domain.case import Case
from engine.domain.events import Event
from engine.domain.word import APPLICANT, EVERYWHERE, GROUP, OFFICER, Word
from engine.domain.word_templates import TEMPLATES
from engine.store import office, rows, words
from engine.store.schema_office import post

MOST = 50
"""Holders of a post that one event tells by name; a larger group sees it in its lists."""
TOGETHER = timedelta(minutes=2)
"""What one person is told within this time goes out as one message, unless it is urgent."""
Reaction = Callable[[Any, Work], "list[Job | Word]"]


def everybody(work: Work, reactions: Mapping[type[Event], Reaction]) -> None:
    """Append the jobs to the work, and add the rows."""
    for number, event in enumerate(tuple(work.events)):
        for each in reactions[type(event)](event, work) if type(event) in reactions else ():
            if isinstance(each, Word):
                _tell(work, each, f"{number}", work.case(event.case_id), f"{event.name}:{event.element_id}")
            else:
                work.jobs.append(each)
    for number, each in enumerate(work.words):
        _tell(work, each, f"w{number}", None, "")


def _tell(work: Work, word: Word, number: str, case: Case | None, named: str) -> None:
    about = {"case_id": case.case_id, "division_code": case.division_code} if case is not None else {}
    known = {"service": case.process_name, "case_no": case.case_no} if case is not None else {}
    sealed = work.parts.seal.close({**word.words, **known})
    for officer_id in _recipients(work, word, case):
        name = f"{work.command_id}|{number}|{officer_id or APPLICANT}|{word.template}|{word.task_id}"
        word_id = hashlib.sha256(name.encode()).hexdigest()[:32]
        words.add(
            work.tx, word_id=word_id, officer_id=officer_id, task_id=word.task_id, template=word.template, places_sealed=sealed, at=work.now, **about
        )  # fmt: skip
        if officer_id and (work.parts.settings.smtp_url or work.parts.settings.phone_url):
            after = timedelta() if TEMPLATES[word.template].urgent else TOGETHER
            work.jobs.append(Job(f"carry:{word_id}", "carry_words", {"officer_id": officer_id}, after=after))
    if word.to == APPLICANT and case is not None and TEMPLATES[word.template].phone:
        key = f"tell:{work.command_id}:{named}"
        again = key in [job.key for job in work.jobs]  # of another case, or clock, in the same command
        _to_his_phone(work, word, case, {**word.words, **known}, f"{key}:{number}" if again else key)


def _recipients(work: Work, word: Word, case: Case | None) -> list[str | None]:
    """Officer ids; None is the applicant."""
    if word.to == APPLICANT:
        return [None]
    if word.to.startswith(OFFICER):
        found = [word.to.removeprefix(OFFICER)]
    else:
        found = _holders(work, word.to.removeprefix(GROUP), case)
    return [each for each in found if each and each != work.viewer.officer_id]


def _holders(work: Work, group: str, case: Case | None) -> list[str]:
    department, _, role = group.partition(":")
    if department != EVERYWHERE and case is not None:
        return [row.officer_id for row in office.holders(work.tx, case.division_code, (group,))[:MOST]]
    place = {} if case is None else {"division_code": case.division_code}
    return sorted({row.officer_id for row in rows.every(work.tx, post, role=role, **place)})[:MOST]


def _to_his_phone(work: Work, word: Word, case: Case, known: Mapping[str, str], key: str) -> None:
    """A text message, if the form gave a phone."""
    mobile = applicant_of(work, case).get("mobile")
    if not mobile:
        return
    own = work.parts.directory.texts(work.tx).get(word.template, {})
    text = phone_text.to_applicant(work.parts.settings.city, TEMPLATES[word.template], own, known)
    arguments = {"mobile": mobile, "text": text}
    work.jobs.append(Job(key, "send_message", arguments, case_id=case.case_id, division_code=case.division_code))
