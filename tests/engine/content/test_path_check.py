from __future__ import annotations

from decimal import Decimal

from engine.content import check, load
from engine.content.path_check import longest_way
from tests.engine.content.example_service import DIAGRAM, changed

STAGE = '<camunda:property name="stage" value="决定" />'


def drawn(*, decide: str = "", intake: str = "P1D", more: str = "") -> str:
    limit = f'{STAGE}<camunda:property name="limit" value="{decide}" />{more}' if decide else STAGE
    return DIAGRAM.replace('name="limit" value="P1D"', f'name="limit" value="{intake}"').replace(STAGE, limit)


def way(diagram: str) -> tuple[Decimal, tuple[str, ...]]:
    process = load(changed(**{"bpmn/doorplate/process.bpmn": diagram}))
    return longest_way(process.definition, process.item)


def rules(diagram: str) -> dict[str, str]:
    return {problem.rule: problem.message for problem in check(changed(**{"bpmn/doorplate/process.bpmn": diagram}))}


def test_the_clock_runs_from_acceptance_to_decision() -> None:
    assert way(drawn(decide="P1D", intake="P5D")) == (Decimal(1), ("decide",))
    assert way(drawn(decide="P0.5D")) == (Decimal("0.5"), ("decide",))
    assert way(drawn(decide="PT4H")) == (Decimal("0.5"), ("decide",))


def test_limits_that_together_outlast_the_promise_warn_and_the_law_forbid() -> None:
    assert "path_over_promise" not in rules(drawn(decide="P2D"))
    assert "决定" in rules(drawn(decide="P3D"))["path_over_promise"]
    assert "P20D" in rules(drawn(decide="P21D"))["path_over_law"]


def test_time_that_is_not_the_authoritys_does_not_count() -> None:
    resting = '<camunda:property name="pause" value="expert_review" />'
    assert way(drawn(decide="P30D", more=resting)) == (Decimal(0), ())
    assert way(drawn(decide="P30D").replace("police:approver", "applicant")) == (Decimal(0), ())


def test_a_loop_is_counted_once() -> None:
    back = '<bpmn:sequenceFlow id="f7" sourceRef="again" targetRef="decide" />'
    gate = (
        '<bpmn:exclusiveGateway id="again" name="再来？" default="f8"><bpmn:incoming>f6</bpmn:incoming>'
        "<bpmn:outgoing>f7</bpmn:outgoing><bpmn:outgoing>f8</bpmn:outgoing></bpmn:exclusiveGateway>"
    )
    on = '<bpmn:sequenceFlow id="f8" sourceRef="again" targetRef="done" />'
    looped = drawn(decide="P2D").replace('sourceRef="decide" targetRef="done" />', f'sourceRef="decide" targetRef="again" />{gate}{on}')
    condition = '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=decide.outcome = "deny"</bpmn:conditionExpression>'
    looped = looped.replace(on, on + back.replace(" />", f">{condition}</bpmn:sequenceFlow>"))
    looped = looped.replace("<bpmn:outgoing>f6</bpmn:outgoing>", "<bpmn:incoming>f7</bpmn:incoming><bpmn:outgoing>f6</bpmn:outgoing>")
    looped = looped.replace("<bpmn:incoming>f6</bpmn:incoming>\n    </bpmn:endEvent>", "<bpmn:incoming>f8</bpmn:incoming>\n    </bpmn:endEvent>")
    assert way(looped) == (Decimal(2), ("decide",))
