"""Who hears of a promise instead of proof, and of false papers: the applicant what was found and what follows, the heads of the lead department what
he says to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from engine.commands.tell import Reaction
from engine.commands.work import Job, Work
from engine.domain import ban_events, commitment_events
from engine.domain.calendar import SHANGHAI
from engine.domain.word import APPLICANT, GROUP, Word


def _checked(event: commitment_events.CommitmentChecked, work: Work) -> list[Job | Word]:
    template = "commitment_true" if event.outcome == "true" else "commitment_false"
    return [Word(APPLICANT, template, {"material": event.material_name})]


def _announced(event: commitment_events.RevocationAnnounced, work: Work) -> list[Job | Word]:
    until = datetime.fromisoformat(event.until_at).astimezone(SHANGHAI)
    return [Word(APPLICANT, "revocation_intended", {"until": f"{until.month}月{until.day}日"})]


def _defended(event: commitment_events.DefenceStated, work: Work) -> list[Job | Word]:
    return [Word(f"{GROUP}{event.department}:approver", "defence", {"material": event.material_name})]


def _barred(event: ban_events.BanImposed, work: Work) -> list[Job | Word]:
    until = date.fromisoformat(event.until_on)
    return [Word(APPLICANT, "barred", {"until": f"{until.year}年{until.month}月{until.day}日"})]


def _plainly(template: str) -> Reaction:
    def react(event: Any, work: Work) -> list[Job | Word]:
        return [Word(APPLICANT, template)]

    return react


REACTIONS: dict[type[Any], Reaction] = {
    commitment_events.CommitmentChecked: _checked,
    commitment_events.RevocationAnnounced: _announced,
    commitment_events.DefenceStated: _defended,
    commitment_events.DecisionRevoked: _plainly("revoked"),
    commitment_events.DecisionKept: _plainly("decision_kept"),
    ban_events.BanImposed: _barred,
    ban_events.BanLifted: _plainly("ban_lifted"),
    commitment_events.CreditRepaired: _plainly("credit_repaired"),
}
