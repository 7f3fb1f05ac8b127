"""退回, 拿回 and a supervisor's acts on pages: what would happen is said before, and afterwards what has."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from engine.commands.returning import SendBack
from tests.engine.commands.test_design import DIAGRAM, publish
from tests.engine.commands.test_returning import under_review, with_returns
from tests.engine.world import GOODS, SITE, World, fresh
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor


def ready(world: World):
    player = under_review(world)
    world.finish(player, "review_goods", GOODS, "agree", opinion="经营范围相符")
    world.finish(player, "review_site", SITE, "agree", opinion="现场符合", fields={"passage": 2})
    return player


def approver(site: Flask, world: World) -> Visitor:
    enrol(world, "sun")
    return sign_in(site, "sun")


def test_before_pressing_the_page_says_what_stops_what_is_done_again_and_what_stays(site: Flask, world: World) -> None:
    player = ready(world)
    visitor = approver(site, world)
    task = f"/desk/tasks/{world.task(player.case_id, 'approve').task_id}"
    assert visitor.get(task).status_code == 200 and visitor.says("回到已经办过的环节重新办")
    visitor.get(f"{task}/send-back?to=review_site&after=rerun")
    lists = dict(re.findall(r'class="move-list move-(\w+)".*?</h3>(.*?)</section>', visitor.page, re.S))
    assert "审批" in lists["undo"] and "审批" not in lists["again"]
    assert "现场审查" in lists["again"] and "意见作废" in lists["again"]
    assert "经营范围审查" in lists["keep"] and "意见保留" in lists["keep"]
    assert 'data-undo="approve"' in visitor.page and "review_site" in re.search(r'data-again="([^"]*)"', visitor.page)[1]
    visitor.get(f"{task}/send-back?to=review_site&after=resume")
    assert visitor.says("只重办这一步，办完直接回到“审批”")


def test_a_return_wants_a_reason_and_afterwards_the_old_opinion_is_void_and_readable(site: Flask, world: World) -> None:
    player = ready(world)
    visitor = approver(site, world)
    task = f"/desk/tasks/{world.task(player.case_id, 'approve').task_id}"
    visitor.get(f"{task}/send-back?to=review_site&after=rerun")
    answer = visitor.post(f"{task}/send-back", {"to": "review_site", "after": "rerun", "reason": ""})
    assert answer.status_code == 422 and visitor.says("请写明原因。")
    visitor.post(f"{task}/send-back", {"to": "review_site", "after": "rerun", "reason": "缺少现场照片"})
    assert visitor.says("已退回到“现场审查”。")
    visitor.get(f"/desk/cases/{player.case_id}")
    for words in ("第 1 轮 · 已作废", "现场符合", "缺少现场照片", "“审批”退回到“现场审查”，之后的环节重新办理"):
        assert visitor.says(words), words


def test_opening_the_next_step_ends_the_time_for_taking_back(site: Flask, world: World) -> None:
    enrol(world, "zhao")
    player = under_review(world)
    world.finish(player, "review_goods", GOODS, "agree")
    reviewer = sign_in(site, "zhao")
    task = f"/desk/tasks/{world.task(player.case_id, 'review_site').task_id}"
    reviewer.get(task)
    reviewer.post(task, {"outcome": "agree", "opinion": "现场看过了", "passage": "2.5"})
    reviewer.get(task)
    assert reviewer.says("拿回…") and reviewer.says("还没有人往下办，收回来改")
    reviewer.get(f"{task}/take-back")
    assert reviewer.says("拿回来重办") and reviewer.says("审批")
    approver(site, world).get(f"/desk/tasks/{world.task(player.case_id, 'approve').task_id}")
    reviewer.get(f"{task}/take-back")
    assert reviewer.says("下一环节“审批”已经打开") and not reviewer.says("拿回来重办")
    reviewer.get(f"{task}/take-back?lang=en")
    assert reviewer.says("“审批”") and not reviewer.says("已经打开"), "the reason is told in the reader's language"


def test_taking_back_gives_the_task_to_its_owner_again(site: Flask, world: World) -> None:
    enrol(world, "zhao")
    player = under_review(world)
    reviewer = sign_in(site, "zhao")
    task = f"/desk/tasks/{world.task(player.case_id, 'review_site').task_id}"
    reviewer.get(task)
    reviewer.post(task, {"outcome": "agree", "opinion": "现场看过了", "passage": "2.5"})
    reviewer.get(f"{task}/take-back")
    reviewer.post(f"{task}/take-back", {})
    assert reviewer.says("“现场审查”已拿回") and world.open_steps(player.case_id) == ["review_goods", "review_site"]
    assert reviewer.says("第 1 轮 · 已作废")


@pytest.fixture
def supervisor(site: Flask, world: World) -> Visitor:
    enrol(world, "du")
    return sign_in(site, "du")


def test_a_supervisor_suspends_wakes_jumps_and_terminates_with_reasons(supervisor: Visitor, world: World) -> None:
    player = under_review(world)
    case = f"/desk/cases/{player.case_id}"
    supervisor.get(case)
    assert supervisor.says("督办处理")
    supervisor.post(f"{case}/suspend", {"reason": "等待上级批复"})
    assert supervisor.says("办件已挂起。") and supervisor.says("起挂起：现在不办理") and supervisor.says("等待上级批复")
    supervisor.post(f"{case}/wake", {})
    assert supervisor.says("办件已唤醒，继续办理。")
    supervisor.get(f"{case}/jump")
    token = re.search(r'<option value="(t\d+)"[^>]*>经营范围审查', supervisor.page)[1]
    supervisor.get(f"{case}/jump?from={token}&to=approve")
    assert supervisor.says("跳转到“审批”") and supervisor.says("现场审查")
    supervisor.post(f"{case}/jump", {"from": token, "to": "approve", "reason": "部门撤并"})
    assert world.open_steps(player.case_id) == ["approve"]
    supervisor.get(case)
    supervisor.post(f"{case}/terminate", {"reason": "申请人死亡"})
    assert supervisor.says("办件已终止") and world.case(player.case_id).status == "terminated"


def test_a_supervisor_of_another_town_finds_nothing(site: Flask, world: World) -> None:
    enrol(world, "du_elsewhere")
    stranger = sign_in(site, "du_elsewhere")
    case = f"/desk/cases/{under_review(world).case_id}"
    for address in (case, f"{case}/jump"):
        assert stranger.get(address).status_code == 404
    for act in ("suspend", "wake", "terminate"):
        stranger.get("/supervision/overdue")
        assert stranger.post(f"{case}/{act}", {"reason": "x", "command_id": fresh()}).status_code == 404


def test_a_step_that_may_not_return_offers_nothing(site: Flask, world: World) -> None:
    publish(world, with_returns(world.bundle.files[DIAGRAM], approve="return_to=none"))
    player = world.accepted()
    enrol(world, "qian")
    visitor = sign_in(site, "qian")
    task = f"/desk/tasks/{world.task(player.case_id, 'review_goods').task_id}"
    visitor.get(task)
    assert not visitor.says("回到已经办过的环节重新办")
    visitor.get(f"{task}/send-back")
    assert visitor.says("这一步不能退回")


def test_a_step_the_designer_names_and_that_cannot_be_returned_to_says_why(site: Flask, world: World) -> None:
    publish(world, with_returns(world.bundle.files[DIAGRAM], review_site="return_to=supplement,check_identity_by_hand"))
    player = world.accepted()
    enrol(world, "zhao")
    reviewer = sign_in(site, "zhao")
    reviewer.get(f"/desk/tasks/{world.task(player.case_id, 'review_site').task_id}/send-back")
    assert re.search(r'class="withheld"><strong>人工核验身份</strong> <span[^>]*>还没有办过', reviewer.page)


def test_the_applicant_reads_what_a_department_sent_back_to_him(site: Flask, world: World) -> None:
    player = under_review(world)
    task_id = world.task(player.case_id, "review_site").task_id
    world.do(SendBack(command_id=fresh(), task_id=task_id, to="supplement", reason="请补一张摊位四周的照片"), SITE)
    applicant = Visitor(site)
    with applicant.client.session_transaction() as session:
        session["cases"] = [player.case_id]
    applicant.get(f"/track/{player.case_id}")
    assert applicant.says("请补一张摊位四周的照片")
    applicant.get(f"/track/{player.case_id}/tasks/{world.task(player.case_id, 'supplement').task_id}")
    assert applicant.says("现场审查") and applicant.says("请补一张摊位四周的照片")


def test_whoever_gets_it_back_reads_why_and_finds_his_words_again(site: Flask, world: World) -> None:
    enrol(world, "zhao")
    player = under_review(world)
    world.finish(player, "review_goods", GOODS, "agree")
    reviewer = sign_in(site, "zhao")
    task = f"/desk/tasks/{world.task(player.case_id, 'review_site').task_id}"
    reviewer.get(task)
    reviewer.post(task, {"outcome": "agree", "opinion": "现场看过了", "passage": "2.5"})
    visitor = approver(site, world)
    back = f"/desk/tasks/{world.task(player.case_id, 'approve').task_id}/send-back"
    visitor.get(f"{back}?to=review_site&after=rerun")
    visitor.post(back, {"to": "review_site", "after": "rerun", "reason": "缺少现场照片"})
    again = max(world.tasks(player.case_id, "review_site"), key=lambda row: int(row.runtime_id[1:]))
    reviewer.get(f"/desk/tasks/{again.task_id}")
    assert reviewer.says("孙立办理“审批”时退回，请重新办理：") and reviewer.says("缺少现场照片")
    assert "现场看过了</textarea>" in reviewer.page and 'value="2.5"' in reviewer.page
