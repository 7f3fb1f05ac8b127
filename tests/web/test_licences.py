"""The register of licences on the pages: found and read by departments, told to whoever holds the paper, renewed by its holder, deregistered."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries.letter import OneLetter
from engine.queries.licences import LicenceList
from engine.queries.operations import AccessLog
from engine.rehearsal.player import Player
from tests.engine.licensing import Licensing
from tests.engine.world import World, fresh, officer
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor

REGISTER = "/desk/licences"


@pytest.fixture
def office(world: World) -> Licensing:
    return Licensing(world)


def opened(site: Flask, player: Player) -> Visitor:
    """The applicant's browser, with his case open."""
    mine = Visitor(site)
    mine.get("/track")
    mine.post("/track", {"case_no": player.case.case_no, "query_code": player.query_code})
    return mine


def test_a_department_finds_a_licence_by_number_holder_identity_and_item_and_filters_by_state(site: Flask, world: World, office: Licensing) -> None:
    enrol(world, "zhao", "qian", "zhou", "du")
    player = office.grant()
    number = office.row(player).number
    zhao = sign_in(site, "zhao")
    zhao.get(REGISTER)
    assert zhao.says(number) and zhao.says("王*") and zhao.says("2028年3月1日") and zhao.says("剩余 730 天")
    plain = number.replace("〔", "[").replace("〕", "]")
    for words in (plain, "33019919650512609X", "老王早点", "固定摊位", "wm", "lwzd", "老王 王*"):
        zhao.get(REGISTER, query_string={"q": words})
        assert zhao.says(number), words
    for query in ({"q": "没有这个"}, {"state": "expired"}, {"state": "ending"}, {"q": "老王早点", "state": "revoked"}, {"service": "stall-renewal"}):
        zhao.get(REGISTER, query_string=query)
        assert not zhao.says(number), query
    zhao.get(REGISTER, query_string={"state": "nonsense", "page": "99"})
    assert zhao.says(number)
    for login, there in (("qian", False), ("zhou", False), ("du", True)):
        other = sign_in(site, login)
        other.get(REGISTER)
        assert other.says(number) is there, login
        assert other.get(f"{REGISTER}/{office.row(player).licence_id}").status_code == (200 if there else 404)
    office.until("2028-01-05 10:00")
    zhao = sign_in(site, "zhao")
    zhao.get(REGISTER, query_string={"state": "ending"})
    assert zhao.says(number) and zhao.says("剩余 56 天")


def test_the_register_is_read_page_by_page(world: World, office: Licensing) -> None:
    unlimited = Licensing(world, {"stall-permit/item.toml": (("limit = 2", "limit = 999"),)})
    newest = []
    for _ in range(33):
        world.clock.set(world.clock.now() + timedelta(minutes=1))
        newest.insert(0, unlimited.row(unlimited.grant()).number)
    for who in (officer("city_appearance:reviewer"), officer("service_hall:window")):
        first, second = (world.engine.ask(LicenceList(page=page), who) for page in (1, 2))
        assert [each.number for each in (*first.rows, *second.rows)] == newest and (int(first.total), first.pages) == (33, 2)
        assert dict(first.counts)["all"] == 33 and len(world.engine.ask(LicenceList(search="老王", state="all"), who).rows) == 30
    assert list(first.services) == [("stall-permit", "固定摊位经营许可"), ("stall-renewal", "占道经营许可变更和延续")]


def test_a_look_at_the_holder_in_full_is_written_down_and_an_approver_deregisters(site: Flask, world: World, office: Licensing) -> None:
    enrol(world, "sun", "zhao")
    player = office.grant()
    one = f"{REGISTER}/{office.row(player).licence_id}"
    sun, zhao = sign_in(site, "sun"), sign_in(site, "zhao")
    sun.get(one)
    assert sun.says("王*") and not sun.says("王敏") and not sun.says("33019919650512609X") and sun.says("登记固定摊位经营许可证")
    sun.post(f"{one}/full", {"why": "核对身份证"})
    assert sun.says("王敏") and sun.says("33019919650512609X") and sun.says("13800000001")
    (look,) = world.engine.ask(AccessLog(), officer("data_bureau:auditor")).rows
    assert "许可证 330783-证〔2026〕000001号 的持证人完整信息，原因：核对身份证" in look.what
    zhao.get(one)
    assert not zhao.says("王敏") and not zhao.says("注销许可证") and zhao.post(f"{one}/deregister", {"cause": "other"}).status_code == 403
    sun.get(one)
    assert sun.post(f"{one}/deregister", {"reason": "道路改造"}).status_code == 422
    assert sun.says("请选择注销的原因") and "道路改造" in sun.page, "nothing he typed is lost"
    assert sun.post(f"{one}/deregister", {"cause": "expired", "reason": "到期"}).status_code == 409 and sun.says("还没有届满")
    sun.post(f"{one}/deregister", {"cause": "impossible", "reason": "道路改造"})
    assert sun.says("许可证已注销，持证人已收到通知") and sun.says("因不可抗力导致行政许可事项无法实施") and not sun.says("注销许可证")
    sun.get(f"/desk/cases/{player.case_id}")
    assert sun.says("已于 2026年3月2日 注销，不再有效") and sun.says("道路改造")


