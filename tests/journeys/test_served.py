"""The pages are served from either database."""

from __future__ import annotations

from playwright.sync_api import expect


def test_the_home_page_lists_both_services(page) -> None:
    page.goto("/")
    expect(page.get_by_text("股权转让一件事").first).to_be_visible()
    expect(page.get_by_text("企业注销一件事").first).to_be_visible()
