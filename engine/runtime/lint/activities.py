"""Tasks, calls and sub-processes: which the engine executes, and whether they say what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.feel import FeelError
from engine.runtime.decision import Decision
from engine.runtime.diagram import dialect
from engine.runtime.diagram.element import ACTIVITIES, Element
from engine.runtime.diagram.reader import MAX_NESTING
from engine.runtime.diagram.source import BPMN, child_text
from engine.runtime.formula import Formula
from engine.runtime.lint.findings import Findings, shown
from engine.runtime.stand_in import java_of

_REFUSED = {
    "transaction": ("事务子流程", "普通子流程加错误边界事件"),
    "adHocSubProcess": ("即席子流程", "包容网关或多实例任务"),
    "complexGateway": ("复杂网关", "包容网关"),
}
_REPEATABLE = ACTIVITIES - {"send", "receive", "task"}
_LOOKS_LIKE_FEEL = re.compile(r"[a-z_]\w*(\.\w+)+|[a-z_]\w*\s*(=|!=|<|>|\+|-|\*)\s*\S+")


def check(found: Findings, element: Element, decisions: Mapping[str, Decision]) -> None:
    if element.tag in _REFUSED:
        what, instead = _REFUSED[element.tag]
        found.error(element, "unsupported", f"引擎不执行{what}{shown(element)}。请改用{instead}。")
        return
    _dialect(found, element)
    if element.kind not in ACTIVITIES:
        return
    if element.xml.get("isForCompensation") == "true":
        found.error(element, "unsupported", f"引擎不执行补偿任务{shown(element)}。请把补偿画成普通分支。")
    if element.xml.find(f"{{{BPMN}}}standardLoopCharacteristics") is not None:
        found.error(element, "unsupported", f"{shown(element)}用了标准循环，引擎不执行。请用网关画成循环，或用多实例。")
    if element.loop is not None:
        _many(found, element)
    if element.kind == "task":
        found.warning(element, "no_type", f"{shown(element)}没有类型，引擎直接通过。要有人办理请改为用户任务。")
    checker = _CHECKS.get(element.kind)
    if checker is not None:
        checker(found, element, decisions)
    _parameters(found, element)


def _dialect(found: Findings, element: Element) -> None:
    foreign: dict[str, list[str]] = {}
    for dialect_name, name in dialect.left_aside(element.xml):
        foreign.setdefault(dialect_name, []).append(name)
    for dialect_name, names in foreign.items():
        listed = "、".join(dict.fromkeys(names))
        message = f"{shown(element)}上的 {dialect_name} 扩展不起作用：{listed}。请用本系统认识的 camunda 属性重写。"
        found.warning(element, "ignored", message)


def _many(found: Findings, element: Element) -> None:
    loop = element.loop
    if element.kind not in _REPEATABLE:
        found.error(element, "unsupported", f"{shown(element)}不能是多实例。请放进多实例子流程里。")
    if not loop.collection and not loop.cardinality:
        found.error(element, "many_without_collection", f"多实例{shown(element)}没有写集合（collection）。请写一个 FEEL 列表。")
    elif loop.collection and not loop.item_name:
        found.warning(element, "many_without_item", f"多实例{shown(element)}没有写元素变量名（elementVariable），各实例不知道自己办哪一个。")


def _service(found: Findings, element: Element, decisions: Mapping[str, Decision]) -> None:
    own = java_of(element)
    if own is not None:
        message = f"{shown(element)}调用 Java（{own[:60]}），引擎不执行。请改为外部任务：camunda:type=external 加 camunda:topic。"
        found.service_error(element, "unsupported", message)
    elif dialect.attribute(element.xml, "type") != "external" or not dialect.attribute(element.xml, "topic"):
        message = f"服务任务{shown(element)}没有主题。请设为外部任务：camunda:type=external，并填 camunda:topic。"
        found.service_error(element, "service_without_topic", message)


def _send(found: Findings, element: Element, decisions: Mapping[str, Decision]) -> None:
    if not dialect.attribute(element.xml, "topic"):
        _receive(found, element, decisions)


def _receive(found: Findings, element: Element, decisions: Mapping[str, Decision]) -> None:
    if element.trigger.kind != "message" or not element.trigger.name:
        found.service_error(element, "message_without_name", f"{shown(element)}没有指定消息，或消息没有名称。请选择一个有名称的消息。")


def _rule(found: Findings, element: Element, decisions: Mapping[str, Decision]) -> None:
    if dialect.attribute(element.xml, "topic"):
        return
    reference = dialect.attribute(element.xml, "decisionRef")
    if reference is None:
        found.service_error(element, "missing_decision", f"业务规则任务{shown(element)}没有写 camunda:decisionRef。请选择一个决策。")
    elif reference not in decisions:
        listed = "、".join(decisions) or "无"
        found.service_error(element, "missing_decision", f"{shown(element)}要的决策“{reference}”不在 .dmn 文件里。现有决策：{listed}。")


def _script(found: Findings, element: Element, decisions: Mapping[str, Decision]) -> None:
    language = (element.xml.get("scriptFormat") or "feel").strip().lower()
    if language != "feel":
        found.service_error(element, "script_language", f"{shown(element)}的脚本语言是 {language[:40]}，引擎只执行 FEEL。请改写为 FEEL 表达式。")
    elif not child_text(element.xml, "script"):
        found.service_error(element, "empty_script", f"脚本任务{shown(element)}没有内容。请写一个 FEEL 表达式和结果变量。")


def _call(found: Findings, element: Element, decisions: Mapping[str, Decision]) -> None:
    called = element.xml.get("calledElement")
    if not called:
        found.service_error(element, "missing_process", f"调用活动{shown(element)}没有写被调用的流程（calledElement）。请选择一个流程。")
    elif called not in found.processes:
        found.service_error(element, "missing_process", f"{shown(element)}要调用的流程“{called[:60]}”不在本事项的文件里。请把它的 .bpmn 放在一起。")
    for direction in ("in", "out"):
        for mapping in dialect.mappings(element.xml, direction):
            if not mapping.everything and not (mapping.source and mapping.target):
                found.error(element, "bad_mapping", f"{shown(element)}的 camunda:{direction} 应写 source 和 target，或 variables=all。")


def _subprocess(found: Findings, element: Element, decisions: Mapping[str, Decision]) -> None:
    if element.inner is None:
        found.error(element, "too_deep", f"子流程嵌套超过 {MAX_NESTING} 层。请把里层拆成单独的流程，用调用活动相连。")
    if element.is_event_subprocess and element.loop is not None:
        found.error(element, "unsupported", f"事件子流程{shown(element)}不能是多实例。请在里面放一个多实例子流程。")


_CHECKS = {
    "service": _service, "send": _send, "receive": _receive, "rule": _rule, "script": _script, "call": _call, "subprocess": _subprocess,
}  # fmt: skip


def _parameters(found: Findings, element: Element) -> None:
    for direction, word in (("input", "输入"), ("output", "输出")):
        for parameter in dialect.parameters(element.xml, direction):
            if not parameter.name:
                found.error(element, "bad_parameter", f"{shown(element)}有一个{word}参数没有名称。请填名称。")
            for text in _texts(parameter.value):
                _parameter(found, element, f"{word} {parameter.name}", text)


def _parameter(found: Findings, element: Element, role: str, text: str | None) -> None:
    if text is None:
        found.error(element, "bad_parameter", f"{shown(element)}的{role}是脚本，引擎不执行。请写成 = 开头的 FEEL 表达式。")
    elif "${" in text or "#{" in text:
        found.error(element, "bad_parameter", f"{shown(element)}的{role}是 JUEL 表达式 {text[:60]}，引擎不执行。请写成 = 开头的 FEEL 表达式。")
    elif _LOOKS_LIKE_FEEL.fullmatch(text) and _is_feel(text):
        found.warning(element, "literal", f"{shown(element)}的{role}“{text[:60]}”没有 = 开头，会当作文字。要当表达式请加 =。")


def _is_feel(text: str) -> bool:
    try:
        Formula.parse("", "", text)
    except FeelError:
        return False
    return True


def _texts(value: object) -> list[str | None]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value if isinstance(value, str) else None]
