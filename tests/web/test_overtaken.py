"""One form in two places: whoever saves second sees what was saved meanwhile beside what he typed, and decides. Without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engine.content.forms import parse_form
from engine.domain import exact_json
from engine.domain.viewer import Viewer
from engine.queries.draft import Draft
from tests.engine.world import WINDOW, World
from tests.web.applicant import ANSWERS, Applicant, paper
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor
from tests.web.test_applicant_way import ask_supplement
from tests.web.test_desk_intake import begun, handed_in
from web.forms_page.overtaken import differing

SCRIPT = {"Accept": "application/json", "X-Autosave": "1"}


@pytest.fixture
def applicant(visitor: Visitor, world: World) -> Applicant:
    return Applicant(visitor, world).begin().fill()


def stands(world: World, case_id: str, viewer: Viewer | None = None) -> Any:
    return world.engine.ask(Draft(case_id=case_id), viewer or Viewer.applicant({case_id})).answers


def in_two_tabs(applicant: Applicant, **elsewhere: str) -> None:
    """The page of the second tab is before the applicant; in the first these were saved a minute later."""
    applicant.visitor.get(applicant.at("form"))
    second = applicant.visitor.page
    applicant.world.clock.set(applicant.world.clock.now() + timedelta(minutes=1))
    applicant.visitor.post(applicant.at("form"), {**ANSWERS, **elsewhere, "act": "save"})
    applicant.visitor.page = second


def test_the_second_of_two_tabs_is_refused_and_shows_both_what_was_typed_and_what_is_saved(applicant: Applicant, world: World) -> None:
    in_two_tabs(applicant, area="9", mobile="")
    answer = applicant.visitor.post(applicant.at("form"), {**ANSWERS, "stall": "老王面馆", "act": "next"})
    assert answer.status_code == 409
    assert applicant.visitor.says("这份表 3月2日 09:01 在别处保存过，这里填的还没有保存")
    for words in ("摊位名称：已保存的是“老王早点”。", "面积（平方米）：已保存的是“9”。", "手机号：已保存的内容里没有填。"):
        assert applicant.visitor.says(words), words
    assert 'value="老王面馆"' in applicant.visitor.page and 'value="6"' in applicant.visitor.page
    assert 'href="#f-stall"' in applicant.visitor.page and not applicant.visitor.says("姓名：")
    assert stands(world, applicant.case_id)["area"] == 9


def test_pressed_again_from_there_it_writes_over_what_was_saved(applicant: Applicant, world: World) -> None:
    in_two_tabs(applicant, area="9")
    typed = {**ANSWERS, "stall": "老王面馆", "act": "next"}
    assert applicant.visitor.post(applicant.at("form"), typed).status_code == 409
    assert applicant.visitor.post(applicant.at("form"), typed).request.path == applicant.at("materials")
    assert (stands(world, applicant.case_id)["area"], stands(world, applicant.case_id)["stall"]) == (6, "老王面馆")


def test_what_is_saved_is_one_link_away_and_goes_on_from_there(applicant: Applicant, world: World) -> None:
    in_two_tabs(applicant, area="9")
    applicant.visitor.post(applicant.at("form"), {**ANSWERS, "act": "save"})
    assert f'<a href="{applicant.at("form")}">打开已保存的内容</a>' in applicant.visitor.page
    applicant.visitor.get(applicant.at("form"))
    assert 'value="9"' in applicant.visitor.page and not applicant.visitor.says("在别处保存过")
    applicant.visitor.post(applicant.at("form"), {**ANSWERS, "area": "8", "act": "save"})
    assert stands(world, applicant.case_id)["area"] == 8


def test_a_form_that_would_write_over_somebody_does_so_when_it_is_pressed_and_never_by_itself(applicant: Applicant) -> None:
    in_two_tabs(applicant, area="9")
    assert 'data-module="autosave"' in applicant.visitor.page
    applicant.visitor.post(applicant.at("form"), {**ANSWERS, "act": "save"})
    assert 'data-module="autosave"' not in applicant.visitor.page


def test_the_same_form_pressed_twice_is_no_matter_of_two_tabs(applicant: Applicant) -> None:
    applicant.visitor.get(applicant.at("form"))
    page, typed = applicant.visitor.page, {**ANSWERS, "area": "9", "act": "next"}
    for _ in range(2):
        applicant.visitor.page = page
        assert applicant.visitor.post(applicant.at("form"), typed).request.path == applicant.at("materials")


def test_a_form_with_mistakes_is_kept_and_goes_on_from_what_was_kept(applicant: Applicant, world: World) -> None:
    applicant.visitor.get(applicant.at("form"))
    for area in ("600", "700"):
        assert applicant.visitor.post(applicant.at("form"), {**ANSWERS, "area": area, "act": "next"}).status_code == 422
    assert stands(world, applicant.case_id)["area"] == 700


def test_a_page_of_before_forms_told_what_they_were_drawn_from_is_taken(applicant: Applicant, world: World) -> None:
    in_two_tabs(applicant, area="9")
    applicant.visitor.page = applicant.visitor.page.replace('name="_based_on"', 'name="other"')
    applicant.visitor.post(applicant.at("form"), {**ANSWERS, "area": "8", "act": "save"})
    assert stands(world, applicant.case_id)["area"] == 8


def test_autosave_of_an_older_page_is_told_so_in_a_sentence_and_keeps_nothing(applicant: Applicant, world: World) -> None:
    in_two_tabs(applicant, area="9")
    answer = applicant.visitor.post(applicant.at("form"), {**ANSWERS}, headers=SCRIPT)
    assert answer.status_code == 409 and answer.json is not None and answer.json["error"].startswith("这份表在别处保存过更新的内容")
    assert stands(world, applicant.case_id)["area"] == 9


def test_a_script_goes_on_from_the_mark_its_last_save_gave(applicant: Applicant, world: World) -> None:
    applicant.visitor.get(applicant.at("form"))
    mark = re.search(r'name="_based_on" value="([0-9a-f]{16})"', applicant.visitor.page)[1]  # type: ignore[index]
    for area in ("7", "8", "9"):
        said = applicant.visitor.post(applicant.at("form"), {**ANSWERS, "area": area, "_based_on": mark}, headers=SCRIPT).json
        assert said is not None and said["mark"] != mark
        mark = said["mark"]
    assert stands(world, applicant.case_id)["area"] == 9


def test_the_counters_button_beside_a_form_does_not_save_over_newer_answers_either(site: Flask, world: World) -> None:
    enrol(world, "li")
    earlier = handed_in(site, world)
    window = sign_in(site, "li")
    at = begun(window)
    typed = {"stall": "老王早点二店", "identity": ANSWERS["identity"], "area": "4"}
    window.post(f"{at}/form", {**typed, "act": "save"})
    page = window.page
    window.post(f"{at}/form", {**typed, "area": "9", "act": "save"})
    window.page = page
    answer = window.post(f"{at}/contact", {**typed, "area": "5", "from_case": earlier.case_id})
    assert answer.status_code == 409 and window.says("面积（平方米）：已保存的是“9”。") and 'value="5"' in window.page
    kept = stands(world, at.rpartition("/")[2], WINDOW)
    assert kept["area"] == 9 and "mobile" not in kept


def test_of_two_tabs_of_a_supplement_the_second_is_refused_with_what_was_typed_and_its_files_are_kept(visitor: Visitor, world: World) -> None:
    own = Applicant(visitor, world).submitted()
    world.clock.set(world.clock.now() + timedelta(microseconds=120_340))  # an instant as real clocks have them
    ask_supplement(world, own.case_id)
    address = f"/track/{own.case_id}/tasks/{world.task(own.case_id, 'supplement').task_id}"
    visitor.get(address)
    second = visitor.page
    visitor.post(address, {"form": "yes", "area": "8", "act": "save"})
    visitor.page = second
    answer = visitor.post(address, {"form": "yes", "area": "7", "act": "submit", "file:site_plan": paper("新图.pdf")})
    assert answer.status_code == 409 and visitor.says("在别处保存过，这里填的还没有保存") and visitor.says("面积（平方米）：已保存的是“8”。")
    assert 'value="7"' in visitor.page and visitor.says("新图.pdf") and f'<a href="{address}">打开已保存的内容</a>' in visitor.page
    assert stands(world, own.case_id)["area"] == 8 and world.open_steps(own.case_id) == ["supplement"]
    visitor.post(address, {"form": "yes", "area": "7", "act": "save"})
    assert stands(world, own.case_id)["area"] == 7


COMPONENTS = [
    {"type": "radio", "id": "a", "key": "kind", "label": "种类", "values": [{"label": "甲类", "value": "a"}, {"label": "乙类", "value": "b"}]},
    {"type": "checklist", "id": "b", "key": "days", "label": "哪几天", "values": [{"label": "周六", "value": "sat"}, {"label": "周日", "value": "sun"}]},
    {"type": "checkbox", "id": "c", "key": "food", "label": "经营食品"},
    {"type": "datetime", "id": "d", "key": "from", "label": "从", "subtype": "date", "dateLabel": "从"},
    {"type": "number", "id": "e", "key": "rent", "label": "租金", "properties": {"unit": "元"}},
    {"type": "textarea", "id": "f", "key": "why", "label": "理由"},
    {"type": "dynamiclist", "id": "g", "path": "people", "label": "人员", "components": [{"type": "textfield", "id": "h", "key": "name", "label": "姓名"}]},
    {"type": "textfield", "id": "i", "key": "licence", "label": "证号", "conditional": {"hide": "=food != true"}},
]  # fmt: skip


def test_what_is_saved_elsewhere_is_said_as_people_say_it_and_only_where_it_differs(site: Flask) -> None:
    form = parse_form("apply", exact_json.dumps({"type": "default", "id": "apply", "schemaVersion": 18, "components": COMPONENTS}))
    typed = {"kind": "a", "days": [], "food": True, "from": "2026-03-01", "rent": 1, "why": "", "people": [{"name": "王"}], "licence": "12"}
    saved = {"kind": "b", "days": ["sat", "sun"], "from": "2026-04-02", "rent": 20000, "why": "长" * 100, "people": [{"name": "李"}, {"name": "赵"}]}
    with site.test_request_context():
        assert differing(form, typed, saved, {}) == {
            "kind": "已保存的是“乙类”。",
            "days": "已保存的是“周六、周日”。",
            "food": "已保存的是“否”。",
            "from": "已保存的是“2026年4月2日”。",
            "rent": "已保存的是“20,000元”。",
            "why": f"已保存的是“{'长' * 60}…”。",
            "people": "已保存的有 2 行，与这里不同。",
            "licence": "已保存的内容里没有填。",
        }
        assert differing(form, {**saved, "food": False, "why": saved["why"]}, {**saved, "licence": ""}, {}) == {}
