"""Growth within a case: step 1 000 of a supplement loop against step 10, and the pages of such a case."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.durable import KINDS, database
from bench.frame import Figure, growth
from bench.workload import CONTENT, DIVISION, found, officer, settings_for
from engine import content
from engine.commands.apply import SaveDraft, StartDraft, Submit
from engine.commands.design import PublishBundle
from engine.commands.task import CompleteTask
from engine.domain.command_id import new_command_id
from engine.domain.viewer import Viewer
from engine.queries.case_file import CaseFile
from engine.queries.progress import Progress
from engine.service import Engine
from engine.store import progress, transaction

LOOP = "supplement-loop"
ROUNDS, YOUNG = 500, 5
"""Two steps each: the window's and the applicant's."""
AROUND = 20


def measure(quick: bool) -> Iterable[Figure]:
    for kind in KINDS[1:] if quick else KINDS:
        with database(kind) as url, tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield from _figures(kind, url, Path(folder))


def _figures(kind: str, url: str, folder: Path) -> Iterator[Figure]:
    settings = settings_for(url, folder)
    found(settings)
    engine = Engine(settings)
    try:
        bundle = content.read_folder(CONTENT, LOOP)
        engine.execute(PublishBundle(command_id=new_command_id(), zip=content.to_zip(bundle)), Viewer.system())
        yield from _young_and_old(engine, kind)
    finally:
        engine.dispose()


def _young_and_old(engine: Engine, kind: str) -> Iterator[Figure]:
    """The two take turns, so that a busy machine slows both alike."""
    old = Loop(engine)
    for _ in range(ROUNDS - AROUND):
        old.round()
    young, aged = [], []
    for _ in range(AROUND):
        case = Loop(engine)
        for _ in range(YOUNG - 1):
            case.round()
        young.append(case.round())
        aged.append(old.round())
    steps = statistics.median(aged) / 2, statistics.median(young) / 2  # a round is two steps
    yield growth(f"step {2 * ROUNDS:,} of a case, {kind}", steps[0], "ms", f"step {2 * YOUNG}", steps[1], at_most=1.5)
    for name, ask in PAGES.items():
        first, last = [], []
        for _ in range(AROUND):
            first.append(_timed(lambda ask=ask: ask(case)))
            last.append(_timed(lambda ask=ask: ask(old)))
        against = statistics.median(first)
        yield growth(f"{name} after {ROUNDS} supplements, {kind}", statistics.median(last), "ms", f"after {YOUNG}", against)


@dataclass
class Loop:
    """One case that goes round."""

    engine: Engine
    case_id: str = ""
    window: Viewer = field(default_factory=lambda: officer("service_hall:window"))
    rounds: int = 0

    def __post_init__(self) -> None:
        started = self.engine.execute(StartDraft(command_id=new_command_id(), process_id=LOOP, division=DIVISION), Viewer.public())
        self.case_id = started.case_id
        self.applicant = Viewer.applicant({self.case_id})
        self.engine.execute(SaveDraft(command_id=new_command_id(), case_id=self.case_id, answers=self._answers()), self.applicant)
        self.engine.execute(Submit(command_id=new_command_id(), case_id=self.case_id), self.applicant)

    def _answers(self) -> dict[str, Any]:
        return {"subject": f"东阳木雕第{self.rounds}有限公司", "name": "王小明", "mobile": "13800000001"}

    def round(self) -> float:
        """Something is found wanting and put right; milliseconds of the two commands."""
        self.rounds += 1
        wanting = CompleteTask(
            command_id=new_command_id(), task_id=self._task(), outcome="supplement", defects={"field:subject": "与营业执照不一致"}
        )
        took = _timed(lambda: self.engine.execute(wanting, self.window))
        right = CompleteTask(command_id=new_command_id(), task_id=self._task(), answers=self._answers())
        return took + _timed(lambda: self.engine.execute(right, self.applicant))

    def _task(self) -> str:
        with transaction.reading(self.engine.database) as tx:
            (row,) = progress.tasks_of(tx, self.case_id, status=progress.OPEN)
        return str(row.task_id)


PAGES: dict[str, Callable[[Loop], Any]] = {
    "what the case page asks": lambda case: case.engine.ask(CaseFile(case_id=case.case_id), case.window),
    "what the progress page asks": lambda case: case.engine.ask(Progress(case_id=case.case_id), case.applicant),
}


def _timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)
