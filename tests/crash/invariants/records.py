"""What must stand for ever: the journal, the command log, letters."""

from __future__ import annotations

from engine.store import cases, journal
from tests.crash.evidence import Evidence, grouped
from tests.crash.invariants.finding import Finding

ALWAYS = {
    "StartDraft": "CaseStarted", "Submit": "CaseSubmitted", "CompleteTask": "TaskCompleted", "ReleaseTask": "TaskReleased",
    "Withdraw": "CaseWithdrawn", "Rate": "CaseRated", "AttachFile": "FileAttached", "SendPartyCode": "PartyCodeSent",
    "CheckMaterial": "MaterialChecked", "ArchiveCase": "CaseArchived", "CallBack": "ApplicantCalledBack",
    "SettleRectification": "RectificationSettled", "CheckCommitment": "CommitmentChecked",
}  # fmt: skip


def journals_are_whole(evidence: Evidence) -> Finding:
    """Every row fits the one before it, and the case row names the last one's hash and number."""
    found = Finding()
    for row in evidence.rows["cases"]:
        broken = journal.first_broken(evidence.tx, evidence.engine.parts.seal, cases.load(evidence.tx, row.case_id))
        found.checked += row.journal_length
        if broken is not None:
            found.breaches.append(f"the journal of case {row.case_id} is broken at {broken}")
    return found


def what_was_once_read_still_stands(evidence: Evidence) -> Finding:
    """The head of a journal that anybody read while it ran is still the hash of that row."""
    found, hashes = Finding(), {(row.case_id, row.seq): row.hash for row in evidence.rows["journal"]}
    for (case_id, length), head in evidence.seen.items():
        found.that(hashes.get((case_id, length)) == head, f"row {length} of the journal of case {case_id} is not what was read before")
    return found


def a_command_left_all_its_rows_or_none(evidence: Evidence) -> Finding:
    """Whoever stands in the journal stands in the command log, and a command in the log left its event once."""
    found = Finding()
    for command_id, rows in evidence.by_command.items():
        found.that(command_id in evidence.logged, f"command {command_id} left {rows[0].event} and is not in the log")
    for command_id, row in evidence.logged.items():
        if row.kind in ALWAYS:
            times = sum(each.event == ALWAYS[row.kind] for each in evidence.by_command.get(command_id, ()))
            found.that(times == 1, f"command {command_id} ({row.kind}) is in the log, its {ALWAYS[row.kind]} stands {times} times")
    return found


def every_letter_was_issued_once(evidence: Evidence) -> Finding:
    found, issued = Finding(), evidence.about("LetterIssued", "letter_id")
    for row in evidence.rows["letter"]:
        times = len(issued.get(row.letter_id, ()))
        found.that(times == 1, f"letter {row.number} was issued {times} times by the journal")
    for letter_id in set(issued) - {row.letter_id for row in evidence.rows["letter"]}:
        found.that(False, f"letter {letter_id} is in the journal and not there")
    for number, rows in grouped(evidence.rows["letter"], lambda row: row.number).items():
        found.that(len(rows) == 1, f"letter number {number} was given {len(rows)} times")
    return found


def every_licence_stands_in_the_register_once(evidence: Evidence) -> Finding:
    """A letter that is a licence, its row and its entry in the journal are there together; of one right one licence is in force."""
    found, recorded = Finding(), evidence.about("LicenceRecorded", "licence_id")
    rows = {row.licence_id: row for row in evidence.rows["licence"]}
    letters = {row.letter_id: row for row in evidence.rows["letter"] if row.kind == "licence"}
    for licence_id in letters.keys() | rows.keys() | recorded.keys():
        whole = licence_id in letters and licence_id in rows and letters[licence_id].number == rows[licence_id].number
        times = len(recorded.get(licence_id, ()))
        found.that(whole and times == 1, f"licence {licence_id} is not whole: letter, row or entry ({times}) is wanting or another's")
    for origin, mine in grouped((row for row in rows.values() if row.status == "valid"), lambda row: row.origin_case_id).items():
        found.that(len(mine) == 1, f"of the right granted in case {origin} {len(mine)} licences are in force")
    return found
