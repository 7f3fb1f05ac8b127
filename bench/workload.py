"""The common workload on this engine: an office with one service published, cases started, tasks completed — through ``Engine.execute``."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

from engine import content, store
from engine.commands.apply import SaveDraft, StartDraft, Started, Submit
from engine.commands.design import PublishBundle
from engine.commands.found import FoundOffice
from engine.commands.task import CompleteTask
from engine.domain.command_id import new_command_id
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.processes import settle
from engine.service import Engine
from engine.settings import Settings
from engine.store import progress, transaction

CONTENT = Path(__file__).parent / "content"
PROCESS, DIVISION = "common-workload", "330783"
ANSWERS: dict[str, Any] = json.loads((CONTENT / "bpmn" / PROCESS / "fixtures" / "application.json").read_text(encoding="utf-8"))
KEY = urlsafe_b64encode(b"a key of the bench, 32 bytes....").decode()[:43]
STEPS = (
    ("check_application", "service_hall:window", "accept"),
    ("review_tax", "tax:reviewer", "agree"),
    ("review_housing", "housing:reviewer", "agree"),
    ("review_market", "market_regulation:reviewer", "agree"),
    ("approve", "market_regulation:approver", "grant"),
)
"""(element, group, outcome) in the order one case takes."""
OPINION = "经审查，材料齐全，符合法定条件，同意。"


def settings_for(url: str, folder: Path) -> Settings:
    return Settings(database_url=url, host="127.0.0.1", port=0, secret_key="bench", data_dir=folder, data_key=KEY, content_root=CONTENT)


def officer(group: str) -> Viewer:
    department, _, role = group.partition(":")
    return Viewer.officer(uuid4().hex, f"{department} {role}", (Post(DIVISION, department, role),))  # type: ignore[arg-type]


def found(settings: Settings) -> None:
    """Migrate, open the office, publish the workload."""
    store.migrate(settings.database_url)
    engine = Engine(settings)
    office = FoundOffice(command_id=new_command_id(), departments=content.read_departments(CONTENT), calendar=content.read_calendar(CONTENT))
    engine.execute(office, Viewer.system())
    bundle = content.read_folder(CONTENT, PROCESS)
    engine.execute(PublishBundle(command_id=new_command_id(), zip=content.to_zip(bundle)), Viewer.system())
    engine.dispose()


def live_through(client: Any) -> None:
    """Seven cases from start to end: a client, and what serves it, is warm then."""
    for _ in range(7):
        case_id = client.start()
        for number in range(len(STEPS)):
            client.complete(case_id, number)


class Ours:
    """One client of the engine. Task ids are counted within their case, so a pilot case tells those of all cases."""

    def __init__(self, settings: Settings) -> None:
        self.engine = Engine(settings)
        self.officers = {group: officer(group) for _, group, _ in STEPS}

    def start(self) -> str:
        return str(self.begin().case_id)

    def begin(self) -> Started:
        """Three commands, as an applicant sends them: begin, fill in, submit."""
        started: Started = self.engine.execute(StartDraft(command_id=new_command_id(), process_id=PROCESS, division=DIVISION), Viewer.public())
        applicant = Viewer.applicant({started.case_id})
        self.engine.execute(SaveDraft(command_id=new_command_id(), case_id=started.case_id, answers=ANSWERS), applicant)
        self.engine.execute(Submit(command_id=new_command_id(), case_id=started.case_id), applicant)
        return started

    def complete(self, case_id: str, number: int) -> None:
        """The ``number``-th task of :data:`STEPS`."""
        _, group, outcome = STEPS[number]
        self._complete(f"{case_id}-{self.task_numbers[number]}", group, outcome)

    def _complete(self, task_id: str, group: str, outcome: str) -> None:
        self.engine.execute(CompleteTask(command_id=new_command_id(), task_id=task_id, outcome=outcome, opinion=OPINION), self.officers[group])

    @cached_property
    def task_numbers(self) -> tuple[str, ...]:
        case_id, numbers = self.start(), []
        for element, group, outcome in STEPS:
            with transaction.reading(self.engine.database) as tx:
                row = next(row for row in progress.tasks_of(tx, case_id, status=progress.OPEN) if row.element_id == element)
            numbers.append(row.runtime_id)
            self._complete(row.task_id, group, outcome)
        return tuple(numbers)

    def warm(self) -> None:
        """Read what a process reads once, let the database prepare its statements, and settle as every process of the product does."""
        live_through(self)
        settle()
