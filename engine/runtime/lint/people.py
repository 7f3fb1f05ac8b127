"""Who does a step, how it may end, how long it may take, what it does to the case."""

from __future__ import annotations

import re

from engine.domain.errors import Invalid
from engine.runtime.diagram.element import HUMAN, Element
from engine.runtime.lint.findings import Findings, shown
from engine.runtime.step import ACTS, parse_limit, parse_outcomes, who_of

_WHO = re.compile(r"[a-z][a-z0-9_]*(:[a-z][a-z0-9_]*)?")


def check(found: Findings, element: Element) -> None:
    outcomes = ()
    try:
        outcomes = parse_outcomes(element.properties.get("outcomes", ""))
    except Invalid as wrong:
        found.error(element, "bad_outcomes", f"{shown(element)}：{wrong}。")
    try:
        parse_limit(element.properties, outcomes)
    except Invalid as wrong:
        found.error(element, "bad_limit", f"{shown(element)}：{wrong}。")
    act = element.properties.get("act", "")
    if act and act not in ACTS:
        found.error(element, "unknown_act", f"{shown(element)}的 act 是“{act[:40]}”，只能是 {'、'.join(sorted(ACTS))}。")
    if element.kind in HUMAN:
        _who(found, element)


def _who(found: Findings, element: Element) -> None:
    who = who_of(element)
    if not who:
        message = f"{shown(element)}没有写由谁办理。请在泳道上写属性 who，或在任务上写 camunda:candidateGroups，例如 tax:reviewer。"
        found.service_error(element, "no_who", message)
    for each in who:
        if not _WHO.fullmatch(each):
            found.service_error(element, "bad_who", f"{shown(element)}的办理人“{each[:60]}”应写成 部门:角色，例如 tax:reviewer，或 applicant。")
