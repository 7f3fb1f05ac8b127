"""核对并提交: whoever confirms 以上属实 confirms what he has seen. Without JavaScript."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from engine.commands.apply import SaveDraft
from engine.domain.viewer import Viewer
from tests.engine.commands.test_consent import consent
from tests.engine.world import WINDOW, World, fresh
from tests.web.applicant import ANSWERS, Applicant, paper
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor
from tests.web.test_desk_intake import begun

PRESSED = {"truthful": "yes"}
CHANGED = "您核对以后，这份申请又改过（3月2日 09:05），还没有提交"


@pytest.fixture
def applicant(visitor: Visitor, world: World) -> Applicant:
    """The page of the last step is before him."""
    world.stage.begin(world.story)
    own = Applicant(visitor, world).begin().fill().hand_in().consent()
    visitor.get(own.at("review"))
    return own


def elsewhere(world: World, case_id: str, viewer: Viewer, area: int = 9) -> None:
    """Five past nine somebody fills in another area, for which all have consented."""
    world.clock.set(world.clock.now() + timedelta(minutes=5))
    world.do(SaveDraft(command_id=fresh(), case_id=case_id, answers={**world.story.steps[0].answers, "area": area}), viewer)
    consent(world, case_id, viewer)
    world.clock.set(world.clock.now() + timedelta(minutes=5))


def test_other_answers_than_were_shown_are_not_handed_in_but_shown(applicant: Applicant, world: World) -> None:
    elsewhere(world, applicant.case_id, Viewer.applicant({applicant.case_id}))
    answer = applicant.visitor.post(applicant.at("submit"), PRESSED)
    assert answer.status_code == 409 and world.case(applicant.case_id).status == "draft"
    assert applicant.visitor.says(CHANGED) and applicant.visitor.says("请再核对一遍")
    assert '<span class="field-value">9 ' in applicant.visitor.page or '<span class="field-value">9<' in applicant.visitor.page
    assert 'id="truthful"' in applicant.visitor.page and " checked" not in applicant.visitor.page


def test_pressed_again_from_there_what_stands_is_handed_in_and_sent_again_it_is_told_the_same(applicant: Applicant, world: World) -> None:
    elsewhere(world, applicant.case_id, Viewer.applicant({applicant.case_id}))
    assert applicant.visitor.post(applicant.at("submit"), PRESSED).status_code == 409
    page = applicant.visitor.page
    for _ in range(2):
        applicant.visitor.page = page
        assert applicant.visitor.post(applicant.at("submit"), PRESSED).request.path == applicant.at("receipt")
    assert world.case(applicant.case_id).status == "submitted"


def test_other_files_than_were_shown_are_not_handed_in_but_shown(applicant: Applicant, world: World) -> None:
    page = applicant.visitor.page
    world.clock.set(world.clock.now() + timedelta(minutes=5))
    applicant.visitor.get(applicant.at("materials"))
    applicant.visitor.post(applicant.at("materials"), {"file:site_plan": paper("新图.pdf"), "_upload:site_plan": "1"})
    assert "新图.pdf" not in page
    applicant.visitor.page = page
    assert applicant.visitor.post(applicant.at("submit"), PRESSED).status_code == 409
    assert applicant.visitor.says(CHANGED) and applicant.visitor.says("新图.pdf")


def test_a_press_without_the_tick_does_not_pass_new_answers_off_as_seen(applicant: Applicant, world: World) -> None:
    elsewhere(world, applicant.case_id, Viewer.applicant({applicant.case_id}))
    assert applicant.visitor.post(applicant.at("submit")).status_code == 409 and applicant.visitor.says(CHANGED)


def test_where_nothing_was_changed_nothing_is_said_of_it(applicant: Applicant) -> None:
    assert applicant.visitor.post(applicant.at("submit")).status_code == 422
    assert applicant.visitor.says("请先勾选承诺") and not applicant.visitor.says("又改过")
    assert applicant.visitor.post(applicant.at("submit"), PRESSED).request.path == applicant.at("receipt")


def test_a_page_that_does_not_tell_what_it_showed_is_taken(applicant: Applicant, world: World) -> None:
    elsewhere(world, applicant.case_id, Viewer.applicant({applicant.case_id}))
    applicant.visitor.page = applicant.visitor.page.replace('name="_based_on"', 'name="other"')
    assert applicant.visitor.post(applicant.at("submit"), PRESSED).request.path == applicant.at("receipt")


def test_the_counter_hands_in_nothing_it_has_not_shown_either(site: Flask, world: World) -> None:
    enrol(world, "li")
    world.stage.begin(world.story)
    window = sign_in(site, "li")
    at = begun(window)
    window.post(f"{at}/form", {**ANSWERS, "act": "next"})
    window.get(f"{at}/review")
    case_id = at.rpartition("/")[2]
    elsewhere(world, case_id, WINDOW)
    assert window.post(f"{at}/submit").status_code == 409 and window.says(CHANGED)
    assert world.case(case_id).status == "draft"
    window.post(f"{at}/submit")
    assert world.case(case_id).status != "draft"
