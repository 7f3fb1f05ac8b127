"""axe-core on every page there is, wide and on a phone. A route nobody finds a page for fails by name."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.every_page import Walk
from tests.journeys.specimen import WEB

AXE = (WEB / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = """axe.run({exclude: [['.bjs-container'], ['.djs-container']]},
                 {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})"""
WIDTHS = (1280, 375)
GRAVE = ("serious", "critical")


@pytest.mark.parametrize("city", ["sqlite"], indirect=True)
def test_every_page_can_be_used_by_everybody_and_none_scrolls_sideways(browser: Browser, city: str) -> None:
    walk = Walk(browser, city)
    people = walk.everywhere()
    assert walk.missing() == [], "no page was found for these routes: link to them from a page of the demo city, or say in NOT_A_PAGE why not"
    wrong, looked = set(), set[str]()
    for person in people:
        page = person.context.new_page()
        for route, address in sorted(person.found.items()):
            if route not in looked:
                looked.add(route)
                wrong |= {f"{route}: {said}" for said in complaints(page, address)}
        person.context.close()
    assert wrong == set()


def complaints(page: Page, address: str) -> list[str]:
    said = []
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    page.goto(address)
    page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            said.append(f"{width}: scrolls sideways")
        said += [f"{width}: {one}" for one in grave(page.evaluate(RUN))]
    return said


def grave(found: dict[str, Any]) -> list[str]:
    return [f"{one['id']} {node['html'][:150]}" for one in found["violations"] if one["impact"] in GRAVE for node in one["nodes"]]
