"""The small modules in a real browser: each test does what a person would do on a page that holds just that component."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.specimen import WEB, serving

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
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@both_widths
@pytest.mark.parametrize("name", ["form", "list", "progress", "modeler"])
def test_everybody_can_use_a_component(page, name: str) -> None:
    """WCAG 2.1 AA as far as a program can see."""
    page.goto(f"/{name}")
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []


def test_a_row_is_added_and_removed_and_the_names_count_on(page, posted) -> None:
    page.goto("/form")
    page.click("text=＋ 增加一行")
    page.fill('[name="shareholders.2.name"]', "丙")
    page.click('[name="_remove:shareholders:0"]')
    assert page.locator('[name^="shareholders."]').evaluate_all("fields => fields.map(field => field.name)") == [
        "shareholders.0.name", "shareholders.0.share", "shareholders.1.name", "shareholders.1.share",
    ]
    page.click("text=提交")
    page.wait_for_url("**/form")
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
    page.locator('[name="certificate"]').wait_for()
    page.locator("form[data-drawing]").wait_for(state="detached")
    assert page.locator('[name^="shareholders."]').evaluate_all("fields => fields.map(field => field.value)") == ["甲", "乙"]


def test_the_summary_takes_one_to_the_field_that_is_wrong(page) -> None:
    page.goto("/form")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.click(".error-summary a")
    assert page.evaluate("document.activeElement.name") == "transferor.name"
    described = page.get_attribute('[name="transferor.name"]', "aria-describedby").split()
    assert [page.inner_text(f"#{one}").strip() for one in described] == ["与证件一致", "请填写姓名"]


def test_a_double_press_is_sent_once(page, posted) -> None:
    page.goto("/form")
    with page.expect_navigation():
        page.evaluate("() => { const button = document.querySelector('.act-bar .btn-primary'); button.click(); button.click(); }")
    assert [post["to"] for post in posted] == ["form"]


def test_what_cannot_be_undone_is_asked_once_more(page, posted) -> None:
    page.goto("/form")
    page.click(".act-bar >> text=撤回")
    page.click("dialog >> text=返回")
    assert posted == []
    page.click(".act-bar >> text=撤回")
    with page.expect_navigation():
        page.click("dialog .btn-primary")
    assert posted[0]["form"]["act"] == "withdraw"


def test_a_form_is_kept_as_it_is_filled_without_the_command_id(page, posted) -> None:
    page.goto("/form")
    with page.expect_response("**/autosave"):
        page.fill('[name="transferor.name"]', "王小明")
    assert posted[0]["form"]["transferor.name"] == "王小明"
    assert "command_id" not in posted[0]["form"]
    page.wait_for_selector("text=已自动保存")


def test_a_file_of_the_wrong_kind_is_told_at_once(page) -> None:
    page.goto("/form")
    page.set_input_files('input[type="file"]', {"name": "照片.gif", "mimeType": "image/gif", "buffer": b"GIF89a"})
    assert "类型不对" in page.inner_text(".material .field-error")
    page.set_input_files('input[type="file"]', {"name": "协议.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" + b" " * 1024 * 1024})
    assert "超过了 1 MB" in page.inner_text(".material .field-error")


def test_the_keyboard_walks_through_a_list_and_opens_a_row(page) -> None:
    page.goto("/list")
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/form?row=2")


def test_the_question_mark_lists_the_keys(page) -> None:
    page.goto("/list")
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()


@both_widths
def test_the_diagram_marks_where_the_case_stands_and_keeps_its_watermark(page) -> None:
    page.goto("/progress")
    page.wait_for_selector(".diagram.is-live .djs-element")
    marked = "kind => [...document.querySelectorAll(`.mark-${kind}[data-element-id]`)].map(one => one.dataset.elementId)"
    assert page.evaluate(marked, "done") == ["start", "check_identity"]
    assert page.evaluate(marked, "current") == ["review_tax"]
    assert page.evaluate(marked, "problem") == ["fork"]
    assert page.locator(".bjs-powered-by").is_visible()
    assert page.get_attribute(".diagram-canvas", "aria-label") == "办理流程图：税务局正在审查。"


def open_modeler(page, element: str) -> None:
    page.goto("/modeler")
    page.click(f'[data-element-id="{element}"]')
    page.wait_for_selector("#bio-properties-panel-onestop-limit")


def test_the_panel_writes_what_a_step_needs(page, posted) -> None:
    open_modeler(page, "review_tax")
    assert page.input_value("#bio-properties-panel-onestop-limit") == "P1D"
    page.select_option("#bio-properties-panel-onestop-candidateGroups", "window:window")
    page.select_option("#bio-properties-panel-onestop-act", "decide")
    page.fill("#bio-properties-panel-onestop-outcomes", "agree 同意, disagree 不同意")
    with page.expect_response("**/save"):
        page.click("text=保存")
    xml = posted[0]["json"]["xml"]
    assert 'camunda:candidateGroups="window:window"' in xml
    assert '<camunda:property name="act" value="decide" />' in xml
    assert '<camunda:property name="outcomes" value="agree 同意, disagree 不同意" />' in xml
    page.wait_for_selector("text=已保存")


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
    page.wait_for_selector('[data-element-id="review_tax"]')
    with page.expect_response("**/check"):
        page.click("text=检查")
    assert "1 个错误，1 个提醒" in page.inner_text(".workshop-problems h2")
    page.click(".workshop-problems .problem-error")
    assert page.locator('[data-element-id="review_tax"].selected').count() == 1
    assert page.locator('[data-element-id="review_tax"].has-error').count() == 1


def test_the_panel_speaks_chinese(page) -> None:
    open_modeler(page, "review_tax")
    titles = page.locator(".bio-properties-panel-group-header-title").all_inner_texts()
    assert titles[:2] == ["基本", "一件事"]
    assert [title for title in titles if title.isascii()] == []
