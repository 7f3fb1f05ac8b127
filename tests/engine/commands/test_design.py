"""Drawing, checking and publishing; who draws does not publish; a running case keeps its edition."""

from __future__ import annotations

import pytest

from engine.commands.design import DiscardDraft, ImportDraft, OpenDraft, Publish, ReturnDraft, SaveDraftFile, SubmitDraft
from engine.content import Bundle, to_zip
from engine.domain.errors import Forbidden, Invalid, Refused
from engine.runtime import Unpublishable
from tests.engine.world import GOODS, SITE, STALL, WINDOW, World, fresh, officer

DESIGNER = officer("data_bureau:designer", "吴")
OTHER = officer("data_bureau:designer", "何", officer_id="another-designer")
PUBLISHER = officer("data_bureau:publisher", "郑")
DIAGRAM = f"bpmn/{STALL}/process.bpmn"


def save(world: World, content: bytes, version: int, who=DESIGNER, path: str = DIAGRAM) -> int:
    return world.do(SaveDraftFile(command_id=fresh(), process_id=STALL, path=path, content=content, version=version), who)


def opened(world: World) -> int:
    return world.do(OpenDraft(command_id=fresh(), process_id=STALL), DESIGNER)


def publish(world: World, content: bytes) -> int:
    save(world, content, opened(world))
    world.do(SubmitDraft(command_id=fresh(), process_id=STALL, note="改时限"), DESIGNER)
    return world.do(Publish(command_id=fresh(), process_id=STALL), PUBLISHER).number


def with_third_review(diagram: bytes) -> bytes:
    """The same diagram with one more department beside the other two."""
    task = (
        '<bpmn:userTask id="review_food" name="食品审查" camunda:candidateGroups="market_regulation:reviewer"><bpmn:extensionElements>'
        '<camunda:properties><camunda:property name="outcomes" value="agree 同意, disagree 不同意"/></camunda:properties>'
        "</bpmn:extensionElements></bpmn:userTask>"
        '<bpmn:sequenceFlow id="flow_food" sourceRef="fork" targetRef="review_food"/>'
        '<bpmn:sequenceFlow id="flow_food_done" sourceRef="review_food" targetRef="join"/>'
    )
    return diagram.replace(b"</bpmn:process>", task.encode() + b"</bpmn:process>")


def test_a_new_case_runs_on_the_new_edition_while_an_old_one_finishes_on_the_old(world: World) -> None:
    old = world.accepted()
    assert publish(world, with_third_review(world.bundle.files[DIAGRAM])) == 2
    new = world.accepted()
    assert world.open_steps(new.case_id) == ["review_food", "review_goods", "review_site"]
    world.finish(old, "review_goods", GOODS, "agree")
    world.finish(old, "review_site", SITE, "agree", fields={"passage": 2})
    assert world.open_steps(old.case_id) == ["approve"]


def test_what_cannot_run_is_refused_with_the_element_and_the_mend(world: World) -> None:
    broken = world.bundle.files[DIAGRAM].replace(b'sourceRef="join" targetRef="approve"', b'sourceRef="join" targetRef="nowhere"')
    save(world, broken, opened(world))
    with pytest.raises(Unpublishable) as wrong:
        world.do(SubmitDraft(command_id=fresh(), process_id=STALL), DESIGNER)
    assert any("nowhere" in p.message or p.element in {"flow_join", "join"} for p in wrong.value.problems)
    current = world.engine.current_process(STALL)
    assert current.hash == world.bundle.hash


def test_a_second_hand_is_told_who_saved_since(world: World) -> None:
    version = opened(world)
    diagram = world.bundle.files[DIAGRAM]
    save(world, diagram + b"\n", version, OTHER)
    with pytest.raises(Refused, match="何在您之后保存过"):
        save(world, diagram + b"\n\n", version)


def test_who_draws_does_not_publish_and_a_clerk_does_neither(world: World) -> None:
    both = officer("data_bureau:publisher", "吴", officer_id=DESIGNER.officer_id or "")
    save(world, world.bundle.files[DIAGRAM] + b"\n", opened(world))
    world.do(SubmitDraft(command_id=fresh(), process_id=STALL), DESIGNER)
    with pytest.raises(Forbidden, match="由别人发布"):
        world.do(Publish(command_id=fresh(), process_id=STALL), both)
    with pytest.raises(Forbidden):
        world.do(Publish(command_id=fresh(), process_id=STALL), WINDOW)
    with pytest.raises(Forbidden):
        world.do(OpenDraft(command_id=fresh(), process_id=STALL), WINDOW)


def test_a_publisher_sends_back_with_a_reason_and_the_designer_goes_on(world: World) -> None:
    version = save(world, world.bundle.files[DIAGRAM] + b"\n", opened(world))
    world.do(SubmitDraft(command_id=fresh(), process_id=STALL), DESIGNER)
    with pytest.raises(Refused, match="已经送审"):
        save(world, world.bundle.files[DIAGRAM], version)
    with pytest.raises(Invalid, match="原因"):
        world.do(ReturnDraft(command_id=fresh(), process_id=STALL, reason=""), PUBLISHER)
    world.do(ReturnDraft(command_id=fresh(), process_id=STALL, reason="时限写错了"), PUBLISHER)
    save(world, world.bundle.files[DIAGRAM], version)
    world.do(DiscardDraft(command_id=fresh(), process_id=STALL), DESIGNER)
    assert opened(world) == 1


def test_an_exported_service_comes_back_as_it_was(world: World) -> None:
    opened(world)
    world.do(ImportDraft(command_id=fresh(), process_id=STALL, zip=to_zip(world.bundle)), DESIGNER)
    world.do(SubmitDraft(command_id=fresh(), process_id=STALL), DESIGNER)
    assert world.do(Publish(command_id=fresh(), process_id=STALL), PUBLISHER).edition_hash == world.bundle.hash


def test_a_zip_of_another_service_is_not_taken(world: World) -> None:
    files = {path.replace(STALL, "other-stall"): content for path, content in world.bundle.files.items()}
    with pytest.raises(Invalid, match="other-stall"):
        world.do(ImportDraft(command_id=fresh(), process_id=STALL, zip=to_zip(Bundle("other-stall", files))), DESIGNER)
