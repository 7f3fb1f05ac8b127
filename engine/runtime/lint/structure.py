"""Ids, flows, gateways, beginnings and ends: whether a token can find its way."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.runtime.diagram.element import Body, Element
from engine.runtime.lint.findings import Findings, shown

_ID = re.compile(r"[a-z][a-z0-9_]*")


def check_ids(found: Findings, bodies: Iterable[Body]) -> None:
    """An id stands for one thing in the whole service: steps, variables and journal are keyed by it."""
    seen: dict[str, str] = {}
    for body in bodies:
        for inner in body.bodies():
            named = [(each.id, inner) for each in inner.elements.values()] + [(flow.id, inner) for flow in inner.flows]
            for each, holder in named:
                if each in seen:
                    found.error(holder, "duplicate_id", f"id “{each}”出现了两次（另一处在 {seen[each]}）。请给其中一个改名。", at=each)
                seen[each] = holder.file
            for element in inner.elements.values():
                if not _ID.fullmatch(element.id):
                    message = f"id “{element.id}”建议改为小写字母开头、只含小写字母数字下划线，才能直接用作 FEEL 名字。"
                    found.warning(element, "id_name", message)


def check(found: Findings, body: Body) -> None:
    _flows(found, body)
    _starts(found, body)
    if not any(element.kind == "end" for element in body.elements.values()):
        found.warning(body, "no_end", "没有结束事件，流程走到没有出口的环节就算结束。请画上结束事件。")
    for element in body.elements.values():
        _ways(found, element)
        if element.kind == "gateway":
            _gateway(found, element)
    _unreachable(found, body)


def _flows(found: Findings, body: Body) -> None:
    for flow in body.flows:
        at = flow.id or f"第 {flow.line} 行"
        if not flow.id:
            found.error(body, "flow_without_id", f"第 {flow.line} 行的流没有 id。请给它一个 id。", at=at)
        for end, word in ((flow.source, "起点"), (flow.target, "终点")):
            if end not in body.elements:
                found.error(body, "dangling_flow", f"流 {at} 的{word}“{end}”不在同一个流程里。请重新连接，或删去这条流。", at=at)
    for element in body.elements.values():
        if element.default and element.default not in {flow.id for flow in body.outgoing(element.id)}:
            found.error(element, "bad_default", f"{shown(element)}的默认流 {element.default} 不是从它出发的流。请重新指定默认流。")


def _starts(found: Findings, body: Body) -> None:
    starts = [element for element in body.elements.values() if element.kind == "start"]
    event_body = body.owner is not None and body.owner.is_event_subprocess
    where = "子流程" if body.owner is not None else "流程"
    if not starts:
        found.error(body, "no_start", f"{where}“{body.name or body.id}”没有开始事件。请画一个。")
        return
    if len(starts) > 1:
        listed = "、".join(element.id for element in starts)
        found.error(body, "several_starts", f"{where}“{body.name or body.id}”有 {len(starts)} 个开始事件：{listed}。请只留一个。")
    for start in starts:
        kind = start.trigger.kind
        if event_body:
            if kind not in ("timer", "message", "signal", "error", "escalation"):
                found.error(start, "start_trigger", "事件子流程的开始事件应由计时、消息、信号、错误或升级触发。请选择其中一种。")
        elif body.owner is not None and kind != "none":
            found.error(start, "start_trigger", "子流程的开始事件不能带触发器。请改为无触发的开始事件。")
        elif kind == "message":
            found.warning(start, "start_trigger", "办件在提交时开始，不会等这条消息。")
        elif kind != "none":
            found.error(start, "start_trigger", "办件在提交时开始，开始事件不能由计时、信号等触发。请改为无触发的开始事件。")


def _ways(found: Findings, element: Element) -> None:
    incoming, outgoing = element.body.incoming(element.id), element.body.outgoing(element.id)
    if element.kind in ("start", "boundary") and incoming:
        found.error(element, "bad_flow", f"{shown(element)}不能有进入的流。请把这些流连到它后面的环节。")
    if element.kind == "end" and outgoing:
        found.error(element, "bad_flow", f"结束事件{shown(element)}不能有离开的流。请删去，或换成中间事件。")
    if element.is_event_subprocess and (incoming or outgoing):
        found.error(element, "bad_flow", f"事件子流程{shown(element)}由事件触发，不能连流。请删去这些流。")
    linked = element.kind == "throw" and element.trigger.kind == "link"
    if not outgoing and element.kind == "gateway":
        found.error(element, "dead_end", f"网关{shown(element)}没有离开的流。请连上下一步。")
    elif not outgoing and element.kind != "end" and not linked and not element.is_event_subprocess:
        found.warning(element, "dead_end", f"{shown(element)}之后没有流，走到这里就结束。请连到下一步或结束事件。")


def _gateway(found: Findings, element: Element) -> None:
    outgoing = element.body.outgoing(element.id)
    if element.tag in ("exclusiveGateway", "inclusiveGateway"):
        for flow in outgoing:
            if len(outgoing) > 1 and flow.condition is None and flow.id != element.default:
                message = f"网关{shown(element)}的流 {flow.id} 没有条件。请写条件，或把它设为默认流。"
                found.error(element, "missing_condition", message, at=flow.id)
            if flow.condition is not None and flow.id == element.default:
                found.warning(element, "default_condition", f"默认流 {flow.id} 的条件不起作用。请删去条件。", at=flow.id)
        if element.default is None and any(flow.condition is not None for flow in outgoing):
            found.warning(element, "no_default", f"网关{shown(element)}没有默认流，条件都不成立时办件会停住。请指定一条默认流。")
        return
    for flow in outgoing:
        if flow.condition is not None:
            message = f"网关{shown(element)}的流 {flow.id} 不能带条件。请删去条件，或换成排他、包容网关。"
            found.error(element, "bad_condition", message, at=flow.id)
    if element.tag == "eventBasedGateway":
        _event_gateway(found, element)
    elif element.tag == "parallelGateway" and _fed_by_choice(element):
        message = f"并行网关{shown(element)}的几条入流来自同一个排他网关，只会到一条，办件会一直等下去。请改用排他网关汇合。"
        found.warning(element, "deadlock", message)


def _event_gateway(found: Findings, element: Element) -> None:
    outgoing = element.body.outgoing(element.id)
    if len(outgoing) < 2:
        found.error(element, "event_gateway", f"事件网关{shown(element)}应有两条以上的流。请补上，或直接用中间事件。")
    for flow in outgoing:
        target = element.body.elements.get(flow.target)
        if target is None:
            continue
        waits = target.kind == "receive" or (target.kind == "catch" and target.trigger.kind in ("timer", "message", "signal"))
        if not waits or len(element.body.incoming(target.id)) > 1:
            message = f"事件网关{shown(element)}之后的{shown(target)}应是只由它进入的计时、消息、信号中间事件或接收任务。"
            found.error(target, "event_gateway", message)


def _fed_by_choice(join: Element) -> bool:
    sources: set[str] = set()
    for flow in join.body.incoming(join.id):
        at, seen = join.body.elements.get(flow.source), {join.id}
        while at is not None and at.id not in seen:
            seen.add(at.id)
            if at.tag == "exclusiveGateway" and len(join.body.outgoing(at.id)) > 1:
                if at.id in sources:
                    return True
                sources.add(at.id)
                break
            behind = join.body.incoming(at.id)
            if len(behind) != 1 or len(join.body.outgoing(at.id)) != 1:
                break
            at = join.body.elements.get(behind[0].source)
    return False


def _unreachable(found: Findings, body: Body) -> None:
    reached: set[str] = set()
    pending = [element.id for element in body.elements.values() if element.kind == "start" or element.is_event_subprocess]
    links = {each.trigger.name: each.id for each in body.elements.values() if each.kind == "catch" and each.trigger.kind == "link"}
    while pending:
        at = pending.pop()
        if at in reached or at not in body.elements:
            continue
        reached.add(at)
        element = body.elements[at]
        pending.extend(flow.target for flow in body.outgoing(at))
        pending.extend(body.attached(at))
        if element.kind == "throw" and element.trigger.kind == "link" and element.trigger.name in links:
            pending.append(links[element.trigger.name])
    for element in body.elements.values():
        if element.id not in reached:
            found.warning(element, "unreachable", f"{shown(element)}永远走不到。请连上进入的流，或删去。")
