"""Our runtime beside stock SpiffWorkflow on the same diagram: processor time of "load, complete one task, save", and bytes of the state.

    python bench/runtime.py [--json]

Stock means BpmnWorkflow, its parser and its JSON serializer as they come; both stand in one process, without database or HTTP. Only
the expressions differ: Python there, FEEL here. There the answers live in the task data and so in the state; here they are the
context's, kept in rows of their own. Processor time is of this process alone, so other load on the machine matters little.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from engine import runtime
from engine.domain.calendar import OfficeHours, WorkCalendar

DEPARTMENTS = ("tax", "housing", "customs", "market")
ANSWERS = {"applicant": {"name": "王小明", "people": [{"name": "东阳木雕", "share": number} for number in range(60)]}}
OPINION = {"opinion": "材料齐全，符合法定条件，同意。" * 4}


class Drawing:
    """A diagram being drawn, in the expressions of one engine."""

    def __init__(self, stock: bool) -> None:
        self.stock = stock
        self.parts: list[str] = []
        self.flows: list[str] = []

    def flow(self, *ways: str, condition: str = "") -> None:
        inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        for way in ways:
            source, target = way.split(" > ")
            self.flows.append(f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>')

    def gateway(self, kind: str, name: str, default: str = "") -> None:
        more = f' default="{default}"' if default else ""
        self.parts.append(f'<bpmn:{kind}Gateway id="{name}"{more}/>')

    def review(self, name: str) -> None:
        """A department's task; a timer takes it away and has it urged."""
        text = '"PT1H"' if self.stock else "PT1H"
        timer = f"<bpmn:timerEventDefinition><bpmn:timeDuration>{text}</bpmn:timeDuration></bpmn:timerEventDefinition>"
        watcher = f'<bpmn:boundaryEvent id="late_{name}" attachedToRef="review_{name}">{timer}</bpmn:boundaryEvent>'
        self.parts += [task(f"review_{name}"), task(f"urge_{name}"), watcher]
        self.gateway("exclusive", f"merge_{name}")
        self.flow(f"split > review_{name}", f"review_{name} > merge_{name}", f"late_{name} > urge_{name}", f"urge_{name} > merge_{name}",
                  f"merge_{name} > join")  # fmt: skip

    def inspection(self) -> None:
        inner = Drawing(self.stock)
        inner.parts = ['<bpmn:startEvent id="in"/>', task("visit"), '<bpmn:endEvent id="out"/>']
        inner.flow("in > visit", "visit > out")
        self.parts.append(f'<bpmn:subProcess id="inspect">{"".join(inner.parts + inner.flows)}</bpmn:subProcess>')

    def file(self) -> bytes:
        body = "".join(['<bpmn:startEvent id="start"/>', *self.parts, '<bpmn:endEvent id="finish"/>', *self.flows])
        return (
            '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'
            f'<bpmn:process id="bench" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'
        ).encode()


def task(name: str, inner: str = "") -> str:
    return f'<bpmn:userTask id="{name}" camunda:candidateGroups="tax:reviewer">{inner}</bpmn:userTask>'


def joint_case(stock: bool) -> bytes:
    """About 30 elements: an intake with a loop for supplements, four departments side by side each with a timer, an inspection inside a
    sub-process, an approval."""
    drawing = Drawing(stock)
    for kind, name, default in (("exclusive", "again", ""), ("exclusive", "choose", "choose_supplement"), ("parallel", "split", ""),
                                ("parallel", "join", "")):  # fmt: skip
        drawing.gateway(kind, name, default)
    drawing.parts += [task("check"), task("supplement"), task("approve")]
    drawing.inspection()
    drawing.flow("start > again", "again > check", "check > choose", "choose > supplement", "supplement > again")
    drawing.flow("choose > split", condition="accepted == True" if stock else "check.accepted")
    drawing.flow("join > inspect", "inspect > approve", "approve > finish")
    for name in DEPARTMENTS:
        drawing.review(name)
    return drawing.file()


def repeated(stock: bool, instances: int) -> bytes:
    """One step, so often, side by side."""
    drawing = Drawing(stock)
    many = f"<bpmn:loopCardinality>{instances}</bpmn:loopCardinality>"
    drawing.parts.append(task("sign", f"<bpmn:multiInstanceLoopCharacteristics>{many}</bpmn:multiInstanceLoopCharacteristics>"))
    drawing.flow("start > sign", "sign > finish")
    return drawing.file()


