"""Which process is the service's, and which others it calls."""

from __future__ import annotations

from collections.abc import Mapping

from engine.runtime.diagram.element import Body
from engine.runtime.diagram.reader import Diagram
from engine.runtime.lint.findings import Findings


def main_process(found: Findings, diagram: Diagram, files: Mapping[str, bytes], main: str, wanted: str | None) -> Body | None:
    if main not in files:
        found.file_error(main, "no_main", f"找不到主流程文件 {main}。请检查 item.toml 里的 process。")
        return None
    if wanted is not None:
        if wanted not in diagram.processes:
            found.file_error(main, "no_process", f"文件里没有流程“{wanted}”，有：{'、'.join(diagram.processes) or '无'}。")
        return diagram.processes.get(wanted)
    here = [body for body in diagram.processes.values() if body.file == main]
    if not here:
        if not any(problem.file == main and problem.severity == "error" for problem in diagram.problems):
            found.file_error(main, "no_process", "文件里没有流程（bpmn:process）。请画一个流程后再发布。")
        return None
    return _choose(found, diagram, here)


def _choose(found: Findings, diagram: Diagram, here: list[Body]) -> Body | None:
    called = {element.xml.get("calledElement") for body in diagram.processes.values() for element in body.walk() if element.kind == "call"}
    ranked = [body for body in here if body.executable] or [body for body in here if body.elements] or here
    roots = [body for body in ranked if body.id not in called] or ranked
    if len(roots) > 1:
        listed = "、".join(body.id for body in roots)
        message = f"文件里有 {len(roots)} 个可以单独开始的流程：{listed}。请只把一个设为可执行（isExecutable），或分成几个文件。"
        found.service_error(roots[0], "several_processes", message)
    if not roots[0].executable:
        found.warning(roots[0], "not_executable", "流程没有标为可执行（isExecutable），仍按可执行流程处理。")
    return roots[0]


def called_processes(found: Findings, diagram: Diagram, main: Body) -> tuple[Body, ...]:
    """``main`` and every process it calls, directly or not. A call that comes back to its caller is refused."""
    order: dict[str, Body] = {main.id: main}
    calls: dict[str, set[str]] = {}
    for body in (pending := [main]):
        calls[body.id] = set()
        for element in body.walk():
            called = element.xml.get("calledElement") or ""
            if element.kind != "call" or called not in diagram.processes:
                continue
            calls[body.id].add(called)
            if called not in order:
                order[called] = diagram.processes[called]
                pending.append(order[called])
    for body in order.values():
        if _comes_back(calls, body.id):
            found.error(body, "recursion", f"流程“{body.id}”通过调用活动又调用到自己。请改成流程内的循环。")
    return tuple(order.values())


def _comes_back(calls: dict[str, set[str]], start: str) -> bool:
    seen: set[str] = set()
    pending = list(calls.get(start, ()))
    while pending:
        at = pending.pop()
        if at == start:
            return True
        if at not in seen:
            seen.add(at)
            pending.extend(calls.get(at, ()))
    return False
