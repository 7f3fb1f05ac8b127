"""即办件 on the pages: what could not be decided on the spot says so, to whoever handles it and to its applicant."""

from __future__ import annotations

from flask import Flask

from engine import content
from engine.commands.design import PublishBundle
from engine.domain.viewer import Viewer
from engine.rehearsal.player import Player
from tests.engine.commands.signing_world import enrol
from tests.engine.world import SERVICES, World, fresh
from tests.web.cast import sign_in
from tests.web.conftest import Visitor

WHY = "住所证明与不动产登记不一致"


def test_what_is_not_decided_on_the_spot_says_why_and_until_when(site: Flask, world: World) -> None:
    enrol(world, "fang", "方圆", "market_regulation:window")
    bundle = content.read_folder(SERVICES, "trader-change")
    world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(bundle)), Viewer.system())
    player = Player(world.stage, content.load(bundle), content.read_scenarios(bundle)[2])
    player.play(1)
    window = sign_in(site, "fang")
    task = f"/desk/tasks/{world.task(player.case_id, 'at_counter').task_id}"
    window.get(task)
    assert window.says("即办件：材料齐全、符合法定条件的，当场决定")
    answer = window.post(task, {"outcome": "accept", "opinion": ""})
    assert answer.status_code == 422 and window.says("请在意见里写明为什么不能当场决定")
    window.post(task, {"outcome": "accept", "opinion": WHY})
    window.get(f"/desk/cases/{player.case_id}")
    assert window.says(f"即办件，不能当场决定，按法定时限办理：{WHY}") and window.says("不能当场决定，按一般程序办理，最晚 2026-03-05 17:30 作出决定")
    applicant = Visitor(site)
    applicant.get("/services/trader-change")
    assert applicant.says("即办件") and applicant.says("当场")
    applicant.get("/track")
    applicant.post("/track", {"case_no": player.case.case_no, "query_code": player.query_code})
    applicant.get(f"/track/{player.case_id}")
    assert applicant.says(f"不能当场决定，按法定时限办理：{WHY}")
    applicant.get(f"/track/{player.case_id}?lang=en")
    assert applicant.says(f"It cannot be decided on the spot and is handled within the legal limit: {WHY}")
