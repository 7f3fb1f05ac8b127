"""Messages from outside: whom they come from, and after what time the wait for one is long."""

from __future__ import annotations

from engine.domain.duration import Duration
from engine.domain.errors import Invalid
from engine.runtime.diagram.element import Element
from engine.runtime.lint.findings import Findings, shown

PROPERTIES = ("from", "long_after")
WAITING = ("catch", "receive")
"""Kinds of elements at which a case stands until a message comes; others only watch for one."""


def check(found: Findings, element: Element) -> None:
    said = {name: element.properties[name] for name in PROPERTIES if element.properties.get(name)}
    if element.trigger.kind != "message" or element.kind in ("throw", "end", "send"):
        for name in said:
            found.error(element, "not_awaited", f"{shown(element)}不等消息，属性 {name} 没有用处。请去掉，或写在等消息的事件、接收任务上。")
        return
    if element.kind in WAITING and "from" not in said:
        found.warning(element, "unknown_sender", f"{shown(element)}没有写明消息从谁那里来。请写属性 from，例如 from=“银行代收系统”，看板和办件页会说在等谁。")
    if "long_after" not in said:
        return
    if element.kind not in WAITING:
        found.error(element, "not_awaited", f"办件不停在{shown(element)}等消息，属性 long_after 没有用处。请去掉。")
        return
    try:
        length = Duration.parse(said["long_after"])
    except Invalid as wrong:
        found.error(element, "bad_long_after", f"{shown(element)}的 long_after：{wrong}")
        return
    if length.weeks and element.properties.get("calendar", "") != "calendar":
        found.error(element, "bad_long_after", f"{shown(element)}的 long_after 按工作日计算，请写天数，不要写周。")
