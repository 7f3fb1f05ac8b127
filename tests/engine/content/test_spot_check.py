"""What may not be published as 即办件 (行政许可法 art. 34, 56), and who may not decide at the counter."""

from __future__ import annotations

import pytest

from engine import content
from engine.content import Bundle
from tests.engine.world import SERVICES

SERVICE = "trader-change"
ITEM, DIAGRAM = f"bpmn/{SERVICE}/item.toml", f"bpmn/{SERVICE}/process.bpmn"
SOUND = content.read_folder(SERVICES, SERVICE)
JOINT = '[[departments]]\nid = "market_regulation"\nduty = "lead"\n\n[[departments]]\nid = "city_appearance"\n'


def errors(file: str, old: str, new: str) -> set[str]:
    text = SOUND.files[file].decode()
    assert old in text
    bundle = Bundle(SERVICE, {**SOUND.files, file: text.replace(old, new).encode()})
    return {problem.rule for problem in content.check(bundle) if problem.severity == "error"}


def test_the_service_itself_is_sound() -> None:
    assert content.check(SOUND) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        (ITEM, 'promised = "P0D"', 'promised = "P1D"', "slow_instant"),
        (ITEM, '[[departments]]\nid = "market_regulation"\nduty = "lead"\n', JOINT, "joint_instant"),
        (ITEM, 'kind = "instant"', 'kind = "promised"', "ordinary"),
        (DIAGRAM, '<camunda:property name="ordinary" value="= at_counter.opinion"/>', "", "no_ordinary"),
        (DIAGRAM, '<camunda:property name="act" value="accept"/><camunda:property name="stage" value="决定"/>',
         '<camunda:property name="act" value="accept"/><camunda:property name="ordinary" value="= null"/>', "no_spot"),
        (DIAGRAM, '当场审查" camunda:candidateGroups="market_regulation:', '当场审查" camunda:candidateGroups="service_hall:', "hall_decides"),
    ],
)  # fmt: skip
def test_what_contradicts_it_is_refused(file: str, old: str, new: str, rule: str) -> None:
    assert rule in errors(file, old, new)
