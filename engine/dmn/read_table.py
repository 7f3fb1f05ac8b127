"""XML → decision tables."""

from __future__ import annotations

from lxml import etree

from engine.dmn.document import child, children, name_of, own_text, text_of
from engine.dmn.elements import InputClause, Literal, OutputClause, Rule, Table
from engine.dmn.errors import DmnError

Element = etree._Element

HIT_POLICIES = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
AGGREGATIONS = ("", "SUM", "MIN", "MAX", "COUNT")


def feel_only(element: Element) -> None:
    """FEEL has had several names since DMN 1.1, all of which say FEEL."""
    language = element.get("expressionLanguage", "").lower()
    if language and "feel" not in language and language != "friendlyenough":
        raise DmnError(
            "“{element}”的表达式语言是“{language}”，本系统只用 FEEL。",
            english="“{element}” is written in “{language}”; only FEEL is evaluated. Rewrite it in FEEL and remove expressionLanguage.",
            element=element.get("id", ""),
            mend="请把该表达式改写为 FEEL，并去掉 expressionLanguage。",
            language=element.get("expressionLanguage", ""),
        )


def read_table(element: Element) -> Table:
    """Raises DmnError for a hit policy DMN does not have, or a rule with too few or too many cells."""
    inputs = tuple(_input(clause) for clause in children(element, "input"))
    outputs = tuple(_output(clause) for clause in children(element, "output"))
    name = element.get("id", "")
    annotations = tuple(clause.get("name", "") for clause in children(element, "annotation"))
    rules = tuple(_rule(rule, number, annotations) for number, rule in enumerate(children(element, "rule"), start=1))
    table = Table(
        name,
        _one_of(element, "hitPolicy", HIT_POLICIES, "UNIQUE"),
        _one_of(element, "aggregation", AGGREGATIONS, ""),
        inputs,
        outputs,
        rules,
        element.get("typeRef", ""),
    )
    _check(table)
    return table


def _one_of(element: Element, attribute: str, known: tuple[str, ...], default: str) -> str:
    value = element.get(attribute, default)
    if value not in known:
        raise DmnError(
            "决策表“{element}”的 {attribute} 是“{value}”，DMN 没有这一项。",
            english="Decision table “{element}” has the {attribute} “{value}”, which DMN does not know. Use one of: {known}.",
            element=element.get("id", ""),
            mend="可用：" + "、".join(filter(None, known)) + "。",
            known=", ".join(filter(None, known)),
            attribute=attribute,
            value=value,
        )
    return value


def _input(clause: Element) -> InputClause:
    expression = child(clause, "inputExpression")
    if expression is not None:
        feel_only(expression)
    literal = Literal(
        text_of(expression),
        "" if expression is None else expression.get("typeRef", ""),
        clause.get("id", ""),
    )
    label = clause.get("label", "") or literal.text
    return InputClause(literal, label, text_of(child(clause, "inputValues")))


def _output(clause: Element) -> OutputClause:
    return OutputClause(
        name_of(clause),
        clause.get("label", ""),
        text_of(child(clause, "outputValues")),
        text_of(child(clause, "defaultOutputEntry")),
        clause.get("typeRef", ""),
    )


def _rule(rule: Element, number: int, annotations: tuple[str, ...]) -> Rule:
    cells = [list(children(rule, kind)) for kind in ("inputEntry", "outputEntry")]
    for cell in (*cells[0], *cells[1]):
        feel_only(cell)
    inputs, outputs = (tuple(text_of(cell) for cell in row) for row in cells)
    notes = [text_of(note) for note in children(rule, "annotationEntry")]
    names = [*annotations, *[""] * (len(notes) - len(annotations))]
    found = [(name, note) for name, note in zip(names, notes, strict=False) if note]
    description = own_text(child(rule, "description"))
    if description:
        found.append(("description", description))
    return Rule(rule.get("id", ""), number, inputs, outputs, tuple(found))


def _check(table: Table) -> None:
    if not table.outputs:
        raise DmnError(
            "决策表“{element}”没有输出列。",
            english="Decision table “{element}” has no output. Add at least one.",
            element=table.id,
            mend="请至少加一列输出。",
        )
    for rule in table.rules:
        if len(rule.inputs) != len(table.inputs) or len(rule.outputs) != len(table.outputs):
            raise DmnError(
                "决策表“{element}”第 {number} 条规则的格数与列数不符。",
                english="Rule {number} of decision table “{element}” does not have one cell for each column. Add or remove cells.",
                element=table.id,
                mend="请让每条规则都有与列数相同的格。",
                number=rule.number,
            )
