"""Every scenario of every service, on both databases, and nothing in a diagram or table that no scenario takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import content
from engine.rehearsal.scenarios import rehearsal

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("process_id", content.processes(ROOT))
def test_every_story_of_a_service_ends_as_told_and_together_they_take_everything(process_id: str, database_url: str) -> None:
    with rehearsal(ROOT, process_id, database_url) as own:
        assert own.scenarios, "a service carries its stories"
        told = [own.play(scenario) for scenario in own.scenarios]
        assert [f"{result.scenario}: {result.differences}" for result in told if not result.ok] == []
        missing = own.coverage()
        assert missing.complete, missing


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
