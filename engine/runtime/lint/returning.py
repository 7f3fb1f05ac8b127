"""Where a step may send a case back to: whether the steps named are there, lie before it, and can be returned to without harm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.domain.errors import Invalid
from engine.runtime.diagram.element import HUMAN, Body, Element
from engine.runtime.lint.findings import Findings, shown
from engine.runtime.regions import Regions, regions_of
from engine.runtime.step import WHERE, Returns, parse_returns

PROPERTIES = ("return_to", "after_return", "take_back")


def check(found: Findings, bodies: Sequence[Body]) -> None:
    elements = {element.id: element for body in bodies for element in body.walk()}
    drawn: dict[str, Regions] = {}
    for element in elements.values():
        said = [name for name in PROPERTIES if element.properties.get(name)]
        if not said:
            continue
        if element.kind not in HUMAN:
            found.error(element, "bad_return", f"{shown(element)}不是人办的环节，不能写 {'、'.join(said)}。请去掉。")
            continue
        try:
            returns = parse_returns(element.properties)
        except Invalid as wrong:
            found.error(element, "bad_return", f"{shown(element)}：{wrong}。")
            continue
        for message in _wrong(element, returns, elements, drawn):
            found.error(element, "bad_return", message)


def _wrong(element: Element, returns: Returns, elements: Mapping[str, Element], drawn: dict[str, Regions]) -> Iterator[str]:
    if element.properties.get("after_return") and not returns.to:
        yield f"{shown(element)}写了 after_return，但没有写 return_to。请写明可以退回到哪里。"
    for to in returns.to:
        target = elements.get(to)
        if to in WHERE:
            continue
        if target is None:
            yield f"{shown(element)}的 return_to 里的“{to[:60]}”不是流程里的环节。请写环节的 id，或 previous、any、applicant、none。"
        elif target.kind not in HUMAN:
            yield f"{shown(element)}的 return_to 里的“{to}”不是人办的环节，退回去没有人接。"
        else:
            reason = _unreachable(element, target, drawn)
            if reason:
                yield f"{shown(element)}不能退回到{shown(target)}：{reason}。"
            elif returns.after == "resume" and any(_interrupts(target, each) for each in target.body.attached(to)):
                yield f"{shown(element)}写了 after_return=resume，但{shown(target)}上有会中断它的边界事件，办完不能直接回来。请用 rerun。"


def _unreachable(element: Element, target: Element, drawn: dict[str, Regions]) -> str:
    """Compared in the innermost body that holds both; steps of different processes are judged when a case is there."""
    mine, its = list(_line(element)), list(_line(target))
    for at in mine:
        there = next((each for each in its if each.body is at.body), None)
        if there is None:
            continue
        if at is there:
            return "就是它自己" if at is element else ""
        regions = drawn.setdefault(at.body.id, regions_of(at.body))
        if not regions.between(there.id, at.id):
            return "它不在前面"
        if any(block.branch(at.id) not in (None, block.branch(there.id)) for block in regions.around(there.id)):
            return "它在并行的另一个分支上"
        tangled = regions.tangled(there.id)
        if tangled is not None and (tangled.branch(at.id) != tangled.branch(there.id) or regions.joins_between(there.id, at.id)):
            return "它前面的分叉没有成对的汇合"
        return ""
    return ""


def _line(element: Element) -> Iterator[Element]:
    at: Element | None = element
    while at is not None:
        yield at
        at = at.body.owner


def _interrupts(host: Element, watcher_id: str) -> bool:
    watcher = host.body.elements[watcher_id]
    return watcher.interrupting or watcher.trigger.kind == "error"
