"""我的代理: naming a substitute, being one, and the administrator's list."""

from __future__ import annotations

from flask import Flask

from tests.engine.world import World
from tests.web.cast import enrol, sign_in
from tests.web.test_desk_task import at


def test_a_leave_is_set_on_my_page_and_the_substitute_signs_in_both_names(site: Flask, world: World) -> None:
    ids = enrol(world, "qian", "feng")
    address = at(world, world.accepted().case_id, "review_goods")
    qian, feng = sign_in(site, "qian"), sign_in(site, "feng")
    qian.get(address)
    qian.post(f"/desk/tasks/{address.rpartition('/')[2]}/claim", {"next": address})
    assert qian.says("在您手上") and qian.says("我的代理")
    qian.get("/account/leave")
    assert qian.post("/account/leave", {"from_on": "2026-03-02", "to_on": "2026-03-01", "substitute": ids["feng"]}).status_code == 422
    assert qian.says("结束日期不能早于开始日期。")
    qian.post("/account/leave", {"from_on": "2026-03-02", "to_on": "2026-03-03", "substitute": ids["feng"]})
    assert qian.says("已保存。请假期间由代理人办理") and qian.says("代理中")
    feng.get(address)
    assert feng.says("正在代理：钱江") and feng.says("将以“冯远 代 钱江”的名义签署")
    feng.post(address, {"outcome": "agree"})
    assert world.task(address.rpartition("/")[2].rpartition("-")[0], "review_goods").done_by_name == "冯远 代 钱江"


def test_the_security_administrator_sets_and_ends_leaves_of_others(site: Flask, world: World) -> None:
    ids = enrol(world, "wei", "qian", "feng", "zhao")
    wei = sign_in(site, "wei")
    wei.get(f"/admin/leaves/{ids['qian']}")
    wei.post(f"/admin/leaves/{ids['qian']}", {"from_on": "2026-03-05", "to_on": "2026-03-06", "substitute": ids["feng"]})
    wei.get("/admin/leaves")
    assert wei.says("钱江") and wei.says("未开始") and wei.says("卫安")
    leave_id = wei.page.partition("/account/leave/")[2].partition("/end")[0]
    zhao = sign_in(site, "zhao")
    zhao.get("/account/leave")
    assert not zhao.says("钱江") and zhao.post(f"/account/leave/{leave_id}/end").status_code == 404
    assert zhao.get(f"/admin/leaves/{ids['qian']}").status_code == 403
    wei.post(f"/account/leave/{leave_id}/end", {"next": "/admin/leaves"})
    assert wei.says("提前结束") and "撤销</button>" not in wei.page
