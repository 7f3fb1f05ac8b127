"""What Camunda 7's modeler adds to BPMN: attributes, properties, inputs and outputs. Other dialects are only recognised here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.runtime.diagram.source import BPMN, local_name, namespace

CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
FOREIGN = {
    "http://camunda.org/schema/zeebe/1.0": "zeebe",
    "http://flowable.org/bpmn": "flowable",
    "http://activiti.org/bpmn": "activiti",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow",
}
# Read somewhere in this package, or of no meaning to a run. Anything else is reported.
TAKEN_ATTRIBUTES = frozenset(
    "assignee candidateGroups formKey type topic decisionRef resultVariable collection elementVariable errorCodeVariable "
    "errorMessageVariable modelerTemplate modelerTemplateVersion modelerTemplateIcon".split()
)
TAKEN_ELEMENTS = frozenset({"properties", "inputOutput", "in", "out"})
HARMLESS_ATTRIBUTES = frozenset(
    "asyncBefore asyncAfter exclusive historyTimeToLive isStartableInTasklist versionTag jobPriority taskPriority diagramRelationId "
    "executionPlatform executionPlatformVersion".split()
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """An input or output. ``value`` is text, a list of values or a mapping of values; ``None`` for a script, which is refused."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Mapping:
    """``camunda:in`` / ``camunda:out`` of a call activity. ``everything``: all variables; else ``source`` (FEEL) → ``target``."""

    everything: bool
    source: str
    target: str


def attribute(xml: etree._Element, name: str) -> str | None:
    """A ``camunda:`` attribute, stripped; None if absent or blank."""
    return (xml.get(f"{{{CAMUNDA}}}{name}") or "").strip() or None


def extensions(xml: etree._Element) -> Iterator[etree._Element]:
    for block in xml.findall(f"{{{BPMN}}}extensionElements"):
        yield from block.iterchildren(tag=etree.Element)


def properties(xml: etree._Element) -> dict[str, str]:
    """``camunda:properties`` as they stand; a property without a value is "". """
    found: dict[str, str] = {}
    for block in extensions(xml):
        if block.tag == f"{{{CAMUNDA}}}properties":
            for each in block.iterchildren(f"{{{CAMUNDA}}}property"):
                found[each.get("name") or each.get("id") or ""] = (each.get("value") or "").strip()
    found.pop("", None)
    return found


def parameters(xml: etree._Element, direction: str) -> tuple[Parameter, ...]:
    """``camunda:inputOutput``; ``direction`` is "input" or "output"."""
    found = []
    for block in extensions(xml):
        if block.tag == f"{{{CAMUNDA}}}inputOutput":
            for each in block.iterchildren(f"{{{CAMUNDA}}}{direction}Parameter"):
                found.append(Parameter((each.get("name") or "").strip(), _value(each)))
    return tuple(found)


def mappings(xml: etree._Element, direction: str) -> tuple[Mapping, ...]:
    """``camunda:in`` or ``camunda:out``; the business key is ours already and left out."""
    found = []
    for each in extensions(xml):
        if each.tag == f"{{{CAMUNDA}}}{direction}" and not each.get("businessKey"):
            source = (each.get("sourceExpression") or each.get("source") or "").strip()
            found.append(Mapping(each.get("variables") == "all", source, (each.get("target") or "").strip()))
    return tuple(found)


def left_aside(xml: etree._Element) -> Iterator[tuple[str, str]]:
    """(dialect, name) of every foreign attribute or extension on this element that nothing here reads."""
    for name in xml.attrib:
        space, _, local = str(name).rpartition("}")
        space = space.lstrip("{")
        if space == CAMUNDA and local == "mapDecisionResult" and xml.get(name) != "resultList":
            # A decision's value already has the shape of its hit policy, which is what the other three ask for.
            continue
        if space == CAMUNDA and local not in TAKEN_ATTRIBUTES | HARMLESS_ATTRIBUTES:
            yield "camunda", local
        elif space in FOREIGN and local not in HARMLESS_ATTRIBUTES:
            yield FOREIGN[space], local
    for each in extensions(xml):
        space, local = namespace(each), local_name(each)
        if space == CAMUNDA and local not in TAKEN_ELEMENTS:
            yield "camunda", local
        elif space in FOREIGN:
            yield FOREIGN[space], local


def _value(xml: etree._Element) -> object:
    for inner in xml.iterchildren(tag=etree.Element):
        if inner.tag == f"{{{CAMUNDA}}}map":
            return {each.get("key") or "": _value(each) for each in inner.iterchildren(f"{{{CAMUNDA}}}entry")}
        if inner.tag == f"{{{CAMUNDA}}}list":
            return [_value(each) for each in inner.iterchildren(f"{{{CAMUNDA}}}value")]
        return None
    return (xml.text or "").strip()
