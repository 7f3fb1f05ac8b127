"""告知承诺 on the pages: ticked below the material, read on the progress page, checked from the ledger."""

from __future__ import annotations

from flask import Flask

from tests.engine.commands.test_commitment import decided
from tests.engine.world import World
from tests.web.applicant import Applicant
from tests.web.cast import enrol, sign_in
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
    assert officer.says("没有要核查的承诺") and officer.says("由牵头部门负责人决定是否撤销")
    enrol(world, "sun")
    approver = sign_in(site, "sun")
    approver.get("/desk/commitments")
    approver.post(f"/desk/commitments/{player.case_id}/food_licence/revoke", {"reason": ""})
    assert approver.says("请写明撤销的理由")
    approver.post(f"/desk/commitments/{player.case_id}/food_licence/revoke", {"reason": "承诺的证明并不存在"})
    assert approver.says("准予决定已撤销") and not approver.says("承诺不属实，准予决定还有效")
    applicant = Visitor(site)
    applicant.get("/track")
    applicant.post("/track", {"case_no": player.case.case_no, "query_code": player.query_code})
    applicant.get(f"/track/{player.case_id}")
    assert applicant.says("核查不属实：没有证明；准予决定已被撤销（")
