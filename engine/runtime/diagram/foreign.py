"""Other tools' dialects → Camunda 7's, before anything else looks at the file; what was translated is said, the rest stays and is reported.

Camunda 8 (``zeebe:``) has other elements for the same things. Flowable and Activiti have the same attributes under another name.
Expressions of the three (``${…}``) become FEEL where they can (``juel``).
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from engine.runtime.diagram import juel
from engine.runtime.diagram.dialect import CAMUNDA, FOREIGN
from engine.runtime.diagram.source import BPMN, local_name, namespace
from engine.runtime.problem import Problem

_EXTENSIONS = f"{{{BPMN}}}extensionElements"
_TWINS = frozenset(
    "assignee candidateGroups formKey topic decisionRef resultVariable resultVariableName collection elementVariable class expression "
    "delegateExpression errorCodeVariable errorMessageVariable".split()
)
_EXPRESSIONS = frozenset({"conditionExpression", "loopCardinality", "completionCondition", "timeDuration", "timeDate", "timeCycle"})


def translate(file: str, root: etree._Element) -> list[Problem]:
    """Change the tree in place. The warnings name, element by element, what was translated."""
    done: dict[str, list[str]] = {}
    for xml in list(root.iter(etree.Element)):
        if namespace(xml) != BPMN or local_name(xml) == "extensionElements":
            continue
        words = [*_attributes(xml), *_elements(xml), *_expressions(xml)]
        if words:
            done.setdefault(_owner(xml), []).extend(words)
    return [
        Problem(file, element, "translated", "warning", f"“{element}”上别的工具的写法已译成本系统的：{'、'.join(dict.fromkeys(words))}。请核对后保存。")
        for element, words in done.items()
    ]


def is_foreign(root: etree._Element) -> bool:
    """Whether the file was drawn for an engine in which a form's fields and a job's results are variables by themselves."""
    spaces = {namespace(xml) for xml in root.iter(etree.Element)}
    spaces |= {str(name).rpartition("}")[0].lstrip("{") for xml in root.iter(etree.Element) for name in xml.attrib}
    return bool(spaces & FOREIGN.keys()) or any(juel.is_juel((xml.text or "").strip()) for xml in root.iter(etree.Element))


def _owner(xml: etree._Element) -> str:
    """The flow node or flow to which a part of it belongs."""
    at: etree._Element | None = xml
    while at is not None and at.getparent() is not None and local_name(at.getparent()) not in ("process", "subProcess"):
        at = at.getparent()
    return (at.get("id") if at is not None else None) or xml.get("id") or ""


def _attributes(xml: etree._Element) -> list[str]:
    words = []
    for name in list(xml.attrib):
        space, _, local = str(name).rpartition("}")
        dialect = FOREIGN.get(space.lstrip("{"))
        if dialect not in ("flowable", "activiti"):
            continue
        value = xml.get(name) or ""
        if local in _TWINS:
            twin = "resultVariable" if local == "resultVariableName" else local
            xml.set(f"{{{CAMUNDA}}}{twin}", _assignee(value) if local == "assignee" else value)
        elif local == "type" and value in ("external", "external-worker"):
            xml.set(f"{{{CAMUNDA}}}type", "external")
        else:
            continue
        del xml.attrib[name]
        words.append(f"{dialect}:{local}")
    return words


def _elements(xml: etree._Element) -> list[str]:
    block = xml.find(_EXTENSIONS)
    words = []
    for each in list(block) if block is not None else ():
        dialect, local = FOREIGN.get(namespace(each)), local_name(each)
        if dialect == "zeebe" and local in _ZEEBE and _ZEEBE[local](xml, block, each):
            block.remove(each)
        elif dialect in ("flowable", "activiti") and local in ("in", "out"):
            each.tag = f"{{{CAMUNDA}}}{local}"
        else:
            continue
        words.append(f"{dialect}:{local}")
    return words


def _expressions(xml: etree._Element) -> list[str]:
    words = []
    for name, value in list(xml.attrib.items()):
        if str(name).startswith(f"{{{CAMUNDA}}}") and (feel := juel.to_feel(value.strip())) is not None:
            xml.set(name, f"= {feel}")
            words.append("表达式")
    parts = [xml, *xml.iterfind(f"{_EXTENSIONS}/{{{CAMUNDA}}}inputOutput//*"), *xml.iterfind(f"{_EXTENSIONS}/{{{CAMUNDA}}}in")]
    for part in parts:
        if part is xml and local_name(xml) not in _EXPRESSIONS:
            continue
        if (feel := juel.to_feel((part.text or "").strip())) is not None:
            part.text = f"= {feel}"
            words.append("表达式")
        expression = part.get("sourceExpression")
        if expression is not None and (feel := juel.to_feel(expression.strip())) is not None:
            part.set("sourceExpression", f"= {feel}")
            words.append("表达式")
    return words


def _copy(**names: str) -> Callable[[etree._Element, etree._Element, etree._Element], bool]:
    """Attributes of the extension → camunda attributes of the element."""

    def copied(xml: etree._Element, block: etree._Element, each: etree._Element) -> bool:
        for source, target in names.items():
            if each.get(source):
                xml.set(f"{{{CAMUNDA}}}{target}", each.get(source))
        return True

    return copied


def _assignment(xml: etree._Element, block: etree._Element, each: etree._Element) -> bool:
    if each.get("assignee"):
        xml.set(f"{{{CAMUNDA}}}assignee", _assignee(each.get("assignee") or ""))
    return _copy(candidateGroups="candidateGroups")(xml, block, each)


def _assignee(value: str) -> str:
    """Elsewhere a plain text is a person's login; here it would be the name of a variable."""
    return value if value.startswith(("=", "${", "#{")) else '= "' + value.replace("\\", "").replace('"', "") + '"'


