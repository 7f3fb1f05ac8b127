"""When a case will likely be finished, as similar ones have it: for its applicant and for officers who see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain.figures import waited_for_applicant
from engine.domain.forecast import Spread, route_of, spread
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.queries import standing
from engine.queries.case_scope import visible_case
from engine.queries.report_service import office_day
from engine.store import clocks, past_cases
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class LikelyFinish:
    """None where it cannot be said: too few similar cases, a case that has ended or is suspended, or whose limits rest. Raises Missing."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class FinishShown:
    """Half of ``cases`` similar cases, from the stage this one is in, were closed as soon as ``half_at``, nine of ten as soon as ``most_at``.

    The applicant's own time counts in none of them; ``waited``: how many working minutes this case has waited for him in this stage, which come on
    top. ``same_route``: they had also come through the same stages. ``slower``: later than could be said when the stage began. ``late``: later than
    the promised limit, if half of them are."""

    half_at: datetime
    most_at: datetime
    cases: int
    stage: str
    same_route: bool
    slower: bool
    late: bool
    waited: int
    day_minutes: int


def likely_finish(query: LikelyFinish, reader: Reader, viewer: Viewer) -> FinishShown | None:
    case = visible_case(reader.connection, query.case_id, viewer)
    if CaseStatus(case.status).is_final or case.submitted_at is None or case.suspended_at is not None:
        return None
    own = clocks.of_case(reader.connection, case.case_id)
    promised = own.get((clocks.CASE, "promised"))
    if any(clock.is_paused for (subject, _kind), clock in own.items() if subject == clocks.CASE):
        return None
    line = [each for each in standing.stages(reader, case, reader.process(case.edition_hash), ()) if each.begun_at is not None]
    stage = line[-1]
    assert stage.begun_at is not None
    minutes = reader.calendar.working_minutes_between
    told = past_cases.told(reader.connection, [case.case_id]).get(case.case_id, [])
    waited = waited_for_applicant(told, stage.begun_at, reader.now, minutes)
    elapsed = minutes(stage.begun_at, reader.now) - waited
    found = _similar(reader, case, stage.words, route_of(each.words for each in line), elapsed)
    if found is None:
        return None
    likely, same_route = found
    half_at, most_at = (_after(reader, stage.begun_at, length + waited) for length in (likely.half, likely.most))
    due_at = promised.due_at if promised is not None and promised.stopped_at is None else None
    late = due_at is not None and half_at > due_at
    return FinishShown(
        half_at=half_at,
        most_at=most_at,
        cases=likely.cases,
        stage=stage.words,
        same_route=same_route,
        slower=likely.slower,
        late=late,
        waited=waited,
        day_minutes=office_day(reader),
    )


def _similar(reader: Reader, case: Any, stage: str, route: str, elapsed: int) -> tuple[Spread, bool] | None:
    """The nearest kin that are enough: of the division by the same route, of the division, of all by the same route, of all."""
    rows = past_cases.of_stage(reader.connection, case.process_id, stage, (case.division_code, ""))
    known = {(row.division_code, row.route): row for row in rows}
    for key in ((case.division_code, route), (case.division_code, ""), ("", route), ("", "")):
        row = known.get(key)
        likely = spread(row.minutes, row.cases, elapsed) if row is not None else None
        if likely is not None:
            return likely, key[1] != ""
    return None


def _after(reader: Reader, since: datetime, minutes: int) -> datetime:
    """An instant in office hours; never one that has passed."""
    return max(reader.calendar.add(since, f"PT{max(1, minutes)}M"), reader.now)


QUERIES = {LikelyFinish: likely_finish}
