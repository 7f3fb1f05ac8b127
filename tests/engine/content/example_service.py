"""A small whole service, sound in every file; tests break one thing at a time."""

from __future__ import annotations

import json
from pathlib import Path

from engine.content.bundle import Bundle

ITEM = """
name = "门牌变更"
short_code = "MPBG"
theme = "居民服务"
kind = "promised"
audience = ["person"]
base_code = "000131001000"
lead_department = "police"
process = "process.bpmn"
[limits]
statutory = "P20D"
promised = "P2D"
notice = "P5D"
delivery = "P10D"
[before]
days = 7
steps = 4
materials = 3
visits = 2
[[basis]]
id = "address_rule_3"
law = "地名管理条例"
article = "三"
[[pauses]]
cause = "public_notice"
basis = "address_rule_3"
[[departments]]
id = "police"
promised = "P1D"
duty = "lead"
[[materials]]
id = "identity_card"
name = "居民身份证"
copies = 1
concerns = ["police"]
basis = "address_rule_3"
[[materials]]
id = "lease"
name = "租赁合同"
required = '= answers.application.tenure = "rented"'
deferrable = true
basis = "address_rule_3"
[[results]]
id = "certificate"
name = "门牌证"
"""

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="urn:onestop">
  <bpmn:process id="doorplate" isExecutable="true">
    <bpmn:startEvent id="start" name="申请" camunda:formKey="apply"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="intake" name="受理" camunda:candidateGroups="service_hall:window">
      <bpmn:extensionElements><camunda:properties>
        <camunda:property name="act" value="accept" />
        <camunda:property name="outcomes" value="accept 受理, refuse 不予受理" />
        <camunda:property name="letter" value="acceptance" />
        <camunda:property name="stage" value="受理" />
        <camunda:property name="limit" value="P1D" />
      </camunda:properties></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:exclusiveGateway id="accepted" name="受理？" default="f3">
      <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing><bpmn:outgoing>f4</bpmn:outgoing>
    </bpmn:exclusiveGateway>
    <bpmn:userTask id="refuse" name="出具不予受理" camunda:candidateGroups="service_hall:window">
      <bpmn:extensionElements><camunda:properties>
        <camunda:property name="act" value="refuse" /><camunda:property name="letter" value="refusal" />
      </camunda:properties></bpmn:extensionElements>
      <bpmn:incoming>f4</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="refused" name="不予受理"><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
    <bpmn:userTask id="decide" name="决定" camunda:candidateGroups="police:approver" camunda:formKey="decide">
      <bpmn:extensionElements><camunda:properties>
        <camunda:property name="act" value="decide" />
        <camunda:property name="outcomes" value="grant 准予, deny 不予" />
        <camunda:property name="letter" value="decision" />
        <camunda:property name="stage" value="决定" />
      </camunda:properties></bpmn:extensionElements>
      <bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f6</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="done" name="办结">
      <bpmn:extensionElements><camunda:properties>
        <camunda:property name="act" value="close" />
      </camunda:properties></bpmn:extensionElements>
      <bpmn:incoming>f6</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="intake" />
    <bpmn:sequenceFlow id="f2" sourceRef="intake" targetRef="accepted" />
    <bpmn:sequenceFlow id="f3" sourceRef="accepted" targetRef="decide" />
    <bpmn:sequenceFlow id="f4" sourceRef="accepted" targetRef="refuse">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=intake.outcome = "refuse"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f5" sourceRef="refuse" targetRef="refused" />
    <bpmn:sequenceFlow id="f6" sourceRef="decide" targetRef="done" />
  </bpmn:process>
</bpmn:definitions>
"""

SCENARIOS = """
[[scenario]]
name = "两个工作日办结"
starts = 2026-11-20T09:00:00+08:00
[[scenario.step]]
who = "applicant"
does = "submit"
answers_from = "fixtures/owner.json"
[[scenario.step]]
who = "service_hall:window"
task = "intake"
outcome = "accept"
[[scenario.step]]
waits = "P1D"
[[scenario.step]]
who = "police:approver"
task = "decide"
outcome = "grant"
fields = { price = 0.1 }
[scenario.expect]
status = "closed"
decision = "grant"
passed = ["intake", "decide"]
not_passed = ["refuse"]
letters = ["acceptance", "decision"]
working_days = 1
"""

APPLY = {
    "type": "default",
    "schemaVersion": 19,
    "components": [
        {"type": "textfield", "key": "name", "label": "姓名", "validate": {"required": True}, "properties": {"means": "applicant_name"}},
        {"type": "textfield", "key": "mobile", "label": "手机", "properties": {"check": "mobile", "confirm": "申请人"}},
        {
            "type": "radio",
            "key": "tenure",
            "label": "住房",
            "values": [{"label": "自有", "value": "owned"}, {"label": "租赁", "value": "rented"}],
        },
        {"type": "textfield", "key": "landlord", "label": "房东", "conditional": {"hide": '=tenure != "rented"'}},
    ],
}
DECIDE = {"components": [{"type": "textarea", "key": "remark", "label": "说明", "properties": {"rights": "police:write, *:read"}}]}
LETTERS = {"acceptance": "受理通知书", "refusal": "不予受理通知书", "decision": "决定书", "unused": "别的文书"}

FILES: dict[str, bytes] = {
    "bpmn/doorplate/item.toml": ITEM.encode(),
    "bpmn/doorplate/process.bpmn": DIAGRAM.encode(),
    "bpmn/doorplate/scenarios.toml": SCENARIOS.encode(),
    "bpmn/doorplate/fixtures/owner.json": b'{"name": "\xe7\x8e\x8b", "area": 88.10}',
    "bpmn/doorplate/README.md": b"# doorplate\n",
    "forms/doorplate/apply.json": json.dumps(APPLY).encode(),
    "forms/doorplate/decide.json": json.dumps(DECIDE).encode(),
    **{
        f"bpmn/_shared/letters/{letter}/{file}": content.encode()
        for letter, name in LETTERS.items()
        for file, content in {"letter.toml": f'name = "{name}"\nseries = "门"\n', "letter.txt": "# {{ item.name }}\n\n收到。\n"}.items()
    },
}


def changed(**files: str | bytes | None) -> Bundle:
    """The service with files replaced or, by None, taken away: ``changed(**{"bpmn/doorplate/item.toml": "…"})``."""
    every: dict[str, bytes | str | None] = {path: content for path, content in FILES.items() if "/unused/" not in path}
    every.update(files)
    return Bundle("doorplate", {path: c.encode() if isinstance(c, str) else c for path, c in every.items() if c is not None})


def with_item(old: str, new: str) -> Bundle:
    """The service with one text of its item replaced."""
    assert old in ITEM
    return changed(**{"bpmn/doorplate/item.toml": ITEM.replace(old, new)})


def with_diagram(old: str, new: str) -> Bundle:
    """The service with one text of its diagram replaced."""
    assert old in DIAGRAM
    return changed(**{"bpmn/doorplate/process.bpmn": DIAGRAM.replace(old, new)})


def written(root: Path) -> Path:
    """The service as files under ``root``."""
    for path, content in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root
