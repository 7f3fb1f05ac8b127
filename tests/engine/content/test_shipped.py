"""The services this repository brings along."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import content
from engine.content.bundle import SHARED_LETTERS

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("process_id", content.processes(ROOT))
def test_a_shipped_service_has_no_errors_and_survives_its_zip(process_id: str) -> None:
    bundle = content.read_folder(ROOT, process_id)
    assert [problem for problem in content.check(bundle) if problem.severity == "error"] == []
    assert content.load(content.from_zip(content.to_zip(bundle))).hash == bundle.hash


def test_departments_that_services_name_exist() -> None:
    known = content.read_departments(ROOT).ids
    for process_id in content.processes(ROOT):
        assert content.load(content.read_folder(ROOT, process_id)).item.department_ids <= known


def test_every_registry_a_service_asks_is_listed() -> None:
    known = set(content.read_registries(ROOT))
    for process_id in content.processes(ROOT):
        steps = content.load(content.read_folder(ROOT, process_id)).definition.steps.values()
        assert {step.topic for step in steps if step.topic.startswith("registry.")} <= known


def test_every_shared_letter_can_be_read() -> None:
    assert set(content.read_letters(ROOT)) == {each.name for each in (ROOT / SHARED_LETTERS).iterdir()}


def test_what_an_ended_case_may_leave_waiting_is_read_from_its_diagram() -> None:
    """A case that ends looks for messages and notices to call off only where its service has any."""
    ends, sells = (content.load(content.read_folder(ROOT, each)).definition for each in ("company-deregistration", "equity-transfer"))
    assert ends.awaits_messages and "notice.publish" in ends.topics
    assert not sells.awaits_messages and "notice.publish" not in sells.topics
    assert sells.officers == 1
