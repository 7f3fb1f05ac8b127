"""Who signs a step, as its properties say: ``sign``, ``weights``, ``signers``, ``consult``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from engine.domain.errors import Invalid
from engine.runtime.diagram.element import HUMAN, Element
from engine.runtime.formula import Formula
from engine.runtime.specs.consulting import Consulting, Heard
from engine.runtime.specs.signing import EVERYONE, Signing
from engine.runtime.specs.tally import Rule
from engine.runtime.step import parse_outcomes, who_of

APPLICANT = "applicant"
ASKS_FOR_MORE = "supplement"
"""The outcome that sends the case back to the applicant: no opinion on it."""
_RULES = ("single", "all", "any", "sequential")
_SHARE = re.compile(r"(ratio|weighted):(0\.\d{1,4}|1|1\.0{1,4})")
_WEIGHT = re.compile(r"(\S+)\s+([1-9]\d{0,3})")


def parse_rule(text: str) -> tuple[str, Decimal]:
    """(single, all, any, sequential, ratio or weighted; the share that must agree). Raises Invalid."""
    if text in _RULES:
        return text, Decimal(1)
    share = _SHARE.fullmatch(text)
    if share is None or not Decimal(share[2]):
        raise Invalid(
            "sign 只能是 single、all（会签）、any（或签）、sequential（依次）、ratio:0.66（比例，按人数）或 weighted:0.6（票签，按权重），不能是“{text}”",
            text=text[:40],
        )
    return share[1], Decimal(share[2])


def parse_weights(text: str) -> Mapping[str, int]:
    """``"tax:approver 3, customs:approver 2"`` (groups or logins) → weights, 1 to 9999. Raises Invalid naming the part that is wrong."""
    found = {}
    for part in filter(None, (each.strip() for each in re.split("[,，]", text))):
        match = _WEIGHT.fullmatch(part)
        if match is None:
            raise Invalid("权重“{part}”应写成“签署人 整数”，例如 tax:approver 3", part=part[:60])
        found[match[1]] = int(match[2])
    return MappingProxyType(found)


def signing_of(element: Element) -> Signing | None:
    """How a step is signed by several, if it is. The linter has looked before."""
    if element.kind not in HUMAN:
        return None
    if element.properties.get("consult"):
        return _consulting(element)
    if element.properties.get("sign", "single") in ("", "single"):
        return None
    kind, share = parse_rule(element.properties["sign"])
    rule = Rule(kind, share, tuple(outcome.id for outcome in parse_outcomes(element.properties["outcomes"])))
    weights, said = parse_weights(element.properties.get("weights", "")), element.properties.get("signers", "")
    signers = Formula.parse(element.id, "属性 signers", said) if said.startswith("=") else said or None
    return Signing(kind == "sequential", None, "signer", None, who_of(element), rule, signers, weights)


def added_to(element: Element) -> Signing | None:
    """By what rule those sign who are added to a step of one: all of them. None for the applicant's own steps."""
    who = who_of(element)
    if APPLICANT in who:
        return None
    outcomes = tuple(outcome.id for outcome in parse_outcomes(element.properties.get("outcomes", "")))
    return Signing(False, None, "signer", None, who, Rule("all", Decimal(1), outcomes))


def consulted(element: Element) -> tuple[str, ...]:
    """Ids of the steps in ``consult``."""
    return tuple(filter(None, (each.strip() for each in re.split("[,，]", element.properties.get("consult", "")))))


def _consulting(element: Element) -> Consulting:
    known = element.body.elements
    about = tuple(heard_of(known[each]) for each in consulted(element) if each in known)
    outcomes = tuple(outcome.id for outcome in parse_outcomes(element.properties["outcomes"]))
    return Consulting(False, None, "signer", None, who_of(element), Rule("all", Decimal(1), outcomes), about=about)


def heard_of(element: Element) -> Heard:
    outcomes = tuple((each.id, each.label) for each in parse_outcomes(element.properties.get("outcomes", "")) if each.id != ASKS_FOR_MORE)
    return Heard(element.id, element.name or element.id, who_of(element), outcomes)


__all__ = ["EVERYONE", "added_to", "consulted", "heard_of", "parse_rule", "parse_weights", "signing_of"]
