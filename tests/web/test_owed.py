"""容缺 on the pages: the applicant sees what he still owes and hands it in; the window is told before it presses."""

from __future__ import annotations

from flask import Flask

from tests.engine.commands.test_deferral import accepted_without, decided
from tests.engine.world import World
from tests.web.applicant import Applicant, paper
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor


def test_the_applicant_hands_in_what_he_promised_and_the_window_sees_it(site: Flask, world: World) -> None:
    enrol(world, "li")
    player = accepted_without(world)
    decided(world, player)
    applicant, progress = Visitor(site), f"/track/{player.case_id}"
    applicant.get("/track")
    applicant.post("/track", {"case_no": player.case.case_no, "query_code": player.query_code})
    applicant.get(progress)
    assert applicant.says("请补交容缺材料") and applicant.says("摊位责任险保单") and applicant.says("请在 2026年3月4日 前补交")

    clerk, hand_out = sign_in(site, "li"), f"/desk/tasks/{world.task(player.case_id, 'hand_out').task_id}"
    clerk.get(hand_out)
    assert clerk.says("容缺受理时承诺补交的材料还没有收齐：摊位责任险保单")
    refused = clerk.post(hand_out, {})
    assert refused.status_code == 409 and clerk.says("补齐、核对以后才能出件")

    applicant.post(f"{progress}/owed/insurance", {})
    assert applicant.says("请先选择要补交的文件。")
    applicant.post(f"{progress}/owed/insurance", {"file": paper("保单.txt", b"not a paper")})
    assert applicant.says("不是可接受的类型") and applicant.says("请补交容缺材料")
    applicant.post(f"{progress}/owed/insurance", {"file": paper("保单.pdf")})
    assert applicant.says("材料已收到，等窗口核对。") and not applicant.says("请补交容缺材料")
    clerk.get(hand_out)
    assert not clerk.says("还没有收齐")


def test_an_applicant_promises_what_he_cannot_bring_now_of_his_own_will_and_by_a_day(site: Flask, world: World) -> None:
    mine = Applicant(Visitor(site), world).begin().fill(area="18").hand_in()
    page = mine.at("materials")
    mine.visitor.get(page)
    assert mine.visitor.says("“摊位责任险保单”现在交不了，我自愿承诺受理后在承诺办结日以前补交（按今天受理算，2026年3月4日 前）")
    mine.visitor.post(page, {"act": "next", "commitments": "1"})
    assert mine.visitor.says("还没有提交“摊位责任险保单”。")
    mine.visitor.post(page, {"act": "next", "commitments": "1", "later.insurance": "yes"})
    assert mine.visitor.says("当事人确认")


def test_the_window_sees_who_owes_what_and_reminds_him(site: Flask, world: World) -> None:
    enrol(world, "li")
    player = accepted_without(world)
    clerk = sign_in(site, "li")
    clerk.get("/desk/owed")
    assert clerk.says("摊位责任险保单") and clerk.says(player.case.case_no)
    clerk.post(f"/desk/owed/{player.case_id}", {})
    assert clerk.says("已经提醒申请人。") and clerk.says("提醒过") and not clerk.says("提醒申请人</button>")
