"""The workbench as one likes it."""

from __future__ import annotations

import csv
import io
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


def test_a_list_of_ones_own_is_taken_away_as_it_stands_masked_in_the_readers_words_and_it_is_logged(site: Flask, world: World) -> None:
    enrol(world, "qian", "shen", "zhou")
    case_no = world.case(world.accepted().case_id).case_no
    qian = sign_in(site, "qian")
    listed = {"folder": "department", "service": "street-stall", "format": "csv"}
    qian.get("/desk?folder=department&service=street-stall")
    (head, row) = csv.reader(io.StringIO(qian.post("/desk/lists/file", listed).get_data().decode("utf-8-sig")))
    assert head == ["时限", "还剩", "办件编号", "事项", "关于", "申请人", "面积", "环节", "状态", "经办", "提交时间"]
    assert row[:2] == ["2026年3月3日 17:30", "正常 1 个工作日"] and row[2:] == [
        case_no, "临时占道经营", "老王早点", "王*", "6", "经营范围审查", "已受理", "市场监督管理局", "2026年3月2日 09:00",
    ]  # fmt: skip
    qian.get("/desk?folder=department&lang=en")
    english = qian.post("/desk/lists/file", listed).get_data().decode("utf-8-sig")
    assert english.startswith("Time limit,Left,Case number,Item,About,Applicant") and "Accepted" in english
    assert qian.post("/desk/lists/file", {**listed, "format": "xlsx"}).get_data()[:2] == b"PK"
    assert qian.post("/desk/lists/file", {**listed, "format": "exe"}).status_code == 422
    stranger = sign_in(site, "zhou")
    stranger.get("/desk?folder=department")
    assert case_no not in stranger.post("/desk/lists/file", {**listed, "folder": "all"}).get_data(as_text=True)
    log = sign_in(site, "shen")
    log.get("/admin/access-log")
    assert log.says("下载列表“部门待办”（1 行，csv）") and log.says("钱江")
