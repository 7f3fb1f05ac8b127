"""Events: which the engine executes, and whether they say what they wait for."""

from __future__ import annotations

from collections.abc import Iterable

from engine.runtime.diagram.element import ACTIVITIES, Body, Element, Trigger
from engine.runtime.formula import Fault
from engine.runtime.lint.findings import Findings, shown
from engine.runtime.specs.trigger import check_timing

_EXECUTED = {
    "start": {"none", "message", "timer", "signal", "error", "escalation"},
    "end": {"none", "terminate", "error", "message", "signal", "escalation"},
    "catch": {"timer", "message", "signal", "link"},
    "throw": {"none", "message", "signal", "escalation", "link"},
    "boundary": {"timer", "message", "signal", "error", "escalation"},
}
_WORDS = {
    "none": "无触发器", "timer": "计时", "message": "消息", "signal": "信号", "error": "错误", "escalation": "升级", "terminate": "终止",
    "link": "链接", "compensate": "补偿", "compensation": "补偿", "conditional": "条件", "cancel": "取消",
}  # fmt: skip


def check(found: Findings, element: Element) -> None:
    if element.kind not in _EXECUTED:
        return
    if len(element.triggers) > 1 or element.xml.get("parallelMultiple") == "true":
        found.error(element, "multiple_triggers", f"{shown(element)}有几个触发器，引擎不执行多重事件。请拆成几个事件。")
        return
    trigger = element.trigger
    if trigger.kind not in _EXECUTED[element.kind]:
        allowed = "、".join(_WORDS[kind] for kind in _EXECUTED[element.kind] if kind in _WORDS)
        word = _WORDS.get(trigger.kind, trigger.kind)
        found.error(element, "unsupported", f"{shown(element)}的触发器是“{word}”，引擎不执行。可用：{allowed}。")
        return
    if element.kind == "boundary":
        _boundary(found, element)
    if trigger.kind in ("message", "signal") and not trigger.name:
        word = _WORDS[trigger.kind]
        found.service_error(element, f"{trigger.kind}_without_name", f"{shown(element)}没有指定{word}，或{word}没有名称。请选择一个有名称的{word}。")
    if trigger.kind == "timer":
        _timer(found, element, trigger)
    if trigger.kind == "link":
        _link(found, element)
    if element.kind == "end" and trigger.kind == "error" and not _may_be_caught(element):
        found.warning(element, "uncaught", f"错误结束事件{shown(element)}外面没有边界事件或事件子流程捕获，办件会停在这里。")


def check_signals(found: Findings, bodies: Iterable[Body]) -> None:
    """Signals go round one case; one that nobody throws is waited for in vain."""
    elements = [element for body in bodies for element in body.walk() if element.trigger.kind == "signal"]
    thrown = {element.trigger.name for element in elements if element.kind in ("throw", "end")}
    for element in elements:
        if element.kind not in ("throw", "end") and element.trigger.name and element.trigger.name not in thrown:
            message = f"信号“{element.trigger.name}”在本办件的流程里没有人发出，{shown(element)}会一直等。要从外面触发请改用消息。"
            found.service_error(element, "signal_never_thrown", message)


def _boundary(found: Findings, element: Element) -> None:
    host = element.body.elements.get(element.attached_to or "")
    if host is None or host.kind not in ACTIVITIES:
        found.error(element, "boundary_without_host", f"边界事件{shown(element)}没有附着在任务或子流程上。请拖到它看守的任务边上。")
    elif host.kind in ("send", "script", "rule", "task") and element.trigger.kind != "error":
        found.warning(element, "never_happens", f"{shown(host)}一到就完成，边界事件{shown(element)}不会发生。")
    if element.trigger.kind == "error" and not element.interrupting:
        found.error(element, "error_not_interrupting", f"错误边界事件{shown(element)}必须中断任务。请去掉“非中断”。")


def _timer(found: Findings, element: Element, trigger: Trigger) -> None:
    if trigger.timing is None or not trigger.text:
        found.error(element, "timer_without_time", f"计时事件{shown(element)}没有写时间。请填时长（如 P2D）、日期或周期。")
        return
    if trigger.timing == "cycle" and (element.interrupting or element.kind == "catch"):
        found.error(element, "cycle", f"周期计时只能用在非中断的边界事件或事件子流程上，{shown(element)}请改用时长或日期。")
    if not trigger.text.startswith("="):
        try:
            check_timing(trigger.timing, trigger.text)
        except Fault as wrong:
            found.error(element, "bad_timer", f"{shown(element)}：{wrong}。用表达式时请以 = 开头。")
    calendar = element.properties.get("calendar", "")
    if calendar not in ("", "working", "calendar"):
        found.error(element, "bad_calendar", f"{shown(element)}的 calendar 只能是 working（工作日）或 calendar（自然日），不能是“{calendar[:40]}”。")
    if calendar == "working" and not trigger.text.startswith("=") and "W" in trigger.text:
        found.error(element, "bad_timer", f"{shown(element)}按工作日计算，请写天数，不要写周。")


def _link(found: Findings, element: Element) -> None:
    name = element.trigger.name
    others = [each for each in element.body.elements.values() if each.trigger.kind == "link" and each.trigger.name == name]
    catches = [each for each in others if each.kind == "catch"]
    if not name or len(catches) != 1 or not any(each.kind == "throw" for each in others):
        found.error(element, "bad_link", f"链接事件{shown(element)}应有同名、同一层的一个接收方和至少一个发出方。请检查链接名称。")


def _may_be_caught(element: Element) -> bool:
    code, body = element.trigger.code, element.body
    while True:
        for each in body.elements.values():
            starts = each.inner.elements.values() if each.is_event_subprocess and each.inner else ()
            if any(start.trigger.kind == "error" and start.trigger.code in (None, code) for start in starts):
                return True
        if body.owner is None:
            # A process that is called may be caught by its caller.
            return False
        around = body.owner.body
        for each in around.elements.values():
            if each.attached_to == body.owner.id and each.trigger.kind == "error" and each.trigger.code in (None, code):
                return True
        body = around
