"""An applicant at home takes over what he has handed in before: his own, of the same kind, found in order, and with its origin on record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine import content
from engine.commands.apply import SaveDraft, StartDraft, Submit
from engine.commands.consent import ConfirmParty, SendPartyCode
from engine.commands.design import PublishBundle
from engine.commands.material import CheckMaterial
from engine.commands.reuse import ReuseMaterial
from engine.domain.errors import Missing, Refused
from engine.domain.identity import example_resident_id
from engine.domain.viewer import Viewer
from engine.queries.case_file import CaseFile
from engine.queries.draft import Draft
from engine.queries.progress import Progress
from engine.queries.reusable import ReusableMaterials
from engine.rehearsal.player import Player
from tests.engine.world import HERE, STALL, WINDOW, World, fresh

PLAN = "site_plan"
OTHER = example_resident_id(21)


def begun(world: World, process_id: str = STALL, **changed: Any) -> str:
    """A draft of his with the form filled in."""
    started = world.do(StartDraft(command_id=fresh(), process_id=process_id, division=HERE), Viewer.public())
    answers = {**(world.story.steps[0].answers or {}), **changed}
    world.do(SaveDraft(command_id=fresh(), case_id=started.case_id, answers=answers), Viewer.applicant({started.case_id}))
    return str(started.case_id)


def offered(world: World, case_id: str, *others: str) -> dict[str, Any]:
    return dict(world.engine.ask(ReusableMaterials(case_id=case_id), Viewer.applicant({case_id, *others})))


def reuse(world: World, case_id: str, *others: str, viewer: Viewer | None = None, material_id: str = PLAN) -> None:
    who = viewer or Viewer.applicant({case_id, *others})
    world.do(ReuseMaterial(command_id=fresh(), case_id=case_id, material_id=material_id), who)


def test_one_press_takes_it_over_by_its_digest_and_the_journal_says_from_where(world: World) -> None:
    earlier = world.submitted()
    own = begun(world)
    assert offered(world, own, earlier.case_id)[PLAN].filenames == ("site_plan.pdf",)
    assert offered(world, own, earlier.case_id)[PLAN].case_no == earlier.case.case_no
    reuse(world, own, earlier.case_id)
    reuse(world, own, earlier.case_id)  # by mistake: the same file is not held twice
    him = Viewer.applicant({own, earlier.case_id})
    (plan,) = [each for each in world.engine.ask(Draft(case_id=own), him).materials if each.material_id == PLAN]
    assert [one.filename for one in plan.files] == ["site_plan.pdf"] and plan.state == "handed_in"
    world.do(SendPartyCode(command_id=fresh(), case_id=own, party="mobile"), him)
    world.do(ConfirmParty(command_id=fresh(), case_id=own, party="mobile", code=world.stage.phone.code_for("13800000001")), him)
    world.do(Submit(command_id=fresh(), case_id=own), him)
    told = [entry.sentence for entry in world.engine.ask(CaseFile(case_id=own), WINDOW).journal if entry.event == "MaterialReused"]
    assert told[0].facts["from_case"] == earlier.case.case_no and told[0].facts["material_name"] == "摊位平面图"
    assert any(entry.kind == "MaterialReused" for entry in world.engine.ask(Progress(case_id=own), him).timeline)


def test_nothing_is_offered_or_taken_that_is_not_his_own(world: World) -> None:
    earlier = world.submitted()
    own, somebody = begun(world), begun(world, identity=OTHER)
    assert offered(world, own) == {}, "a case he does not follow with number and code"
    assert offered(world, somebody, earlier.case_id) == {}, "a case he follows, of somebody else than the form names"
    for case_id, others in ((own, ()), (somebody, (earlier.case_id,))):
        with pytest.raises(Missing, match="没有找到可以沿用的材料"):
            reuse(world, case_id, *others)
    assert world.engine.ask(ReusableMaterials(case_id=earlier.case_id), WINDOW) == {}
    for stranger in (Viewer.public(), Viewer.applicant({earlier.case_id})):
        with pytest.raises(Missing):
            reuse(world, own, viewer=stranger)
    with pytest.raises(Missing):
        reuse(world, own, earlier.case_id, material_id="no_such_paper")


def test_what_was_found_wanting_is_not_offered_again(world: World) -> None:
    earlier = world.submitted()
    own = begun(world)
    found = {"material_id": PLAN, "state": "defective", "defect": "看不清", "originals": 0, "copies": 0}
    world.do(CheckMaterial(command_id=fresh(), case_id=earlier.case_id, **found), WINDOW)
    assert offered(world, own, earlier.case_id) == {}


def test_another_service_takes_what_has_the_same_name_and_of_a_type_it_takes(world: World) -> None:
    earlier = world.submitted()
    text = world.bundle.files[f"bpmn/{STALL}/item.toml"].decode()
    for name, accept, expected in (("摊位平面图", ".pdf", {"drawing"}), ("摊位平面图", ".png", set()), ("效果图", ".pdf", set())):
        changed = text.replace('id = "site_plan"\nname = "摊位平面图"', f'id = "drawing"\nname = "{name}"\naccept = ["{accept}"]')
        process_id = f"stall-{fresh()[:8]}"
        files = {path.replace(STALL, process_id): body for path, body in world.bundle.files.items()}
        bundle = content.Bundle(process_id, {**files, f"bpmn/{process_id}/item.toml": changed.encode()})
        world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(bundle)), Viewer.system())
        own = begun(world, process_id)
        assert set(offered(world, own, earlier.case_id)) == expected, (name, accept)


def test_after_it_is_handed_in_nothing_is_taken_over(world: World) -> None:
    earlier, later = world.submitted(), world.submitted()
    with pytest.raises(Refused, match="已经提交"):
        reuse(world, later.case_id, earlier.case_id)


def test_the_newest_of_his_cases_is_meant(world: World) -> None:
    first = world.submitted()
    world.stage.clock.set(world.clock.now().replace(hour=3))
    second = Player(world.stage, world.process, replace(world.story, steps=world.story.steps[:1]))
    second.play()
    own = begun(world)
    assert offered(world, own, first.case_id, second.case_id)[PLAN].case_no == second.case.case_no
