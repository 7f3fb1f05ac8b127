"""差评整改 on its pages: a poor rating, the call, the answer the applicant reads."""

from __future__ import annotations

from flask import Flask

from engine.commands.follow import Rate
from tests.engine.world import APPROVER, GOODS, SITE, WINDOW, World, fresh
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor


def test_a_poor_rating_is_answered_and_the_applicant_reads_how(site: Flask, world: World) -> None:
    enrol(world, "zhao")
    player = world.accepted()
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "approve", APPROVER, "grant")
    world.finish(player, "hand_out", WINDOW)
    world.do(Rate(command_id=fresh(), case_id=player.case_id, level=1, comment="等了太久"), player.applicant)
    officer = sign_in(site, "zhao")
    officer.get("/desk/rectifications")
    assert officer.says("非常不满意") and officer.says("等了太久")
    officer.post(f"/desk/rectifications/{player.case_id}", {"act": "call", "words": "电话里说明了原因"})
    assert officer.says("回访已记录，请填写整改结果。") and officer.says("电话里说明了原因")
    officer.post(f"/desk/rectifications/{player.case_id}", {"act": "settle", "words": "增加了一个窗口"})
    assert officer.says("没有要整改的差评")
    applicant = Visitor(site)
    applicant.get("/track")
    applicant.post("/track", {"case_no": player.case.case_no, "query_code": player.query_code})
    applicant.get(f"/track/{player.case_id}")
    assert applicant.says("城市管理局在") and applicant.says("答复整改结果：增加了一个窗口")
    assert not applicant.says("电话里说明了原因")
