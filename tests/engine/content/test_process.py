from __future__ import annotations

import pytest

from engine.content import load, materials_for, value_at
from engine.domain.errors import EngineError
from tests.engine.content.example_service import changed, with_item


def test_a_process_has_everything_by_id() -> None:
    process = load(changed())
    assert process.item.name == "门牌变更"
    assert set(process.forms) == {"apply", "decide"}
    assert set(process.letters) == {"acceptance", "refusal", "decision"}
    assert set(process.definition.steps) >= {"start", "intake", "decide", "done"}
    assert process.field_labels == {"name": "姓名", "mobile": "手机", "tenure": "住房", "landlord": "房东"}
    assert (process.id, process.hash) == ("doorplate", changed().hash)
    assert "两个工作日办结" in process.scenarios


def test_materials_are_asked_for_as_the_answers_say() -> None:
    process = load(changed())
    asked = [[rule.id for rule in materials_for(process, {"answers": {"application": {"tenure": t}}})] for t in ("owned", "rented", None)]
    assert asked == [["identity_card"], ["identity_card", "lease"], ["identity_card"]]


def test_parties_are_named_by_visible_mobile_fields() -> None:
    process = load(changed())
    answers = {"name": "王", "mobile": "13800000000"}
    assert process.parties(answers) == (("mobile", "申请人", "王", "13800000000"),)
    assert process.parties({"name": "王"}) == ()


def test_a_process_that_check_would_refuse_does_not_load() -> None:
    with pytest.raises(EngineError):
        load(with_item("answers.application.tenure =", "= ="))


def test_values_are_reached_by_their_address() -> None:
    answers = {"a": {"b": [{"c": 1}]}}
    assert value_at(answers, "a.b.0.c") == 1
    assert value_at(answers, "a.b.1.c") is None
    assert value_at(answers, "a.x.c") is None
