"""Taking in at the window for somebody who stands there."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from engine.commands.apply import SaveDraft, StartDraft
from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries.known_applicant import KnownApplicant, KnownShown
from tests.engine.world import GOODS, HERE, NEXT_TOWN, STALL, STRANGER, World, fresh, officer
from tests.web.applicant import ANSWERS, Applicant, paper
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor


def begun(window: Visitor) -> str:
    """A new case at the window; gives the address of its steps."""
    window.get("/desk/intake")
    assert window.says("临时占道经营")
    window.get(f"/desk/intake/new/{STALL}")
    response = window.post(f"/desk/intake/new/{STALL}", {"division": HERE})
    return re.search(r"(/desk/intake/[0-9a-f]{32})/form", response.request.path)[1]


def test_from_the_counter_to_the_receipt_with_papers_counted(site: Flask, world: World) -> None:
    enrol(world, "li")
    world.stage.begin(world.story)
    window = sign_in(site, "li")
    at = begun(window)
    assert window.says("查询码")
    window.post(f"{at}/form", {**ANSWERS, "act": "next"})
    assert window.says("材料清点") and window.says("摊位平面图")
    counted = {"materials.site_plan.state": "received", "materials.site_plan.originals": "1", "materials.site_plan.copies": "2"}
    window.post(f"{at}/materials", {**counted, "act": "next"})
    window.post(f"{at}/confirm/code", {"party": "mobile"})
    world.stage.settle()
    window.post(f"{at}/confirm", {"party": "mobile", "code": world.stage.phone.code_for(ANSWERS["mobile"])})
    window.get(f"{at}/review")
    window.post(f"{at}/submit")
    world.stage.settle()
    assert window.says("收件凭证") and window.says("办件编号")
    case_id = at.rpartition("/")[2]
    assert (world.case(case_id).status, world.case(case_id).channel) == ("submitted", "window")
    window.get("/desk?folder=to_accept")
    assert window.says("老王早点")
    window.get(f"/desk/cases/{case_id}")
    assert window.says("原件 1、复印件 2") and window.says("窗口")


def test_a_paper_neither_counted_nor_scanned_holds_the_case_back(site: Flask, world: World) -> None:
    enrol(world, "li")
    window = sign_in(site, "li")
    at = begun(window)
    window.post(f"{at}/form", {**ANSWERS, "act": "next"})
    answer = window.post(f"{at}/materials", {"act": "next"})
    assert answer.status_code == 422 and window.says("还没有收“摊位平面图”")


def test_a_scan_counts_as_well_as_paper_and_can_be_removed(site: Flask, world: World) -> None:
    enrol(world, "li")
    window = sign_in(site, "li")
    at = begun(window)
    window.post(f"{at}/form", {**ANSWERS, "act": "next"})
    window.post(f"{at}/materials", {"file:site_plan": paper("扫描件.pdf"), "act": "save"})
    assert window.says("扫描件.pdf")
    gone = re.search(r'name="(_delete_file:[^"]+)"', window.page)[1]
    window.post(f"{at}/materials", {gone: "1"})
    assert not window.says("扫描件.pdf")


def test_nobody_takes_in_for_another_division_or_without_a_window(site: Flask, world: World) -> None:
    enrol(world, "li", "qian")
    window = sign_in(site, "li")
    window.get(f"/desk/intake/new/{STALL}")
    assert window.post(f"/desk/intake/new/{STALL}", {"division": NEXT_TOWN}).status_code == 409
    assert sign_in(site, "qian").get("/desk/intake").status_code == 403


def test_a_draft_begun_at_the_window_leads_back_to_its_form(site: Flask, world: World) -> None:
    enrol(world, "li")
    window = sign_in(site, "li")
    at = begun(window)
    response = window.get(f"/desk/cases/{at.rpartition('/')[2]}", follow_redirects=True)
    assert response.request.path == f"{at}/form"


def handed_in(site: Flask, world: World) -> Applicant:
    """A case of the applicant the counter meets again, handed in from home."""
    return Applicant(Visitor(site), world).submitted()


def test_an_applicant_with_a_case_under_way_is_known_as_soon_as_his_number_is_in_the_form(site: Flask, world: World) -> None:
    enrol(world, "li")
    earlier = handed_in(site, world)
    window = sign_in(site, "li")
    at = begun(window)
    assert not window.says("件在办")
    window.post(f"{at}/form", {"stall": "老王早点二店", "identity": ANSWERS["identity"], "act": "save"})
    assert window.says("王*还有 1 件在办") and window.says(earlier.case_no)
    window.get(f"{at}/known")
    assert window.says("王*还有 1 件在办") and window.says("138****0001")
    assert ANSWERS["mobile"] not in window.page and ANSWERS["name"] not in window.page, "what is known of him stays masked"


def test_contact_details_on_file_are_taken_over_with_what_is_typed_and_the_look_is_logged(site: Flask, world: World) -> None:
    enrol(world, "li", "shen")
    earlier = handed_in(site, world)
    window = sign_in(site, "li")
    at = begun(window)
    typed = {"stall": "老王早点二店", "name": "", "identity": ANSWERS["identity"], "mobile": "", "area": "4"}
    window.post(f"{at}/form", {**typed, "act": "save"})
    window.post(f"{at}/contact", {**typed, "area": "5", "from_case": earlier.case_id})
    assert f'value="{ANSWERS["mobile"]}"' in window.page and f'value="{ANSWERS["name"]}"' in window.page and 'value="5"' in window.page
    assert not window.says("沿用姓名和手机号"), "there is nothing left to take over"
    log = sign_in(site, "shen")
    log.get("/admin/access-log")
    assert log.says("收件时沿用到办件") and log.says("李静")


def test_contact_details_of_somebody_else_are_not_there_to_be_taken_over(site: Flask, world: World) -> None:
    enrol(world, "li")
    earlier = handed_in(site, world)
    window = sign_in(site, "li")
    at = begun(window)
    other = {"stall": "新店", "identity": "330199196505126171", "act": "save"}
    window.post(f"{at}/form", other)
    assert not window.says("件在办")
    assert window.post(f"{at}/contact", {**other, "from_case": earlier.case_id}).status_code == 404


def test_another_applicants_case_about_the_same_company_is_told_too(site: Flask, world: World) -> None:
    enrol(world, "li")
    handed_in(site, world)
    window = sign_in(site, "li")
    at = begun(window)
    window.post(f"{at}/form", {"stall": ANSWERS["stall"], "act": "save"})
    assert window.says("“老王早点”还有 1 件在办，由别的申请人提出") and not window.says("138****0001")


def test_a_file_that_lies_elsewhere_already_says_so(site: Flask, world: World) -> None:
    enrol(world, "li")
    earlier = handed_in(site, world)
    window = sign_in(site, "li")
    at = begun(window)
    window.post(f"{at}/form", {**ANSWERS, "stall": "老王早点二店", "act": "next"})
    window.post(f"{at}/materials", {"file:site_plan": paper("又一份.pdf"), "act": "save"})
    assert window.says("这份文件2026年3月2日在") and window.says(earlier.case_no) and window.says("案里交过（摊位平面图）")
    window.post(f"{at}/materials", {"file:site_plan": paper("再一份.pdf"), "act": "save"})
    assert window.says("同一份文件传了两次")


def test_what_a_counter_knows_is_not_there_for_an_applicant_another_town_or_a_department(site: Flask, world: World) -> None:
    enrol(world, "li", "zhou", "qian")
    handed_in(site, world)
    window = sign_in(site, "li")
    at = begun(window)
    window.post(f"{at}/form", {**ANSWERS, "act": "save"})
    case_id = at.rpartition("/")[2]
    for query in (KnownApplicant(case_id=case_id), KnownApplicant(case_id=case_id, files=True)):
        for stranger in (Viewer.applicant({case_id}), GOODS, STRANGER, officer("service_hall:window", division=NEXT_TOWN), Viewer.public()):
            with pytest.raises(Missing):
                world.engine.ask(query, stranger)
    elsewhere = officer("service_hall:window", division=NEXT_TOWN)
    own = world.engine.execute(StartDraft(command_id=fresh(), process_id=STALL, division=NEXT_TOWN, channel="window"), elsewhere).case_id
    world.engine.execute(SaveDraft(command_id=fresh(), case_id=own, answers=dict(ANSWERS)), elsewhere)
    assert world.engine.ask(KnownApplicant(case_id=own), elsewhere) == KnownShown(subject=ANSWERS["stall"])
