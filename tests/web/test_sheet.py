"""A form as a page shows it: rows without a script, sections, what is hidden, what may be written in a supplement."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from engine import content
from engine.commands.design import PublishBundle
from engine.domain.viewer import Viewer
from tests.engine.world import HERE, World, fresh
from tests.project.source_tree import ROOT
from tests.web.conftest import Visitor
from web.forms_page.prefill import prefilled, sources
from web.forms_page.sheet import hidden, sheet, with_blank_row, with_empty_rows, without_row

CLOSING = "company-deregistration"
PROCESS = content.load(content.read_folder(ROOT, CLOSING))
FORM = PROCESS.forms[PROCESS.start_form]
CONTEXT = {"situation": {"staff": "no", "fund": "no", "customs": "no", "licences": "no", "branches": "no", "kind": "limited"}}
TWO = {"investors": [{"kind": "person", "name": "王"}, {"kind": "organization", "name": "木韵公司"}]}


def test_fields_are_hidden_row_by_row() -> None:
    names = hidden(FORM, TWO, CONTEXT)
    assert "investors.1.identity_no" in names and "investors.0.credit_code" in names
    assert "investors.0.identity_no" not in names


def test_sections_that_do_not_concern_the_applicant_are_left_out() -> None:
    shown = sheet(PROCESS, PROCESS.start_form, TWO, CONTEXT)
    gone = {section["label"] for section in shown.sections if section.get("id") in shown.hidden}
    assert any("海关" in label for label in gone) and not any("投资人" in label and "承诺" not in label for label in gone)


def test_a_section_is_marked_wrong_only_after_the_applicant_pressed_on() -> None:
    quiet = sheet(PROCESS, PROCESS.start_form, {}, CONTEXT)
    assert set(quiet.marks.values()) <= {"", "done"}
    problems = FORM.validate({}, CONTEXT)
    loud = sheet(PROCESS, PROCESS.start_form, {}, CONTEXT, problems)
    assert "problem" in loud.marks.values()
    assert loud.summary["company.name"].startswith("名称：")


def test_the_summary_names_the_row_of_a_wrong_field() -> None:
    errors = {"investors.1.name": "请填写此项"}
    assert re.fullmatch(r".+（2）：请填写此项", sheet(PROCESS, PROCESS.start_form, TWO, CONTEXT, errors).summary["investors.1.name"])


def test_only_what_is_asked_may_be_written_and_other_sections_are_left_out() -> None:
    locked = sheet(PROCESS, PROCESS.start_form, {**TWO, "company": {"name": "木韵"}}, CONTEXT).locked_but(["company.address"])
    assert isinstance(locked.readonly, frozenset)
    assert "company.name" in locked.readonly and "company.address" not in locked.readonly
    assert len(locked.components) == 1


def test_a_list_that_is_asked_for_is_open_in_all_its_rows() -> None:
    locked = sheet(PROCESS, PROCESS.start_form, TWO, CONTEXT).locked_but(["investors"])
    assert isinstance(locked.readonly, frozenset) and not any(name.startswith("investors") for name in locked.readonly)


def test_rows_come_and_go_without_touching_the_others() -> None:
    assert with_blank_row(TWO, "investors")["investors"] == [*TWO["investors"], {}]
    assert with_blank_row({}, "investors") == {"investors": [{}]}
    pairs = {"investors.0.name": ["王"], "investors.1.name": ["陈"], "investors.10.name": ["李"], "cause": ["x"]}
    assert without_row(pairs, "investors", 1) == {"investors.0.name": ["王"], "investors.10.name": ["李"], "cause": ["x"]}


def test_an_empty_row_stays_in_its_place_when_the_form_is_drawn_anew() -> None:
    pairs = {"investors.0.name": ["王"], "investors.1.name": [""], "investors.2.name": ["陈"]}
    read = {"investors": [{"name": "王"}, {"name": "陈"}]}
    assert with_empty_rows(read, pairs) == {"investors": [{"name": "王"}, {}, {"name": "陈"}]}


def test_a_row_of_a_list_that_is_not_there_adds_nothing() -> None:
    assert with_blank_row({"a": "text"}, "a.b.c") == {"a": "text"}
    assert with_empty_rows({"a": "text"}, {"a.0.b": [""]}) == {"a": "text"}


def test_an_untouched_form_begins_with_the_situation_and_says_so() -> None:
    answers = prefilled(FORM, {"kind": "limited", "cause": "not offered"})
    assert answers["company"]["kind"] == "limited" and "cause" not in answers
    assert set(sources(FORM, answers, {"kind": "limited"})) == {"company.kind"}
    assert sources(FORM, {"company": {"kind": "individual"}}, {"kind": "limited"}) == {}


@pytest.fixture
def filling(site: Flask, world: World) -> tuple[Visitor, str]:
    """A visitor on the form of a fresh draft."""
    world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(content.read_folder(ROOT, CLOSING))), Viewer.system())
    visitor = Visitor(site)
    visitor.get(f"/apply/{CLOSING}", follow_redirects=True)
    for _question in range(30):
        found = re.search(r'name="([a-z_]+)" value="([a-z]+)"', visitor.page.split("choices-big")[-1])
        if "choices-big" not in visitor.page or found is None:
            break
        number = re.search(r'action="(/apply/[^"]+/\d+)"', visitor.page)
        assert number is not None
        visitor.post(number[1], {found[1]: found[2]})
    response = visitor.post(f"/apply/{CLOSING}/start", {"division": HERE})
    return visitor, response.request.path


def test_a_row_is_added_and_removed_without_a_script(filling: tuple[Visitor, str]) -> None:
    visitor, address = filling
    first = {"investors.0.name": "王小勇", "investors.0.share": "60"}
    visitor.post(address, {**first, "_add:investors": "1"})
    assert 'name="investors.1.name"' in visitor.page and 'value="王小勇"' in visitor.page
    visitor.post(address, {**first, "investors.1.name": "陈阿琴", "_remove:investors:0": "1"})
    assert 'value="陈阿琴"' in visitor.page and 'value="王小勇"' not in visitor.page
    assert 'name="investors.1.name"' not in visitor.page


def test_a_question_is_answered_back_and_forth_and_an_open_one_is_not_skipped(site: Flask, world: World) -> None:
    world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(content.read_folder(ROOT, CLOSING))), Viewer.system())
    visitor = Visitor(site)
    visitor.get(f"/apply/{CLOSING}", follow_redirects=True)
    assert visitor.post(f"/apply/{CLOSING}/1").status_code == 422 and visitor.says("请选择一项")
    visitor.post(f"/apply/{CLOSING}/1", {"kind": "limited"})
    visitor.get(f"/apply/{CLOSING}/1")
    assert re.search(r'value="limited" checked', visitor.page)
    response = visitor.get(f"/apply/{CLOSING}/list", follow_redirects=True)
    assert response.request.path == f"/apply/{CLOSING}/2"
    assert visitor.post(f"/apply/{CLOSING}/99", {"kind": "limited"}).request.path == f"/apply/{CLOSING}/1"
