"""The rests of a case's clock as the diagram's ``pause`` begins and ends them; the applicant is told in writing (art. 45).

Each rest has a number, that of the letter that tells of it: 特别程序告知书 for the causes of art. 45, 暂停计时告知书 for the others, and for a
supplement asked after acceptance the supplement notice itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import feel
from engine.commands import letter, timing
from engine.commands.context import local_day
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.clock_kind import SPECIAL_PROCEDURES, cause_label
from engine.domain.duration import Duration
from engine.domain.errors import EngineError, Refused
from engine.runtime import Step
from engine.store import progress

SPECIAL, OTHER = "special_procedure", "pause_notice"


def begin(work: Work, case: Case, step: Step, values: Mapping[str, Any]) -> None:
    process = work.process(case)
    if not timing.would_rest(work, case.case_id, step.pause):
        timing.pause(work, case.case_id, step.pause, process)  # nothing to rest; a cause that is not allowed is refused all the same
        return
    needed = _needed(work, step, values)
    number = "" if step.act == "supplement" else _tell(work, case, step, process, needed)
    timing.pause(work, case.case_id, step.pause, process, part=_part(step, process), number=number, needed=needed, element_id=step.id)


def end(work: Work, case_id: str, step: Step) -> None:
    """A rest ends with the element that caused it, unless another open task rests for the same cause."""
    if not step.pause:
        return
    steps = work.process(work.case(case_id)).definition.steps
    still = [row for row in progress.tasks_of(work.tx, case_id, status=progress.OPEN) if row.element_id != step.id]
    if not any(steps[row.element_id].pause == step.pause for row in still if row.element_id in steps):
        timing.resume(work, case_id, step.pause)


def _tell(work: Work, case: Case, step: Step, process: Any, needed: str) -> str:
    basis = process.item.pause_basis(step.pause) or ""
    words = {
        "cause": str(cause_label(step.pause)),
        "step": step.name,
        "basis": process.item.cited.get(basis, ""),
        "needed": _in_words(needed),
        "until": local_day(work.calendar.add(work.now, needed, "working")) if needed else None,
        "from": local_day(work.now),
    }
    kind = SPECIAL if step.pause in SPECIAL_PROCEDURES else OTHER
    return letter.issue_standing(work, case, kind, {"rest": words}, step.id)


def _needed(work: Work, step: Step, values: Mapping[str, Any]) -> str:
    """The time needed as ISO 8601, from the property ``needed``: a duration, or FEEL that gives one; "" when it gives none."""
    text = step.properties.get("needed", "")
    try:
        if text.startswith("="):
            found = feel.parse(feel.strip_marker(text)).evaluate(values, letter.environment(work))
            text = "" if found is None else found if isinstance(found, str) else feel.format(found)
        return str(Duration.parse(text)) if text else ""
    except EngineError as wrong:
        raise Refused("“{step}”所需的时间算不出来，请流程设计人员更正：{why}", step=step.name, why=wrong.said) from wrong


def _in_words(needed: str) -> str:
    if not needed:
        return ""
    length = Duration.parse(needed)
    days = length.days + length.weeks * 7
    months = f"{length.months} 个月" if length.months else ""
    return f"{months}{f'{days.normalize():f} 个工作日' if days else ''}" or "不到 1 个工作日"


def _part(step: Step, process: Any) -> str:
    """The department in whose own part the rest arises: the step's ``item``, else the department that does the step, if it has a part."""
    parts = {department.id for department in process.item.departments}
    owner = step.item or (step.who[0].partition(":")[0] if step.who else "")
    return owner if owner in parts else ""
