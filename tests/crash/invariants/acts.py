"""What clients did, by their diaries, against what the database holds."""

from __future__ import annotations

import hashlib
from itertools import pairwise

from engine.domain.errors import Missing
from engine.store import cases
from tests.crash.diary import Act
from tests.crash.evidence import Evidence, grouped
from tests.crash.invariants.finding import Finding

# Kind of act → (command in the log, event it always leaves in the journal or "")
COMMANDS = {
    "start": ("StartDraft", "CaseStarted"), "submit": ("Submit", "CaseSubmitted"), "code": ("SendPartyCode", "PartyCodeSent"),
    "withdraw": ("Withdraw", "CaseWithdrawn"), "rate": ("Rate", "CaseRated"), "complete": ("CompleteTask", "TaskCompleted"),
    "supplement": ("CompleteTask", "TaskCompleted"), "claim": ("ClaimTask", ""), "release": ("ReleaseTask", "TaskReleased"),
}  # fmt: skip


def no_confirmed_act_is_lost(evidence: Evidence) -> Finding:
    """A confirmed command stands in the log with its event, by the right hand; a completion's task is done with that outcome."""
    found, tasks = Finding(), {row.task_id: row for row in evidence.rows["task"]}
    for act in _commands(evidence):
        if act.confirmation is None:
            continue
        kind, event = COMMANDS[act.kind]
        row = evidence.logged.get(act.command_id)
        events = [each for each in evidence.by_command.get(act.command_id, []) if not event or each.event == event]
        found.that(row is not None and row.kind == kind, f"{_told(act)} was confirmed and is not in the command log")
        found.that(bool(events) or not event, f"{_told(act)} was confirmed and its {event} is not in the journal")
        if act.kind in ("complete", "supplement") and events:
            task = tasks.get(act.about["task_id"])
            outcome = act.about.get("outcome", "done") or None
            found.that(
                task is not None and (task.status, task.outcome) == ("done", outcome), f"{_told(act)} was confirmed, its task is not so"
            )
        if "who" in act.about and row is not None:
            found.that(row.actor == f"officer:{evidence.officer_ids[act.about['who']]}", f"{_told(act)} is logged under another hand")
        if act.kind == "start":
            found.that(row is not None and _started(evidence, act), f"{_told(act)} was confirmed, its case is not there")
    return found


def no_act_is_applied_twice(evidence: Evidence) -> Finding:
    """However often it was sent, a command left its event once or, unless it was confirmed, not at all; refused at once: not at all."""
    found = Finding()
    for act in _commands(evidence):
        _, event = COMMANDS[act.kind]
        row = evidence.logged.get(act.command_id)
        times = sum(each.event == event for each in evidence.by_command.get(act.command_id, []))
        if event:
            found.that(times == (row is not None), f"{_told(act)} sent {act.sent} times: {times} × {event}, logged {row is not None}")
        if act.refused_at_once:
            found.that(row is None, f"{_told(act)} was refused and is in the command log")
    return found


def both_presses_get_the_same_answer(evidence: Evidence) -> Finding:
    """Whoever has once been told that his act is done is never told otherwise for the same form. (A refusal leaves nothing behind: when the
    colleague who held the task has let it go, the same form may well succeed.)"""
    found = Finding()
    for act in _commands(evidence):
        said = [each[0] for each in act.answers]
        after = said[said.index("confirmed") :] if "confirmed" in said else []
        found.that("refused" not in after, f"{_told(act)} was answered {', '.join(said)}")
    return found


def uploads_are_kept_once(evidence: Evidence) -> Finding:
    """A confirmed upload is one row with its hash and its bytes in the store; one without an answer is there once or not at all."""
    found, files = Finding(), grouped(evidence.rows["material_file"], lambda row: row.filename)
    for act in evidence.acts:
        if act.kind != "upload":
            continue
        rows = files.get(act.about["filename"], [])
        least = 0 if act.confirmation is None else 1
        found.that(least <= len(rows) <= 1, f"{_told(act)} ({act.about['filename']}) stands {len(rows)} times")
        for row in rows:
            fits = row.sha256 == act.about["sha256"] == _content_hash(evidence, row.sha256)
            found.that(fits, f"the bytes of {row.filename} are not in the store")
    return found


