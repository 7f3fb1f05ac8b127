"""From the home page to the receipt and the supplement, without JavaScript."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from engine.commands.task import CompleteTask
from engine.domain.viewer import Viewer
from engine.queries.draft import Draft
from engine.queries.letter import OneLetter
from tests.engine.world import APPROVER, GOODS, SITE, STALL, WINDOW, World, fresh
from tests.web.applicant import ANSWERS, Applicant, paper
from tests.web.conftest import Visitor
from web.codes import case_link


@pytest.fixture
def applicant(visitor: Visitor, world: World) -> Applicant:
    return Applicant(visitor, world)


def ask_supplement(world: World, case_id: str) -> None:
    task = world.task(case_id, "check_application")
    defects = {"site_plan": "看不清尺寸", "field:area": "与平面图不一致"}
    world.do(CompleteTask(command_id=fresh(), task_id=task.task_id, outcome="supplement", defects=defects), WINDOW)


def test_the_home_page_finds_a_service_by_its_name_and_says_when_there_is_none(visitor: Visitor) -> None:
    visitor.get("/?q=占道")
    assert visitor.says("临时占道经营") and visitor.says("2 个部门一起办")
    visitor.get("/?q=没有的服务")
    assert visitor.says("没有找到这样的服务") and not visitor.says("临时占道经营")


def test_the_guide_says_how_long_what_and_by_which_law(visitor: Visitor) -> None:
    visitor.get(f"/services/{STALL}")
    for words in ("2 个工作日（自受理之日起）", "20 个工作日", "摊位平面图", "《中华人民共和国行政许可法》 第 32 条", "城市管理局牵头"):
        assert visitor.says(words), words


def test_the_diagram_of_a_service_is_served_as_drawn(visitor: Visitor, world: World) -> None:
    response = visitor.get(f"/services/{STALL}/diagram.bpmn")
    assert response.mimetype == "application/xml"
    assert response.data == world.bundle.file("process.bpmn")


def test_number_and_code_are_shown_when_the_draft_begins_and_open_it_elsewhere(applicant: Applicant, site: Flask) -> None:
    applicant.begin().fill(act="save")
    elsewhere = Visitor(site)
    elsewhere.get("/track")
    response = elsewhere.post("/track", {"case_no": applicant.case_no, "query_code": applicant.query_code})
    assert response.request.path == applicant.at("form")
    assert 'value="老王早点"' in elsewhere.page


def test_a_wrong_code_and_a_wrong_number_are_answered_alike(applicant: Applicant, site: Flask) -> None:
    applicant.begin()
    answers = set()
    for number, code in ((applicant.case_no, "AAAA-AAAA-AAAA"), ("33078320260302ZDJY000999X", applicant.query_code)):
        stranger = Visitor(site)
        stranger.get("/track")
        response = stranger.post("/track", {"case_no": number, "query_code": code})
        answers.add((response.status_code, stranger.says("没有找到这个办件，请核对办件编号和查询码。")))
    assert answers == {(404, True)}


def test_the_form_says_every_field_that_is_wrong_and_keeps_what_was_filled_in(applicant: Applicant) -> None:
    applicant.begin().fill(identity="123", area="600")
    assert applicant.visitor.says("还有 2 处要改")
    assert 'value="老王早点"' in applicant.visitor.page
    assert 'href="#f-identity"' in applicant.visitor.page and 'aria-invalid="true"' in applicant.visitor.page


def test_going_back_and_changing_an_answer_is_not_taken_for_a_double_press(applicant: Applicant) -> None:
    applicant.begin().fill()
    applicant.visitor.get(applicant.at("form"))
    applicant.visitor.post(applicant.at("form"), {**ANSWERS, "act": "next", "stall": "老王面馆"})
    applicant.visitor.get(applicant.at("form"))
    assert 'value="老王面馆"' in applicant.visitor.page


def test_autosave_answers_a_script_with_the_time_and_what_its_form_goes_on_from(applicant: Applicant) -> None:
    applicant.begin()
    response = applicant.visitor.post(applicant.at("form"), {**ANSWERS}, headers={"Accept": "application/json", "X-Autosave": "1"})
    mark = applicant.world.engine.ask(Draft(case_id=applicant.case_id), Viewer.applicant({applicant.case_id})).mark
    assert response.json == {"saved": "3月2日 09:00", "mark": mark} and mark


def test_a_condition_is_followed_when_the_form_is_drawn_anew(applicant: Applicant) -> None:
    applicant.begin()
    response = applicant.visitor.client.post(
        applicant.at("form"), data={"csrf_token": applicant.visitor.token(), **ANSWERS, "sells_food": "true"}, headers={"X-Partial": "form"}
    )
    drawn = response.get_data(as_text=True)
    assert drawn.lstrip().startswith('<div id="form-fields">') and "checked" in drawn


def test_materials_follow_what_was_answered(applicant: Applicant) -> None:
    applicant.begin().fill(sells_food="true")
    assert applicant.visitor.says("食品经营证明")
    applicant.fill()
    assert not applicant.visitor.says("食品经营证明")


def test_a_file_is_handed_in_looked_at_and_removed(applicant: Applicant) -> None:
    applicant.begin().fill().hand_in()
    address = re.search(r'href="([^"]*/files/[0-9a-f]{32})"', applicant.visitor.page)
    assert address is not None
    shown = applicant.visitor.get(address[1])
    assert shown.mimetype == "application/pdf" and shown.headers["Content-Security-Policy"].startswith("default-src 'none'")
    file_id = address[1].rsplit("/", 1)[1]
    applicant.visitor.get(applicant.at("materials"))
    applicant.visitor.post(applicant.at("materials"), {f"_delete_file:{file_id}": "1"})
    assert applicant.visitor.says("文件已删除") and file_id not in applicant.visitor.page
    assert applicant.visitor.get(address[1]).status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused_beside_its_material(applicant: Applicant) -> None:
    applicant.begin().fill()
    response = applicant.visitor.post(applicant.at("materials"), {"file:site_plan": paper("a.pdf", b"<html>no</html>")})
    assert response.status_code == 422
    assert applicant.visitor.says("的内容不是可接受的类型")


def test_a_missing_material_holds_the_applicant_at_the_materials(applicant: Applicant) -> None:
    applicant.begin().fill()
    applicant.visitor.get(applicant.at("materials"))
    response = applicant.visitor.post(applicant.at("materials"), {"act": "next"})
    assert response.status_code == 422 and applicant.visitor.says("还没有提交“摊位平面图”。")


def test_nothing_is_submitted_without_consent_and_the_page_leads_to_what_is_wanting(applicant: Applicant, world: World) -> None:
    applicant.begin().fill().submit()
    assert applicant.visitor.says("还没有提交“摊位平面图”。") and applicant.visitor.says("申请人王敏还没有用手机验证码确认。")
    assert f'href="{applicant.at("confirm")}#party-mobile"' in applicant.visitor.page
    assert world.case(applicant.case_id).status == "draft"


def test_a_wrong_code_does_not_confirm_and_a_changed_answer_asks_again(applicant: Applicant, world: World) -> None:
    applicant.begin().fill().hand_in()
    applicant.visitor.get(applicant.at("confirm"))
    applicant.visitor.post(applicant.at("confirm/code"), {"party": "mobile"})
    response = applicant.visitor.post(applicant.at("confirm"), {"party": "mobile", "code": "000000"})
    assert response.status_code == 422 and applicant.visitor.says("验证码不对")
    world.stage.settle()
    applicant.visitor.post(applicant.at("confirm"), {"party": "mobile", "code": world.stage.phone.code_for(ANSWERS["mobile"])})
    assert applicant.visitor.says("✓ 已确认")
    applicant.fill(area="8")
    applicant.visitor.get(applicant.at("confirm"))
    assert applicant.visitor.says("内容改过，要重新确认")


def test_submitting_ends_at_a_receipt_whose_code_is_shown_until_it_was_seen(applicant: Applicant, world: World) -> None:
    applicant.submitted()
    assert world.case(applicant.case_id).status == "submitted"
    assert applicant.visitor.says("收件凭证") and applicant.visitor.says(applicant.case_no) and applicant.visitor.says(applicant.query_code)
    assert "data:image/svg+xml" in applicant.visitor.page and applicant.visitor.says("最晚 2026年3月9日 17:30")
    applicant.visitor.post(applicant.at("receipt"))
    applicant.visitor.get(applicant.at("receipt"))
    assert applicant.visitor.says(applicant.case_no) and not applicant.visitor.says(applicant.query_code)


def test_pressing_submit_twice_submits_once(applicant: Applicant, world: World) -> None:
    world.stage.begin(world.story)
    applicant.begin().fill().hand_in().consent()
    applicant.visitor.get(applicant.at("review"))
    page = applicant.visitor.page
    applicant.visitor.post(applicant.at("submit"), {"truthful": "yes"})
    applicant.visitor.page = page  # the same form once more
    response = applicant.visitor.post(applicant.at("submit"), {"truthful": "yes"})
    assert response.status_code == 200 and applicant.visitor.says("收件凭证")


def test_a_receipts_link_opens_the_case_in_another_browser_until_a_new_code_is_sent(applicant: Applicant, world: World, site: Flask) -> None:
    applicant.submitted()
    with site.test_request_context():
        link = case_link(applicant.case_id, Viewer.applicant({applicant.case_id}))
    assert Visitor(site).get(link, follow_redirects=True).request.path == f"/track/{applicant.case_id}"
    forged = link[:-9] + ("x" if link[-9] != "x" else "y") + link[-8:]
    assert Visitor(site).get(forged).status_code == 404
    other = Visitor(site)
    other.get("/track/code")
    other.post("/track/code", {"case_no": applicant.case_no, "mobile": ANSWERS["mobile"]})
    assert Visitor(site).get(link).status_code == 404


def test_progress_shows_stages_departments_and_the_way_so_far(applicant: Applicant, world: World) -> None:
    applicant.submitted()
    world.do(CompleteTask(command_id=fresh(), task_id=world.task(applicant.case_id, "check_application").task_id, outcome="accept"), WINDOW)
    world.do(CompleteTask(command_id=fresh(), task_id=world.task(applicant.case_id, "review_goods").task_id, outcome="agree"), GOODS)
    applicant.visitor.get(f"/track/{applicant.case_id}")
    for words in ("已受理", "城市管理局", "起办理：现场审查", "办完：经营范围审查，同意", "预计 2026年3月4日 17:30前办结", "受理通知书", "已提交申请"):
        assert applicant.visitor.says(words), words
    assert not applicant.visitor.says("王敏")


def test_a_supplement_asks_for_exactly_what_is_missing_and_is_handed_in_once(applicant: Applicant, world: World) -> None:
    applicant.submitted()
    ask_supplement(world, applicant.case_id)
    applicant.visitor.get(f"/track/{applicant.case_id}")
    assert applicant.visitor.says("请您补正") and applicant.visitor.says("看不清尺寸")
    address = re.search(r'href="(/track/[^"]*/tasks/[^"]+)"', applicant.visitor.page)
    assert address is not None
    applicant.visitor.get(address[1])
    assert 'name="area"' in applicant.visitor.page and 'name="stall"' not in applicant.visitor.page
    response = applicant.visitor.post(address[1], {"form": "yes", "area": "6", "act": "submit"})
    assert response.status_code == 422 and applicant.visitor.says("请重新提交“摊位平面图”")
    applicant.visitor.post(address[1], {"form": "yes", "area": "7", "act": "submit", "file:site_plan": paper("新图.pdf")})
    assert applicant.visitor.says("还没有用手机验证码确认")
    world.clock.set(world.clock.now().replace(hour=3))
    applicant.consent()
    applicant.visitor.get(address[1])
    applicant.visitor.post(address[1], {"form": "yes", "area": "7", "act": "submit"})
    assert applicant.visitor.says("补正已提交") and world.open_steps(applicant.case_id) == ["check_application"]
    assert applicant.visitor.get(address[1]).status_code == 404


def test_a_case_is_withdrawn_only_with_a_reason_and_then_rests(applicant: Applicant, world: World) -> None:
    applicant.submitted()
    applicant.visitor.get(f"/track/{applicant.case_id}/withdraw")
    assert applicant.visitor.post(f"/track/{applicant.case_id}/withdraw", {"reason": " "}).status_code == 422
    applicant.visitor.post(f"/track/{applicant.case_id}/withdraw", {"reason": "不办了"})
    assert applicant.visitor.says("申请已撤回") and world.case(applicant.case_id).status == "withdrawn"
    response = applicant.visitor.get(f"/track/{applicant.case_id}/withdraw")
    assert response.status_code == 302


def test_a_case_is_rated_once_after_the_decision(applicant: Applicant, world: World) -> None:
    applicant.submitted()
    for element, who, outcome, fields in (
        ("check_application", WINDOW, "accept", {}), ("review_site", SITE, "agree", {"passage": 3}), ("review_goods", GOODS, "agree", {}),
    ):
        task = world.task(applicant.case_id, element)
        world.do(CompleteTask(command_id=fresh(), task_id=task.task_id, outcome=outcome, fields=fields), who)
    too_early = {"level": "5", "command_id": fresh()}
    assert applicant.visitor.post(f"/track/{applicant.case_id}/rating", too_early).status_code == 409
    task = world.task(applicant.case_id, "approve")
    world.do(CompleteTask(command_id=fresh(), task_id=task.task_id, outcome="grant", opinion="符合条件"), APPROVER)
    applicant.visitor.get(f"/track/{applicant.case_id}")
    applicant.visitor.post(f"/track/{applicant.case_id}/rating", {"level": "5", "comment": "很快"})
    assert applicant.visitor.says("您的评价：非常满意") and world.case(applicant.case_id).rating == 5


def test_a_letter_is_for_its_applicant_and_its_check_tells_nothing_personal(applicant: Applicant, world: World, site: Flask) -> None:
    applicant.submitted()
    world.do(CompleteTask(command_id=fresh(), task_id=world.task(applicant.case_id, "check_application").task_id, outcome="accept"), WINDOW)
    applicant.visitor.get(f"/track/{applicant.case_id}")
    address = re.search(r'href="(/letters/[0-9a-f]{32})"', applicant.visitor.page)
    assert address is not None
    applicant.visitor.get(address[1])
    assert applicant.visitor.says("受理通知书") and applicant.visitor.says("城市管理局")
    stranger = Visitor(site)
    assert stranger.get(address[1]).status_code == 404
    letter = world.engine.ask(OneLetter(letter_id=address[1].rsplit("/", 1)[1]), Viewer.applicant({applicant.case_id}))
    assert stranger.get(f"{address[1]}/check/{letter.digest}").status_code == 200
    assert stranger.says("内容没有改动") and not stranger.says("王敏")
    assert stranger.get(f"{address[1]}/check/{'0' * 64}").status_code == 404
