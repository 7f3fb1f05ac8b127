"""Facts about what applicants promise instead of proof."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class OfLedger(Event):
    """``ground``: "" for a promise, papers or means where the licence was got by fraud."""

    material_id: str
    material_name: str
    ground: str = ""


@dataclass(frozen=True, kw_only=True)
class CommitmentMade(Event):
    material_id: str
    material_name: str


@dataclass(frozen=True, kw_only=True)
class CommitmentTakenBack(Event):
    material_id: str
    material_name: str


@dataclass(frozen=True, kw_only=True)
class CommitmentChecked(Event):
    """``outcome`` true or false. ``details``: finding."""

    material_id: str
    material_name: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class DecisionRevoked(OfLedger):
    """The decision to grant rested on this promise, which was false, or was got by fraud. ``number`` of the letter; ``details``: reason, answer to what
    he had stated, minutes of how he was heard."""

    number: str


@dataclass(frozen=True, kw_only=True)
class RevocationAnnounced(OfLedger):
    """The applicant was told that the decision is to be revoked; he may state his case until ``until_at``. ``number`` of the letter, "" for none.
    ``details``: reason."""

    number: str
    until_at: str


@dataclass(frozen=True, kw_only=True)
class DefenceStated(OfLedger):
    """What the applicant says to it, for the lead ``department``; ``in_person``: he wants to be heard as well. ``details``: defence."""

    department: str
    in_person: bool


@dataclass(frozen=True, kw_only=True)
class DecisionKept(OfLedger):
    """What he said was right: the promise counts as true. ``details``: reason."""


@dataclass(frozen=True, kw_only=True)
class CreditRepaired(OfLedger):
    """This false promise does not count against him any more. ``number`` of the letter, "" for none. ``details``: reason, basis."""

    number: str


@dataclass(frozen=True, kw_only=True)
class FraudFound(OfLedger):
    """After the decision to grant. ``details``: finding."""
