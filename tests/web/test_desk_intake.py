"""Taking in at the window for somebody who stands there."""

from __future__ import annotations

import re

from flask import Flask

from tests.engine.world import HERE, NEXT_TOWN, STALL, World
from tests.web.applicant import ANSWERS, paper
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
