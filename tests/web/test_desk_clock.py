"""The law's clock on officers' and applicants' pages: the table, the extension, two signatures, what stands in the way before it is pressed."""

from __future__ import annotations

import re

from flask import Flask

from engine.commands.found import EnrolOfficer
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from tests.engine.roadside import Roadside
from tests.engine.world import HERE, SITE, World, fresh
from tests.web.cast import PASSWORD, enrol, sign_in
from tests.web.conftest import Visitor


def applicant_of(site: Flask, case: Roadside) -> Visitor:
    """Number and code typed in."""
    visitor = Visitor(site)
    visitor.get("/track")
    visitor.post("/track", {"case_no": case.world.case(case.case_id).case_no, "query_code": case.player.query_code})
    return visitor


def inspectors(world: World) -> None:
    for login, name in (("wu", "吴敏"), ("zheng", "郑强")):
        posts = (Post(HERE, "city_appearance", "inspector"),)  # type: ignore[arg-type]
        command = EnrolOfficer(command_id=fresh(), login=login, name=name, password=PASSWORD, posts=posts, must_change_password=False)
        world.engine.execute(command, Viewer.system())


def test_the_approver_sees_what_moves_gives_the_extension_and_the_applicant_reads_why(site: Flask, world: World) -> None:
    enrol(world, "sun")
    case = Roadside(world)
    approver = sign_in(site, "sun")
    assert approver.get(f"/desk/cases/{case.case_id}").status_code == 200 and approver.says("延期…")
    address = f"/desk/cases/{case.case_id}/extension"
    approver.get(f"{address}?days=5")
    assert approver.says("3月30日 17:30") and approver.says("4月6日 17:30")
    assert approver.post(address, {"days": "5", "reason": "", "approval": ""}).status_code == 422
    assert approver.says("请写明延期的理由") and approver.says("请填批准文号")
    approver.post(address, {"days": "5", "reason": "需要复核", "approval": "市府批1号"})
    assert approver.says("已延期 5 个工作日") and approver.says("已延长 5 天，行政许可法第 42 条")
    approver.get(address)
    assert approver.says("已经延期过一次") and "<textarea" not in approver.page
    applicant = applicant_of(site, case)
    applicant.get(f"/track/{case.case_id}")
    assert applicant.says("办理期限经批准延长 5 个工作日，最晚 2026年4月6日 17:30 作出决定。理由：需要复核")


def test_who_does_not_approve_in_the_lead_department_is_offered_no_extension(site: Flask, world: World) -> None:
    enrol(world, "zhao", "li")
    case = Roadside(world)
    for login in ("zhao", "li"):
        somebody = sign_in(site, login)
        somebody.get(f"/desk/cases/{case.case_id}")
        assert not somebody.says("延期…") and somebody.get(f"/desk/cases/{case.case_id}/extension").status_code == 403


def test_the_second_inspector_finds_what_the_first_wrote_and_the_first_is_told_to_wait(site: Flask, world: World) -> None:
    inspectors(world)
    case = Roadside(world)
    address = f"/desk/tasks/{world.task(case.case_id, 'inspect').task_id}"
    first = sign_in(site, "wu")
    first.get(address)
    assert first.says("这一步要 2 名工作人员用各自的账号签署")
    first.post(address, {"outcome": "fits", "width": "3", "found": "与效果图一致"})
    first.get(address)
    assert first.says("您已签署，等另一名工作人员用自己的账号签署。") and 'name="outcome"' not in first.page
    second = sign_in(site, "zheng")
    second.get(address)
    assert second.says("吴敏已签署") and "与效果图一致" in second.page
    second.post(address, {"outcome": "fits", "width": "3", "found": "与效果图一致"})
    assert "inspect" not in case.steps


def test_an_officer_whose_identity_is_on_record_is_kept_from_his_own_case_before_he_presses_anything(site: Flask, world: World) -> None:
    ids = enrol(world, "qian", "wei")
    guard, address = sign_in(site, "wei"), f"/admin/officers/{ids['qian']}"
    guard.get(address)
    posts = {"post.0.division": HERE, "post.0.department": "market_regulation", "post.0.role": "reviewer"}
    typed = {"name": "钱江", "active": "true", **posts}
    assert guard.post(address, {**typed, "identity": "330199196505126090"}).status_code == 422
    guard.post(address, {**typed, "identity": "33019919650512609X"})
    guard.get(address)
    assert "已登记，留空不变" in guard.page and "33019919650512609X" not in guard.page
    case = Roadside(world)
    himself = sign_in(site, "qian")
    himself.get(f"/desk/tasks/{world.task(case.case_id, 'consult').task_id}")
    assert himself.says("这是您本人申请的办件，您不能办理它。") and 'name="outcome"' not in himself.page


def test_a_rest_is_explained_to_the_applicant_with_its_article_its_letter_and_the_time_needed(site: Flask, world: World) -> None:
    case = Roadside(world)
    case.reviewed("expert")
    applicant = applicant_of(site, case)
    applicant.get(f"/track/{case.case_id}")
    assert applicant.says("因专家评审，办理时限暂停计算") and applicant.says("行政许可法第 45 条")
    assert applicant.says("预计需要 12 个工作日") and re.search(r"330783-特别〔2026〕\d+号", applicant.page)
    case.until("03-04 10:00")
    case.finish("expert_review", SITE)
    applicant.get(f"/track/{case.case_id}")
    assert applicant.says("已扣除专家评审 2 天，行政许可法第 45 条")


def test_a_date_that_leans_on_a_year_without_a_table_says_so_beside_it(site: Flask, world: World) -> None:
    enrol(world, "zhao")
    case = Roadside(world, "12-21 10:00")
    reviewer = sign_in(site, "zhao")
    reviewer.get(f"/desk/cases/{case.case_id}")
    assert reviewer.says("1月18日 17:30 前，暂定") and reviewer.says("到期日为暂定，当年放假安排尚未公布")
