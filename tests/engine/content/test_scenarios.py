from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from engine.content.scenarios import Expectation, parse_scenarios, read_scenarios
from engine.domain.duration import Duration
from engine.domain.errors import Invalid
from tests.engine.content.example_service import SCENARIOS, changed


def test_a_story_is_read_step_by_step() -> None:
    (story,) = read_scenarios(changed())
    assert story.starts == datetime.fromisoformat("2026-11-20T09:00:00+08:00")
    assert story.starts.utcoffset() == timedelta(hours=8)
    assert [step.kind for step in story.steps] == ["command", "task", "wait", "task"]
    assert story.steps[0].answers == {"name": "王", "area": Decimal("88.10")}
    assert story.steps[2].waits == Duration.parse("P1D")
    assert story.steps[3].fields == {"price": Decimal("0.1")}
    assert story.expect == Expectation("closed", "grant", ("intake", "decide"), ("refuse",), ("acceptance", "decision"), 1)


def test_registries_messages_and_all_ways_of_waiting_are_read() -> None:
    text = """
    [[scenario]]
    name = "x"
    starts = 2026-11-20T09:00:00+08:00
    step = [
        { registry = "registry.tax_standing", replies = { arrears = 0 } },
        { registry = "registry.tax_standing", fails = "timeout" },
        { waits_calendar = "P20D" },
        { waits_until = 2027-01-04T17:30:00+08:00 },
        { message = "payment_done", fields = { paid = true } },
        { who = "applicant", does = "save_draft", answers = { name = "王" } },
    ]
    """
    (story,) = parse_scenarios(text.encode(), {})
    assert [step.kind for step in story.steps] == ["registry", "registry", "wait", "wait", "message", "command"]
    assert story.steps[3].waits_until == datetime.fromisoformat("2027-01-04T17:30:00+08:00")
    assert story.steps[5].answers == {"name": "王"}


def test_a_service_without_stories_has_none() -> None:
    assert read_scenarios(changed(**{"bpmn/doorplate/scenarios.toml": None})) == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('outcome = "accept"', 'outcom = "accept"', "是否想写“outcome”"),
        ('waits = "P1D"', 'waits = "P1D"\ntask = "intake"', "只能写"),
        ('waits = "P1D"', 'who = "applicant"', "只能写"),
        ('who = "applicant"\n', "", "缺少 who"),
        ("fixtures/owner.json", "fixtures/owners.json", "是否想写“fixtures/owner.json”"),
        ("+08:00", "", "带时区"),
        ('status = "closed"', 'status = "close"', "是否想写“closed”"),
        ('waits = "P1D"', 'registry = "a"', "要么写 replies"),
        ('waits = "P1D"', 'waits = "P1"', "第 3 步"),
    ],
)
def test_a_wrong_story_says_where(old: str, new: str, words: str) -> None:
    assert old in SCENARIOS
    with pytest.raises(Invalid, match=words):
        read_scenarios(changed(**{"bpmn/doorplate/scenarios.toml": SCENARIOS.replace(old, new, 1)}))


def test_two_stories_of_one_name_are_refused() -> None:
    with pytest.raises(Invalid, match="都叫"):
        parse_scenarios((SCENARIOS * 2).encode(), {"fixtures/owner.json": b"{}"})
