"""One form open twice, saving itself in both: nobody's newer answers are written over unseen, and a press never trips over a save of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from engine.domain.viewer import Viewer
from engine.queries.draft import Draft
from tests.engine.world import World
from tests.journeys.people import browser_session
from tests.journeys.test_signing import Desk, desk, served, task, world  # noqa: F401  (fixtures)
from tests.journeys.waiting import fits_the_screen, press

SAVED, FIRST = "已自动保存", "在别处保存过更新的内容"


@pytest.fixture
def form(world: World, served: str, browser: Browser) -> Iterator[Page]:  # noqa: F811
    """A new draft's form on a phone."""
    page = browser_session(browser, served, 375)
    page.goto("/apply/street-stall")
    press(page.get_by_role("button", name="开始填写"))
    yield page
    page.context.close()
    assert [said for said in page.complaints if "ERR_FAILED" not in said] == []  # type: ignore[attr-defined]  (of an answer that was lost on purpose)


def stands(world: World, page: Page) -> Any:  # noqa: F811
    case_id = page.url.split("/")[-2]
    answers = world.engine.ask(Draft(case_id=case_id), Viewer.applicant({case_id})).answers
    return {name: said for name, said in answers.items() if name in ("stall", "area")}


def typed(page: Page, field: str, words: str) -> None:
    """And saved by itself."""
    with page.expect_response(lambda answer: answer.request.headers.get("x-autosave") == "1"):
        page.fill(field, words)


def next_save(page: Page, meets: Callable[[Route], Any]) -> None:
    """What becomes of the next save that the page makes by itself; drawing the form anew goes its way."""
    met: list[Route] = []

    def one(route: Route) -> None:
        if met or route.request.headers.get("x-autosave") != "1":
            route.fallback()
            return
        met.append(route)
        meets(route)

    page.route("**/form", one)


def test_the_older_of_two_tabs_stops_saving_itself_and_a_press_shows_both(world: World, form: Page) -> None:  # noqa: F811
    other = form.context.new_page()
    other.goto(form.url)
    for area in ("6", "7"):  # each save goes on from the one before
        form.fill("[name=area]", area)
        expect(form.get_by_text(SAVED)).to_be_visible()
        expect(form.get_by_text(SAVED)).to_be_hidden()
    other.fill("[name=stall]", "老王面馆")
    expect(other.locator(".saved-note")).to_contain_text(FIRST)
    fits_the_screen(other)
    press(other.get_by_role("button", name="保存", exact=True))
    expect(other.locator("#overtaken")).to_be_focused()
    expect(other.locator("#overtaken")).to_contain_text("面积（平方米）：已保存的是“7”。")
    expect(other.locator("[name=stall]")).to_have_value("老王面馆")
    fits_the_screen(other)
    assert stands(world, form) == {"area": 7}
    press(other.get_by_role("button", name="保存", exact=True))
    expect(other.locator(".flash-success")).to_be_visible()
    assert stands(world, other) == {"stall": "老王面馆"}


def test_a_press_waits_for_the_save_that_is_under_way_and_goes_on_from_it(world: World, form: Page) -> None:  # noqa: F811
    held: list[Route] = []
    next_save(form, held.append)
    with form.expect_request(lambda request: request.headers.get("x-autosave") == "1"):
        form.fill("[name=stall]", "老王早点")
    form.fill("[name=area]", "6")
    button = form.get_by_role("button", name="保存", exact=True)
    with form.expect_navigation():
        button.click()
        expect(button).to_have_attribute("aria-busy", "true")
        held.pop().continue_()
    expect(form.locator(".flash-success")).to_be_visible()
    assert stands(world, form) == {"stall": "老王早点", "area": 6}


def test_a_save_that_was_kept_but_had_no_answer_is_sent_again_before_anything_newer(world: World, form: Page) -> None:  # noqa: F811
    def kept_without_an_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    next_save(form, kept_without_an_answer)
    form.fill("[name=stall]", "老王早点")
    expect(form.get_by_text("没有保存上")).to_be_visible()
    form.fill("[name=area]", "6")
    expect(form.get_by_text(SAVED)).to_be_visible()
    press(form.get_by_role("button", name="保存", exact=True))
    expect(form.locator(".flash-success")).to_be_visible()
    assert stands(world, form) == {"stall": "老王早点", "area": 6}


def test_what_a_tab_has_saved_since_the_other_showed_everything_is_shown_before_it_is_handed_in(world: World, form: Page) -> None:  # noqa: F811
    review = form.context.new_page()
    review.goto(form.url.replace("/form", "/review"))
    typed(form, "[name=area]", "6")
    review.check("#truthful")
    press(review.get_by_role("button", name="确认提交"))
    expect(review.locator("#overtaken")).to_be_focused()
    expect(review.locator("#overtaken")).to_contain_text("您核对以后，这份申请又改过")
    expect(review.locator("#f-area")).to_contain_text("6")
    expect(review.locator("#truthful")).not_to_be_checked()
    fits_the_screen(review)
    review.check("#truthful")
    press(review.get_by_role("button", name="确认提交"))
    expect(review.locator("#error-summary")).to_be_focused()  # now it is looked at: what is wanting is said


def test_the_older_of_an_officers_two_tabs_stops_keeping_what_is_typed_in_it_and_finishes_all_the_same(world: World, desk: Desk) -> None:  # noqa: F811
    zhao = desk("zhao", "赵敏", "city_appearance:reviewer")
    player = world.accepted()
    zhao.goto(task(world, player.case_id, "review_site"))
    older = zhao.context.new_page()
    older.goto(zhao.url)
    for opinion in ("通道", "通道够宽"):  # each goes on from the one before
        typed(zhao, "#opinion", opinion)
    older.fill("#opinion", "通道太窄")
    expect(older.locator(".saved-note")).to_contain_text("这个任务在别处填过更新的内容")
    fits_the_screen(older)
    older.reload()
    expect(older.locator("#opinion")).to_have_value("通道够宽")
    typed(older, "#opinion", "通道够宽，可以")
    zhao.fill("[name=passage]", "2.5")
    expect(zhao.locator(".saved-note")).to_contain_text("这个任务在别处填过更新的内容")
    press(zhao.locator("button[name=outcome][value=agree]"))
    expect(zhao.locator(".flash-success")).to_be_visible()
