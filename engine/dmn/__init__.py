"""DMN 1.1–1.5: decision models read from XML, evaluated with an explanation, checked before publishing. All logic is FEEL."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dmn.document import too_deep
from engine.dmn.elements import Definitions
from engine.dmn.errors import DmnError
from engine.dmn.explanation import DecisionExplanation, Evaluation, InputValue, MatchedRule, TableExplanation, plain
from engine.dmn.model import Decision, Model
from engine.dmn.problems import Problem
from engine.dmn.read_definitions import read_definitions
from engine.dmn.told import told
from engine.dmn.unit import Unit


def parse(xml: bytes, imports: Mapping[str, bytes] | None = None) -> Model:
    """A model from a file and the files it imports, by namespace.

    Raises DmnError: unsafe or broken XML, no DMN, another language than FEEL, references that lead nowhere or in a circle.
    Unreadable FEEL inside is no error here: it evaluates to null and ``problems()`` names it.
    """
    units: dict[str, Unit] = {}
    try:
        definitions = read_definitions(xml)
        root = _unit(definitions, imports or {}, units, [definitions.namespace])
    except RecursionError:
        raise too_deep() from None
    return Model(root, {root.namespace: root, **units})


def _unit(definitions: Definitions, files: Mapping[str, bytes], units: dict[str, Unit], path: list[str]) -> Unit:
    others = []
    for entry in definitions.imports:
        if entry.namespace in path:
            raise DmnError(
                "决策文件互相导入：{element}。",
                english="Decision files import each other: {element}. Remove the import that closes the circle.",
                element=entry.namespace,
                mend="请去掉循环的 import。",
            )
        if entry.namespace not in units:
            if entry.namespace not in files:
                raise DmnError(
                    "找不到被导入的决策文件“{element}”。",
                    english="The imported decision file “{element}” is missing. Put it beside this one.",
                    element=entry.namespace,
                    mend="请把被导入的文件一并放入。",
                )
            imported = read_definitions(files[entry.namespace])
            units[entry.namespace] = _unit(imported, files, units, [*path, entry.namespace])
        others.append((entry.prefix, units[entry.namespace]))
    return Unit(definitions, tuple(others))


__all__ = [
    "Decision",
    "DecisionExplanation",
    "DmnError",
    "Evaluation",
    "InputValue",
    "MatchedRule",
    "Model",
    "Problem",
    "TableExplanation",
    "parse",
    "plain",
    "told",
]
