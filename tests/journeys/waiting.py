"""Nobody reads a page that has yet to come: what leads on waits for the page it leads to, what is asserted is expected (`expect` waits).

``press`` is for buttons and links that lead to a page. A plain ``click`` is for what happens on the page: a menu, a dialog, a row more.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

PATIENCE = 30_000  # milliseconds; a busy machine is no fault of what is tested
YES = "dialog.confirm[open] button[value=yes]"

expect.set_options(timeout=PATIENCE)


def press(leads_on: Locator) -> None:
    """Press a link or a button, agree to what is asked once more, and be on the page it leads to, with its scripts at work."""
    asked = leads_on.get_attribute("data-confirm")
    with leads_on.page.expect_navigation():
        leads_on.click()
        if asked:
            leads_on.page.locator(YES).click()


def key(page: Page, name: str) -> None:
    """A key that leads on, as ``press``."""
    with page.expect_navigation():
        page.keyboard.press(name)


def words_of(place: Locator) -> str:
    """For what is used further on (a number, a code). What is only compared is expected."""
    expect(place).to_be_visible()
    return place.inner_text()


def all_words_of(places: Locator) -> list[str]:
    expect(places.first).to_be_visible()
    return places.all_inner_texts()


def is_there(place: Locator) -> bool:
    """Which of two ways to go on, on a page that has come. Never to be asserted."""
    return place.count() > 0


def drawn(page: Page) -> None:
    """No form is being drawn anew. The page itself looks: what is asked from here is asked again a tenth of a second later, for every field."""
    page.evaluate(
        """async patience => {
            const until = Date.now() + patience
            while (document.querySelector("form[data-drawing]")) {
                if (Date.now() > until) throw new Error("the form is still being drawn")
                await new Promise(look => setTimeout(look, 10))
            }
        }""",
        PATIENCE,
    )


def patiently(look: Callable[[], Any], what: str, seconds: float = 2 * PATIENCE / 1000) -> Any:
    """Look until there is something: machines work between two looks."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        seen = look()
        if seen:
            return seen
        time.sleep(0.1)
    raise AssertionError(f"in {seconds:.0f} seconds there was never {what}")


def fits_the_screen(page: Page) -> None:
    patiently(lambda: page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"a width without scrolling at {page.url}")
