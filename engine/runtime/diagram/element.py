"""The parts of a diagram as they were drawn: elements, flows, lanes and the bodies that hold them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

KINDS = {
    "startEvent": "start", "endEvent": "end", "userTask": "user", "manualTask": "manual", "task": "task",
    "serviceTask": "service", "businessRuleTask": "rule", "scriptTask": "script", "sendTask": "send", "receiveTask": "receive",
    "callActivity": "call", "subProcess": "subprocess", "transaction": "subprocess", "adHocSubProcess": "subprocess",
    "exclusiveGateway": "gateway", "parallelGateway": "gateway", "inclusiveGateway": "gateway", "eventBasedGateway": "gateway",
    "complexGateway": "gateway", "intermediateCatchEvent": "catch", "intermediateThrowEvent": "throw", "boundaryEvent": "boundary",
}  # fmt: skip
ACTIVITIES = frozenset({"user", "manual", "task", "service", "rule", "script", "send", "receive", "call", "subprocess"})
HUMAN = frozenset({"user", "manual"})


@dataclass(frozen=True)
class Flow:
    """A sequence flow. ``condition`` is its FEEL text or None."""

    id: str
    source: str
    target: str
    name: str
    condition: str | None
    line: int


@dataclass(frozen=True)
class Trigger:
    """What makes an event happen. ``kind``: none timer message signal error escalation terminate link, or one that is refused.

    ``name`` is the name of the message, signal or link; ``code`` that of an error or escalation, None catches all;
    ``timing`` (duration date cycle) and ``text`` belong to timers.
    """

    kind: str
    name: str | None = None
    code: str | None = None
    timing: str | None = None
    text: str | None = None
    xml: etree._Element | None = field(default=None, compare=False)


NO_TRIGGER = Trigger("none")


@dataclass(frozen=True)
class Loop:
    """Multi-instance: ``collection`` or ``cardinality`` and ``until`` are FEEL texts."""

    sequential: bool
    collection: str | None
    item_name: str | None
    cardinality: str | None
    until: str | None


@dataclass
class Element:
    """A flow node. ``tag`` is its BPMN name, ``kind`` ours; ``lane`` the ``who`` of the innermost lane that says it."""

    id: str
    tag: str
    kind: str
    name: str
    body: Body
    xml: etree._Element = field(repr=False)
    triggers: tuple[Trigger, ...] = ()
    attached_to: str | None = None
    interrupting: bool = True
    default: str | None = None
    loop: Loop | None = None
    inner: Body | None = None
    lane: str = ""
    lane_who: str = ""
    properties: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return self.body.file

    @property
    def line(self) -> int:
        return self.xml.sourceline or 0

    @property
    def trigger(self) -> Trigger:
        return self.triggers[0] if self.triggers else NO_TRIGGER

    @property
    def is_event_subprocess(self) -> bool:
        return self.kind == "subprocess" and self.xml.get("triggeredByEvent") == "true"


@dataclass
class Body:
    """A process or the inside of a sub-process. ``foreign``: drawn for an engine where results are variables by themselves."""

    id: str
    name: str
    file: str
    xml: etree._Element = field(repr=False)
    owner: Element | None = field(default=None, repr=False)
    executable: bool | None = None
    foreign: bool = False
    elements: dict[str, Element] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)

    def outgoing(self, element_id: str) -> list[Flow]:
        return self._by_end[0].get(element_id, [])

    def incoming(self, element_id: str) -> list[Flow]:
        return self._by_end[1].get(element_id, [])

    def attached(self, element_id: str) -> list[str]:
        """Ids of the boundary events on an activity."""
        return self._attached.get(element_id, [])

    @cached_property
    def _attached(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for element in self.elements.values():
            if element.attached_to:
                found.setdefault(element.attached_to, []).append(element.id)
        return found

    @cached_property
    def _by_end(self) -> tuple[dict[str, list[Flow]], dict[str, list[Flow]]]:
        leaving: dict[str, list[Flow]] = {}
        arriving: dict[str, list[Flow]] = {}
        for flow in self.flows:
            leaving.setdefault(flow.source, []).append(flow)
            arriving.setdefault(flow.target, []).append(flow)
        return leaving, arriving

    def walk(self) -> Iterator[Element]:
        """Every element, those inside sub-processes too."""
        pending: list[Element] = list(reversed(self.elements.values()))
        while pending:
            element = pending.pop()
            yield element
            if element.inner is not None:
                pending.extend(reversed(element.inner.elements.values()))

    def bodies(self) -> Iterator[Body]:
        yield self
        for element in self.walk():
            if element.inner is not None:
                yield element.inner
