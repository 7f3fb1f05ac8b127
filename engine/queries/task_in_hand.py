"""What finishing a task needs to know of it: the part of ``TaskShown`` that reads what was typed and says afterwards what was done.

The page itself shows a whole case and foretells each outcome, some thirty questions to the database; a press of a button asks these few.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import content
from engine.content.item import Handling
from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries import case_papers
from engine.queries.case_file import open_case
from engine.queries.case_shown import MaterialShown
from engine.queries.task_page import Act
from engine.store import progress, rows
from engine.store.reader import Reader
from engine.store.schema import cases


@dataclass(frozen=True, kw_only=True)
class TaskInHand:
    """``papers``: verdicts on materials were sent too."""

    task_id: str
    papers: bool = False


@dataclass(frozen=True, kw_only=True)
class HeadInHand:
    case_id: str
    case_no: str
    edition_hash: str
    division: str


@dataclass(frozen=True, kw_only=True)
class FileInHand:
    head: HeadInHand
    materials: tuple[MaterialShown, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TaskHeld:
    """Named as in ``TaskShown``. ``instant``: the item is decided on the spot (即办件).

    ``materials`` are there if ``papers`` asked for them, ``context`` if they or the step's form need it."""

    task_id: str
    step: str
    form: str
    acts: tuple[Act, ...]
    instant: bool
    context: Mapping[str, Any] = field(default_factory=dict)
    file: FileInHand


def task_in_hand(query: TaskInHand, reader: Reader, viewer: Viewer) -> TaskHeld:
    """Raises Missing for a task that none of the viewer's posts may do."""
    row = progress.find_task(reader.connection, query.task_id)
    if row is None or not viewer.held(row.groups, row.division_code):  # as the command itself will ask
        raise Missing("没有找到这个任务。")
    case = rows.first(reader.connection, cases, case_id=row.case_id)
    assert case is not None
    process = reader.process(case.edition_hash)
    form = row.form if row.form and row.form != process.start_form and row.form in process.forms else ""
    acts = tuple(Act(outcome=outcome, label=label, foreseen=()) for outcome, label in row.outcomes)
    held = {"task_id": row.task_id, "step": row.name, "form": form, "acts": acts, "instant": process.item.kind == Handling.INSTANT}
    head = HeadInHand(case_id=case.case_id, case_no=case.case_no, edition_hash=case.edition_hash, division=case.division_code)
    if not form and not query.papers:
        return TaskHeld(**held, file=FileInHand(head=head))
    opened = open_case(row.case_id, reader, viewer)
    papers: tuple[MaterialShown, ...] = ()
    if query.papers:
        rules = {rule.id: rule for rule in content.materials_for(process, opened.context)}
        papers = case_papers.materials(opened.row, process, rules, reader, opened.departments)
    return TaskHeld(**held, context=opened.context, file=FileInHand(head=head, materials=papers))


QUERIES = {TaskInHand: task_in_hand}
