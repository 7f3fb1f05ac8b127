"""The decisions of a service's DMN files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from engine import dmn
from engine.domain.errors import Invalid
from engine.feel import Environment
from engine.runtime.diagram.source import local_name, read_xml
from engine.runtime.formula import Fault
from engine.runtime.problem import Problem


@dataclass(frozen=True)
class Decision:
    """One decision. ``rules``: coverage ids ``<decision id>.<rule id or number>`` of its own table's rules, in order."""

    id: str
    name: str
    file: str
    rules: tuple[str, ...]
    model: Any = field(repr=False, compare=False)

    def make(self, names: Mapping[str, Any], environment: Environment) -> tuple[Any, tuple[str, ...], Any]:
        """(value, coverage ids of the rules that matched, engine.dmn's explanation). Raises Fault where the model cannot decide."""
        try:
            found = self.model.evaluate(self.id, names, explain=True, environment=environment)
        except Invalid as wrong:
            raise Fault(f"决策 {self.id}：{wrong}") from None
        matched = tuple(
            coverage_id(decision.decision_id, rule.id, rule.number)
            for decision in found.explanation
            for table in decision.tables
            for rule in table.matched
        )
        return found.value, matched, found.explanation


def coverage_id(decision_id: str, rule_id: str, number: int) -> str:
    return f"{decision_id}.{rule_id or number}"


def read_decisions(files: Mapping[str, bytes]) -> tuple[dict[str, Decision], list[Problem]]:
    """Every decision of every ``.dmn`` file by id, and what is wrong with the files."""
    decisions: dict[str, Decision] = {}
    problems: list[Problem] = []
    for file in sorted(files):
        if not file.endswith(".dmn"):
            continue
        root = read_xml(file, files[file])
        if isinstance(root, Problem):
            problems.append(root)
            continue
        try:
            model = dmn.parse(files[file])
        except Invalid as wrong:
            problems.append(Problem(file, getattr(wrong, "element", ""), "dmn", "error", str(wrong)))
            continue
        for xml in root.iterchildren(tag=etree.Element):
            if local_name(xml) == "decision":
                _add(decisions, problems, file, xml, model)
    return decisions, problems


def _add(decisions: dict[str, Decision], problems: list[Problem], file: str, xml: etree._Element, model: Any) -> None:
    decision_id = xml.get("id") or xml.get("name") or ""
    if decision_id in decisions:
        message = f"决策 id “{decision_id}”出现了两次（另一处在 {decisions[decision_id].file}）。请给其中一个改名。"
        problems.append(Problem(file, decision_id, "duplicate_id", "error", message))
        return
    tables = [each for each in xml.iterchildren(tag=etree.Element) if local_name(each) == "decisionTable"]
    rules = [each for table in tables for each in table.iterchildren(tag=etree.Element) if local_name(each) == "rule"]
    ids = tuple(coverage_id(decision_id, rule.get("id") or "", number) for number, rule in enumerate(rules, 1))
    decisions[decision_id] = Decision(decision_id, xml.get("name") or decision_id, file, ids, model)