def the_last_saved_answers_stand(evidence: Evidence) -> Finding:
    """What was confirmed saved last is there, unless a later save stayed without an answer: then either may be. What was refused, by a form
    drawn from older answers, never is."""
    found, saves = Finding(), grouped((act for act in evidence.acts if act.kind == "save"), lambda act: act.about["case_id"])
    for case_id, acts in saves.items():
        confirmed = [number for number, act in enumerate(acts) if act.confirmation is not None]
        if not confirmed:
            continue
        possible = {act.about["area"] for act in acts[confirmed[-1] :] if not act.refused_always}
        stands = cases.all_answers(evidence.tx, evidence.engine.parts.seal, case_id).get("application", {}).get("area")
        found.that(stands is not None and int(stands) in possible, f"case {case_id} holds area {stands}, not one of {possible}")
    return found


def no_two_officers_hold_one_task(evidence: Evidence) -> Finding:
    """By the journal: never claimed while held, never put back or finished by another than its holder. By the diaries: likewise."""
    found, holders = Finding(), {}
    for row in sorted(evidence.rows["journal"], key=lambda row: (row.case_id, row.seq)):
        task_id = row.facts.get("task_id")
        holder = holders.get(task_id)
        if row.event == "TaskClaimed":
            found.that(holder is None, f"task {task_id} claimed by {row.actor} while {holder} held it")
            holders[task_id] = row.actor
        elif row.event in ("TaskReleased", "TaskCompleted") and row.actor.startswith("officer:"):
            found.that(holder in (None, row.actor), f"task {task_id}: {row.event} by {row.actor} while {holder} held it")
        if row.event in ("TaskReleased", "TaskCompleted", "TaskCancelled"):
            holders.pop(task_id, None)
    for task in evidence.rows["task"]:
        if task.status == "open":
            holder = f"officer:{task.claimed_by}" if task.claimed_by else None
            found.that(
                holder == holders.get(task.task_id),
                f"task {task.task_id} is held by {holder}, by the journal by {holders.get(task.task_id)}",
            )
    _compare_claims(evidence, found)
    return found


def _compare_claims(evidence: Evidence, found: Finding) -> None:
    given_up = grouped(
        (act for act in evidence.acts if act.kind in ("release", "complete")), lambda act: (act.about["who"], act.about["task_id"])
    )
    claims = grouped(
        (act for act in evidence.acts if act.kind == "claim" and act.confirmation is not None), lambda act: act.about["task_id"]
    )
    for task_id, acts in claims.items():
        acts.sort(key=lambda act: act.confirmed_at)
        for first, second in pairwise(acts):
            if first.about["who"] != second.about["who"]:
                ended = any(act.at < second.confirmed_at for act in given_up.get((first.about["who"], task_id), []))
                found.that(ended, f"task {task_id}: {second.about['who']} was told he holds it while {first.about['who']} had been told so")


def _commands(evidence: Evidence) -> list[Act]:
    return [act for act in evidence.acts if act.kind in COMMANDS]


def _started(evidence: Evidence, act: Act) -> bool:
    assert act.confirmation is not None
    case_id = act.confirmation["case_id"]
    return any(row.case_id == case_id and row.event == "CaseStarted" for row in evidence.by_command.get(act.command_id, []))


def _content_hash(evidence: Evidence, sha256: str) -> str:
    try:
        return hashlib.sha256(evidence.engine.parts.files.get(evidence.tx, sha256)).hexdigest()
    except Missing:
        return ""


def _told(act: Act) -> str:
    return f"{act.name} {act.kind} {act.command_id}".rstrip()
