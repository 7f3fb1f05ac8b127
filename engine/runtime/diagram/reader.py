"""XML → bodies of elements and flows. Reads whatever is there; what may not be there is the linter's to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.runtime.diagram import dialect
from engine.runtime.diagram.element import KINDS, Body, Element, Flow, Loop, Trigger
from engine.runtime.diagram.foreign import is_foreign, translate
from engine.runtime.diagram.source import BPMN, child_text, children, local_name, namespace, read_xml
from engine.runtime.problem import Problem

# Not part of what runs: pictures, notes, data boxes, the ends of flows.
_SILENT = frozenset(
    "incoming outgoing laneSet textAnnotation association group dataObject dataObjectReference dataStoreReference documentation "
    "extensionElements ioSpecification property dataInputAssociation dataOutputAssociation category auditing monitoring "
    "multiInstanceLoopCharacteristics standardLoopCharacteristics completionCondition resourceRole performer potentialOwner "
    "humanPerformer correlationSubscription supports".split()
)
MAX_NODES = 2_000
MAX_NESTING = 20


@dataclass
class Diagram:
    """Every process of a service's files. ``names``: (file, id) → name or code of messages, signals, errors and escalations;
    ``foreign``: files of another dialect.
    """

    processes: dict[str, Body] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    nodes: int = 0


def is_diagram(file: str) -> bool:
    """Whether the name is that of a BPMN file, in any tool's manner."""
    return file.lower().endswith((".bpmn", ".bpmn2", ".bpmn20.xml"))


def read_diagrams(files: Mapping[str, bytes], main: str) -> Diagram:
    """Read every BPMN file, and ``main`` whatever its name. What could not be read stands in ``problems``."""
    diagram = Diagram()
    for file in sorted(files):
        if not is_diagram(file) and file != main:
            continue
        root = read_xml(file, files[file])
        if isinstance(root, Problem):
            diagram.problems.append(root)
        elif root.tag != f"{{{BPMN}}}definitions":
            diagram.problems.append(
                Problem(file, "", "not_bpmn", "error", "文件不是 BPMN 2.0 流程图（根元素应为 bpmn:definitions）。请从建模工具导出 BPMN 2.0。")
            )
        else:
            if is_foreign(root):
                diagram.foreign.add(file)
                diagram.problems += translate(file, root)
            _read_definitions(diagram, file, root)
    return diagram


def _read_definitions(diagram: Diagram, file: str, root: etree._Element) -> None:
    for tag, key in (("message", "name"), ("signal", "name"), ("error", "errorCode"), ("escalation", "escalationCode")):
        for each in children(root, tag):
            diagram.names[file, each.get("id") or ""] = (each.get(key) or "").strip()
    for xml in children(root, "process"):
        process_id = xml.get("id") or ""
        if process_id in diagram.processes:
            diagram.problems.append(
                Problem(file, process_id, "duplicate_process", "error", f"流程 id “{process_id}”出现了两次。请给其中一个改名。")
            )
            continue
        executable = {"true": True, "false": False}.get(xml.get("isExecutable") or "")
        body = Body(process_id, xml.get("name") or process_id, file, xml, executable=executable, foreign=file in diagram.foreign)
        diagram.processes[process_id] = body
        _read_body(diagram, body, {}, 0)


def _read_body(diagram: Diagram, body: Body, outer: dict[str, tuple[str, str]], depth: int) -> None:
    lanes = _lanes(body.xml)
    for xml in body.xml.iterchildren(tag=etree.Element):
        tag = local_name(xml)
        if namespace(xml) != BPMN or tag in _SILENT:
            continue
        if tag == "sequenceFlow":
            body.flows.append(_flow(xml))
        elif tag in KINDS:
            _read_element(diagram, body, xml, lanes, outer, depth)
        else:
            diagram.problems.append(
                Problem(body.file, xml.get("id") or "", "unknown_element", "error", f"引擎不认识元素 bpmn:{tag}。请删去或换成任务、网关、事件。")
            )


