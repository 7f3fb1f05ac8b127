"""On the pages: who may not apply again hears it before he fills in, where he fills in and where he hands in; the clerk sees it, the head lifts it."""

from __future__ import annotations

import re

from flask import Flask

from engine import content
from engine.commands.apply import SaveDraft, StartDraft, Submit
from engine.commands.attach import AttachFile
from engine.commands.design import PublishBundle
from engine.commands.task import CompleteTask
from engine.domain.viewer import Viewer
from engine.rehearsal.player import PAPER, Player
from tests.engine.world import HERE, SERVICES, WINDOW, World, fresh
from tests.web.applicant import paper
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor

SERVICE = "fireworks-stall"
HIM = {"stall": "老王烟花", "name": "王敏", "identity": "33019919650512609X", "mobile": "13800000001"}
FORGED = "安全距离证明的公章系伪造"


def refused(world: World) -> tuple[str, str, str]:
    """Id, number and code of a case refused for false papers on Monday 2 March 2026."""
    bundle = content.read_folder(SERVICES, SERVICE)
    world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(bundle)), Viewer.system())
    begun = world.do(StartDraft(command_id=fresh(), process_id=SERVICE, division=HERE), Viewer.public())
    him = Viewer.applicant({begun.case_id})
    world.do(SaveDraft(command_id=fresh(), case_id=begun.case_id, answers=dict(HIM)), him)
    attach = AttachFile(command_id=fresh(), case_id=begun.case_id, material_id="distance_proof", filename="证明.pdf", content=PAPER)
    world.do(attach, him)
    world.do(Submit(command_id=fresh(), case_id=begun.case_id), him)
    task = world.task(begun.case_id, "check_application")
    world.do(CompleteTask(command_id=fresh(), task_id=task.task_id, outcome="false_papers", opinion=FORGED), WINDOW)
    return begun.case_id, begun.case_no, begun.query_code


def told(case_no: str) -> str:
    return f"申请人在办件 {case_no} 中隐瞒有关情况或者提供虚假材料，一年内不得再次申请“烟花爆竹零售点”，到 2027-03-02 为止（行政许可法第七十八条）。"


HINT = "申请人目前不能申请“烟花爆竹零售点”，到 2027-03-02 为止。"
"""To one who only knows his number, which anybody may type."""


def begin(visitor: Visitor) -> str:
    visitor.get(f"/apply/{SERVICE}", follow_redirects=True)
    response = visitor.post(f"/apply/{SERVICE}/start", {"division": HERE})
    return re.search(r"(/apply/case/[0-9a-f]{32})/form", response.request.path)[1]


def test_he_is_told_where_he_fills_in_and_cannot_hand_in_and_of_the_case_only_once_he_follows_it(site: Flask, world: World) -> None:
    _case_id, case_no, code = refused(world)
    visitor = Visitor(site)
    at = begin(visitor)
    assert not visitor.says("现在不能申请")
    visitor.post(f"{at}/form", {**HIM, "stall": "老王烟花二店", "act": "save"})
    assert visitor.says("现在不能申请") and visitor.says(HINT) and not visitor.says(case_no)
    visitor.get(f"{at}/barred")
    assert visitor.says(HINT) and not visitor.says("虚假材料")
    visitor.post(f"{at}/materials", {"file:distance_proof": paper(), "act": "next"})
    visitor.get(f"{at}/review")
    answer = visitor.post(f"{at}/submit", {"truthful": "yes"})
    assert answer.status_code == 422 and visitor.says(HINT) and "老王烟花二店" in visitor.page and not visitor.says(case_no)
    visitor.get("/track")
    visitor.post("/track", {"case_no": case_no, "query_code": code})
    visitor.get(f"{at}/form")
    assert visitor.says(told(case_no))
    visitor.get(f"{at}/form")
    visitor.post(f"{at}/form", {**HIM, "identity": "33019919600512977X", "act": "save"})
    assert not visitor.says("现在不能申请"), "it bars him, and nobody else"


def test_who_follows_the_case_is_told_before_he_begins(site: Flask, world: World) -> None:
    case_id, case_no, code = refused(world)
    visitor = Visitor(site)
    visitor.get("/track")
    visitor.post("/track", {"case_no": case_no, "query_code": code})
    visitor.get(f"/track/{case_id}")
    assert visitor.says("隐瞒有关情况或者提供虚假材料，给予警告") and visitor.says(told(case_no))
    visitor.get(f"/apply/{SERVICE}", follow_redirects=True)
    assert visitor.says("现在不能申请") and not visitor.says("开始填写")
    visitor.get("/track")
    assert "/apply/case/" not in visitor.post(f"/apply/{SERVICE}/start", {"division": HERE}).request.path
    visitor.get(f"/apply/{SERVICE}/list?lang=en")
    assert visitor.says("You cannot apply now") and visitor.says("until 2027-03-02")
    visitor.get("/apply/street-stall?lang=zh", follow_redirects=True)
    assert visitor.says("开始填写"), "another item is another matter"


