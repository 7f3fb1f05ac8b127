"""One case moved by our runtime and by stock SpiffWorkflow: "load, complete one task, save", and bytes of the state.

Stock means BpmnWorkflow, its parser and its JSON serializer as they come; both stand in one process, without database or HTTP. Only
the expressions differ: Python there, FEEL here. There the answers live in the task data and so in the state; here they are the
context's, kept in rows of their own. Processor time is of this process alone, so other load on the machine matters little.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from bench.frame import Figure, cost, growth
from engine import runtime
from engine.domain.calendar import OfficeHours, WorkCalendar

DEPARTMENTS = ("tax", "housing", "customs", "market")
ANSWERS = {"applicant": {"name": "王小明", "people": [{"name": "东阳木雕", "share": number} for number in range(60)]}}
STOCK = "stock SpiffWorkflow"
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
    """Microseconds of this process."""
    began = time.process_time()
    run()
    return 1e6 * (time.process_time() - began)


def whole_case(engine: type[Ours] | type[Stock], cases: int) -> tuple[float, float, int]:
    """A case with two supplements from beginning to end, many times: median and 95th percentile of a completion, bytes in the middle."""
    way = [("check", False), ("supplement", True), ("check", False), ("supplement", True), ("check", True)]
    way += [(f"review_{name}", True) for name in DEPARTMENTS] + [("visit", True), ("approve", True)]
    took, middle = [], 0
    for _ in range(cases):
        case = engine()
        for number, (element, accepted) in enumerate(way):
            took.append(timed(lambda case=case, element=element, accepted=accepted: case.complete(element, accepted)))
            if number == 6:
                middle = case.size
    return statistics.median(took), statistics.quantiles(took, n=20)[-1], middle


def rounds(engine: type[Ours] | type[Stock], number: int) -> tuple[float, int]:
    """Supplements asked again and again: what one completion costs after so many rounds, the median of the last ten, and the bytes then."""
    case, took = engine(), []
    for _ in range(number):
        took.append(timed(lambda: case.complete("check", False)))
        case.complete("supplement", True)
    return statistics.median(took[-10:]), case.size


def instances(engine: type[Ours] | type[Stock], number: int) -> float:
    case = engine(number)
    return statistics.median(timed(lambda: case.complete("sign", True)) for _ in range(10))


def measure(quick: bool) -> Iterator[Figure]:
    cases, turns, signers = (20, 25, 100) if quick else (60, 100, 300)
    (median, late, size), (stock_median, stock_late, stock_size) = whole_case(Ours, cases), whole_case(Stock, max(5, cases // 4))
    yield cost("completion of a task, median", median, "µs", STOCK, stock_median, at_least=8)
    yield cost("completion of a task, 95th percentile", late, "µs", STOCK, stock_late)
    yield cost("state in the middle of a case", size, "bytes", STOCK, stock_size, at_least=8)
    (after, size), (stock_after, stock_size) = rounds(Ours, turns), rounds(Stock, turns)
    yield cost(f"completion after {turns} rounds of one loop", after, "µs", STOCK, stock_after)
    yield cost(f"state after {turns} rounds of one loop", size, "bytes", STOCK, stock_size)
    yield growth(f"the same in round {turns} against round 10", after, "µs", "itself, round 10", rounds(Ours, 10)[0], at_most=1.5)
    yield cost(f"completion of one of {signers} side by side", instances(Ours, signers), "µs", STOCK, instances(Stock, signers))
