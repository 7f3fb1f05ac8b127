"""A step: what one element of the diagram means to the people and machines around it (formats.md, "BPMN: where things stand")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from engine.domain.duration import Duration
from engine.domain.errors import Invalid
from engine.domain.reminding import Reminder, parse_reminders
from engine.feel import Expression
from engine.runtime.diagram import dialect
from engine.runtime.diagram.element import HUMAN, Element
from engine.runtime.step_rules import Rules, parse_rules

ACTS = frozenset({"accept", "supplement", "decide", "deliver", "close", "refuse", "terminate"})
_OUTCOME = re.compile(r"([a-z][a-z0-9_]*)\s+(\S.*)")
# A comma inside a label is not followed by another id.
_BETWEEN_OUTCOMES = re.compile(r"[,，]\s*(?=[a-z][a-z0-9_]*\s)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way to finish a step: ``id`` for expressions, ``label`` (Chinese) for people."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit of a step. ``duration`` is ISO 8601 text; ``on_timeout`` is warn, escalate or ``deem:<outcome>``."""

    duration: str
    calendar: Literal["working", "calendar"]
    on_timeout: str


WHERE = ("none", "previous", "any", "applicant")
AFTER = ("rerun", "resume", "choose")


@dataclass(frozen=True, slots=True)
class Returns:
    """How a step may be undone: ``to`` names steps, or previous, any, applicant; ``after`` rerun, resume or choose; ``take_back``: whoever
    did the step may take it back."""

    to: tuple[str, ...] = ()
    after: str = "rerun"
    take_back: bool = True


@dataclass(frozen=True)
class Step:
    """One element. Texts are "" and tuples empty where the file says nothing; ``properties`` are the raw camunda:properties. ``officers``: how
    many must sign it, each with his own account; ``hearing``: what it does for a hearing, request, schedule or record."""

    id: str
    name: str
    kind: str
    process: str
    lane: str
    who: tuple[str, ...]
    assignee: Expression | None
    form: str
    limit: Limit | None
    remind: tuple[Reminder, ...]
    act: str
    outcomes: tuple[Outcome, ...]
    letter: str
    stage: str
    pause: str
    item: str
    sign: str
    rules: Rules
    returns: Returns
    topic: str
    officers: int
    hearing: str
    properties: Mapping[str, str]

    def consultation_settles(self, outcome: str) -> bool:
        """Whether this is a consultation (property ``consult``) that may end by its rule with this outcome: any but the first, which agrees."""
        return bool(self.properties.get("consult")) and outcome != self.outcomes[0].id

    @property
    def letter_comes_first(self) -> bool:
        """Its letter asks or tells the applicant something, and so goes out when the step opens and not when it ends."""
        return self.act == "supplement" or self.hearing == "request"


def parse_outcomes(text: str) -> tuple[Outcome, ...]:
    """``"agree 同意, disagree 不同意"`` → outcomes. Raises Invalid naming the part that is not ``id 标签``, or a repeated id."""
    found: dict[str, Outcome] = {}
    for part in filter(None, (each.strip(" ,，") for each in _BETWEEN_OUTCOMES.split(text))):
        match = _OUTCOME.fullmatch(part)
        if match is None:
            raise Invalid("办理结果“{part}”应写成“id 标签”，例如 agree 同意；id 用小写字母、数字和下划线", part=part[:40])
        if match[1] in found:
            raise Invalid("办理结果 {part} 写了两次", part=match[1])
        found[match[1]] = Outcome(match[1], match[2].strip())
    return tuple(found.values())


def parse_limit(properties: Mapping[str, str], outcomes: tuple[Outcome, ...]) -> Limit | None:
    """The properties ``limit``, ``calendar``, ``on_timeout`` → a limit. Raises Invalid."""
    text = properties.get("limit", "")
    if not text:
        return None
    parsed = Duration.parse(text)
    calendar = properties.get("calendar") or "working"
    if calendar not in ("working", "calendar"):
        raise Invalid("calendar 只能是 working（工作日）或 calendar（自然日），不能是“{calendar}”", calendar=calendar[:40])
    if calendar == "working" and parsed.weeks:
        raise Invalid("按工作日计算的时限请写天数，不要写周")
    on_timeout = properties.get("on_timeout") or "warn"
    deemed = on_timeout.removeprefix("deem:")
    if on_timeout not in ("warn", "escalate") and not (on_timeout != deemed and deemed):
        raise Invalid("on_timeout 只能是 warn、escalate 或 deem:<结果>，不能是“{value}”", value=on_timeout[:40])
    if on_timeout != deemed and outcomes and deemed not in {outcome.id for outcome in outcomes}:
        raise Invalid("on_timeout 写了 deem:{outcome}，但 outcomes 里没有这个结果", outcome=deemed[:40])
    return Limit(text, calendar, on_timeout)  # type: ignore[arg-type]  # checked two lines up


def parse_returns(properties: Mapping[str, str]) -> Returns:
    """The properties ``return_to``, ``after_return``, ``take_back``. Raises Invalid."""
    to = tuple(dict.fromkeys(filter(None, (each.strip() for each in re.split("[,，]", properties.get("return_to", ""))))))
    if "none" in to and len(to) > 1:
        raise Invalid("return_to 写了 none（不能退回），就不要再写别的")
    after, back = properties.get("after_return") or "rerun", properties.get("take_back") or "yes"
    if after not in AFTER:
        raise Invalid("after_return 只能是 rerun（重走）、resume（办完直接回来）或 choose（由退回的人选），不能是“{after}”", after=after[:40])
    if back not in ("yes", "no"):
        raise Invalid("take_back 只能是 yes 或 no，不能是“{back}”", back=back[:40])
    return Returns(tuple(each for each in to if each != "none"), after, back == "yes")


def who_of(element: Element) -> tuple[str, ...]:
    """The task's own candidate groups, else its lane's ``who``."""
    text = dialect.attribute(element.xml, "candidateGroups") or element.lane_who
    return tuple(filter(None, (each.strip() for each in re.split("[,，]", text))))


def build_step(element: Element, process: str, assignee: Expression | None) -> Step:
    """Raises Invalid where :func:`parse_outcomes`, :func:`parse_limit`, ``parse_reminders`` and :func:`parse_returns` do; the linter has said so before."""
    said = element.properties
    outcomes, officers = parse_outcomes(said.get("outcomes", "")), said.get("officers", "")
    return Step(
        id=element.id,
        name=element.name,
        kind=element.kind,
        process=process,
        lane=element.lane,
        who=who_of(element) if element.kind in HUMAN else (),
        assignee=assignee,
        form=dialect.attribute(element.xml, "formKey") or "",
        limit=parse_limit(said, outcomes),
        remind=parse_reminders(said),
        act=said.get("act", ""),
        outcomes=outcomes,
        letter=said.get("letter", ""),
        stage=said.get("stage", ""),
        pause=said.get("pause", ""),
        item=said.get("item", ""),
        sign=said.get("sign", ""),
        rules=parse_rules(said, {outcome.id for outcome in outcomes}),
        returns=parse_returns(said),
        topic=dialect.attribute(element.xml, "topic") or "",
        officers=int(officers) if officers.isdecimal() and officers.isascii() else 1,
        hearing=said.get("hearing", ""),
        properties=MappingProxyType(dict(said)),
    )