def _read_element(
    diagram: Diagram, body: Body, xml: etree._Element, lanes: dict[str, tuple[str, str]], outer: dict[str, tuple[str, str]], depth: int
) -> None:
    diagram.nodes += 1
    element_id = xml.get("id") or ""
    if element_id in body.elements or not element_id:
        shown = f"id “{element_id}”出现了两次" if element_id else f"第 {xml.sourceline} 行的元素没有 id"
        diagram.problems.append(Problem(body.file, element_id, "duplicate_id", "error", f"{shown}。请给每个元素一个自己的 id。"))
        return
    tag = local_name(xml)
    element = Element(element_id, tag, KINDS[tag], " ".join((xml.get("name") or "").split()), body, xml)
    element.lane, element.lane_who = lanes.get(element_id) or outer.get("", ("", ""))
    element.triggers = tuple(_triggers(diagram, body.file, xml))
    element.attached_to = xml.get("attachedToRef")
    element.interrupting = xml.get("cancelActivity" if tag == "boundaryEvent" else "isInterrupting") != "false"
    element.default = xml.get("default")
    element.loop = _loop(xml)
    element.properties = dialect.properties(xml)
    body.elements[element_id] = element
    if element.kind == "subprocess" and depth < MAX_NESTING:
        element.inner = Body(element_id, element.name, body.file, xml, owner=element, foreign=body.foreign)
        _read_body(diagram, element.inner, {"": (element.lane, element.lane_who)}, depth + 1)


def _flow(xml: etree._Element) -> Flow:
    return Flow(
        xml.get("id") or "", xml.get("sourceRef") or "", xml.get("targetRef") or "", xml.get("name") or "",
        child_text(xml, "conditionExpression"), xml.sourceline or 0,
    )  # fmt: skip


def _lanes(xml: etree._Element) -> dict[str, tuple[str, str]]:
    """Element id → (lane name, who); an inner lane without its own ``who`` takes that of the lane around it."""
    found: dict[str, tuple[str, str]] = {}
    pending = [(lane, "") for lane_set in children(xml, "laneSet") for lane in children(lane_set, "lane")]
    # Outer lanes come before those inside them, whose word then stands.
    for lane, outer_who in pending:
        who = dialect.properties(lane).get("who") or outer_who
        for reference in children(lane, "flowNodeRef"):
            found[(reference.text or "").strip()] = (lane.get("name") or "", who)
        pending.extend((inner, who) for lane_set in children(lane, "childLaneSet") for inner in children(lane_set, "lane"))
    return found


def _triggers(diagram: Diagram, file: str, xml: etree._Element) -> list[Trigger]:
    found = []
    for each in xml.iterchildren(tag=etree.Element):
        tag = local_name(each)
        if tag.endswith("EventDefinition"):
            found.append(_trigger(diagram, file, tag.removesuffix("EventDefinition"), each))
    if xml.get("messageRef") is not None and local_name(xml) in ("sendTask", "receiveTask"):
        found.append(Trigger("message", name=diagram.names.get((file, xml.get("messageRef") or "")) or None, xml=xml))
    return found


def _trigger(diagram: Diagram, file: str, kind: str, xml: etree._Element) -> Trigger:
    reference = xml.get(f"{kind}Ref")
    if kind == "timer":
        for timing in ("duration", "date", "cycle"):
            text = child_text(xml, f"time{timing.capitalize()}")
            if text is not None:
                return Trigger(kind, timing=timing, text=text, xml=xml)
    if kind in ("error", "escalation"):
        return Trigger(kind, name=reference, code=diagram.names.get((file, reference or "")) or None, xml=xml)
    if kind == "link":
        return Trigger(kind, name=xml.get("name") or None, xml=xml)
    return Trigger(kind, name=diagram.names.get((file, reference or "")) or None, xml=xml)


def _loop(xml: etree._Element) -> Loop | None:
    found = xml.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if found is None:
        return None
    item = found.find(f"{{{BPMN}}}inputDataItem")
    return Loop(
        sequential=found.get("isSequential") == "true",
        collection=dialect.attribute(found, "collection") or child_text(found, "loopDataInputRef"),
        item_name=dialect.attribute(found, "elementVariable") or (item.get("name") if item is not None else None),
        cardinality=child_text(found, "loopCardinality"),
        until=child_text(found, "completionCondition"),
    )
