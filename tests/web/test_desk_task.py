"""One task's page: reading, judging, finishing; being second; being asked for more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from tests.engine.world import APPROVER, GOODS, SITE, WINDOW, World, fresh
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor


def at(world: World, case_id: str, element: str) -> str:
    return f"/desk/tasks/{world.task(case_id, element).task_id}"


def opened(site: Flask, login: str, address: str) -> Visitor:
    visitor = sign_in(site, login)
    assert visitor.get(address).status_code == 200
    return visitor


def test_the_page_holds_form_materials_checks_opinions_and_what_comes_next(site: Flask, world: World) -> None:
    enrol(world, "li")
    window = opened(site, "li", at(world, world.submitted().case_id, "check_application"))
    for words in (
        "摊位名称",
        "摊位平面图",
        "核验身份",
        "来源：演示数据",
        "各部门意见",
        "流转记录",
        "一次性告知期限",
        "转到城市管理局：现场审查",
        "出具《受理通知书》",
    ):
        assert window.says(words), words
    assert window.says("3301**********609X") and not window.says("33019919650512609X")


def test_finishing_leads_on_and_says_what_was_done(site: Flask, world: World) -> None:
    enrol(world, "li")
    player = world.submitted()
    window = opened(site, "li", at(world, player.case_id, "check_application"))
    window.post(at(world, player.case_id, "check_application"), {"outcome": "accept", "opinion": "材料齐全"})
    assert window.says("“受理审查”已办理：受理。") and window.says("受理通知书")
    assert world.open_steps(player.case_id) == ["review_goods", "review_site"]


def test_a_form_left_empty_is_named_and_what_was_typed_stays(site: Flask, world: World) -> None:
    enrol(world, "zhao")
    player = world.accepted()
    reviewer = opened(site, "zhao", at(world, player.case_id, "review_site"))
    answer = reviewer.post(at(world, player.case_id, "review_site"), {"outcome": "agree", "opinion": "现场看过了", "passage": ""})
    assert answer.status_code == 422
    assert reviewer.says("请按提示完善表单。") and "现场看过了</textarea>" in reviewer.page
    reviewer.post(at(world, player.case_id, "review_site"), {"outcome": "agree", "opinion": "现场看过了", "passage": "2.5"})
    assert world.task(player.case_id, "review_site").status == "done"


def test_a_double_press_finishes_once(site: Flask, world: World) -> None:
    enrol(world, "li")
    player = world.submitted()
    address = at(world, player.case_id, "check_application")
    window = opened(site, "li", address)
    first_page = window.page
    window.post(address, {"outcome": "accept"})
    window.page = first_page
    assert window.post(address, {"outcome": "accept"}).status_code == 200
    assert sorted(world.open_steps(player.case_id)) == ["review_goods", "review_site"]


def test_the_second_of_two_officers_is_told_and_keeps_his_words(site: Flask, world: World) -> None:
    enrol(world, "qian", "feng")
    player = world.accepted()
    address = at(world, player.case_id, "review_goods")
    first, second = opened(site, "qian", address), opened(site, "feng", address)
    first.post(address, {"outcome": "agree"})
    answer = second.post(address, {"outcome": "disagree", "opinion": "我有不同看法"})
    assert answer.status_code == 409
    assert second.says("“经营范围审查”已由钱江于 03月02日 09:") and second.says("您刚才写的意见：") and second.says("我有不同看法")


def test_looking_ahead_keeps_everything_typed_and_changes_nothing(site: Flask, world: World) -> None:
    enrol(world, "zhao")
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    address = at(world, player.case_id, "review_site")
    reviewer = opened(site, "zhao", address)
    assert not reviewer.says("转到城市管理局：审批")
    reviewer.post(address, {"foresee": "1", "passage": "2.5", "opinion": "先看看"})
    assert reviewer.says("转到城市管理局：审批")
    assert 'value="2.5"' in reviewer.page and "先看看</textarea>" in reviewer.page
    assert world.open_steps(player.case_id) == ["review_site"]


def test_verdicts_on_materials_are_kept_without_finishing(site: Flask, world: World) -> None:
    enrol(world, "li")
    player = world.submitted()
    address = at(world, player.case_id, "check_application")
    window = opened(site, "li", address)
    verdict = {"materials.site_plan.state": "defective", "materials.site_plan.defect": "缺第3页", "materials.site_plan.originals": "1"}
    window.post(address, {"check": "1", "opinion": "还没写完", **verdict})
    assert window.says("已保存 1 份材料的核对结果。") and "还没写完</textarea>" in window.page
    window.get(address)
    assert 'value="缺第3页"' in window.page
    assert window.says("李静")


def test_a_defective_verdict_without_a_word_is_not_kept(site: Flask, world: World) -> None:
    enrol(world, "li")
    player = world.submitted()
    address = at(world, player.case_id, "check_application")
    window = opened(site, "li", address)
    assert window.post(address, {"check": "1", "materials.site_plan.state": "defective"}).status_code == 422
    assert window.says("请写明“摊位平面图”需要补正的内容。")


def test_one_notice_names_every_material_and_field_found_wanting(site: Flask, world: World) -> None:
    enrol(world, "li")
    player = world.submitted()
    address = at(world, player.case_id, "check_application")
    window = opened(site, "li", address)
    window.post(
        address,
        {
            "outcome": "supplement",
            "materials.site_plan.state": "defective",
            "materials.site_plan.defect": "缺第3页",
            "wrong.0.path": "area",
            "wrong.0.defect": "与图纸不一致",
        },
    )
    assert window.says("待补正") and window.says("补正告知书")
    letter = re.search(r'href="(/letters/[^"]+)"[^>]*>补正告知书', window.page)[1]
    window.get(letter)
    assert window.says("缺第3页") and window.says("与图纸不一致")


def test_asking_for_a_supplement_without_a_defect_is_refused_in_words(site: Flask, world: World) -> None:
    enrol(world, "li")
    player = world.submitted()
    address = at(world, player.case_id, "check_application")
    window = opened(site, "li", address)
    assert window.post(address, {"outcome": "supplement"}).status_code == 422
    assert window.says("请至少列明一处需要补正的材料或内容。")


@pytest.mark.parametrize("outcome", ["", "nonsense"])
def test_an_outcome_that_is_not_there_is_refused(site: Flask, world: World, outcome: str) -> None:
    enrol(world, "li")
    player = world.submitted()
    address = at(world, player.case_id, "check_application")
    assert opened(site, "li", address).post(address, {"outcome": outcome}).status_code == 422
    assert world.open_steps(player.case_id) == ["check_application"]


def test_claim_and_release_from_the_page(site: Flask, world: World) -> None:
    enrol(world, "qian", "feng")
    player = world.accepted()
    address = at(world, player.case_id, "review_goods")
    first = opened(site, "qian", address)
    first.post(f"{address}/claim", {"next": address})
    assert first.says("在您手上")
    colleague = opened(site, "feng", address)
    assert colleague.says("钱江 已认领。")
    first.post(f"{address}/release")
    assert first.says("已放回，部门里的同事可以认领。")


def test_the_applicant_s_step_is_nobody_else_s(site: Flask, world: World) -> None:
    enrol(world, "li")
    player = world.submitted()
    world.finish(player, "check_application", WINDOW, "supplement", defects={"site_plan": "缺第3页"})
    assert sign_in(site, "li").get(at(world, player.case_id, "supplement")).status_code == 404


@pytest.mark.parametrize("login", ["sun", "zhou", "qian"])
def test_other_roles_departments_and_divisions_find_no_task(site: Flask, world: World, login: str) -> None:
    enrol(world, login)
    player = world.accepted()
    address = at(world, player.case_id, "review_site")
    visitor = sign_in(site, login)
    assert visitor.get(address).status_code == 404
    visitor.get("/desk")
    for path in (address, f"{address}/claim", f"{address}/release"):
        assert visitor.post(path, {"outcome": "agree", "command_id": fresh()}).status_code == 404
    assert world.task(player.case_id, "review_site").status == "open"


def test_handing_out_says_what_to_give_and_closes_the_case(site: Flask, world: World) -> None:
    enrol(world, "li")
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    world.finish(player, "approve", APPROVER, "grant", opinion="符合条件")
    address = at(world, player.case_id, "hand_out")
    window = opened(site, "li", address)
    assert window.says("占道经营许可证") and window.says("登记送达")
    window.post(address, {"opinion": "本人领取"})
    assert window.says("已办结") and world.case(player.case_id).status == "closed"


def test_who_took_in_may_not_approve(site: Flask, world: World) -> None:
    ids = enrol(world, "sun")
    player = world.accepted()
    twice = replace(SITE, officer_id=ids["sun"])
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", twice, "agree", fields={"passage": 3})
    address = at(world, player.case_id, "approve")
    approver = opened(site, "sun", address)
    assert approver.says("审查过这个办件的人不能再批准它。") and 'name="outcome"' not in approver.page
    assert approver.post(address, {"outcome": "grant", "opinion": "同意"}).status_code == 403
    assert approver.says("审查过这个办件的人不能再批准它。") and world.open_steps(player.case_id) == ["approve"]
