"""What may not be published of items that touch safety, and of false papers (行政许可法 art. 78)."""

from __future__ import annotations

import pytest

from engine import content
from engine.content import Bundle
from tests.engine.world import SERVICES

SERVICE = "fireworks-stall"
ITEM, DIAGRAM, FORM = f"bpmn/{SERVICE}/item.toml", f"bpmn/{SERVICE}/process.bpmn", f"forms/{SERVICE}/apply.json"
SOUND = content.read_folder(SERVICES, SERVICE)


def rules(file: str, *changes: str) -> set[tuple[str, str]]:
    """What is said of the service with one text after another replaced."""
    text = SOUND.files[file].decode()
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    return {(problem.rule, problem.severity) for problem in content.check(Bundle(SERVICE, {**SOUND.files, file: text.encode()}))}


def test_the_service_itself_is_sound() -> None:
    assert content.check(SOUND) == []


@pytest.mark.parametrize(
    ("file", "changes", "rule"),
    [
        (ITEM, ('concerns = ["city_appearance"]', 'concerns = ["city_appearance"]\ncommitment = true'), ("commitment_of_safety", "error")),
        (FORM, ('"means": "applicant_identity", ', ""), ("no_identity", "error")),
        (DIAGRAM, ('refusal" value="false_papers"', 'refusal" value="not_required"', 'denial" value', 'was" value'), ("no_false_papers", "warning")),
        (DIAGRAM, ('<camunda:property name="letter" value="denial"/>', ""), ("warning_letter", "error")),
        (DIAGRAM, ('name="denial" value="false_papers"', 'name="denial" value="forged"'), ("bad_denial", "error")),
    ],
)
def test_what_contradicts_it_is_said(file: str, changes: tuple[str, ...], rule: tuple[str, str]) -> None:
    assert rule in rules(file, *changes)


def test_an_item_that_does_not_touch_safety_may_warn_as_well_and_bars_nobody() -> None:
    assert rules(ITEM, "touches_safety = true", "touches_safety = false") == set()
