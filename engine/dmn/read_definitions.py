"""XML → one file's definitions: item definitions and the requirement graph's elements."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from engine.dmn import elements
from engine.dmn.document import child, children, local_name, name_of, own_text, read_document, text_of
from engine.dmn.errors import DmnError
from engine.dmn.read_boxes import read_box, read_function
from engine.dmn.read_table import feel_only

Element = etree._Element


def read_definitions(xml: bytes) -> elements.Definitions:
    """Raises DmnError for XML that is unsafe, broken or no decision model."""
    root = read_document(xml)
    feel_only(root)
    found: dict[str, elements.Element] = {}
    for element in children(root, *_READERS):
        read = _READERS[local_name(element)](element)
        if read.id in found:
            raise DmnError(
                "决策文件里有两个 id 为“{element}”的元素。",
                english="Two elements have the id “{element}”. Give one of them another.",
                element=read.id,
                mend="请给其中一个换 id。",
            )
        found[read.id] = read
    imports = tuple(
        elements.Import(name_of(entry), entry.get("namespace", ""))
        for entry in children(root, "import")
        if _is_model(entry.get("importType", ""))
    )
    items = {item.name: item for item in map(_item, children(root, "itemDefinition"))}
    return elements.Definitions(root.get("namespace", ""), root.get("name", ""), imports, items, found)


def _is_model(kind: str) -> bool:
    return not kind or "DMN" in kind.upper()


def _item(element: Element) -> elements.ItemDefinition:
    return elements.ItemDefinition(
        name=name_of(element),
        type_ref=own_text(child(element, "typeRef")),
        collection=element.get("isCollection") == "true",
        components=tuple(_item(component) for component in children(element, "itemComponent")),
        allowed=text_of(child(element, "allowedValues")),
        constraint=text_of(child(element, "typeConstraint")),
        function=_function_item(child(element, "functionItem")),
    )


def _function_item(element: Element | None) -> elements.FunctionItem | None:
    if element is None:
        return None
    parameters = tuple(elements.FormalParameter(name_of(each), each.get("typeRef", "")) for each in children(element, "parameters"))
    return elements.FunctionItem(parameters, element.get("outputTypeRef", ""))


def _variable_type(element: Element) -> str:
    variable = child(element, "variable")
    return "" if variable is None else variable.get("typeRef", "")


def _variable_name(element: Element) -> str:
    """The variable's name where it differs from the element's."""
    found = name_of(child(element, "variable"))
    return "" if found == name_of(element) else found


def _id(element: Element) -> str:
    """An element without id is known by its name."""
    return element.get("id") or name_of(element)


def _hrefs(element: Element, requirement: str, *kinds: str) -> tuple[str, ...]:
    return tuple(entry.get("href", "") for each in children(element, requirement) for entry in children(each, *kinds))


def _direct_hrefs(element: Element, kind: str) -> tuple[str, ...]:
    return tuple(entry.get("href", "") for entry in children(element, kind))


def _input(element: Element) -> elements.InputData:
    return elements.InputData(_id(element), name_of(element), _variable_type(element), _variable_name(element))


def _decision(element: Element) -> elements.DecisionElement:
    requires = (
        *_hrefs(element, "informationRequirement", "requiredInput", "requiredDecision"),
        *_hrefs(element, "knowledgeRequirement", "requiredKnowledge"),
    )
    kind, variable = _variable_type(element), _variable_name(element)
    return elements.DecisionElement(_id(element), name_of(element), kind, requires, read_box(element), variable)


def _knowledge(element: Element) -> elements.KnowledgeModel:
    logic = child(element, "encapsulatedLogic")
    return elements.KnowledgeModel(
        _id(element),
        name_of(element),
        _variable_type(element),
        _hrefs(element, "knowledgeRequirement", "requiredKnowledge"),
        None if logic is None else read_function(logic),
        _variable_name(element),
    )


def _service(element: Element) -> elements.DecisionService:
    return elements.DecisionService(
        _id(element),
        name_of(element),
        _variable_type(element),
        _direct_hrefs(element, "outputDecision"),
        _direct_hrefs(element, "encapsulatedDecision"),
        _direct_hrefs(element, "inputDecision"),
        _direct_hrefs(element, "inputData"),
        _variable_name(element),
    )


_READERS: dict[str, Callable[[Element], elements.Element]] = {
    "inputData": _input,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge,
    "decisionService": _service,
}
