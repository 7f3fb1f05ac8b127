"""Small decision models, drawn as text."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def text(words: str, tag: str = "literalExpression", **attributes: str) -> str:
    return f"<{tag}{_attributes(attributes)}><text>{escape(words)}</text></{tag}>"


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value)


def table(columns: str, *rules: str, policy: str = "UNIQUE", aggregation: str = "") -> str:
    """``columns``: ``"age ; status | result"``; rules likewise: ``'>= 18 ; "a" | "yes" # why'``. A column may say ``name = values``."""
    inputs, _, outputs = columns.partition("|")
    drawn = [f'<decisionTable id="t"{_attributes({"hitPolicy": policy, "aggregation": aggregation})}>']
    for column in filter(str.strip, inputs.split(";")):
        name, _, values = (part.strip() for part in column.partition(" = "))
        allowed = text(values, "inputValues") if values else ""
        drawn.append(f"<input>{text(name, 'inputExpression')}{allowed}</input>")
    for column in outputs.split(";"):
        name, _, values = (part.strip() for part in column.partition(" = "))
        values, _, default = (part.strip() for part in f" {values}".partition(" else "))
        inside = (text(values, "outputValues") if values else "") + (text(default, "defaultOutputEntry") if default else "")
        drawn.append(f"<output{_attributes({'name': name})}>{inside}</output>")
    for number, rule in enumerate(rules, start=1):
        cells, _, note = rule.partition(" # ")
        left, _, right = cells.rpartition("|")
        drawn.append(f'<rule id="r{number}">')
        drawn.extend(text(cell.strip(), "inputEntry") for cell in left.split(";") if columns.partition("|")[0].strip())
        drawn.extend(text(cell.strip(), "outputEntry") for cell in right.split(";"))
        drawn.append((text(note, "annotationEntry") if note else "") + "</rule>")
    return "".join(drawn) + "</decisionTable>"


def input_data(name: str, kind: str = "") -> str:
    return f'<inputData id="i_{name}" name="{name}"><variable name="{name}"{_attributes({"typeRef": kind})}/></inputData>'


def decision(name: str, logic: str, *requires: str, kind: str = "") -> str:
    """``requires``: hrefs without ``#``, beginning with i_ (input), d_ (decision), b_ or s_ (knowledge), or whole with ``#``."""
    drawn = []
    for each in requires:
        href = each if "#" in each else "#" + each
        what = {"i": "requiredInput", "d": "requiredDecision"}.get(href.rpartition("#")[2][0], "requiredKnowledge")
        role = "knowledgeRequirement" if what == "requiredKnowledge" else "informationRequirement"
        drawn.append(f'<{role}><{what} href="{href}"/></{role}>')
    variable = f"<variable name={quoteattr(name)}{_attributes({'typeRef': kind})}/>"
    return f'<decision id="d_{name}" name="{name}">{variable}{"".join(drawn)}{logic}</decision>'


def knowledge(name: str, parameters: str, logic: str, *requires: str) -> str:
    formal = "".join(f'<formalParameter name="{each}"/>' for each in parameters.split())
    needs = "".join(f'<knowledgeRequirement><requiredKnowledge href="#{each}"/></knowledgeRequirement>' for each in requires)
    return (
        f'<businessKnowledgeModel id="b_{name}" name="{name}"><variable name="{name}"/>'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{needs}</businessKnowledgeModel>"
    )


def model(*parts: str, namespace: str = NAMESPACE, own: str = "urn:test") -> bytes:
    return f'<definitions xmlns="{namespace}" id="m" name="m" namespace="{own}">{"".join(parts)}</definitions>'.encode()
