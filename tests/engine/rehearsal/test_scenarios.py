"""Every scenario of every service, on both databases, and nothing in a diagram or table that no scenario takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine import content
from engine.commands.task import CompleteTask
from engine.domain.errors import Refused
from engine.rehearsal.player import Player
from engine.rehearsal.scenarios import Rehearsal, rehearsal
from engine.store import progress, transaction
from tests.plans import heard, read_through

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("process_id", content.processes(ROOT))
def test_every_story_of_a_service_ends_as_told_and_together_they_take_everything(process_id: str, database_url: str) -> None:
    with rehearsal(ROOT, process_id, database_url) as own, heard(own.stage.engine.database) as said:
        assert own.scenarios, "a service carries its stories"
        told = [own.play(scenario) for scenario in own.scenarios]
        assert [f"{result.scenario}: {result.differences}" for result in told if not result.ok] == []
        missing = own.coverage()
        assert missing.complete, missing
        assert read_through(own.stage.engine.database, said) == [], "however many cases there are, no step reads all of them"


def story(own: Rehearsal, name: str) -> content.Scenario:
    return next(scenario for scenario in own.scenarios if scenario.name == name)


def test_a_date_that_a_story_writes_down_and_that_came_out_otherwise_is_told_with_both() -> None:
    with rehearsal(ROOT, "equity-transfer") as own:
        told = story(own, "股份有限公司，已被吊销：不受理")
        wrong = {"notice": datetime(2026, 3, 24, 9, 30, tzinfo=UTC), "accepted": datetime(2026, 3, 18, 1, tzinfo=UTC)}
        result = own.play(replace(told, expect=replace(told.expect, dates=wrong)))
    assert result.differences == (
        "notice 应为 2026-03-24T17:30+08:00，实为 2026-03-25T17:30+08:00",
        "accepted 应为 2026-03-18T09:00+08:00，实为 没有",
    )


def test_a_simple_closing_asked_for_on_the_twenty_first_day_after_the_notice_is_too_late() -> None:
    """domain.md 5.3 (e): published on 3 April for twenty days, so until 13 May the company may ask, and not on the fourteenth."""
    with rehearsal(ROOT, "company-deregistration") as own:
        told = story(own, "简易注销：错过期满后的20日，终止")
        own.stage.clock.set(told.starts)
        player = Player(own.stage, own.process, told)
        player.play(3)
        own.stage.pass_time(datetime.fromisoformat("2025-05-13T23:00+08:00"))
        with transaction.reading(own.stage.engine.database) as tx:
            (row,) = progress.tasks_of(tx, player.case_id, status=progress.OPEN)
        assert (row.element_id, player.case.status) == ("apply_simple", "accepted")
        own.stage.pass_time(datetime.fromisoformat("2025-05-14T09:00+08:00"))
        assert player.case.status == "terminated"
        with pytest.raises(Refused):
            own.stage.engine.execute(CompleteTask(command_id="too-late", task_id=row.task_id), player.applicant)


def test_a_copied_and_renamed_service_is_checked_published_and_played_without_python(tmp_path: Path, database_url: str) -> None:
    """What the recipe in bpmn/README.md promises: copy a folder, change its names, go."""
    source = content.read_folder(ROOT, "equity-transfer")
    renamed = {path.replace("equity-transfer", "share-gift"): raw for path, raw in source.files.items()}
    item = renamed["bpmn/share-gift/item.toml"].decode()
    renamed["bpmn/share-gift/item.toml"] = item.replace('"GQZR"', '"GQZS"').replace("股权转让", "股权赠与").encode()
    shared = {f"bpmn/_shared/{path.name}": path.read_bytes() for path in (ROOT / "bpmn/_shared").glob("*.toml")}
    for path, raw in {**renamed, **shared}.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
    assert [p for p in content.check(content.read_folder(tmp_path, "share-gift")) if p.severity == "error"] == []
    with rehearsal(tmp_path, "share-gift", database_url) as own:
        result = own.play(own.scenarios[0])
    assert result.ok, result.differences
