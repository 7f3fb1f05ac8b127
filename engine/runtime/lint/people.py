"""Who does a step, how it may end, how long it may take, what it does to the case."""

from __future__ import annotations

import re

from engine.domain.ban import BanCause
from engine.domain.errors import Invalid
from engine.domain.reminding import parse_reminders
from engine.runtime.diagram.element import HUMAN, Element
from engine.runtime.lint import signing
from engine.runtime.lint.findings import Findings, shown
from engine.runtime.step import ACTS, parse_limit, parse_outcomes, who_of

FALSE_PAPERS = BanCause.FALSE_PAPERS.value
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
    try:
        parse_reminders(element.properties)
    except Invalid as wrong:
        found.error(element, "bad_remind", f"{shown(element)}：{wrong}。")
    act = element.properties.get("act", "")
    if act and act not in ACTS:
        found.error(element, "unknown_act", f"{shown(element)}的 act 是“{act[:40]}”，只能是 {'、'.join(sorted(ACTS))}。")
    _act(found, element, act, {outcome.id for outcome in outcomes})
    signing.check(found, element, outcomes)
    if element.kind in HUMAN:
        _who(found, element)


def _act(found: Findings, element: Element, act: str, outcomes: set[str]) -> None:
    """What a decision or refusal must say, checked where it is drawn and not only when a case gets there."""
    said = element.properties
    decision, refusal = said.get("decision", ""), said.get("refusal", "")
    if decision and decision not in ("grant", "deny") and not decision.startswith("="):
        found.error(element, "bad_decision", f"{shown(element)}的 decision 只能是 grant（准予）或 deny（不予），不能是“{decision[:40]}”。")
    if act == "decide" and not decision and not outcomes & {"grant", "deny"}:
        message = f"{shown(element)}要作出决定，但没有说是准予还是不予。请写属性 decision（grant 或 deny），或把它们列入 outcomes。"
        found.error(element, "bad_decision", message)
    if refusal and refusal not in ("not_required", "not_competent", FALSE_PAPERS) and not refusal.startswith("="):
        message = f"{shown(element)}的 refusal 只能是 not_required（不受理）、not_competent（不予受理）或 false_papers（虚假材料，不予受理）。"
        found.error(element, "bad_refusal", message)
    denial = said.get("denial", "")
    if denial and denial != FALSE_PAPERS and not denial.startswith("="):
        found.error(element, "bad_denial", f"{shown(element)}的 denial 只能是 false_papers（虚假材料，不予许可）。")


def _who(found: Findings, element: Element) -> None:
    who = who_of(element)
    if not who:
        message = f"{shown(element)}没有写由谁办理。请在泳道上写属性 who，或在任务上写 camunda:candidateGroups，例如 tax:reviewer。"
        found.service_error(element, "no_who", message)
    for each in who:
        if not _WHO.fullmatch(each):
            found.service_error(element, "bad_who", f"{shown(element)}的办理人“{each[:60]}”应写成 部门:角色，例如 tax:reviewer，或 applicant。")