def test_the_clerk_sees_it_and_the_head_lifts_it_with_a_reason(site: Flask, world: World) -> None:
    enrol(world, "li", "sun", "zhou")
    case_id, case_no, _code = refused(world)
    window = sign_in(site, "li")
    window.get(f"/desk/intake/new/{SERVICE}")
    response = window.post(f"/desk/intake/new/{SERVICE}", {"division": HERE})
    at = re.search(r"(/desk/intake/[0-9a-f]{32})/form", response.request.path)[1]
    window.post(f"{at}/form", {**HIM, "act": "save"})
    assert window.says(told(case_no))
    window.get(f"/desk/cases/{case_id}")
    assert window.says(told(case_no)) and not window.says("解除…")
    assert window.get(f"/desk/cases/{case_id}/ban").status_code == 403
    head = sign_in(site, "sun")
    head.get("/desk/commitments")
    assert head.says("不得再次申请") and head.says(case_no) and head.says("行政许可法第七十八条，自2026年3月2日起") and head.says("2027年3月2日")
    head.get(f"/desk/cases/{case_id}")
    assert head.says("解除…")
    head.get(f"/desk/cases/{case_id}/ban")
    answer = head.post(f"/desk/cases/{case_id}/ban", {"reason": "复议撤销了原决定", "basis": ""})
    assert answer.status_code == 422 and head.says("请写明依据的复议决定书") and "复议撤销了原决定" in head.page
    head.post(f"/desk/cases/{case_id}/ban", {"reason": "复议撤销了原决定", "basis": "示政复〔2026〕12号"})
    assert head.says("限制已解除") and head.says("已解除：复议撤销了原决定（示政复〔2026〕12号）")
    assert head.get(f"/desk/cases/{case_id}/ban").status_code == 404
    head.get("/desk/commitments")
    assert not head.says("不得再次申请")
    window.get(f"{at}/form")
    assert not window.says("现在不能申请")
    assert sign_in(site, "zhou").get(f"/desk/cases/{case_id}").status_code == 404, "the next town hears of the ban, not of the case"


def test_a_licence_got_by_a_false_paper_is_found_announced_and_revoked_on_the_pages(site: Flask, world: World) -> None:
    enrol(world, "li", "sun")
    bundle = content.read_folder(SERVICES, SERVICE)
    world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(bundle)), Viewer.system())
    player = Player(world.stage, content.load(bundle), content.read_scenarios(bundle)[0])
    player.play()
    where = f"/desk/cases/{player.case_id}"
    assert sign_in(site, "li").get(f"{where}/fraud").status_code == 403
    head = sign_in(site, "sun")
    head.get(where)
    assert head.says("撤销准予决定")
    head.get(f"{where}/fraud")
    answer = head.post(f"{where}/fraud", {"finding": "公章系伪造"})
    assert answer.status_code == 422 and head.says("请选择查明虚假的材料") and "公章系伪造" in head.page
    head.post(f"{where}/fraud", {"material_id": "distance_proof", "finding": "公章系伪造"})
    assert head.says("材料虚假：与学校、加油站等场所的安全距离证明") and head.says("出具拟撤销告知书")
    head.post(f"/desk/commitments/{player.case_id}/distance_proof/announce", {"reason": "以虚假材料取得许可"})
    applicant = Visitor(site)
    applicant.get("/track")
    applicant.post("/track", {"case_no": player.case.case_no, "query_code": player.query_code})
    applicant.get(f"/track/{player.case_id}")
    assert applicant.says("拟撤销您的准予决定，请您陈述申辩") and applicant.says("我的承诺和材料")
    applicant.post(f"/track/{player.case_id}/promises/distance_proof", {"defence": "公章是单位盖的"})
    about = f"/desk/commitments/{player.case_id}/distance_proof"
    head.get(about)
    head.post(f"{about}/revoke", {"reason": "以虚假材料取得许可", "answer": "单位来函否认"})
    head.get(where)
    assert head.says("三年内不得再次申请“烟花爆竹零售点”") and head.says("解除…")
    assert not head.says("以欺骗、贿赂等不正当手段取得的，告知、听取意见后撤销"), "what is revoked is not revoked again"
