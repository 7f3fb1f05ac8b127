"""A limited item on the pages: what is left, and who stands in line, for officers, the applicant and whoever reads the guide."""

from __future__ import annotations

from flask import Flask

from tests.engine.commands.test_laws_quantity import accepted, limited, reviewed
from tests.engine.world import STALL, World
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor


def test_task_case_line_progress_and_guide_say_what_is_left_and_whose_turn_it_is(site: Flask, world: World) -> None:
    enrol(world, "sun")
    limited(world, 1)
    first, second = accepted(world), reviewed(world)
    approver = sign_in(site, "sun")
    task = f"/desk/tasks/{world.task(second.case_id, 'approve').task_id}"
    approver.get(task)
    assert approver.says("数量限制 1 个，还剩 1 个。") and approver.says("这个办件排在第 2 位。 前面的没有决定以前，不能准予。")
    approver.post(task, {"outcome": "grant", "opinion": "符合条件"})
    assert approver.says(f"请先决定 {first.case.case_no}") and approver.says("符合条件")
    approver.get(f"/desk/cases/{first.case_id}")
    assert approver.says("这个办件排在第 1 位。 现在可以准予。")
    approver.get(f"/desk/quantity/{STALL}")
    assert approver.says("临时占道经营的受理顺序（示范市）") and approver.page.index(first.case.case_no) < approver.page.index(second.case.case_no)
    assert approver.says("等前面的决定") and approver.says("依据：《示范市占道经营规划》第3条")
    applicant = Visitor(site)
    applicant.get("/track")
    applicant.post("/track", {"case_no": second.case.case_no, "query_code": second.query_code})
    applicant.get(f"/track/{second.case_id}")
    assert applicant.says("按受理先后，您排在第 2 位。")
    applicant.get(f"/services/{STALL}")
    assert applicant.says("1 个（《示范市占道经营规划》第3条）；都符合条件的，按受理先后准予")
