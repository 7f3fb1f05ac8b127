"""更多 on a task's page: passing work on without JavaScript, what will happen said before, a result after."""

from __future__ import annotations

from flask import Flask

from tests.engine.world import World, fresh
from tests.web.cast import enrol, sign_in
from tests.web.test_desk_task import at, opened


def test_more_leads_to_transfer_and_the_colleague_has_it(site: Flask, world: World) -> None:
    ids = enrol(world, "qian", "feng")
    address = at(world, world.accepted().case_id, "review_goods")
    qian = opened(site, "qian", address)
    assert qian.says("更多") and f'{address}/pass/transfer"' in qian.page
    assert qian.get(f"{address}/pass/transfer").status_code == 200
    assert qian.says("转办后由所选同事办理") and qian.says("冯远") and "钱江</strong>" not in qian.page.partition("给谁")[2]
    assert qian.post(f"{address}/pass/transfer", {"to": ids["feng"], "reason": ""}).status_code == 422
    assert qian.says("请写明转办原因") and f'value="{ids["feng"]}" checked' in qian.page
    qian.post(f"{address}/pass/transfer", {"to": ids["feng"], "reason": "我明天外出"})
    assert qian.says("“经营范围审查”已转给冯远")
    feng = opened(site, "feng", address)
    assert feng.says("在您手上") and feng.says("我明天外出")


def test_an_opinion_is_asked_given_and_read_on_the_pages(site: Flask, world: World) -> None:
    ids = enrol(world, "qian", "feng")
    address = at(world, world.accepted().case_id, "review_goods")
    qian, feng = opened(site, "qian", address), sign_in(site, "feng")
    qian.get(f"{address}/pass/delegate")
    qian.post(f"{address}/pass/delegate", {"to": ids["feng"], "note": "食品类要不要单列？"})
    assert qian.says("已请冯远就“经营范围审查”提出意见") and qian.says("已委派给冯远提意见") and 'name="outcome"' not in qian.page
    feng.get(address)
    assert feng.says("钱江请您提意见：“食品类要不要单列？”") and 'name="outcome"' not in feng.page
    feng.post(f"{address}/opinion", {"opinion": "要单列"})
    assert feng.says("意见已交回钱江。")
    qian.get(address)
    assert qian.says("要单列") and 'name="outcome"' in qian.page


def test_an_opinion_is_taken_back_before_it_is_given(site: Flask, world: World) -> None:
    ids = enrol(world, "qian", "feng")
    address = at(world, world.accepted().case_id, "review_goods")
    qian = opened(site, "qian", address)
    qian.get(f"{address}/pass/delegate")
    qian.post(f"{address}/pass/delegate", {"to": ids["feng"], "note": "看看"})
    qian.post(f"{address}/recall")
    assert qian.says("已收回，现在由您办理。") and 'name="outcome"' in qian.page


def test_a_stranger_finds_neither_menu_nor_form(site: Flask, world: World) -> None:
    ids = enrol(world, "zhou", "zhao", "feng")
    address = at(world, world.accepted().case_id, "review_goods")
    for login in ("zhou", "zhao"):
        stranger = sign_in(site, login)
        for act in ("transfer", "delegate"):
            assert stranger.get(f"{address}/pass/{act}").status_code == 404
            assert stranger.post(f"{address}/pass/{act}", {"to": ids["feng"], "reason": "x", "note": "x"}).status_code == 404
        assert stranger.post(f"{address}/opinion", {"opinion": "x", "command_id": fresh()}).status_code == 404
        assert stranger.post(f"{address}/recall", {"command_id": fresh()}).status_code == 404
    assert world.task(address.rpartition("/")[2].rpartition("-")[0], "review_goods").claimed_by is None
