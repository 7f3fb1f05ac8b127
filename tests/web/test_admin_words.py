"""消息模板: the administrator writes his own words; a place that is not known is refused; the shipped words come back."""

from __future__ import annotations

from flask import Flask

from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.domain.word_templates import TEMPLATES
from engine.queries.words import CaseWords, WordTexts
from tests.engine.world import HERE, World
from tests.web.cast import enrol, sign_in
from web.views.admin_words import PLACES

ADMINISTRATOR = Viewer.officer("chen", "陈管", (Post(HERE, "data_bureau", "system_admin"),))  # type: ignore[arg-type]


def test_own_words_are_previewed_saved_used_and_taken_back(site: Flask, world: World) -> None:
    enrol(world, "chen", "li")
    chen = sign_in(site, "chen")
    chen.get("/admin/word-texts")
    assert chen.says("申请人：已受理")
    chen.get("/admin/word-texts/accepted")
    written = {"title": "收到了", "text": "{{ service }}已经受理，请放心。"}
    chen.post("/admin/word-texts/accepted", {**written, "act": "preview"})
    assert chen.says("股权转让一件事已经受理")
    refused = chen.post("/admin/word-texts/accepted", {**written, "text": "{{ password }}", "act": "save"})
    assert refused.status_code == 422 and chen.says("不认识“password”")
    chen.post("/admin/word-texts/accepted", {**written, "act": "save"})
    assert chen.says("已保存。")
    case_id = world.accepted().case_id
    said = {str(each.title): each.filled(each.text) for each in world.engine.ask(CaseWords(case_id=case_id), Viewer.applicant({case_id}))}
    assert said["收到了"] == "临时占道经营已经受理，请放心。"
    assert any("临时占道经营已经受理，请放心。" in text for text in world.stage.phone.last.values())
    chen.post("/admin/word-texts/accepted", {"act": "reset"})
    assert chen.says("已恢复默认文字。") and chen.says("已受理。")
    assert sign_in(site, "li").get("/admin/word-texts").status_code == 403


def test_a_short_text_for_telephones_is_counted_previewed_and_sent_in_place_of_the_long_one(site: Flask, world: World) -> None:
    enrol(world, "chen")
    chen = sign_in(site, "chen")
    chen.get("/admin/word-texts/accepted")
    assert chen.says("还没有人改过，用的是系统自带的文字。")
    written = {"title": "申请已受理", "text": "已受理。", "phone": "{{ service }}已受理，尾号{{ case_no }}。"}
    chen.post("/admin/word-texts/accepted", {**written, "phone": "长" * 61, "act": "preview"})
    assert chen.says("【示范市政务服务】" + "长" * 61) and chen.says("70 个字，按 1 条短信计费")
    chen.post("/admin/word-texts/accepted", {**written, "phone": "长" * 126, "act": "preview"})
    assert chen.says("135 个字，按 3 条短信计费"), "67 in each part of a longer one"
    assert chen.post("/admin/word-texts/accepted", {**written, "phone": "长" * 201, "act": "save"}).status_code == 422 and chen.says("最多 200 个字。")
    chen.post("/admin/word-texts/accepted", {**written, "act": "save"})
    assert chen.says("改了文字") and chen.says("{{ service }}已受理，尾号{{ case_no }}。")
    case_id = world.accepted().case_id
    told = world.engine.ask(CaseWords(case_id=case_id), Viewer.applicant({case_id}))
    assert {"申请已受理", "已受理。"} <= {str(part) for each in told for part in (each.title, each.text)}, "the page says what was shipped"
    number = world.case(case_id).case_no
    assert any(text == f"【示范市政务服务】临时占道经营已受理，尾号{number}。" for text in world.stage.phone.last.values())
    assert world.engine.ask(WordTexts(), ADMINISTRATOR) == {"accepted": {"phone": written["phone"]}}, "the shipped words are not kept as his own"
    chen.post("/admin/word-texts/accepted", {"act": "reset"})
    assert chen.says("恢复了默认文字") and world.engine.ask(WordTexts(), ADMINISTRATOR) == {}
    chen.get("/admin/word-texts/letter")
    assert chen.says("这条消息不发短信")
    assert chen.post("/admin/word-texts/letter", {"title": "新的文书", "text": "有一份。", "phone": "有一份", "act": "save"}).status_code == 422


def test_each_place_of_each_template_has_a_name_and_an_example() -> None:
    assert {place for template in TEMPLATES.values() for place in template.allowed} - PLACES.keys() == set()
