"""The checks find what they are for: every invariant is broken by hand in a finished run, and says so; unbroken, none says anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from engine.store import transaction
from tests.conftest import Databases
from tests.crash.evidence import Evidence, Unseen
from tests.crash.finished import FinishedRun, finished_run
from tests.crash.invariants import INVARIANTS
from tests.crash.receiver import Received
from tests.databases import KINDS

Plant = str | Callable[[Evidence], Any]
LONG_AGO = "'2026-01-01 00:00:00.000000'"


def confirm_what_was_refused(evidence: Evidence) -> None:
    act = next(act for act in evidence.acts if act.kind == "claim" and act.confirmation is None)
    act.answers.append(("confirmed", act.at, {}))


def refuse_what_was_confirmed(evidence: Evidence) -> None:
    act = next(act for act in evidence.acts if act.kind == "claim" and act.confirmation is not None)
    act.answers.append(("refused", act.at, {}))


def forget(to: str) -> Callable[[Evidence], None]:
    """The world outside has not heard of it."""

    def plant(evidence: Evidence) -> None:
        evidence.received = [each for each in evidence.received if each.to != to]

    return plant


def hear(to: str) -> Callable[[Evidence], None]:
    """The world outside has heard something nobody committed."""

    def plant(evidence: Evidence) -> None:
        evidence.received = [*evidence.received, Received(to, "a stranger", {}, True)]

    return plant


def other_words(evidence: Evidence) -> None:
    evidence.received = [*evidence.received, replace(evidence.received[0], body={"mobile": "13800000009", "text": "别的"})]


def another_letter(evidence: Evidence) -> None:
    first = next(each for each in evidence.received if each.to == "mail")
    evidence.received = [*evidence.received, replace(first, body={**first.body, "text": "别的"})]


def to_another_address(evidence: Evidence) -> None:
    elsewhere = {"to": "zhou@elsewhere.example"}
    evidence.received = [replace(each, body={**each.body, **elsewhere}) if each.to == "mail" else each for each in evidence.received]


def forge(evidence: Evidence) -> None:
    evidence.received = [replace(each, signed=each.to != "phone") for each in evidence.received]


def run_on(evidence: Evidence) -> None:
    evidence.unseen = Unseen(orphans=["a web process"])


def give_up(evidence: Evidence) -> None:
    evidence.unseen = Unseen(troubles=["li was answered 500 GET /desk"])


def log_a_refused_act(evidence: Evidence) -> None:
    act = next(act for act in evidence.acts if act.refused_at_once)
    evidence.logged[act.command_id] = next(iter(evidence.logged.values()))


def half_of_an_act_without_an_answer(evidence: Evidence) -> None:
    act = next(act for act in evidence.acts if act.kind == "rate")
    act.answers[:] = []
    del evidence.logged[act.command_id]


def save_something_else(evidence: Evidence) -> None:
    next(act for act in evidence.acts if act.kind == "save").about["area"] = -1


def save_what_was_refused(evidence: Evidence) -> None:
    confirmed = next(act for act in evidence.acts if act.kind == "save")
    refused = replace(confirmed, name="test-refused", about=dict(confirmed.about), sent=2, answers=[("refused", confirmed.at, {})] * 2)
    evidence.acts.append(refused)
    confirmed.about["area"] = -1


def see_another_head(evidence: Evidence) -> None:
    evidence.seen = dict.fromkeys(evidence.seen, "f" * 64)


SAME_COMMAND = (
    "UPDATE journal SET command_id = (SELECT min(command_id) FROM journal WHERE event = 'TaskCompleted' AND actor LIKE 'officer:%') "
    "WHERE event = 'TaskCompleted'"
)
PLANTS: dict[str, tuple[Plant, ...]] = {
    "no confirmed act is lost": (
        "DELETE FROM command_log WHERE kind = 'Submit'",
        "DELETE FROM journal WHERE event = 'CaseRated'",
        "DELETE FROM journal WHERE event = 'CaseStarted'",
        "UPDATE task SET outcome = 'deny' WHERE outcome = 'grant'",
        "UPDATE command_log SET actor = 'officer:nobody' WHERE kind = 'ClaimTask'",
        confirm_what_was_refused,
    ),
    "no act is applied twice, one without an answer once or not at all": (
        SAME_COMMAND,
        log_a_refused_act,
        half_of_an_act_without_an_answer,
    ),
    "the same form sent twice gets the same answer": (refuse_what_was_confirmed,),
    "uploads are kept once, with their bytes": (
        "DELETE FROM material_file",
        "DELETE FROM blob",
        "UPDATE material_file SET filename = (SELECT min(filename) FROM material_file)",
        "UPDATE material_file SET sha256 = (SELECT min(sha256) FROM material_file)",
    ),
    "the answers saved last stand": ("DELETE FROM answers WHERE section = 'application'", save_something_else, save_what_was_refused),
    "no two officers hold one task": (
        "UPDATE task SET claimed_by = 'nobody' WHERE status = 'open' AND claimed_by IS NOT NULL",
        "UPDATE journal SET event = 'TaskClaimed' WHERE event = 'TaskReleased'",
        "UPDATE journal SET actor = 'officer:nobody' WHERE event = 'TaskClaimed'",
        confirm_what_was_refused,
    ),
    "a case has exactly one live process state": (
        "DELETE FROM process_state",
        "UPDATE process_state SET ended = true",
        "UPDATE cases SET status = 'accepted' WHERE status = 'closed'",
    ),
    "a task row is open iff its BPMN task is ready": (
        "UPDATE task SET status = 'open' WHERE status = 'done'",
        "UPDATE task SET status = 'cancelled' WHERE status = 'open'",
        "DELETE FROM task WHERE status = 'open'",
    ),
    "no task is both open and done": (
        "UPDATE task SET status = 'open' WHERE status = 'done'",
        "DELETE FROM journal WHERE event = 'TaskCompleted'",
        "DELETE FROM task WHERE status = 'done'",
        "UPDATE task SET done_at = NULL WHERE status = 'done'",
    ),
    "every due timer fired once": (
        "DELETE FROM timer WHERE status = 'pending'",
        "UPDATE timer SET status = 'pending' WHERE status = 'fired'",
        "DELETE FROM journal WHERE event = 'TimerFired'",
        "DELETE FROM journal WHERE event = 'TaskOverdue'",
        f"UPDATE timer SET due_at = {LONG_AGO} WHERE status = 'pending'",
    ),
    "a task's limit runs while it is open": (
        "UPDATE timer SET status = 'cancelled' WHERE kind = 'limit'",
        "UPDATE timer SET status = 'pending' WHERE kind = 'limit'",
    ),
    "calls, awaited messages and incidents stand as the state says": (
        "UPDATE service_call SET status = 'waiting'",
        "INSERT INTO message_wait (wait_id, case_id, division_code, element_id, name) "
        "SELECT case_id || '-m1', case_id, division_code, 'x', 'x' FROM cases",
        "INSERT INTO incident (incident_id, case_id, division_code, runtime_id, element_id, reason, status, opened_at) "
        "SELECT case_id || '-i1', case_id, division_code, 'i1', 'x', 'x', 'open', created_at FROM cases",
    ),
    "a pause never moves a due date earlier": (f"UPDATE clock SET due_at = {LONG_AGO}", "UPDATE clock SET stopped_at = NULL"),
    "no job is lost or left": (
        "DELETE FROM job WHERE kind = 'call_service'",
        "DELETE FROM job WHERE job_id LIKE 'tell:%'",
        "DELETE FROM journal WHERE event = 'CaseAccepted'",
        "UPDATE job SET status = 'running' WHERE job_id = (SELECT min(job_id) FROM job)",
        "UPDATE job SET status = 'failed'",
    ),
    "every notice is on its page once and went out under its key": (
        "DELETE FROM sent_message",
        "DELETE FROM job WHERE kind = 'send_message'",
        forget("phone"),
        hear("phone"),
        other_words,
        forge,
    ),
    "every word to an officer went out under its key": (
        "UPDATE word SET dispatch = NULL",
        "UPDATE word SET dispatch = ''",
        "DELETE FROM sent_message WHERE channel = '邮件'",
        "DELETE FROM sent_message WHERE message_id LIKE '%phone'",
        "DELETE FROM word WHERE officer_id IS NOT NULL",
        forget("mail"),
        forget("phone"),
        hear("mail"),
        another_letter,
        to_another_address,
    ),
    "every word stands once on its page": (
        "DELETE FROM word WHERE template = 'overdue'",
        "UPDATE word SET task_id = 'another' WHERE template = 'overdue'",
        "UPDATE word SET division_code = '110000'",
    ),
    "every applicant was told once": (
        "DELETE FROM word WHERE template = 'accepted'",
        "UPDATE word SET template = 'closed' WHERE template = 'submitted'",
        "UPDATE word SET officer_id = 'somebody' WHERE officer_id IS NULL",
    ),
    "every registry was asked under the call's key": (
        "DELETE FROM service_call",
        "DELETE FROM journal WHERE event IN ('ServiceReplied', 'ServiceFailed')",
        forget("registry"),
        hear("registry"),
    ),
    "every public notice stands once": ("DELETE FROM public_notice", "DELETE FROM journal WHERE event = 'NoticePublished'"),
    "journals are whole": (
        "DELETE FROM journal WHERE event = 'CaseAccepted'",
        "UPDATE journal SET facts = '{\"deemed\": true}' WHERE event = 'CaseAccepted'",
        "UPDATE cases SET journal_head = (SELECT min(journal_head) FROM cases)",
        "UPDATE cases SET journal_length = journal_length + 1",
    ),
    "what was once read still stands": ("DELETE FROM journal", see_another_head),
    "a command left all its rows or none": (
        "DELETE FROM command_log WHERE kind = 'FireTimer'",
        "DELETE FROM journal WHERE event = 'FileAttached'",
    ),
    "every letter was issued once": ("DELETE FROM letter", "DELETE FROM journal WHERE event = 'LetterIssued'"),
    "every licence stands in the register once": (
        "DELETE FROM licence",
        "UPDATE licence SET number = 'another'",
        "DELETE FROM letter WHERE kind = 'licence'",
        "DELETE FROM journal WHERE event = 'LicenceRecorded'",
    ),
    "no program outlives its supervisor": (run_on,),
    "everybody was answered in the end": (give_up,),
}
CASES = [(name, plant) for name, plants in PLANTS.items() for plant in plants]


def shown(plant: object) -> str:
    return plant if isinstance(plant, str) else getattr(plant, "__qualname__", "").partition(".")[0]


@pytest.fixture(scope="module", params=KINDS)
def run(request: pytest.FixtureRequest, databases: dict[str, Databases], tmp_path_factory: pytest.TempPathFactory) -> Iterator[FinishedRun]:
    """One for all tests of a database: each looks, and changes nothing that stays."""
    with databases[request.param].fresh() as url, finished_run(url, tmp_path_factory.mktemp("finished")) as own:
        yield own


def test_a_run_in_which_nothing_was_lost_breaks_no_invariant_and_gives_each_something_to_look_at(run: FinishedRun) -> None:
    with transaction.reading(run.engine.database) as tx:
        evidence = run.evidence(tx)
        findings = {name: check(evidence) for name, check in INVARIANTS.items()}
    assert {name: finding.breaches for name, finding in findings.items() if finding.breaches} == {}
    assert [name for name, finding in findings.items() if not finding.checked] == []


@pytest.mark.parametrize(("name", "plant"), CASES, ids=shown)
def test_a_planted_breach_is_found(run: FinishedRun, name: str, plant: Plant) -> None:
    with run.engine.database.connect() as tx, tx.begin() as change:
        if isinstance(plant, str):
            assert tx.execute(text(plant)).rowcount > 0
        evidence = run.evidence(tx)
        if not isinstance(plant, str):
            plant(evidence)
        assert INVARIANTS[name](evidence).breaches
        change.rollback()


def test_every_invariant_has_a_breach_that_is_planted() -> None:
    assert list(PLANTS) == list(INVARIANTS)
