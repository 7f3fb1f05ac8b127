"""Forms of an applicant that are sent again: after no answer, by a second press, from a page gone back to. Each acts once."""

from __future__ import annotations

import re

import pytest

from engine.commands.task import CompleteTask
from tests.engine.world import HERE, STALL, WINDOW, World, fresh
from tests.web.applicant import Applicant, paper
from tests.web.conftest import Visitor


@pytest.fixture
def applicant(visitor: Visitor, world: World) -> Applicant:
    return Applicant(visitor, world)


def test_beginning_pressed_again_on_a_page_gone_back_to_leads_to_the_same_draft(visitor: Visitor, world: World) -> None:
    visitor.get(f"/apply/{STALL}", follow_redirects=True)
    page, drafts = visitor.page, []
    for _ in range(2):
        visitor.page = page
        drafts.append(visitor.post(f"/apply/{STALL}/start", {"division": HERE}).request.path)
    assert drafts[0] == drafts[1] and drafts[0].endswith("/form")


def test_an_upload_sent_again_after_no_answer_stands_once_and_from_a_fresh_page_twice(applicant: Applicant) -> None:
    def upload() -> int:
        applicant.visitor.post(applicant.at("materials"), {"file:site_plan": paper(), "_upload:site_plan": "1"})
        return len(set(re.findall(r"/files/([0-9a-f]{32})", applicant.visitor.page)))

    applicant.begin().fill()
    applicant.visitor.get(applicant.at("materials"))
    form = applicant.visitor.page
    assert upload() == 1
    applicant.visitor.page = form
    assert upload() == 1
    assert upload() == 2


def test_a_supplement_sent_again_after_no_answer_gets_the_first_answer_and_another_form_is_told_who_was_first(
    applicant: Applicant, world: World
) -> None:
    applicant.submitted()
    task, defects = world.task(applicant.case_id, "check_application"), {"site_plan": "看不清尺寸"}
    world.do(CompleteTask(command_id=fresh(), task_id=task.task_id, outcome="supplement", defects=defects), WINDOW)
    address = f"/track/{applicant.case_id}/tasks/{world.task(applicant.case_id, 'supplement').task_id}"
    applicant.visitor.get(address)
    other_form = applicant.visitor.page
    applicant.visitor.get(address)
    form, filled = applicant.visitor.page, {"act": "submit", "file:site_plan": paper("新图.pdf")}
    applicant.visitor.post(address, filled)
    assert applicant.visitor.says("补正已提交")
    applicant.visitor.page = form
    again = applicant.visitor.post(address, {**filled, "file:site_plan": paper("新图.pdf")})
    assert again.status_code == 200 and applicant.visitor.says("已提交，办理部门会继续办理。")
    applicant.visitor.page = other_form
    assert applicant.visitor.post(address, {"act": "submit"}).status_code == 409
    assert applicant.visitor.says("已由申请人于")
    assert len(world.tasks(applicant.case_id, "supplement")) == 1