def _task_definition(xml: etree._Element, block: etree._Element, each: etree._Element) -> bool:
    topic = each.get("type") or ""
    if not topic or topic.startswith("="):
        return False
    xml.set(f"{{{CAMUNDA}}}type", "external")
    xml.set(f"{{{CAMUNDA}}}topic", topic)
    return True


def _io_mapping(xml: etree._Element, block: etree._Element, each: etree._Element) -> bool:
    both = etree.SubElement(block, f"{{{CAMUNDA}}}inputOutput")
    for mapping in each.iterchildren(tag=etree.Element):
        parameter = etree.SubElement(both, f"{{{CAMUNDA}}}{local_name(mapping)}Parameter")
        parameter.set("name", mapping.get("target") or "")
        parameter.text = mapping.get("source") or ""
    return True


def _script(xml: etree._Element, block: etree._Element, each: etree._Element) -> bool:
    etree.SubElement(xml, f"{{{BPMN}}}script").text = each.get("expression") or ""
    return _copy(resultVariable="resultVariable")(xml, block, each)


def _called_element(xml: etree._Element, block: etree._Element, each: etree._Element) -> bool:
    if (each.get("processId") or "=").startswith("="):
        return False
    xml.set("calledElement", each.get("processId") or "")
    return True


def _properties(xml: etree._Element, block: etree._Element, each: etree._Element) -> bool:
    both = etree.SubElement(block, f"{{{CAMUNDA}}}properties")
    for said in each.iterchildren(tag=etree.Element):
        written = etree.SubElement(both, f"{{{CAMUNDA}}}property")
        written.set("name", said.get("name") or "")
        written.set("value", said.get("value") or "")
    return True


def _nothing(xml: etree._Element, block: etree._Element, each: etree._Element) -> bool:
    """Means what is the case here anyway."""
    return True


_ZEEBE: dict[str, Callable[[etree._Element, etree._Element, etree._Element], bool]] = {
    "taskDefinition": _task_definition, "ioMapping": _io_mapping, "script": _script, "calledElement": _called_element,
    "properties": _properties, "userTask": _nothing, "subscription": _nothing,
    "assignmentDefinition": _assignment,
    "formDefinition": _copy(formKey="formKey", formId="formKey"),
    "calledDecision": _copy(decisionId="decisionRef", resultVariable="resultVariable"),
    "loopCharacteristics": _copy(inputCollection="collection", inputElement="elementVariable"),
}  # fmt: skip
