"""消息模板: the administrator writes his own words; a place that is not known is refused; the shipped words come back."""

from __future__ import annotations

from flask import Flask

from engine.domain.viewer import Viewer
from engine.queries.words import CaseWords
from tests.engine.world import World
from tests.web.cast import enrol, sign_in


def test_own_words_are_previewed_saved_used_and_taken_back(site: Flask, world: World) -> None:
    enrol(world, "chen", "li")
    chen = sign_in(site, "chen")
    chen.get("/admin/word-texts")
    assert chen.says("申请人：已受理")
    chen.get("/admin/word-texts/accepted")
    written = {"title": "收到了", "text": "{{ service }}已经受理，请放心。"}
    chen.post("/admin/word-texts/accepted", {**written, "act": "preview"})
    assert chen.says("〔事项名称〕已经受理")
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
