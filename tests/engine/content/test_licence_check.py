"""``[licence]`` of an item is checked before it is published."""

from __future__ import annotations

import pytest

from engine import content
from tests.engine.world import SERVICES

PERMIT, RENEWAL = "stall-permit", "stall-renewal"
CONDITION = 'renewing = "= answers.application.kind = \\"renew\\""'


def found(service: str, path: str, old: str, new: str) -> dict[str, str]:
    """Rule → sentence, of what is wrong with the service after this change."""
    bundle = content.read_folder(SERVICES, service)
    text = bundle.files[path].decode()
    assert old in text
    changed = content.Bundle(service, {**bundle.files, path: text.replace(old, new).encode()})
    return {problem.rule: str(problem.message) for problem in content.check(changed) if problem.rule != "no_supplement"}


def test_the_tests_own_services_are_as_they_should_be() -> None:
    for service in (PERMIT, RENEWAL):
        assert [problem.rule for problem in content.check(content.read_folder(SERVICES, service))] == ["no_supplement"]
        assert content.load(content.read_folder(SERVICES, service)).item.licence.renewal == RENEWAL


@pytest.mark.parametrize(
    ("service", "file", "old", "new", "rule", "words"),
    [
        (PERMIT, "item", 'renewal = "stall-renewal"', 'file_before = "P1M"', "licence_days", "file_before 要写整天数"),
        (PERMIT, "item", 'renewal = "stall-renewal"', 'remind = "PT5H"', "licence_days", "remind 要写整天数"),
        (PERMIT, "item", 'renewal = "stall-renewal"', 'file_before = "P90D"', "late_remind", "持证人收到提醒时已经来不及"),
        (PERMIT, "item", 'renewal = "stall-renewal"', 'renews = ["stall-permit"]', "limited_renewal", "延续不占名额，请另设一个延续事项"),
        (PERMIT, "item", 'renewal = "stall-renewal"', 'renewals = "stall-renewal"', "item", "是否想写“renewal”"),
        (RENEWAL, "process", 'name="letter" value="licence"', 'name="letter" value="delivery_receipt"', "renewal_without_licence", "没有新的许可证"),
        (RENEWAL, "form", '"means": "licence_number"', '"hint": "编号"', "renewal_of_what", "means=licence_number"),
        (RENEWAL, "item", CONDITION, 'renewing = "= answers.("', "feel", "licence 的 renewing"),
        (RENEWAL, "item", CONDITION, 'renewing = "= anwsers.kind"', "unknown_name", "不认识的名字 anwsers"),
    ],
)
def test_what_does_not_hold_together_is_said(service: str, file: str, old: str, new: str, rule: str, words: str) -> None:
    path = {"item": f"bpmn/{service}/item.toml", "process": f"bpmn/{service}/process.bpmn", "form": f"forms/{service}/apply.json"}[file]
    problems = found(service, path, old, new)
    assert words in problems[rule], problems
