"""A case read-only: for those it reaches, masked until asked, with its papers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from engine import content
from engine.commands.design import PublishBundle
from engine.domain.viewer import Viewer
from engine.queries.operations import AccessLog
from tests.engine.world import SITE, WINDOW, World, fresh, officer
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor

PAPER = """
[[materials]]
id = "application_form"
name = "申请书"
source = "generated"
basis = "licensing_law_32"
"""
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


def test_a_case_goes_on_paper_with_head_clocks_materials_and_opinions_and_no_number_of_a_person(site: Flask, world: World) -> None:
    enrol(world, "li", "zhao")
    player = world.accepted()
    reader = opened(site, "li", player.case_id)
    sheet = printed(reader)
    case_no = world.case(player.case_id).case_no
    for words in ("办件情况单", case_no, "老王早点", "王*", "承诺时限", "摊位平面图", "受理审查", "现在在谁手上", "李静打印于 2026年3月2日"):
        assert words in sheet, words
    reader.post(f"/desk/cases/{player.case_id}/full", {"why": "核对身份证原件"})
    assert reader.says("33019919650512609X") and "33019919650512609X" not in printed(reader)
    reviewer = sign_in(site, "zhao")
    reviewer.get(f"/desk/tasks/{world.task(player.case_id, 'review_site').task_id}")
    assert "“现场审查”办理单" in printed(reviewer) and "本环节意见" in printed(reviewer) and "□ 同意" in printed(reviewer)


def printed(visitor: Visitor) -> str:
    (sheet,) = re.findall(r'<article class="printed".*?</article>', visitor.page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", sheet)


def test_a_paper_made_from_the_answers_is_masked_as_they_are_until_the_numbers_are_asked_for(site: Flask, world: World) -> None:
    enrol(world, "li")
    print_the_application(world)
    case_id = world.accepted().case_id
    window = opened(site, "li", case_id)
    address = re.search(rf'href="(/desk/cases/{case_id}/papers/[^"]+)"', window.page)[1]
    window.get(address)
    assert window.says("3301**********609X") and not window.says("33019919650512609X")
    window.get(f"/desk/cases/{case_id}")
    window.post(f"/desk/cases/{case_id}/full", {"why": "核对身份证原件"})
    window.get(address)
    assert window.says("33019919650512609X")


def print_the_application(world: World) -> None:
    """The stall service, which prints its 申请书 from the answers."""
    bundle = world.bundle
    item = bundle.file("item.toml") + PAPER.encode()
    letter = {"letter.toml": b'name = "application"\nseries = "none"\n', "letter.txt": "# 申请书\n身份证号 :: {{ answers.application.identity }}\n".encode()}
    files = {**bundle.files, f"{bundle.folder}/item.toml": item, **{f"{bundle.folder}/letters/application/{name}": text for name, text in letter.items()}}
    changed = content.Bundle(bundle.process_id, files)
    world.do(PublishBundle(command_id=fresh(), zip=content.to_zip(changed)), Viewer.system())
