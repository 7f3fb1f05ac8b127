"""The decisions of a service's DMN files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from engine import dmn
from engine.domain.errors import Invalid
from engine.domain.sentence import Bilingual
from engine.feel import Environment
from engine.runtime.diagram.source import local_name, read_xml
from engine.runtime.formula import Fault
from engine.runtime.problem import Problem


@dataclass(frozen=True)
class Decision:
    """One decision. ``rules``: coverage ids of every rule of its file; ``inputs``: names of its file's input data."""

    id: str
    name: str
    file: str
    rules: tuple[str, ...]
    inputs: tuple[str, ...]
    model: dmn.Model = field(repr=False, compare=False)

    def make(self, names: Mapping[str, Any], environment: Environment) -> tuple[Any, tuple[str, ...], Any]:
        """(value, coverage ids of the rules that matched, engine.dmn's explanation as plain data). Raises Fault where the model cannot decide."""
        try:
            found = self.model.evaluate(self.id, names, explain=True, environment=environment)
        except Invalid as wrong:
            raise Fault(f"决策 {self.id}：{wrong}") from None
        matched = [
            coverage_id(table.table_id or decision.decision_id, rule.id, rule.number)
            for decision in found.explanation
            for table in decision.tables
            for rule in table.matched
        ]
        return found.value, tuple(dict.fromkeys(matched)), dmn.plain(found.explanation)


def coverage_id(table_id: str, rule_id: str, number: int) -> str:
    """``<table id>.<rule id>``, or the rule's number, from 1, where it has no id."""
    return f"{table_id}.{rule_id or number}"


def read_decisions(files: Mapping[str, bytes]) -> tuple[dict[str, Decision], list[Problem]]:
    """Every decision of every ``.dmn`` file by id, and what is wrong with the files. They may import each other."""
    decisions: dict[str, Decision] = {}
    problems: list[Problem] = []
    roots: dict[str, etree._Element] = {}
    for file in sorted(files):
        if file.endswith(".dmn"):
            root = read_xml(file, files[file])
            if isinstance(root, Problem):
                problems.append(root)
            else:
                roots[file] = root
    imports = {root.get("namespace") or file: files[file] for file, root in roots.items()}
    for file, root in roots.items():
        try:
            model = dmn.parse(files[file], {space: content for space, content in imports.items() if space != root.get("namespace")})
        except Invalid as wrong:
            problems.append(Problem(file, getattr(wrong, "element", ""), "dmn", "error", wrong.said))
            continue
        for each in model.problems():
            severity = "error" if each.severity == "error" else "warning"
            problems.append(Problem(file, each.decision_id, f"dmn_{each.kind}", severity, Bilingual(each.message, each.english)))
        _add(decisions, problems, file, root, model)
    return decisions, problems


def _add(decisions: dict[str, Decision], problems: list[Problem], file: str, root: etree._Element, model: dmn.Model) -> None:
    rules = tuple(_coverage_ids(root))
    inputs = tuple(each.get("name") or "" for each in _named(root, "inputData"))
    for each in model.decisions:
        if each.id in decisions:
            message = f"决策 id “{each.id}”出现了两次（另一处在 {decisions[each.id].file}）。请给其中一个改名。"
            problems.append(Problem(file, each.id, "duplicate_id", "error", message))
        else:
            decisions[each.id] = Decision(each.id, each.name, file, rules, inputs, model)


def _coverage_ids(root: etree._Element) -> Iterator[str]:
    for table in _named(root, "decisionTable"):
        holder = next((each for each in table.iterancestors() if local_name(each) in ("decision", "businessKnowledgeModel")), None)
        table_id = table.get("id") or (holder.get("id") if holder is not None else None) or ""
        rules = [each for each in table.iterchildren(tag=etree.Element) if local_name(each) == "rule"]
        for number, rule in enumerate(rules, 1):
            yield coverage_id(table_id, rule.get("id") or "", number)


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (each for each in root.iter(etree.Element) if local_name(each) == name)
