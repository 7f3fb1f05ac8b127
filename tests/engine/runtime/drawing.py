"""Small diagrams for tests, drawn in a few words instead of pages of XML."""

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:flowable="http://flowable.org/bpmn" targetNamespace="test">'
)


def element(tag: str, id: str, *inner: str, properties: dict[str, str] | None = None, **attributes: str) -> str:
    """``attributes``: ``camunda_topic="x"`` is camunda:topic; ``name="…"`` plain."""
    written = "".join(f" {key.replace('camunda_', 'camunda:')}={quoteattr(value)}" for key, value in attributes.items())
    said = "".join(f"<camunda:property name={quoteattr(key)} value={quoteattr(value)}/>" for key, value in (properties or {}).items())
    extension = f"<camunda:properties>{said}</camunda:properties>" if said else ""
    extension += "".join(part for part in inner if part.startswith("<camunda:"))
    rest = "".join(part for part in inner if not part.startswith("<camunda:"))
    block = f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>" if extension else ""
    return f"<bpmn:{tag} id={quoteattr(id)}{written}>{block}{rest}</bpmn:{tag}>"


def start(id: str = "start", *inner: str, **attributes: str) -> str:
    return element("startEvent", id, *inner, **attributes)


def end(id: str = "end", *inner: str, properties: dict[str, str] | None = None) -> str:
    return element("endEvent", id, *inner, properties=properties)


def user(id: str, *inner: str, who: str = "tax:reviewer", **more: str) -> str:
    """Keywords other than ``name`` and camunda_… are properties: ``outcomes``, ``limit`` …"""
    attributes = {key: value for key, value in more.items() if key == "name" or key.startswith("camunda_")}
    properties = {key: value for key, value in more.items() if key not in attributes}
    if who:
        attributes["camunda_candidateGroups"] = who
    return element("userTask", id, *inner, properties=properties, **attributes)


def service(id: str, topic: str = "registry.company_status", *inner: str, **attributes: str) -> str:
    return element("serviceTask", id, *inner, camunda_type="external", camunda_topic=topic, **attributes)


def script(id: str, text: str, result: str) -> str:
    return element("scriptTask", id, f"<bpmn:script>{escape(text)}</bpmn:script>", scriptFormat="feel", camunda_resultVariable=result)


def gateway(id: str, kind: str = "exclusive", **attributes: str) -> str:
    return element(f"{kind}Gateway" if kind != "event" else "eventBasedGateway", id, **attributes)


def timer(text: str, timing: str = "Duration") -> str:
    return f"<bpmn:timerEventDefinition><bpmn:time{timing}>{escape(text)}</bpmn:time{timing}></bpmn:timerEventDefinition>"


def message(name: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="message_{name}"/>'


def signal(name: str) -> str:
    return f'<bpmn:signalEventDefinition signalRef="signal_{name}"/>'


def error(code: str = "") -> str:
    return f'<bpmn:errorEventDefinition errorRef="error_{code}"/>' if code else "<bpmn:errorEventDefinition/>"


def escalation(code: str) -> str:
    return f'<bpmn:escalationEventDefinition escalationRef="escalation_{code}"/>'


def catch(id: str, *inner: str, properties: dict[str, str] | None = None) -> str:
    return element("intermediateCatchEvent", id, *inner, properties=properties)


def throw(id: str, *inner: str, properties: dict[str, str] | None = None) -> str:
    return element("intermediateThrowEvent", id, *inner, properties=properties)


def boundary(id: str, host: str, *inner: str, interrupting: bool = True, properties: dict[str, str] | None = None) -> str:
    return element("boundaryEvent", id, *inner, attachedToRef=host, cancelActivity=str(interrupting).lower(), properties=properties)


def many(collection: str, item: str = "department", sequential: bool = False, until: str = "") -> str:
    condition = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" camunda:collection={quoteattr(collection)} '
        f"camunda:elementVariable={quoteattr(item)}>{condition}</bpmn:multiInstanceLoopCharacteristics>"
    )


def inputs(**values: str) -> str:
    return "<camunda:inputOutput>" + "".join(_parameter("input", *pair) for pair in values.items()) + "</camunda:inputOutput>"


def outputs(**values: str) -> str:
    return "<camunda:inputOutput>" + "".join(_parameter("output", *pair) for pair in values.items()) + "</camunda:inputOutput>"


def _parameter(direction: str, name: str, text: str) -> str:
    return f"<camunda:{direction}Parameter name={quoteattr(name)}>{escape(text)}</camunda:{direction}Parameter>"


def flows(*ways: str) -> str:
    """``"a > b > c"`` connects; ``"a > b | x = 1"`` with a condition. A flow's id is ``a_to_b``."""
    drawn = []
    for way in ways:
        path, _, condition = way.partition(" | ")
        stations = [each.strip() for each in path.split(" > ")]
        for source, target in pairwise(stations):
            inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
            drawn.append(f'<bpmn:sequenceFlow id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>')
    return "".join(drawn)


def subprocess(id: str, *parts: str, by_event: bool = False, properties: dict[str, str] | None = None) -> str:
    return element("subProcess", id, *parts, triggeredByEvent=str(by_event).lower(), properties=properties)


def process(*parts: str, id: str = "review_case", executable: str = "true") -> str:
    return f'<bpmn:process id="{id}" isExecutable="{executable}">{"".join(parts)}</bpmn:process>'


def file(*processes: str, names: tuple[str, ...] = ("paid", "objection", "withdrawn", "unavailable", "late")) -> bytes:
    """``names``: declared as messages, signals, errors and escalations alike."""
    declared = "".join(
        f'<bpmn:message id="message_{name}" name="{name}"/><bpmn:signal id="signal_{name}" name="{name}"/>'
        f'<bpmn:error id="error_{name}" errorCode="{name}"/><bpmn:escalation id="escalation_{name}" escalationCode="{name}"/>'
        for name in names
    )
    return (HEAD + declared + "".join(processes) + "</bpmn:definitions>").encode()


def diagram(*parts: str) -> dict[str, bytes]:
    return {"process.bpmn": file(process(*parts))}
