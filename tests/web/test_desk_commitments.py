"""告知承诺 on the pages: ticked below the material, read on the progress page, checked from the ledger."""

from __future__ import annotations

from flask import Flask

from engine.commands.found import EnrolOfficer
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from tests.engine.commands.test_commitment import decided, found_false
from tests.engine.world import NEXT_TOWN, World, fresh
from tests.web.applicant import Applicant
from tests.web.cast import PASSWORD, enrol, sign_in
from tests.web.conftest import Visitor


def test_an_applicant_ticks_a_promise_instead_of_a_file_and_may_untick_it(site: Flask, world: World) -> None:
    mine = Applicant(Visitor(site), world).begin().fill(sells_food="true").hand_in()
    page = mine.at("materials")
    mine.visitor.get(page)
    assert mine.visitor.says("不交“食品经营证明”，我自愿以告知承诺代替")
    mine.visitor.post(page, {"act": "next", "commitments": "1"})
    assert mine.visitor.says("还没有提交“食品经营证明”。")
    mine.visitor.post(page, {"act": "next", "commitments": "1", "commit.food_licence": "yes"})
    assert mine.visitor.says("当事人确认")
    mine.visitor.post(page, {"act": "next", "commitments": "1"})
    assert mine.visitor.says("还没有提交“食品经营证明”。")


def test_a_department_checks_from_its_ledger_and_the_applicant_reads_what_it_found(site: Flask, world: World) -> None:
    enrol(world, "qian")
    player = decided(world)
    officer = sign_in(site, "qian")
    officer.get("/desk/commitments")
    assert officer.says("食品经营证明") and officer.says("核查属实")
    officer.post(f"/desk/commitments/{player.case_id}/food_licence", {"held": "no"})
    assert officer.says("请写明核查发现的问题")
    officer.post(f"/desk/commitments/{player.case_id}/food_licence", {"held": "no", "finding": "没有证明"})
    assert officer.says("没有要核查的承诺") and officer.says("由牵头部门负责人决定是否撤销") and not officer.says("告知拟撤销")


def test_who_decides_tells_what_is_intended_the_applicant_answers_it_is_revoked_and_his_credit_repaired(site: Flask, world: World) -> None:
    enrol(world, "sun")
    player = found_false(world)
    one = f"/desk/commitments/{player.case_id}/food_licence"
    approver, applicant = sign_in(site, "sun"), Visitor(site)
    approver.get(one)
    approver.post(f"{one}/announce", {"reason": ""})
    assert approver.says("请写明拟撤销的理由")
    approver.post(f"{one}/announce", {"reason": "承诺的证明并不存在"})
    assert approver.says("申请人可以在 2026年3月9日 17:30 前陈述申辩")
    applicant.get("/track")
    applicant.post("/track", {"case_no": player.case.case_no, "query_code": player.query_code})
    applicant.get(f"/track/{player.case_id}")
    assert applicant.says("拟撤销您的准予决定，请您陈述申辩") and applicant.says("承诺的证明并不存在")
    applicant.post(f"/track/{player.case_id}/promises/food_licence", {"defence": "证明在老家", "in_person": "yes"})
    assert applicant.says("您的意见已收到") and not applicant.says("拟撤销您的准予决定，请您陈述申辩")
    approver.get(one)
    assert approver.says("证明在老家") and approver.says("要求当面听取意见")
    approver.post(f"{one}/revoke", {"reason": "并不存在", "answer": "没有采纳", "minutes": ""})
    assert approver.says("申请人要求当面听取意见，请先约他") and approver.says("没有采纳")
    approver.post(f"{one}/revoke", {"reason": "并不存在", "answer": "没有采纳", "minutes": "3月3日面谈"})
    assert approver.says("准予决定已撤销") and approver.says("信用还没有修复")
    applicant.get(f"/track/{player.case_id}")
    assert applicant.says("核查不属实：摊主没有食品经营证明；准予决定已被撤销（")
    approver.get(one)
    approver.post(f"{one}/repair", {"reason": "已补办", "basis": "审批表8号"})
    assert approver.says("信用已修复，信用修复决定书已出具") and not approver.says("信用还没有修复")


def test_a_false_promise_of_another_town_is_not_there(site: Flask, world: World) -> None:
    posts = (Post(NEXT_TOWN, "city_appearance", "approver"),)  # type: ignore[arg-type]
    who = EnrolOfficer(command_id=fresh(), login="next", name="邻", password=PASSWORD, posts=posts, must_change_password=False)
    world.engine.execute(who, Viewer.system())
    player = found_false(world)
    assert sign_in(site, "next").get(f"/desk/commitments/{player.case_id}/food_licence").status_code == 404
