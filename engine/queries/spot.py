"""What comes next at the counter of an 即办件 (行政许可法 art. 34): taken in, decided and handed out in one sitting."""

from __future__ import annotations

from dataclasses import dataclass

from engine.content.item import Handling
from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_case
from engine.store import progress
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class NextAtCounter:
    """Id of the open task of this case that the viewer may do now, if it is decided on the spot; "" else. Raises Missing for a case that does not exist
    for him."""

    case_id: str


def next_at_counter(query: NextAtCounter, reader: Reader, viewer: Viewer) -> str:
    case = visible_case(reader.connection, query.case_id, viewer)
    if reader.process(case.edition_hash).item.kind != Handling.INSTANT or case.ordinary_at is not None:
        return ""
    for row in progress.tasks_of(reader.connection, case.case_id, status=progress.OPEN):
        if row.claimed_by in (None, viewer.officer_id) and viewer.held(row.groups, case.division_code):
            return str(row.task_id)
    return ""


QUERIES = {NextAtCounter: next_at_counter}
