"""The workbench as one likes it."""

from __future__ import annotations

import re

from flask import Flask

from tests.engine.world import World
from tests.web.cast import enrol, sign_in


def test_a_saved_list_is_ones_own_and_a_shared_one_the_departments(site: Flask, world: World) -> None:
    enrol(world, "qian", "feng", "zhao", "zhou")
    world.accepted()
    qian, feng, zhao, zhou = (sign_in(site, login) for login in ("qian", "feng", "zhao", "zhou"))
    for name, shared in (("我的早点摊", ""), ("全部门的早点摊", "1")):
        qian.get("/desk?folder=department&q=早点")
        qian.post("/desk/lists", {"name": name, "folder": "department", "q": "早点", "sort": "submitted", "shared": shared})
        assert qian.says(name)
    address = re.search(r'href="(/desk[^"]*)">我的早点摊', qian.page)[1].replace("&amp;", "&")  # type: ignore[index]
    qian.get(address)
    assert qian.says("老王早点") and "sort=submitted" in address
    feng.get("/desk")
    assert feng.says("全部门的早点摊") and feng.says("钱江") and not feng.says("我的早点摊")
    for stranger in (zhao, zhou):
        stranger.get("/desk")
        assert not stranger.says("早点摊")
    drop = re.search(r'action="(/desk/lists/[^"]+/drop)"(?:(?!action=).)*删除“我的早点摊”', qian.page, re.DOTALL)[1]  # type: ignore[index]
    assert feng.post(drop).status_code == 404
    qian.post(drop)
    assert not qian.says("我的早点摊")


def test_columns_come_from_the_answers_and_keep_their_masks(site: Flask, world: World) -> None:
    enrol(world, "qian", "feng")
    world.accepted()
    qian, feng = sign_in(site, "qian"), sign_in(site, "feng")
    qian.get("/desk/lists/columns/street-stall")
    qian.post("/desk/lists/columns/street-stall", {"path": ["area", "identity", "no_such_field"]})
    qian.get("/desk?folder=department&service=street-stall")
    assert qian.says("面积") and '<td class="clip">6</td>' in qian.page
    assert "居民身份证号" in qian.page and "33019919650512609X" not in qian.page
    feng.get("/desk?folder=department&service=street-stall")
    assert not feng.says("居民身份证号"), "what one picks is one's own"
    qian.get("/desk?folder=department")
    assert not qian.says("面积")
    assert qian.get("/desk/lists/columns/nothing").status_code == 404


def test_a_list_begins_with_the_columns_the_service_names_until_one_picks_others_or_none(site: Flask, world: World) -> None:
    enrol(world, "qian")
    world.accepted()
    qian = sign_in(site, "qian")
    listed, columns = "/desk?folder=department&service=street-stall", "/desk/lists/columns/street-stall"
    qian.get(listed)
    assert qian.says("面积") and '<td class="clip">6</td>' in qian.page
    qian.get(columns)
    assert qian.says("现在是事项自带的列。")
    qian.post(columns, {})
    qian.get(listed)
    assert not qian.says("面积")
    qian.get(columns)
    qian.post(columns, {"reset": "1"})
    qian.get(listed)
    assert qian.says("面积")
