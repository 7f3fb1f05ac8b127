"""The baseline: stock SpiffWorkflow, its parser, its JSON serializer, one row per case. Nothing else is kept; no rule is checked.

The same diagram in the same database through the same driver, written as plainly and as fast as one would: lock the row, open the state,
run, write the state, commit.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from bench import workload
from bench.durable import database
from bench.workload import ANSWERS, OPINION, STEPS, live_through, settings_for
from engine.settings import Settings

AGREED = "review_tax == 'agree' and review_housing == 'agree' and review_market == 'agree' and amount &lt;= 5000"
DRAWING = (
    ("start > intake", ""), ("intake > fork", ""), ("fork > tax", ""), ("fork > housing", ""), ("fork > market", ""), ("tax > join", ""),
    ("housing > join", ""), ("market > join", ""), ("join > agreed", ""),
    ("agreed > approve", AGREED),
    ("agreed > ended", ""), ("approve > closed", ""),
)  # fmt: skip
TASKS = dict(zip(("intake", "tax", "housing", "market", "approve"), STEPS, strict=True))


def diagram() -> bytes:
    ends = ["ended", "closed"]
    parts = ['<bpmn:startEvent id="start"/>', *(f'<bpmn:endEvent id="{end}"/>' for end in ends)]
    parts += [f'<bpmn:userTask id="{name}"/>' for name in TASKS]
    parts += [f'<bpmn:parallelGateway id="{name}"/>' for name in ("fork", "join")]
    parts.append('<bpmn:exclusiveGateway id="agreed" default="agreed_ended"/>')
    for way, condition in DRAWING:
        source, target = way.split(" > ")
        inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        parts.append(f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>')
    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL">'
        f'<bpmn:process id="naive" isExecutable="true">{"".join(parts)}</bpmn:process></bpmn:definitions>'
    ).encode()


class Sqlite:
    def __init__(self, url: str) -> None:
        self.connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=FULL")

    def begin(self, case_id: str) -> str:
        self.connection.execute("BEGIN IMMEDIATE")
        return str(self.connection.execute("SELECT state FROM naive WHERE id = ?", (case_id,)).fetchone()[0])

    def save(self, case_id: str, state: str) -> None:
        self.connection.execute("UPDATE naive SET state = ? WHERE id = ?", (state, case_id))
        self.connection.execute("COMMIT")

    def add(self, case_id: str, state: str) -> None:
        self.connection.execute("INSERT INTO naive VALUES (?, ?)", (case_id, state))


class Postgres:
    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url.replace("+psycopg", ""))

    def begin(self, case_id: str) -> str:
        row = self.connection.execute("SELECT state FROM naive WHERE id = %s FOR UPDATE", (case_id,)).fetchone()
        assert row is not None
        return str(row[0])

    def save(self, case_id: str, state: str) -> None:
        self.connection.execute("UPDATE naive SET state = %s WHERE id = %s", (state, case_id))
        self.connection.commit()

    def add(self, case_id: str, state: str) -> None:
        self.connection.execute("INSERT INTO naive VALUES (%s, %s)", (case_id, state))
        self.connection.commit()


def found(url: str) -> None:
    rows: Any = _rows(url)
    rows.connection.execute("CREATE TABLE naive (id varchar(32) PRIMARY KEY, state text NOT NULL)")
    rows.connection.commit()
    rows.connection.close()


@contextmanager
def beside(kind: str) -> Iterator[tuple[Settings, str]]:
    """Two databases on the same server or disk: the engine's, with the workload published, and the address of the baseline's."""
    with ExitStack() as stack:
        url, own = (stack.enter_context(database(kind)) for _ in range(2))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True)))
        settings = settings_for(url, folder)
        workload.found(settings)
        found(own)
        yield settings, own


def _rows(url: str) -> Sqlite | Postgres:
    return Sqlite(url) if urlsplit(url).scheme == "sqlite" else Postgres(url)


class Naive:
    """One client of the baseline, with the methods of :class:`bench.workload.Ours`."""

    def __init__(self, url: str) -> None:
        self.rows = _rows(url)
        parser = BpmnParser()
        parser.add_bpmn_str(diagram())
        self.spec, self.subprocesses = parser.get_spec("naive"), parser.get_subprocess_specs("naive")
        self.serializer = BpmnWorkflowSerializer()

    def start(self) -> str:
        workflow = BpmnWorkflow(self.spec, self.subprocesses)
        workflow.task_tree.data.update(ANSWERS)
        workflow.do_engine_steps()
        case_id = uuid4().hex
        self.rows.add(case_id, self.serializer.serialize_json(workflow))
        return case_id

    def complete(self, case_id: str, number: int) -> None:
        name, (element, _, outcome) = list(TASKS.items())[number]
        workflow = self.serializer.deserialize_json(self.rows.begin(case_id))
        task = next(task for task in workflow.get_tasks(state=TaskState.READY, manual=True) if task.task_spec.name == name)
        task.set_data(**{element: outcome, f"{element}_opinion": OPINION})
        task.run()
        workflow.do_engine_steps()
        self.rows.save(case_id, self.serializer.serialize_json(workflow))

    def warm(self) -> None:
        live_through(self)
