"""Whom it concerns that somebody is asked to sign, need not any more, has given an opinion, or that departments are consulted."""

from __future__ import annotations

from typing import Any

from engine.commands.tell import Reaction
from engine.commands.work import Job, Work
from engine.domain import events
from engine.domain.word import GROUP, OFFICER, Word
from engine.store import progress, signing


def signer(template: str) -> Reaction:
    """He is led to his own task, if his turn has come."""

    def react(event: Any, work: Work) -> list[Job | Word]:
        words = {"who": work.viewer.name, "step": event.step, "reason": str(event.details.get("reason", ""))}
        own = [row.task_id for row in signing.of_case(work.tx, event.case_id) if row.officer_id == event.signer_id and row.state == "open"]
        return [Word(f"{OFFICER}{event.signer_id}", template, words, (own or [""])[-1])] if event.signer_id else []

    return react


def heard(event: events.OpinionGiven, work: Work) -> list[Job | Word]:
    """Whoever waited for the last of the opinions."""
    own = signing.of_task(work.tx, event.case_id, event.task_id)
    host = signing.find(work.tx, event.case_id, own.step_token, own.host) if own is not None else None
    waits = progress.find_task(work.tx, host.task_id) if host is not None and host.state == "open" else None
    if waits is None:
        return []
    to = f"{OFFICER}{waits.claimed_by}" if waits.claimed_by else f"{GROUP}{waits.department}:{waits.role}"
    return [Word(to, "heard", {"step": event.step}, waits.task_id)]


def consulting(event: events.ConsultationBegun, work: Work) -> list[Job | Word]:
    rows = [row for row in signing.of_case(work.tx, event.case_id) if row.element_id == event.element_id and row.state == "open"]
    return [Word(f"{GROUP}{row.groups[0]}", "consult", {"step": event.step}, row.task_id) for row in rows]


def concluded(event: events.ConsultationEnded, work: Work) -> list[Job | Word]:
    rows = [row for row in signing.of_case(work.tx, event.case_id) if row.element_id == event.element_id and row.mode == "consulted"]
    groups = dict.fromkeys(row.groups[0] for row in rows)
    return [Word(f"{GROUP}{group}", "consulted", {"step": event.step, "outcome": event.outcome_label}) for group in groups]


def passed(event: events.TaskPassedByRule, work: Work) -> list[Job | Word]:
    return [Word(f"{OFFICER}{event.officer_id}", "passed", {"step": event.step})] if event.officer_id else []
