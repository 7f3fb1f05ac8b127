"""看板 in a browser without scripts: numbers lead to their lists, and acts lead back."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from engine.jobs.lights import count_when_due
from engine.jobs.past_cases import sample_when_due
from tests.engine.queries.test_finish import ended
from tests.engine.world import World
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor


def test_a_supervisor_goes_from_a_number_to_its_steps_and_reminds_from_there(site: Flask, world: World) -> None:
    enrol(world, "du", "qian", "zhao")
    player = world.accepted()
    guard = sign_in(site, "du")
    assert guard.get("/desk").headers["Location"] == "/desk/board"
    guard.get("/desk/board")
    assert guard.says("还没有统计过") and guard.says("今日风险 2")
    world.clock.set(world.clock.now() + timedelta(days=2))
    count_when_due(world.engine)
    guard = sign_in(site, "du")
    guard.get("/desk/board")
    assert guard.says("■ 2") and guard.says("临时占道经营") and guard.says("环节数统计于 2026年3月4日 09:00")
    guard.get("/desk/board/tasks?light=red&department=market_regulation")
    assert guard.says("经营范围审查") and not guard.says("现场审查")
    task_id = world.task(player.case_id, "review_goods").task_id
    guard.post(f"/supervision/tasks/{task_id}/remind", {"next": "/desk/board/tasks?light=red&department=market_regulation"})
    assert guard.says("已催办“经营范围审查”") and guard.says("催办 1 次")


def test_a_stuck_case_stands_on_the_board_with_what_to_do(site: Flask, world: World) -> None:
    enrol(world, "du", "zhao")
    world.accepted()
    count_when_due(world.engine)
    guard = sign_in(site, "du")
    for page in ("/desk/board", "/desk/board/stuck"):
        guard.get(page)
        assert guard.says("“经营范围审查”没有人办") and guard.says("安全管理员在“人员与岗位”里给这个岗位安排人")
    for page in ("/desk/board/limits", "/desk/board/limits?risk=1", "/desk/board/tasks?page=99&light=nonsense", "/desk/board?lang=en"):
        assert guard.get(page).status_code == 200
    assert guard.get("/desk/board?division=330784").status_code == 404


def test_a_forecast_stands_on_the_progress_page_with_the_number_of_cases_behind_it(site: Flask, world: World) -> None:
    ended(world, 11)
    sample_when_due(world.engine)
    player = world.accepted()
    visitor = Visitor(site)
    with visitor.client.session_transaction() as session:
        session["cases"] = [player.case_id]
    visitor.get(f"/track/{player.case_id}")
    assert visitor.says("照 12 件类似办件从“部门审查”到办结所用的时间推算") and visitor.says("不是承诺")
    enrol(world, "li")
    clerk = sign_in(site, "li")
    clerk.get(f"/desk/cases/{player.case_id}")
    assert clerk.says("照 12 件类似办件")
