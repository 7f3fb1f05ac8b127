"""离职转交 on the administrator's pages: closing an account asks where the work goes, and says for each row what came of it."""

from __future__ import annotations

from flask import Flask

from engine.commands.task import ClaimTask
from engine.domain.viewer import Viewer
from tests.engine.world import GOODS, World, fresh
from tests.web.cast import enrol, sign_in


def test_closing_an_account_leads_to_the_work_it_leaves_and_each_row_has_its_result(site: Flask, world: World) -> None:
    ids = enrol(world, "wei", "qian", "feng")
    player = world.accepted()
    task_id = world.task(player.case_id, "review_goods").task_id
    world.do(ClaimTask(command_id=fresh(), task_id=task_id), Viewer.officer(ids["qian"], "钱江", GOODS.posts))
    wei = sign_in(site, "wei")
    wei.get(f"/admin/officers/{ids['qian']}")
    posts = {"post.0.division": "330783", "post.0.department": "market_regulation", "post.0.role": "reviewer"}
    response = wei.post(f"/admin/officers/{ids['qian']}", {"name": "钱江", **posts})
    assert response.request.path == f"/admin/officers/{ids['qian']}/work"
    assert wei.says("还在钱江名下的") and wei.says("待办 1") and wei.says("经营范围审查")
    wei.post(f"/admin/officers/{ids['qian']}/work", {"to": ids["feng"], "row": f"task:{task_id}"})
    assert wei.says("成功 交给冯远") and wei.says("钱江名下没有需要转交的工作。")
    assert world.task(player.case_id, "review_goods").claimed_by == ids["feng"]


def test_nobody_else_sees_what_an_officer_has(site: Flask, world: World) -> None:
    ids = enrol(world, "qian", "chen", "feng")
    for login in ("chen", "feng"):
        assert sign_in(site, login).get(f"/admin/officers/{ids['qian']}/work").status_code == 403
