"""Taking a case file out by a page, and the applicant seeing who looked."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from engine.casefile import verify
from engine.domain.viewer import Viewer
from engine.queries.whole_case import WhoLooked
from engine.rehearsal.player import Player
from tests.engine.world import World
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor


@pytest.fixture
def closed(world: World) -> Player:
    player = Player(world.stage, world.process, world.story)
    player.play()
    return player


def take(visitor: Visitor, case_no: str, reason: str = "行政复议答复") -> tuple[str, bytes]:
    """The name and the content of the file that the form answers with."""
    with visitor.post("/case-files", {"case_no": case_no, "reason": reason}) as answer:
        assert answer.mimetype == "application/zip"
        return answer.headers["Content-Disposition"], answer.data


@pytest.mark.parametrize("login", ["sun", "shen"])
def test_approver_and_auditor_take_a_case_file_that_verifies(world: World, site: Flask, closed: Player, login: str) -> None:
    enrol(world, login)
    visitor = sign_in(site, login)
    visitor.get(f"/case-files?no={closed.case.case_no}")
    assert visitor.says("签名公钥") and visitor.says("修改密码") and closed.case.case_no in visitor.page
    name, content = take(visitor, closed.case.case_no)
    assert f"{closed.case.case_no}.zip" in name
    verdict = verify(io.BytesIO(content))
    assert (verdict.case_no, verdict.problems) == (closed.case.case_no, ())


def test_the_page_that_stays_open_gives_the_next_case_asked_for_and_every_time_is_written_down(world: World, site: Flask, closed: Player) -> None:
    enrol(world, "sun")
    other = world.submitted()
    approver = sign_in(site, "sun")
    approver.get("/case-files")
    asked = [closed.case.case_no, other.case.case_no, closed.case.case_no]
    assert [verify(io.BytesIO(take(approver, case_no)[1])).case_no for case_no in asked] == asked
    looks = world.engine.ask(WhoLooked(case_id=closed.case_id), Viewer.applicant({closed.case_id})).views
    assert [look.what for look in looks] == ["导出案卷：行政复议答复"] * 2


def test_no_file_without_a_reason_or_of_somebody_elses_case(world: World, site: Flask, closed: Player) -> None:
    enrol(world, "sun", "li")
    approver, clerk = sign_in(site, "sun"), sign_in(site, "li")
    approver.get("/case-files")
    assert approver.post("/case-files", {"case_no": closed.case.case_no, "reason": ""}).status_code == 422
    assert approver.post("/case-files", {"case_no": "33078320260302XXXX0000010", "reason": "复议"}).status_code == 404
    assert approver.says("没有找到这个办件")
    assert clerk.get("/case-files").status_code == 403


def test_only_who_may_is_offered_the_file_on_the_page_of_a_case(world: World, site: Flask, closed: Player) -> None:
    enrol(world, "sun", "li")
    for login, offered in (("sun", True), ("li", False)):
        visitor = sign_in(site, login)
        visitor.get(f"/desk/cases/{closed.case_id}")
        assert (f"/case-files?no={closed.case.case_no}" in visitor.page) is offered


def test_the_applicant_sees_who_looked_at_his_details_when_and_why(world: World, site: Flask, visitor: Visitor, closed: Player) -> None:
    enrol(world, "sun", "li")
    visitor.get("/track")
    visitor.post("/track", {"case_no": closed.case.case_no, "query_code": closed.query_code})
    assert visitor.says("还没有人查看过您的完整证件号码")
    clerk = sign_in(site, "li")
    clerk.get(f"/desk/cases/{closed.case_id}")
    clerk.post(f"/desk/cases/{closed.case_id}/full", {"why": "核对身份证原件"})
    approver = sign_in(site, "sun")
    approver.get("/case-files")
    take(approver, closed.case.case_no)
    visitor.get(f"/track/{closed.case_id}")
    assert visitor.says("谁看过我的信息 2") and visitor.says("李静完整证件号码和手机号，原因：核对身份证原件") and visitor.says("孙立导出案卷：行政复议答复")
    assert Visitor(site).get(f"/track/{closed.case_id}").status_code == 302
