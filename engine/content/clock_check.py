"""What a diagram says of time and of hands, checked before it is published: pauses told in writing, silence with a basis, two signatures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine import feel
from engine.content.item import ItemSpec
from engine.domain.clock_kind import SPECIAL_PROCEDURES
from engine.domain.duration import Duration
from engine.domain.errors import EngineError
from engine.domain.officer import ANYONE_APPLYING
from engine.runtime import Step

Finding = tuple[str, str, str, str]
ACCEPTED = "accept"
MOST_OFFICERS = 5


def clock_problems(steps: Mapping[str, Step], item: ItemSpec, letters: frozenset[str]) -> Iterator[Finding]:
    for step in steps.values():
        yield from _pause(step, letters)
        yield from _silence(step, item)
        yield from _officers(step)
    for rule in item.silence:
        step = steps.get(rule.step)
        if step is None or step.limit is None or step.limit.on_timeout != f"deem:{rule.outcome}":
            said = f"silence 写了 {rule.step} 逾期视为 {rule.outcome}，但流程图里没有这样的环节（on_timeout=deem:{rule.outcome}）。"
            yield "error", rule.step, "idle_silence", said
    if item.limits.extension is not None and "extension" not in letters:
        yield "error", "", "extension_letter", "item.toml 允许延期，但没有延期通知书（文书 extension）：延期理由应当书面告知申请人（行政许可法第四十二条）。"


def _pause(step: Step, letters: frozenset[str]) -> Iterator[Finding]:
    needed = step.properties.get("needed", "")
    if needed and not step.pause:
        yield "error", step.id, "needed", f"“{_called(step)}”写了 needed（所需时间），却没有 pause。"
    if needed:
        try:
            if needed.startswith("="):
                feel.parse(feel.strip_marker(needed))
            else:
                Duration.parse(needed)
        except EngineError as wrong:
            yield "error", step.id, "needed", f"“{_called(step)}”的 needed：{wrong}"
    if not step.pause:
        return
    special = step.pause in SPECIAL_PROCEDURES
    if special and not needed:
        said = f"“{_called(step)}”是法定特别程序，请写属性 needed（所需时间，例如 P30D）：应当书面告知申请人（行政许可法第四十五条）。"
        yield "error", step.id, "needed", said
    letter = "special_procedure" if special else "pause_notice"
    if step.act != "supplement" and letter not in letters:
        name = "特别程序告知书" if special else "暂停计时告知书"
        severity = "error" if special else "warning"
        yield severity, step.id, "pause_letter", f"“{_called(step)}”暂停计时，但没有{name}（文书 {letter}），申请人无从得知。"


def _silence(step: Step, item: ItemSpec) -> Iterator[Finding]:
    outcome = step.limit.on_timeout.removeprefix("deem:") if step.limit and step.limit.on_timeout.startswith("deem:") else ""
    if not outcome or step.who == (ANYONE_APPLYING,) or outcome == ACCEPTED:
        return
    if item.silence_of(step.id, outcome) is None and not step.consultation_settles(outcome):
        said = f"“{_called(step)}”逾期视为 {outcome}，但 item.toml 的 silence 没有写明依据。没有依据的，逾期只能提醒，不能代替部门表态。"
        yield "error", step.id, "silence_without_basis", said


def _officers(step: Step) -> Iterator[Finding]:
    text = step.properties.get("officers", "")
    if not text:
        return
    if text not in {str(number) for number in range(1, MOST_OFFICERS + 1)}:
        yield "error", step.id, "officers", f"“{_called(step)}”的 officers 要写 1 至 {MOST_OFFICERS} 的人数，例如 2。"
    elif not step.who or ANYONE_APPLYING in step.who or step.sign not in ("", "single"):
        yield "error", step.id, "officers", f"“{_called(step)}”不能用 officers：它只用在工作人员的任务上，并且不和 sign 一起用。"


def _called(step: Step) -> str:
    return step.name or step.id