def test_whoever_holds_the_paper_is_told_how_the_licence_stands(site: Flask, office: Licensing) -> None:
    player = office.grant()
    mine = opened(site, player)
    mine.get(f"/track/{player.case_id}")
    assert mine.says("有效期自 2026年3月2日 至 2028年3月1日") and mine.says("已登记，有效期自 2026年3月2日")
    licence = office.row(player)
    digest = office.world.engine.ask(OneLetter(letter_id=licence.licence_id), player.applicant).digest
    visitor, check = Visitor(site), f"/letters/{licence.licence_id}/check/{digest}"
    visitor.get(check)
    assert visitor.says("有效期自 2026年3月2日 至 2028年3月1日。") and not visitor.says("王敏")
    office.until("2028-03-02 00:00")
    visitor.get(check)
    assert visitor.says("有效期到 2028年3月1日，没有延续，已依法注销，不再有效。")
    visitor.get("/notices/granted")
    assert visitor.says("已到期")


def test_a_holder_sees_the_days_left_and_starts_the_renewal_with_what_is_known(site: Flask, world: World, office: Licensing) -> None:
    player = office.grant()
    mine = opened(site, player)
    office.until("2028-01-10 10:00")
    mine.get("/track")
    assert mine.says("我的许可证")
    mine.get("/track/licences")
    assert mine.says("剩余 51 天") and mine.says("要延续的，最晚 2028年1月31日 提出")
    licence = office.row(player)
    renew = f"/track/{player.case_id}/licences/{licence.licence_id}"
    answer = mine.post(renew)
    assert re.search(r"/apply/case/[0-9a-f]{32}/form", answer.request.path)
    for known in (licence.number, "2028-03-01", "王敏", "33019919650512609X", "13800000001", "老王早点"):
        assert f'value="{known}"' in mine.page, known
    stranger = Visitor(site)
    stranger.get("/track/licences")
    assert stranger.says("没有许可证")
    assert stranger.post(renew).status_code == 404
    another = office.grant()
    other = opened(site, another)
    other.get("/track/licences")
    assert other.post(f"/track/{another.case_id}/licences/{licence.licence_id}").status_code == 404, "a case of his own opens nobody else's licence"
    office.ask(licence)
    mine.get("/track/licences")
    assert mine.says("延续或者变更正在办理") and not mine.says("申请延续或者变更")
    mine.post(renew, {"command_id": fresh()})  # from a page that was left open
    assert mine.says("已经在办理，不用再申请")


def test_after_the_last_day_to_ask_he_is_told_so_and_an_ended_licence_offers_nothing(site: Flask, office: Licensing) -> None:
    player = office.grant()
    mine = opened(site, player)
    office.until("2028-02-10 10:00")
    mine.get("/track/licences")
    assert mine.says("延续最晚应当在 2028年1月31日 提出，已经过了")
    office.until("2028-03-02 00:00")
    mine.get("/track/licences")
    assert mine.says("已到期") and not mine.says("申请延续或者变更")
    mine.post(f"/track/{player.case_id}/licences/{office.row(player).licence_id}", {"command_id": fresh()})
    assert mine.says("这份许可证已到期，不能延续或者变更")


def test_the_register_is_no_place_for_applicants(world: World, office: Licensing) -> None:
    player = office.grant()
    for who in (player.applicant, Viewer.public()):
        with pytest.raises(Missing):
            world.engine.ask(LicenceList(), who)
