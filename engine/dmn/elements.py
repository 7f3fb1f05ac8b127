"""A decision model as read: DMN's own words, frozen, nothing evaluated yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Literal:
    """A FEEL text. ``text`` is empty where the file has none: null."""

    text: str
    type_ref: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class InputClause:
    expression: Literal
    label: str
    values: str
    """Allowed values as unary tests; empty for any."""


@dataclass(frozen=True, slots=True)
class OutputClause:
    name: str
    label: str
    values: str
    default: str
    type_ref: str


@dataclass(frozen=True, slots=True)
class Rule:
    """``id`` may be empty; ``number`` counts from 1 in the order of the table; ``annotations`` are (name, text)."""

    id: str
    number: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    hit_policy: str
    aggregation: str
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """A named part: a context entry, an invocation's parameter. ``name`` is None for a context's result."""

    name: str | None
    box: Box
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Invocation:
    function: Box
    bindings: tuple[Binding, ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    entries: tuple[Binding, ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class BoxList:
    items: tuple[Box, ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class FormalParameter:
    """A name with a type: a function's parameter, a relation's column."""

    name: str
    type_ref: str


@dataclass(frozen=True, slots=True)
class Relation:
    columns: tuple[FormalParameter, ...]
    rows: tuple[tuple[Box, ...], ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class FunctionBox:
    """``body`` is None for Java and PMML, which are never called: the function gives null."""

    parameters: tuple[FormalParameter, ...]
    body: Box | None
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Conditional:
    condition: Box
    then: Box
    otherwise: Box
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Iteration:
    """``kind``: for, some or every."""

    kind: str
    variable: str
    domain: Box
    body: Box
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class FilterBox:
    domain: Box
    match: Box
    type_ref: str = ""


Box = Literal | Table | Invocation | Context | BoxList | Relation | FunctionBox | Conditional | Iteration | FilterBox


@dataclass(frozen=True, slots=True)
class FunctionItem:
    """What a function of this type takes and gives; ``result`` is a type reference, empty for any."""

    parameters: tuple[FormalParameter, ...]
    result: str


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    name: str
    type_ref: str
    collection: bool
    components: tuple[ItemDefinition, ...]
    allowed: str
    constraint: str
    """``typeConstraint`` of DMN 1.5: about the whole value, where ``allowed`` is about each element of a collection."""
    function: FunctionItem | None = None


@dataclass(frozen=True, slots=True)
class InputData:
    """``variable``: the name of its variable where an editor lets it differ from the element's; else empty. So for decisions."""

    id: str
    name: str
    type_ref: str
    variable: str = ""


@dataclass(frozen=True, slots=True)
class DecisionElement:
    """``requires``: hrefs of inputs, decisions, knowledge models and services whose values it sees."""

    id: str
    name: str
    type_ref: str
    requires: tuple[str, ...]
    box: Box | None
    variable: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgeModel:
    id: str
    name: str
    type_ref: str
    requires: tuple[str, ...]
    function: FunctionBox | None
    variable: str = ""


@dataclass(frozen=True, slots=True)
class DecisionService:
    id: str
    name: str
    type_ref: str
    outputs: tuple[str, ...]
    encapsulated: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]
    variable: str = ""


Element = InputData | DecisionElement | KnowledgeModel | DecisionService


@dataclass(frozen=True, slots=True)
class Import:
    prefix: str
    namespace: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """One file. ``elements`` by id, in the order of the file."""

    namespace: str
    name: str
    imports: tuple[Import, ...]
    items: dict[str, ItemDefinition]
    elements: dict[str, Element]
