"""听证 (行政许可法 art. 46–48): asked for in five working days, told seven before, held within twenty, recorded and signed before the decision.

A diagram draws it with three tasks that carry the property ``hearing``: ``request`` (the applicant's), ``schedule`` and ``record`` (the
chair's). Who chairs has not reviewed the case: engine.domain.duties.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from engine.commands.told_in_letters import moment_of
from engine.commands.work import Work
from engine.domain.calendar import SHANGHAI
from engine.domain.case import Case
from engine.domain.errors import Invalid, Refused
from engine.domain.events import HearingScheduled
from engine.domain.hearing_days import earliest, latest
from engine.domain.sentence import Sentence
from engine.runtime import Step
from engine.store import progress

REQUEST, SCHEDULE, RECORD = "request", "schedule", "record"


def check(work: Work, case: Case, row: Any, step: Step, outcome: str | None, fields: dict[str, Any]) -> None:
    """Raises Refused or Invalid with what the law says against finishing this step so and now."""
    if step.hearing == REQUEST and outcome == REQUEST:
        _in_time(work, row)
    elif step.hearing == SCHEDULE:
        _told_before(work, case, fields)
    elif step.hearing == RECORD:
        _has_been_held(work, case)


def _in_time(work: Work, row: Any) -> None:
    if row.due_at is not None and work.now > row.due_at:
        said = "听证申请要在被告知听证权利之日起五个工作日内提出，期限已在 {due} 届满（行政许可法第四十七条）。"
        raise Refused(said, due=_written(row.due_at))


def _told_before(work: Work, case: Case, fields: dict[str, Any]) -> None:
    held = moment_of(fields.get("held_at"))
    if held is None:
        raise Invalid("请填写听证的时间和地点。", {"held_at": Sentence("请填写听证时间。")})
    first = earliest(work.today, work.calendar)
    if held.astimezone(SHANGHAI).date() < first:
        said = Sentence("时间和地点要在听证的七个工作日前通知，最早可定在 {day}（行政许可法第四十八条）。", day=first.isoformat())
        raise Invalid("听证定得太早。", {"held_at": said})
    last = _latest(work, case)
    if last is not None and first <= last < held.astimezone(SHANGHAI).date():
        said = Sentence("听证要在收到申请之日起二十个工作日内组织，最晚 {day}（行政许可法第四十七条）。", day=last.isoformat())
        raise Invalid("听证定得太晚。", {"held_at": said})
    work.emit(HearingScheduled(case_id=case.case_id, held_at=held.isoformat(), details={"place": str(fields.get("place", ""))}))


def _latest(work: Work, case: Case) -> date | None:
    asked = _last(work, case, REQUEST)
    return None if asked is None else latest(asked.done_at, work.calendar)


def _has_been_held(work: Work, case: Case) -> None:
    scheduled = _last(work, case, SCHEDULE)
    held = moment_of((work.parts.seal.open(scheduled.fields_sealed) or {}).get("held_at")) if scheduled is not None else None
    if held is not None and work.now < held:
        raise Refused("听证定在 {when} 举行，举行之后才能写听证笔录。", when=_written(held))


def must_be_recorded(work: Work, case: Case) -> None:
    """The decision follows the record (art. 48): raises Refused while a hearing asked for has no signed record."""
    steps = work.process(case).definition.steps
    if REQUEST not in [step.hearing for step in steps.values()]:
        return
    asked, recorded = _last(work, case, REQUEST), _last(work, case, RECORD)
    waiting = asked is not None and asked.outcome == REQUEST and (recorded is None or recorded.done_at < asked.done_at)
    if waiting:
        raise Refused("申请人要求了听证，听证笔录签字之前不能作出决定（行政许可法第四十八条）。")


def _last(work: Work, case: Case, act: str) -> Any:
    """The last finished step of this kind, None if there is none."""
    steps = work.process(case).definition.steps
    done = progress.tasks_of(work.tx, case.case_id, status=progress.DONE)
    mine = [row for row in done if row.voided_at is None and row.element_id in steps and steps[row.element_id].hearing == act]
    return max(mine, key=lambda row: row.done_at, default=None)


def _written(instant: datetime) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