class Ours:
    name = "this engine"

    def __init__(self, instances: int = 0) -> None:
        content = repeated(False, instances) if instances else joint_case(False)
        self.definition = runtime.compile_definition({"bench.bpmn": content}, "bench.bpmn")
        calendar = WorkCalendar({}, OfficeHours.parse("08:30-12:00", "13:30-17:30"))
        self.context = runtime.Context({"answers": ANSWERS}, datetime(2026, 1, 5, 1, tzinfo=UTC), calendar)
        self.last = runtime.advance(self.definition, None, runtime.Start(), self.context)

    def complete(self, element: str, accepted: bool) -> None:
        task = next(task for task in self.last.open_tasks if task.element_id == element)
        move = runtime.Complete(task.task_id, None, {**OPINION, "accepted": accepted})
        self.last = runtime.advance(self.definition, self.last.state, move, self.context)

    @property
    def size(self) -> int:
        return len(self.last.state)


class Stock:
    name = "stock SpiffWorkflow 3.2.0"

    def __init__(self, instances: int = 0) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(repeated(True, instances) if instances else joint_case(True))
        self.serializer = BpmnWorkflowSerializer()
        workflow = BpmnWorkflow(parser.get_spec("bench"), parser.get_subprocess_specs("bench"))
        workflow.task_tree.data.update(ANSWERS)
        workflow.do_engine_steps()
        self.state = self.serializer.serialize_json(workflow)

    def complete(self, element: str, accepted: bool) -> None:
        workflow = self.serializer.deserialize_json(self.state)
        names = (element, f"{element} [child]")
        task = next(task for task in workflow.get_tasks(state=TaskState.READY, manual=True) if task.task_spec.name in names)
        task.set_data(**{element: OPINION}, accepted=accepted)
        task.run()
        workflow.do_engine_steps()
        self.state = self.serializer.serialize_json(workflow)

    @property
    def size(self) -> int:
        return len(self.state.encode())


def timed(run: Callable[[], None]) -> float:
    began = time.process_time()
    run()
    return 1000 * (time.process_time() - began)


def whole_case(engine: type[Ours] | type[Stock], cases: int) -> dict[str, float]:
    """A case with two supplements from beginning to end, many times."""
    way = [("check", False), ("supplement", True), ("check", False), ("supplement", True), ("check", True)]
    way += [(f"review_{name}", True) for name in DEPARTMENTS] + [("visit", True), ("approve", True)]
    took, middle = [], 0
    for _ in range(cases):
        case = engine()
        for number, (element, accepted) in enumerate(way):
            took.append(timed(lambda case=case, element=element, accepted=accepted: case.complete(element, accepted)))
            if number == 6:
                middle = case.size
    return {"complete_ms": statistics.median(took), "complete_p95_ms": statistics.quantiles(took, n=20)[-1], "bytes_mid_case": middle}


def rounds(engine: type[Ours] | type[Stock], number: int) -> dict[str, float]:
    """Supplements asked again and again: what one completion costs after so many rounds."""
    case = engine()
    for _ in range(number):
        case.complete("check", False)
        case.complete("supplement", True)
    return {f"complete_after_{number}_rounds_ms": timed(lambda: case.complete("check", False)), f"bytes_after_{number}_rounds": case.size}


def instances(engine: type[Ours] | type[Stock], number: int) -> dict[str, float]:
    case = engine(number)
    took = [timed(lambda: case.complete("sign", True)) for _ in range(10)]
    return {f"complete_one_of_{number}_ms": statistics.median(took)}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--json", action="store_true")
    logging.disable(logging.CRITICAL)
    results: dict[str, dict[str, Any]] = {}
    for engine, cases in ((Ours, 60), (Stock, 15)):
        results[engine.name] = {**whole_case(engine, cases), **rounds(engine, 50), **instances(engine, 300)}
    if arguments.parse_args().json:
        print(json.dumps(results, ensure_ascii=False))
        return
    ours, stock = results.values()
    print(f"{'':34}{'this engine':>14}{'stock':>14}{'ratio':>9}")
    for measure, value in ours.items():
        print(f"{measure:34}{value:>14,.2f}{stock[measure]:>14,.2f}{stock[measure] / value:>8,.0f}×")


if __name__ == "__main__":
    main()
