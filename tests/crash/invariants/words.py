"""Word to people: on the page once, and to officers by e-mail and text message at least once, always under the same key with the same words."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from engine.domain.contact import EMAIL
from engine.domain.viewer import Viewer
from engine.queries import QUERIES
from engine.queries.words import PER_PAGE, CaseWords, MyWords
from tests.crash.city import CONTACTS, OFFICERS, post_of, viewer_of
from tests.crash.evidence import Asking, Evidence, grouped
from tests.crash.invariants.finding import Finding
from tests.crash.receiver import SENDER, Received

TOLD = {  # event → template of the word that its applicant has of it
    "CaseSubmitted": "submitted", "CaseAccepted": "accepted", "CaseRefused": "refused", "SupplementRequested": "supplement",
    "LetterIssued": "letter", "LicenceDelivered": "delivered", "CaseClosed": "closed", "CaseTerminated": "terminated",
}  # fmt: skip


def every_word_to_an_officer_went_out_under_its_key(evidence: Evidence) -> Finding:
    """Nothing waits to be carried. Each message was taken at least once by whoever delivers it, every time with the same words to the right
    address; it holds each of its words once, and stands once on the page of messages. No letter went out of which the database knows nothing."""
    found, logins = Finding(), {officer_id: login for login, officer_id in evidence.officer_ids.items()}
    for row in evidence.rows["word"]:
        if row.officer_id:
            found.that(row.dispatch is not None, f"word {row.word_id} ({row.template}) has not gone out")
            reached = logins[row.officer_id] in CONTACTS
            found.that(row.dispatch != "" or not reached, f"word {row.word_id} goes out to nobody, {logins[row.officer_id]} is reached")
    letters = grouped((each for each in evidence.received if each.to == "mail"), lambda each: each.key)
    texts = grouped((each for each in evidence.received if each.to == "phone"), lambda each: each.key)
    on_page, known = Counter(evidence.messages_on_page), set()
    for key, rows in evidence.carried.items():
        channel = key.rpartition(":")[2]
        known.add(message_id(key))
        out = letters.get(message_id(key), []) if channel == EMAIL else texts.get(key, [])
        contact = CONTACTS[logins[rows[0].officer_id]]
        address = contact.email if channel == EMAIL else contact.mobile
        _compare(found, key, out, rows, address, evidence)
        found.that(on_page[key] == 1, f"message {key} stands {on_page[key]} times on the page")
    for key in set(letters) - known:
        found.that(False, f"a letter went out under {key}, of which the database knows nothing")
    return found


def _compare(found: Finding, key: str, out: list[Received], rows: list[Any], address: str, evidence: Evidence) -> None:
    found.that(any(each.taken for each in out), f"message {key} was never taken")
    found.that(len({tuple(sorted(each.body.items())) for each in out}) <= 1, f"message {key} went out with different words")
    found.that({each.body.get("to") or each.body.get("mobile") for each in out} <= {address}, f"message {key} went to another address")
    numbers = Counter(str((evidence.engine.parts.seal.open(row.places_sealed) or {}).get("case_no", "")) for row in rows)
    for each in out[:1]:
        if each.to == "mail":
            told = {number: each.body["text"].count(number) for number in numbers}
            found.that(told == dict(numbers), f"letter {key} tells of {told}, its words are of {dict(numbers)}")


def message_id(key: str) -> str:
    """What a letter sent under this key bears (``engine.channels.mail``)."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{SENDER.rpartition('@')[2]}>"


def every_word_stands_once_on_its_page(evidence: Evidence) -> Finding:
    """An officer's page shows each of his words once. A step that ran out of time told its holder, or where nobody held it everybody at its
    post, once; nothing else was told that it did."""
    found, logins = Finding(), {officer_id: login for login, officer_id in evidence.officer_ids.items()}
    own = grouped((row for row in evidence.rows["word"] if row.officer_id), lambda row: row.officer_id)
    for officer_id, login in logins.items():
        shown, rows = Counter(_page(evidence, login, officer_id)), {row.word_id for row in own.get(officer_id, ())}
        found.checked += len(rows)
        if shown != Counter(rows):
            found.breaches.append(f"the page of {login} shows {sorted((shown - Counter(rows)) | (Counter(rows) - shown))} wrongly")
    told = grouped((row for row in evidence.rows["word"] if row.template == "overdue"), lambda row: row.task_id)
    wanted = _overdue(evidence)
    for task_id in {*told, *wanted}:
        heard = Counter(row.officer_id for row in told.get(task_id, ()))
        due = Counter(wanted.get(task_id, ()))
        found.that(heard == due, f"that task {task_id} is late was told {dict(heard)}, not {dict(due)}")
    return found


def _page(evidence: Evidence, login: str, officer_id: str) -> list[str]:
    viewer, reader, number, found = viewer_of(login, officer_id), evidence.engine.reader(Asking(evidence.tx)), 1, list[str]()
    while True:
        page = QUERIES[MyWords](MyWords(page=number), reader, viewer)
        found += [row.word_id for row in page.rows]
        if number >= page.pages:
            return found
        number += 1


def _overdue(evidence: Evidence) -> Mapping[str, list[str]]:
    """Task → whom it must tell, by the journal: who held it at that moment, else who is at the post."""
    tasks, holders, wanted = {row.task_id: row for row in evidence.rows["task"]}, dict[str, str](), dict[str, list[str]]()
    for row in sorted(evidence.rows["journal"], key=lambda row: (row.case_id, row.seq)):
        task_id = row.facts.get("task_id", "")
        if row.event == "TaskClaimed":
            holders[task_id] = row.actor.removeprefix("officer:")
        elif row.event == "TaskReleased":
            holders.pop(task_id, None)
        elif row.event == "TaskOverdue":
            post = (tasks[task_id].department, tasks[task_id].role)
            pool = [evidence.officer_ids[login] for login in OFFICERS if (post_of(login).department, post_of(login).role) == post]
            wanted[task_id] = [holders[task_id]] if task_id in holders else pool
    return wanted


def every_applicant_was_told_once(evidence: Evidence) -> Finding:
    """The progress page of a case shows each word to its applicant once, and each event of the table above left one."""
    found, reader = Finding(), evidence.engine.reader(Asking(evidence.tx))
    told = grouped((row for row in evidence.rows["word"] if row.officer_id is None), lambda row: row.case_id)
    events = grouped((row for name in TOLD for row in evidence.events.get(name, ())), lambda row: row.case_id)
    for case in evidence.rows["cases"]:
        rows = told.get(case.case_id, [])
        shown = Counter(
            row.word_id for row in QUERIES[CaseWords](CaseWords(case_id=case.case_id), reader, Viewer.applicant({case.case_id}))
        )
        whole = len(rows) > PER_PAGE or shown == Counter(row.word_id for row in rows)
        found.that(whole, f"the page of case {case.case_id} shows {dict(shown)}, not each of its {len(rows)} words once")
        happened = Counter(TOLD[row.event] for row in events.get(case.case_id, ()))
        heard = Counter(row.template for row in rows if row.template in TOLD.values())
        found.that(happened == heard, f"case {case.case_id}: {dict(happened)} happened, its applicant was told {dict(heard)}")
    return found
