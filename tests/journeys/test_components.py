"""The small modules in a real browser: each test does what a person would do on a page that holds just that component."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.specimen import WEB, serving
from tests.journeys.waiting import all_words_of, fits_the_screen, key, press

AXE = WEB / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def posted() -> list[dict[str, Any]]:
    return []


@pytest.fixture(scope="module")
def city(posted: list[dict[str, Any]]):
    """In place of the demo city: a bare application with the components."""
    with serving(posted) as address:
        yield address


@pytest.fixture(autouse=True)
def nothing_posted(posted: list[dict[str, Any]]) -> None:
    posted.clear()


both_widths = pytest.mark.parametrize("width", [375, 1280], indirect=True)


@both_widths
@pytest.mark.parametrize("name", ["form", "list", "progress"])
def test_no_page_scrolls_sideways(page, name: str) -> None:
    page.goto(f"/{name}")
    fits_the_screen(page)


@both_widths
@pytest.mark.parametrize("name", ["form", "list", "progress", "modeler"])
def test_everybody_can_use_a_component(page, name: str) -> None:
    """WCAG 2.1 AA as far as a program can see."""
    page.goto(f"/{name}")
    if name in ("progress", "modeler"):
        expect(page.locator(".djs-element").first).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []


def test_a_row_is_added_and_removed_and_the_names_count_on(page, posted) -> None:
    page.goto("/form")
    page.click("text=＋ 增加一行")
    page.fill('[name="shareholders.2.name"]', "丙")
    page.click('[name="_remove:shareholders:0"]')
    fields = page.locator('[name^="shareholders."]')
    expect(fields).to_have_count(4)
    for field, name in zip(fields.all(), ("0.name", "0.share", "1.name", "1.share"), strict=True):
        expect(field).to_have_attribute("name", f"shareholders.{name}")
    press(page.get_by_text("提交"))
    sent = next(post["form"] for post in posted if post["to"] == "form")
    assert (sent["shareholders.0.name"], sent["shareholders.1.name"]) == ("乙", "丙")
    assert sent["transferor.name"] == "<王>"


def test_a_row_added_while_the_form_is_drawn_anew_stays_with_what_was_typed_in_it(page) -> None:
    held: list[Any] = []
    page.goto("/drawing")
    page.route("**/drawing", lambda route: held.append(route), times=1)
    with page.expect_request("**/drawing"):
        page.check('[name="kin"][value="spouse"]')
    page.click("text=＋ 增加一行")
    page.fill('[name="shareholders.1.name"]', "乙")
    held.pop().continue_()
    expect(page.locator('[name="certificate"]')).to_be_visible()
    expect(page.locator("form[data-drawing]")).to_have_count(0)
    fields = page.locator('[name^="shareholders."]')
    expect(fields).to_have_count(2)
    expect(fields.first).to_have_value("甲")
    expect(fields.last).to_have_value("乙")


def test_the_summary_takes_one_to_the_field_that_is_wrong(page) -> None:
    page.goto("/form")
    expect(page.locator("#error-summary")).to_be_focused()
    page.click(".error-summary a")
    name = page.locator('[name="transferor.name"]')
    expect(name).to_be_focused()
    described = name.get_attribute("aria-describedby").split()
    for place, words in zip(described, ("与证件一致", "请填写姓名"), strict=True):
        expect(page.locator(f"#{place}")).to_have_text(words)


def test_a_double_press_is_sent_once(page, posted) -> None:
    page.goto("/form")
    with page.expect_navigation():
        page.evaluate("() => { const button = document.querySelector('.act-bar .btn-primary'); button.click(); button.click(); }")
    assert [post["to"] for post in posted] == ["form"]


def test_what_cannot_be_undone_is_asked_once_more(page, posted) -> None:
    page.goto("/form")
    page.click(".act-bar >> text=撤回")
    page.click("dialog >> text=返回")
    expect(page.locator("dialog.confirm")).to_have_count(0)
    assert posted == []
    press(page.locator(".act-bar button", has_text="撤回"))
    assert posted[0]["form"]["act"] == "withdraw"


def test_a_form_is_kept_as_it_is_filled_without_the_command_id(page, posted) -> None:
    page.goto("/form")
    with page.expect_response("**/autosave"):
        page.fill('[name="transferor.name"]', "王小明")
    assert posted[0]["form"]["transferor.name"] == "王小明"
    assert "command_id" not in posted[0]["form"]
    expect(page.get_by_text("已自动保存")).to_be_visible()


def test_a_file_of_the_wrong_kind_is_told_at_once(page) -> None:
    page.goto("/form")
    page.set_input_files('input[type="file"]', {"name": "照片.gif", "mimeType": "image/gif", "buffer": b"GIF89a"})
    expect(page.locator(".material .field-error")).to_contain_text("类型不对")
    page.set_input_files('input[type="file"]', {"name": "协议.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" + b" " * 1024 * 1024})
    expect(page.locator(".material .field-error")).to_contain_text("超过了 1 MB")


def test_the_keyboard_walks_through_a_list_and_opens_a_row(page) -> None:
    page.goto("/list")
    for each in ("j", "j", "k", "j"):
        page.keyboard.press(each)
    key(page, "Enter")
    expect(page).to_have_url(re.compile(r"/form\?row=2$"))


def test_the_question_mark_lists_the_keys(page) -> None:
    page.goto("/list")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()


@both_widths
def test_the_diagram_marks_where_the_case_stands_and_keeps_its_watermark(page) -> None:
    page.goto("/progress")
    for kind, elements in (("done", ["start", "check_identity"]), ("current", ["review_tax"]), ("problem", ["fork"])):
        marked = page.locator(f".diagram.is-live .mark-{kind}[data-element-id]")
        expect(marked).to_have_count(len(elements))
        for place, element in zip(marked.all(), elements, strict=True):
            expect(place).to_have_attribute("data-element-id", element)
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    expect(page.locator(".diagram-canvas")).to_have_attribute("aria-label", "办理流程图：税务局正在审查。")


def open_modeler(page, element: str) -> None:
    page.goto("/modeler")
    page.click(f'[data-element-id="{element}"]')
    expect(page.locator("#bio-properties-panel-onestop-limit")).to_be_visible()


def test_the_panel_writes_what_a_step_needs(page, posted) -> None:
    open_modeler(page, "review_tax")
    expect(page.locator("#bio-properties-panel-onestop-limit")).to_have_value("P1D")
    page.select_option("#bio-properties-panel-onestop-candidateGroups", "window:window")
    page.select_option("#bio-properties-panel-onestop-act", "decide")
    page.fill("#bio-properties-panel-onestop-outcomes", "agree 同意, disagree 不同意")
    with page.expect_response("**/save"):
        page.click("text=保存")
    xml = posted[0]["json"]["xml"]
    assert 'camunda:candidateGroups="window:window"' in xml
    assert '<camunda:property name="act" value="decide" />' in xml
    assert '<camunda:property name="outcomes" value="agree 同意, disagree 不同意" />' in xml
    expect(page.get_by_text("已保存")).to_be_visible()


def test_the_panel_asks_what_a_decision_is_and_why_it_denies(page, posted) -> None:
    open_modeler(page, "review_tax")
    panel = "#bio-properties-panel-onestop-"
    page.select_option(f"{panel}act", "accept")
    expect(page.locator(f"{panel}ordinary")).to_be_visible()
    page.select_option(f"{panel}act", "decide")
    expect(page.locator(f"{panel}ordinary")).to_have_count(0)
    page.select_option(f"{panel}decision", "grant")
    expect(page.locator(f"{panel}denial")).to_have_count(0)
    page.select_option(f"{panel}decision", "deny")
    page.select_option(f"{panel}denial", "false_papers")
    page.fill(f"{panel}reason", "= approve.opinion")
    with page.expect_response("**/save"):
        page.click("text=保存")
    for name, value in (("decision", "deny"), ("denial", "false_papers"), ("reason", "= approve.opinion")):
        assert f'<camunda:property name="{name}" value="{value}" />' in posted[0]["json"]["xml"]


def test_a_message_event_says_whom_the_message_comes_from_and_when_its_wait_is_long(page, posted) -> None:
    page.goto("/modeler")
    page.click('[data-element-id="fee_paid"]')
    panel = "#bio-properties-panel-onestop-"
    page.fill(f"{panel}from", "银行代收系统")
    page.fill(f"{panel}long_after", "三天")
    expect(page.get_by_text("请写成 P3D、PT4H 这样")).to_be_visible()
    page.fill(f"{panel}long_after", "P3D")
    with page.expect_response("**/save"):
        page.click("text=保存")
    xml = posted[0]["json"]["xml"]
    assert '<camunda:property name="from" value="银行代收系统" />' in xml and '<camunda:property name="long_after" value="P3D" />' in xml
    page.click('[data-element-id="review_tax"]')
    expect(page.locator(f"{panel}limit")).to_be_visible()
    expect(page.locator(f"{panel}from")).to_have_count(0)


def test_emptying_the_last_property_takes_the_extension_away(page, posted) -> None:
    open_modeler(page, "review_tax")
    for name in ("limit", "stage"):
        page.fill(f"#bio-properties-panel-onestop-{name}", "")
        page.press(f"#bio-properties-panel-onestop-{name}", "Tab")
    with page.expect_response("**/save"):
        page.click("text=保存")
    assert "extensionElements" not in posted[0]["json"]["xml"]


def test_a_problem_leads_to_its_element(page) -> None:
    page.goto("/modeler")
    expect(page.locator('.djs-element[data-element-id="review_tax"]')).to_be_visible()
    with page.expect_response("**/check"):
        page.click("text=检查")
    expect(page.locator(".workshop-problems h2")).to_contain_text("1 个错误，1 个提醒")
    page.click(".workshop-problems .problem-error")
    expect(page.locator('[data-element-id="review_tax"].selected')).to_have_count(1)
    expect(page.locator('[data-element-id="review_tax"].has-error')).to_have_count(1)


def test_the_panel_speaks_chinese(page) -> None:
    open_modeler(page, "review_tax")
    titles = page.locator(".bio-properties-panel-group-header-title")
    expect(titles.nth(0)).to_have_text("基本")
    expect(titles.nth(1)).to_have_text("一件事")
    assert [title for title in all_words_of(titles) if title.isascii()] == []
