"""批量签批: many tasks with what matters of each, one press, a result for every row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from engine.commands.task import CompleteTask
from engine.domain.errors import EngineError
from engine.queries.batch import Batch, BatchRow, SignBatch
from engine.queries.task_page import TaskPage
from web.context import ask, command_id, execute
from web.desk_phrases import GRAVE, opinions
from web.error_pages import say
from web.permissions import permit

blueprint = Blueprint("desk_batch", __name__, url_prefix="/desk/batch")
SIGNERS = ("approver", "reviewer", "inspector", "hearing_chair")


@dataclass(frozen=True)
class Result:
    """What became of one row."""

    row: BatchRow
    done: bool
    words: str


@blueprint.get("")
@permit(*SIGNERS)
def batch() -> str:
    return _page(_asked())


@blueprint.post("")
@permit(*SIGNERS)
def sign() -> Any:
    """``foresee``: what each press would lead to; else every row with an outcome is signed, and each has a result of its own."""
    shown = _asked()
    chosen = [(row, request.form.get(f"outcome.{row.task_id}", "")) for row in shown.rows]
    chosen = [(row, outcome) for row, outcome in chosen if outcome in dict(row.outcomes)]
    if "foresee" in request.form or not (chosen or any(_gone(shown))):
        return _page(shown, ahead={row.task_id: _ahead(row, outcome) for row, outcome in chosen}, looked=bool(chosen), nothing=not chosen)
    results = [_signed(row, outcome) for row, outcome in (*chosen, *_gone(shown))]
    return _page(_asked(), results=results)


def _gone(shown: Batch) -> Iterator[tuple[BatchRow, str]]:
    """Rows that were on the page and are no longer: whoever was quicker is told of by the command."""
    here = {row.task_id for row in shown.rows}
    for name, outcome in request.form.items():
        task_id = name.removeprefix("outcome.")
        if task_id != name and outcome and task_id not in here:
            seen = ask(TaskPage(task_id=task_id))
            head = seen.file.head
            same = {"case_id": head.case_id, "case_no": head.case_no, "subject": head.subject, "applicant_mask": head.applicant_mask}
            more = {"service": head.service, "due_at": seen.due_at, "submitted_at": head.submitted_at, "outcomes": (), "spoken": ()}
            yield BatchRow(task_id=task_id, step=seen.step, **same, **more), outcome


def _asked() -> Batch:
    found: Batch = ask(SignBatch(service=request.values.get("service", "")[:64]))
    return found


def _signed(row: BatchRow, outcome: str) -> Result:
    """Each row is a command of its own, whose id comes from the page's: pressed twice it is done once, and says the same."""
    own = hashlib.sha256(f"{command_id()}:{row.task_id}".encode()).hexdigest()[:32]
    opinion = request.form.get(f"opinion.{row.task_id}", "").strip() or request.form.get("opinion", "").strip()
    try:
        execute(CompleteTask(command_id=own, task_id=row.task_id, outcome=outcome, opinion=opinion))
    except EngineError as error:
        if error.status >= 500:
            raise
        return Result(row, False, say(error))
    return Result(row, True, _("已办理：%(label)s", label=dict(row.outcomes).get(outcome, outcome)))


def _ahead(row: BatchRow, outcome: str) -> tuple[Any, ...]:
    try:
        acts = ask(TaskPage(task_id=row.task_id)).acts
    except EngineError:
        return ()
    return next((act.foreseen for act in acts if act.outcome == outcome), ())


def _page(shown: Batch, *, ahead: Any = None, looked: bool = False, nothing: bool = False, results: Any = ()) -> str:
    return render_template(
        "desk_batch/batch.html",
        batch=shown,
        ahead=ahead or {},
        looked=looked,
        nothing=nothing,
        results=results,
        failed=[one for one in results if not one.done],
        service=request.values.get("service", ""),
        grave=GRAVE,
        opinions_stock=opinions(),
        typed=request.form if not results else {},
    )
