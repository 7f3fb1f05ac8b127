"""How several people sign a step, are consulted, are passed over or chosen: checked where it is drawn."""

from __future__ import annotations

from engine.domain.errors import Invalid
from engine.runtime.diagram.element import HUMAN, Element
from engine.runtime.lint.findings import Findings, shown
from engine.runtime.people import APPLICANT, EVERYONE, consulted, heard_of, parse_rule, parse_weights
from engine.runtime.step import Outcome, parse_limit, who_of
from engine.runtime.step_rules import parse_rules

_PEOPLE = ("dedupe", "empty", "self", "next")
_SIGNING = ("weights", "signers")


def check(found: Findings, element: Element, outcomes: tuple[Outcome, ...]) -> None:
    said = element.properties
    if said.get("consult"):
        _consult(found, element, outcomes)
    elif said.get("sign") or any(said.get(name) for name in _SIGNING):
        _sign(found, element, bool(outcomes))
    if any(said.get(name) for name in _PEOPLE):
        _rules(found, element, outcomes)


def _sign(found: Findings, element: Element, has_outcomes: bool) -> None:
    try:
        rule, _ = parse_rule(element.properties.get("sign", "single"))
        weights = parse_weights(element.properties.get("weights", ""))
    except Invalid as wrong:
        found.error(element, "bad_sign", f"{shown(element)}：{wrong}。")
        return
    signers, groups = element.properties.get("signers", ""), set(who_of(element))
    if rule == "single":
        if signers or weights:
            found.error(element, "bad_sign", f"{shown(element)}写了 signers 或 weights，但没有写几个人怎样签署。请同时写 sign，例如 all。")
        return
    problem = _sign_problem(element, rule, signers, groups, has_outcomes)
    strangers = set() if signers else weights.keys() - groups
    if not problem and strangers:
        problem = f"weights 里的 {'、'.join(sorted(strangers))[:60]} 不在 who 里"
    if problem:
        found.error(element, "bad_sign", f"{shown(element)}{problem}。")


def _sign_problem(element: Element, rule: str, signers: str, groups: set[str], has_outcomes: bool) -> str:
    if element.kind not in HUMAN or element.loop is not None:
        return "不能用 sign：它只用在没有多实例的用户任务上"
    if APPLICANT in groups:
        return "由申请人办理，不能用 sign"
    if signers and signers != EVERYONE and not signers.startswith("="):
        return f"的 signers 应是 everyone（岗位上的每个人）或以 = 开头、给出登录名列表的表达式，不能是“{signers[:40]}”"
    if not signers and len(groups) < 2:
        return "要几家签署，但 who 里不到两个不同的办理方。请用逗号列出，例如 tax:approver, customs:approver；同一岗位的几个人签署，请写 signers"
    if not has_outcomes:
        return "要几家签署，请写 outcomes，第一个是同意，例如 agree 同意, disagree 不同意"
    if rule != "weighted" and element.properties.get("weights"):
        return "写了 weights，但 sign 不是 weighted（票签），权重不起作用"
    return ""


def _consult(found: Findings, element: Element, outcomes: tuple[Outcome, ...]) -> None:
    for problem in _consult_problems(element, outcomes):
        found.error(element, "bad_consult", f"{shown(element)}要会商，{problem}。")


def _consult_problems(element: Element, outcomes: tuple[Outcome, ...]) -> list[str]:
    said, known, problems = element.properties, element.body.elements, []
    if element.kind not in HUMAN or element.loop is not None or said.get("sign", "single") not in ("", "single"):
        return ["它只能是没有多实例、没有 sign 的用户任务"]
    about = consulted(element)
    if len(set(about)) < 2:
        problems.append("consult 里要至少列出两个并联审查的环节，用逗号分开")
    for each in about:
        if each not in known or known[each].kind not in HUMAN or APPLICANT in who_of(known[each]):
            problems.append(f"consult 里的 {each[:60]} 不是同一流程里由部门办理的用户任务")
        elif not _has_two(known[each]):
            problems.append(f"环节 {each} 的 outcomes 不到两个，谈不上意见相反")
    if len(outcomes) < 2:
        problems.append("请写 outcomes，列出牵头部门可以作出的结论，至少两个")
    if not _is_boxed(element, outcomes):
        problems.append("请写 limit 和 on_timeout=deem:<结论>：会商有时限，到期按规则定")
    return problems


def _has_two(element: Element) -> bool:
    try:
        return len(heard_of(element).outcomes) > 1
    except Invalid:
        return True  # said where that step is looked at


def _is_boxed(element: Element, outcomes: tuple[Outcome, ...]) -> bool:
    try:
        limit = parse_limit(element.properties, outcomes)
    except Invalid:
        return True
    return limit is not None and limit.on_timeout.startswith("deem:")


def _rules(found: Findings, element: Element, outcomes: tuple[Outcome, ...]) -> None:
    try:
        rules = parse_rules(element.properties, {outcome.id for outcome in outcomes})
    except Invalid as wrong:
        found.error(element, "bad_people_rule", f"{shown(element)}：{wrong}。")
        return
    if element.kind not in HUMAN or APPLICANT in who_of(element):
        message = f"{shown(element)}不能写 dedupe、empty、self 或 next：它们只用在由部门办理的用户任务上。"
        found.error(element, "bad_people_rule", message)
    elif rules.dedupe and not outcomes:
        found.error(element, "bad_people_rule", f"{shown(element)}写了 dedupe，请写 outcomes，第一个是同意。")
    elif rules.dedupe and element.properties.get("act") == "decide":
        message = f"{shown(element)}直接作出决定，不能因为同一个人在前面同意过就自动通过。请去掉 dedupe。"
        found.error(element, "bad_people_rule", message)
