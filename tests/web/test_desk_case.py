"""A case read-only: for those it reaches, masked until asked, with its papers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from engine.queries.operations import AccessLog
from tests.engine.world import SITE, WINDOW, World, fresh, officer
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor

AUDITOR = officer("data_bureau:auditor", "沈")


def opened(site: Flask, login: str, case_id: str) -> Visitor:
    visitor = sign_in(site, login)
    assert visitor.get(f"/desk/cases/{case_id}").status_code == 200
    return visitor


def test_full_numbers_need_a_reason_are_logged_and_stay_with_who_asked(site: Flask, world: World) -> None:
    enrol(world, "li", "qian")
    case_id = world.accepted().case_id
    reviewer = opened(site, "qian", case_id)
    assert not reviewer.says("33019919650512609X")
    reviewer.post(f"/desk/cases/{case_id}/full", {"why": "核对身份证原件"})
    assert reviewer.says("33019919650512609X") and reviewer.says("这次查看已记入查阅记录。")
    assert not opened(site, "li", case_id).says("33019919650512609X")
    (entry,) = world.engine.ask(AccessLog(), AUDITOR).rows
    assert (entry.officer_name, entry.what) == ("钱江", "完整证件号码和手机号，原因：核对身份证原件")


@pytest.mark.parametrize("path", ["", "/diagram.bpmn", "/files/none", "/papers/none"])
def test_a_stranger_reads_nothing(site: Flask, world: World, path: str) -> None:
    enrol(world, "zhou")
    case_id = world.accepted().case_id
    assert sign_in(site, "zhou").get(f"/desk/cases/{case_id}{path}").status_code == 404


def test_a_stranger_s_look_at_full_numbers_is_refused_and_not_logged_as_done(site: Flask, world: World) -> None:
    enrol(world, "zhou")
    case_id = world.accepted().case_id
    stranger = sign_in(site, "zhou")
    assert stranger.post(f"/desk/cases/{case_id}/full", {"why": "好奇", "command_id": fresh()}).status_code == 404
    assert world.engine.ask(AccessLog(), AUDITOR).total == 0


def test_handed_in_files_open_for_who_reads_the_case(site: Flask, world: World) -> None:
    enrol(world, "qian", "zhou")
    case_id = world.accepted().case_id
    reviewer = opened(site, "qian", case_id)
    address = re.search(r'href="(/desk/cases/[^"]+/files/[^"]+)"', reviewer.page)[1]
    answer = reviewer.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert sign_in(site, "zhou").get(address).status_code == 404


def test_the_diagram_is_that_of_the_case_s_edition(site: Flask, world: World) -> None:
    enrol(world, "qian")
    case_id = world.accepted().case_id
    answer = opened(site, "qian", case_id).get(f"/desk/cases/{case_id}/diagram.bpmn")
    assert answer.mimetype == "application/xml" and b"check_application" in answer.data


def test_the_window_gives_a_new_query_code_once_and_only_the_window(site: Flask, world: World) -> None:
    enrol(world, "li", "qian")
    player = world.accepted()
    window = opened(site, "li", player.case_id)
    window.post(f"/desk/cases/{player.case_id}/query-code")
    code = re.search(r"<span data-words>([^<]+)</span>", window.page.split("新查询码")[-1])[1]
    assert code != player.query_code and window.says("只显示这一次。")
    applicant = Visitor(site)
    applicant.get("/track")
    number = world.case(player.case_id).case_no
    assert applicant.post("/track", {"case_no": number, "query_code": player.query_code}).status_code == 404
    assert applicant.post("/track", {"case_no": number, "query_code": code}).status_code == 200
    reviewer = opened(site, "qian", player.case_id)
    assert "重发查询码</button>" not in reviewer.page
    assert reviewer.post(f"/desk/cases/{player.case_id}/query-code", {"command_id": fresh()}).status_code == 403


def test_papers_brought_to_the_window_answer_a_request_for_supplement(site: Flask, world: World) -> None:
    enrol(world, "li")
    player = world.submitted()
    world.finish(player, "check_application", WINDOW, "supplement", defects={"site_plan": "缺第3页"})
    world.clock.set(world.clock.now() + timedelta(hours=1))
    window = opened(site, "li", player.case_id)
    assert window.says("窗口代收补正") and window.says("缺第3页")
    window.post(f"/desk/cases/{player.case_id}/supplement", {"originals.site_plan": "0"})
    assert window.says("请重新提交“摊位平面图”：缺第3页") and world.case(player.case_id).status == "supplementing"
    window.post(f"/desk/cases/{player.case_id}/supplement", {"originals.site_plan": "1"})
    assert window.says("补正已收，办理部门会继续办理。") and world.case(player.case_id).status == "submitted"
    window.post(f"/desk/cases/{player.case_id}/supplement", {"command_id": fresh()})
    assert window.says("这个办件现在没有等待补正。")


def test_only_the_window_takes_a_supplement_in(site: Flask, world: World) -> None:
    enrol(world, "zhao")
    player = world.submitted()
    world.finish(player, "check_application", WINDOW, "supplement", defects={"site_plan": "缺第3页"})
    assert sign_in(site, "zhao").get(f"/desk/cases/{player.case_id}").status_code == 200
    visitor = sign_in(site, "zhao")
    visitor.get("/desk")
    assert visitor.post(f"/desk/cases/{player.case_id}/supplement", {"command_id": fresh()}).status_code == 403


def test_the_page_of_a_case_says_why_it_does_not_move_and_offers_the_act_that_helps(site: Flask, world: World) -> None:
    enrol(world, "qian", "du", "zhao")
    player = world.accepted()
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    guard, reviewer, other = (sign_in(site, login) for login in ("du", "qian", "zhao"))
    guard.get(f"/desk/cases/{player.case_id}")
    assert guard.says("“经营范围审查”在市场监督管理局，1 人可以办，还没有人认领")
    task_id = world.task(player.case_id, "review_goods").task_id
    guard.post(f"/supervision/tasks/{task_id}/remind", {"next": f"/desk/cases/{player.case_id}"})
    assert guard.says("已催办“经营范围审查”") and guard.says("催办 1 次") and guard.says("现在在谁手上、等什么")
    reviewer.get(f"/desk/cases/{player.case_id}")
    assert reviewer.says("去办理") and not reviewer.says("督办…")
    other.get(f"/desk/cases/{player.case_id}")
    assert other.says("现在在谁手上") and not other.says("1 人可以办")
