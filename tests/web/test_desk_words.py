"""消息: who is told by what happens, that nobody else reads it, and that it is told once."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from engine.commands.inform import AskColleague
from engine.commands.word import ReadEveryWord, ReadWord
from engine.domain.errors import Missing
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.domain.word import fill, places_in
from engine.domain.word_templates import TEMPLATES
from engine.queries.desk import DeskRail
from engine.queries.words import CaseWords, MyWords
from tests.engine.world import APPROVER, GOODS, HERE, NEXT_TOWN, SITE, WINDOW, World, fresh
from tests.web.cast import enrol, sign_in


def someone(officer_id: str, group: str = "city_appearance:reviewer", division: str = HERE) -> Viewer:
    department, _, role = group.partition(":")
    return Viewer.officer(officer_id, "某人", (Post(division, department, role),))  # type: ignore[arg-type]


def told(world: World, viewer: Viewer) -> list[str]:
    """Texts as they stand on his page, the newest first."""
    return [row.filled(row.text) for row in world.engine.ask(MyWords(), viewer).rows]


def test_one_who_is_asked_reads_it_on_his_page_and_nobody_else_does(site: Flask, world: World) -> None:
    ids = enrol(world, "qian", "zhao", "feng", "zhou")
    case_id = world.accepted().case_id
    ask = AskColleague(command_id=fresh(), task_id=world.task(case_id, "review_goods").task_id, to=ids["zhao"], question="门头看得清吗？")
    for _ in range(2):  # pressed twice
        world.do(ask, someone(ids["qian"], "market_regulation:reviewer"))
    zhao, feng = sign_in(site, "zhao"), sign_in(site, "feng")
    zhao.get("/desk/words")
    assert zhao.page.count("门头看得清吗？") == 1 and "1 条未读" in zhao.page and zhao.says(world.case(case_id).case_no)
    address = re.search(r"/desk/words/(\w+)/open", zhao.page)[1]  # type: ignore[index]
    feng.get("/desk/words")
    assert not feng.says("门头看得清吗？") and feng.says("还没有消息")
    assert feng.post(f"/desk/words/{address}/open", {"command_id": fresh()}).status_code == 404
    zhao.post(f"/desk/words/{address}/open", {"next": "/desk/words"})
    zhao.get("/desk/words")
    assert "条未读" not in zhao.page
    zhao.get("/desk/words?unread=1")
    assert zhao.says("没有未读消息")


def test_a_stranger_neither_reads_nor_marks_what_others_are_told(world: World) -> None:
    ids = enrol(world, "zhao", "zhou")
    case_id = world.accepted().case_id
    world.do(AskColleague(command_id=fresh(), task_id=world.task(case_id, "review_goods").task_id, to=ids["zhao"], question="问"), GOODS)
    zhao, zhou = someone(ids["zhao"]), someone(ids["zhou"], "market_regulation:reviewer", NEXT_TOWN)
    (word,) = world.engine.ask(MyWords(), zhao).rows
    for stranger in (zhou, Viewer.public(), Viewer.applicant({case_id})):
        assert world.engine.ask(MyWords(), stranger).rows == () and world.engine.ask(DeskRail(), stranger).unread == 0
        with pytest.raises(Missing):
            world.do(ReadWord(command_id=fresh(), word_id=word.word_id), stranger)
        world.do(ReadEveryWord(command_id=fresh(), until=world.clock.now()), stranger)
    with pytest.raises(Missing):
        world.engine.ask(CaseWords(case_id=case_id), zhou)
    assert world.engine.ask(DeskRail(), zhao).unread == 1
    moved = someone(ids["zhao"], division=NEXT_TOWN)
    assert world.engine.ask(MyWords(), moved).rows == (), "who has left a division reads nothing of it any more"
    assert world.do(ReadEveryWord(command_id=fresh(), until=world.clock.now()), zhao) == 1
    assert world.engine.ask(DeskRail(), zhao).unread == 0


def test_an_applicant_reads_on_his_page_each_thing_that_happened_once(world: World) -> None:
    player = world.accepted()
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "approve", APPROVER, "grant")
    world.finish(player, "hand_out", WINDOW)
    words = world.engine.ask(CaseWords(case_id=player.case_id), Viewer.applicant({player.case_id}))
    titles = sorted(str(each.title) for each in words)  # the clock of the tests stands still
    assert [each for each in titles if each != "有一份新的文书"] == sorted(["申请已提交", "申请已受理", "已经准予", "结果已送达", "已办结"])
    letters = [each.filled(each.text) for each in words if str(each.title) == "有一份新的文书"]
    assert letters and len(set(letters)) == len(letters)


def test_places_are_filled_and_never_read_again() -> None:
    assert places_in("{{ who }}问{{step}}，{{ who }}") == ("who", "step")
    assert (
        fill("{{ who }}问：{{ question }}{{ nothing }}", {"who": "{{ question }}", "question": "为什么？"}) == "{{ question }}问：为什么？"
    )


def test_every_shipped_text_uses_only_its_own_places() -> None:
    wrong = {
        name: extra for name, each in TEMPLATES.items() if (extra := set(places_in(each.title) + places_in(each.text)) - set(each.allowed))
    }
    assert wrong == {}
