"""What is typed at a desk and not yet sent, and the sentences one types every day."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from engine.store import transaction
from engine.store.schema_desk import task_draft
from tests.engine.world import World
from tests.web.cast import enrol, sign_in
from web import create_app


def kept(world: World) -> int:
    with transaction.reading(world.engine.database) as tx:
        return int(tx.execute(select(func.count()).select_from(task_draft)).scalar_one())


def test_what_was_typed_is_there_after_browser_and_server_are_gone_and_forgotten_when_it_is_sent(site: Flask, world: World) -> None:
    enrol(world, "zhao", "qian")
    task_id = world.task(world.accepted().case_id, "review_site").task_id
    zhao = sign_in(site, "zhao")
    zhao.get(f"/desk/tasks/{task_id}")
    assert zhao.post(f"/desk/tasks/{task_id}/draft", {"opinion": "通道够宽", "passage": "2.5"}).status_code == 200
    again = sign_in(create_app(world.engine), "zhao")
    again.get(f"/desk/tasks/{task_id}")
    assert again.says("已经恢复") and "通道够宽" in again.page and 'value="2.5"' in again.page
    answer = again.post(f"/desk/tasks/{task_id}", {"outcome": "agree", "opinion": "通道够宽", "passage": "2.5"})
    assert answer.status_code == 200 and kept(world) == 0


def test_a_draft_is_its_writers_alone_and_nobody_else_can_leave_one(site: Flask, world: World) -> None:
    enrol(world, "qian", "feng", "zhou")
    task_id = world.task(world.accepted().case_id, "review_goods").task_id
    qian, feng, stranger = (sign_in(site, login) for login in ("qian", "feng", "zhou"))
    for one in (qian, feng, stranger):
        one.get("/desk")
    qian.post(f"/desk/tasks/{task_id}/draft", {"opinion": "我的草稿"})
    feng.get(f"/desk/tasks/{task_id}")
    assert "我的草稿" not in feng.page
    assert stranger.post(f"/desk/tasks/{task_id}/draft", {"opinion": "外人"}).status_code == 404 and kept(world) == 1
    qian.get(f"/desk/tasks/{task_id}")
    qian.post(f"/desk/tasks/{task_id}/draft", {"drop": "1"})
    assert kept(world) == 0 and not qian.says("已经恢复")


def test_a_draft_is_forgotten_when_anybody_finishes_the_task(site: Flask, world: World) -> None:
    enrol(world, "qian", "feng")
    player = world.accepted()
    address = f"/desk/tasks/{world.task(player.case_id, 'review_goods').task_id}"
    qian, feng = sign_in(site, "qian"), sign_in(site, "feng")
    for one, words in ((qian, "写了一半"), (feng, "也写了一半")):
        one.get(address)
        assert one.post(f"{address}/draft", {"opinion": words}).status_code == 200
    assert kept(world) == 2
    feng.get(address)
    assert feng.post(address, {"outcome": "agree", "opinion": "可以"}, follow=False).status_code == 302
    assert kept(world) == 0


def test_of_two_tabs_the_older_is_told_so_keeps_nothing_and_finishes_the_task_all_the_same(site: Flask, world: World) -> None:
    enrol(world, "zhao")
    address = f"/desk/tasks/{world.task(world.accepted().case_id, 'review_site').task_id}"
    zhao = sign_in(site, "zhao")
    zhao.get(address)
    older, script = zhao.page, {"Accept": "application/json", "X-Autosave": "1"}
    mark = zhao.post(f"{address}/draft", {"opinion": "通道"}, headers=script).json["mark"]  # type: ignore[index]
    assert zhao.post(f"{address}/draft", {"opinion": "通道够宽", "_based_on": mark}, headers=script).status_code == 200
    answer = zhao.post(f"{address}/draft", {"opinion": "通道太窄"}, headers=script)
    assert answer.status_code == 409 and answer.json is not None and answer.json["error"].startswith("这个任务在别处填过更新的内容")
    zhao.post(address, {"foresee": "1", "opinion": "通道太窄"})  # drawn anew it is still the older one
    assert "通道太窄" in zhao.page and 'name="_based_on" value=""' in zhao.page
    zhao.get(address)
    assert "通道够宽" in zhao.page and f'name="_based_on" value="{mark}"' not in zhao.page
    zhao.page = older
    assert zhao.post(address, {"outcome": "agree", "opinion": "通道太窄", "passage": "2.5"}).status_code == 200 and kept(world) == 0


def test_a_draft_moves_no_case(site: Flask, world: World) -> None:
    enrol(world, "qian")
    case_id = world.accepted().case_id
    before, task_id = world.case(case_id).version, world.task(case_id, "review_goods").task_id
    qian = sign_in(site, "qian")
    qian.get("/desk")
    qian.post(f"/desk/tasks/{task_id}/draft", {"opinion": "写了一半"})
    assert world.case(case_id).version == before


def test_phrases_are_ones_own_or_the_departments_and_stand_on_the_tasks_page(site: Flask, world: World) -> None:
    enrol(world, "zhao", "sun", "qian")
    task_id = world.task(world.accepted().case_id, "review_site").task_id
    zhao, sun, qian = (sign_in(site, login) for login in ("zhao", "sun", "qian"))
    for one, words, scope in ((zhao, "赵敏自己的一句", "own"), (sun, "城管部门的一句", "department")):
        one.get("/desk/phrases")
        one.post("/desk/phrases", {"kind": "opinion", "words": words, "scope": scope})
        assert one.says(words)
    zhao.get(f"/desk/tasks/{task_id}")
    own, house, shipped = (zhao.page.index(words) for words in ("赵敏自己的一句", "城管部门的一句", "材料齐全，符合法定形式。"))
    assert own < house < shipped
    qian.get("/desk/phrases")
    assert "的一句" not in qian.page
    assert qian.post("/desk/phrases", {"kind": "opinion", "words": "越权", "scope": "office"}).status_code == 403
    sun.get("/desk/phrases")
    qian.get("/desk/phrases")
    address = sun.page.split('action="/desk/phrases/')[1].split('"')[0]
    assert qian.post(f"/desk/phrases/{address}").status_code == 404
    sun.post(f"/desk/phrases/{address}")
    assert not sun.says("城管部门的一句")
