"""抄送, 关注, 沟通, 催办 and 督办 on the pages of those who tell and of those who are told."""

from __future__ import annotations

import re

from flask import Flask

from tests.engine.world import World, fresh
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor
from tests.web.test_desk_task import at, opened


def test_a_question_to_another_department_is_answered_on_its_case_page(site: Flask, world: World) -> None:
    ids = enrol(world, "qian", "zhao")
    case_id = world.accepted().case_id
    address = at(world, case_id, "review_goods")
    qian, zhao = opened(site, "qian", address), sign_in(site, "zhao")
    assert qian.says("问同事一句，事情还在您手上")
    qian.get(f"{address}/ask")
    assert qian.post(f"{address}/ask", {"to": ids["zhao"], "words": ""}).status_code == 422
    qian.post(f"{address}/ask", {"to": ids["zhao"], "words": "门头照片看得清吗？"})
    assert qian.says("已问赵敏") and qian.says("等待答复")
    zhao.get("/desk/signals/questions")
    assert '<span>待我答复</span><span class="count count-amber">1</span>' in zhao.page
    assert zhao.says("门头照片看得清吗？") and f'/desk/cases/{case_id}#talk"' in zhao.page
    zhao.get(f"/desk/cases/{case_id}")
    question_id = re.search(r"/desk/questions/(\w+)/answer", zhao.page)[1]  # type: ignore[index]
    assert qian.post(f"/desk/questions/{question_id}/answer", {"answer": "我自己答", "command_id": fresh()}).status_code == 404
    zhao.post(f"/desk/questions/{question_id}/answer", {"answer": "看得清"})
    assert zhao.says("已答复钱江。")
    qian.get(address)
    assert qian.says("赵敏：看得清")


def test_a_copy_is_marked_read_and_a_watched_case_is_in_my_list(site: Flask, world: World) -> None:
    ids = enrol(world, "qian", "zhao")
    case_id = world.accepted().case_id
    qian, zhao = sign_in(site, "qian"), sign_in(site, "zhao")
    qian.get(f"/desk/cases/{case_id}/copy")
    assert qian.says("可以看，不需要办") and qian.post(f"/desk/cases/{case_id}/copy", {"words": "x"}).status_code == 422
    qian.post(f"/desk/cases/{case_id}/copy", {"to": ids["zhao"], "words": "请知悉"})
    assert qian.says("已抄送赵敏。") and qian.says("未阅")
    zhao.get("/desk/signals/copies")
    copy_id = re.search(r"/desk/copies/(\w+)/read", zhao.page)[1]  # type: ignore[index]
    zhao.post(f"/desk/copies/{copy_id}/read")
    assert zhao.says("已标为已阅")
    qian.get(f"/desk/cases/{case_id}")
    assert qian.says("已阅 2026年3月2日")
    qian.post(f"/desk/cases/{case_id}/watch", {"on": "1"})
    qian.get("/desk/signals/watched")
    assert qian.says(world.case(case_id).case_no)
    for asked, there in (("q=老王&under_way=1", True), ("q=lwzd&service=street-stall", True), ("q=新店", False), ("service=other", False)):
        qian.get(f"/desk/signals/watched?{asked}")
        assert qian.says(world.case(case_id).case_no) is there, asked
        assert there or qian.says("没有符合条件的办件")


def test_the_window_reminds_and_the_count_stands_in_the_list(site: Flask, world: World) -> None:
    enrol(world, "li", "qian")
    case_id = world.accepted().case_id
    li = sign_in(site, "li")
    li.get(f"/desk/cases/{case_id}/remind")
    assert li.says("办理人的待办里会显示催办次数") and li.says("经营范围审查")
    li.post(f"/desk/cases/{case_id}/remind", {"task": at(world, case_id, "review_goods").rpartition("/")[2]})
    assert li.says("已催办 1 个环节") and li.says("催办 1 次")
    qian = sign_in(site, "qian")
    qian.get("/desk?folder=department")
    assert qian.says("催办 1 次")


def test_an_applicant_reminds_once_a_day_from_his_progress_page(site: Flask, world: World) -> None:
    player, visitor = world.accepted(), Visitor(site)
    with visitor.client.session_transaction() as session:
        session["cases"] = [player.case_id]
    visitor.get(f"/track/{player.case_id}")
    visitor.post(f"/track/{player.case_id}/remind")
    assert visitor.says("已提醒正在办理的部门。")
    visitor.post(f"/track/{player.case_id}/remind")
    assert visitor.says("今天已经催办过了")


def test_a_supervisor_escalates_the_office_answers_and_he_closes(site: Flask, world: World) -> None:
    enrol(world, "du", "qian", "zhou")
    case_id = world.accepted().case_id
    task_id = at(world, case_id, "review_goods").rpartition("/")[2]
    du, qian, zhou = sign_in(site, "du"), sign_in(site, "qian"), sign_in(site, "zhou")
    du.get(f"/supervision/tasks/{task_id}/escalate")
    assert du.post(f"/supervision/tasks/{task_id}/escalate", {"reason": "", "due_on": "2026-03-04"}).status_code == 422
    du.post(f"/supervision/tasks/{task_id}/escalate", {"reason": "请说明进度", "due_on": "2026-03-04"})
    assert du.says("督办单 330783-督办〔2026〕000001号 已发出")
    sheet = re.search(r"/desk/escalations/\w+", du.page)[0]  # type: ignore[index]
    assert zhou.get(sheet).status_code == 404
    qian.get(sheet)
    assert qian.says("请说明进度") and not qian.says("办结督办单")
    qian.post(f"{sheet}/answer", {"feedback": "今天办完"})
    assert qian.says("反馈已提交")
    du.get(sheet)
    du.post(f"{sheet}/close", {"conclusion": "已整改"})
    assert du.says("督办单已办结。") and du.says("已整改")


def test_strangers_find_none_of_it(site: Flask, world: World) -> None:
    enrol(world, "zhou")
    case_id = world.accepted().case_id
    task = at(world, case_id, "review_goods")
    zhou = sign_in(site, "zhou")
    for address in (f"/desk/cases/{case_id}/copy", f"/desk/cases/{case_id}/remind", f"{task}/ask"):
        assert zhou.get(address).status_code == 404
        assert zhou.post(address, {"to": "x", "words": "x", "command_id": fresh()}).status_code == 404
    assert zhou.post(f"/desk/cases/{case_id}/watch", {"on": "1", "command_id": fresh()}).status_code == 404
    assert zhou.get(f"/supervision/tasks/{task.rpartition('/')[2]}/escalate").status_code == 403
