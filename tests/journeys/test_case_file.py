"""An approver takes the file of a case from the page of the case, and once more from the page that stays open."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from engine.casefile import verify
from tests.journeys.people import IN_A_FILE, Officer
from tests.journeys.waiting import press


@pytest.mark.parametrize("city", IN_A_FILE, indirect=True)
def test_a_case_file_is_downloaded_and_the_button_gives_it_again(browser: Any, city: str) -> None:
    page = Officer(browser, city, "market_regulation.approver").page
    page.goto("/desk?folder=all")
    page.goto(page.locator('tr[data-href^="/desk/cases/"]').first.get_attribute("data-href"))
    press(page.get_by_role("link", name="导出案卷"))
    number = page.locator("#case_no").get_attribute("value")
    page.fill("#reason", "行政复议答复")
    for _time in range(2):
        with page.expect_download() as download:
            page.get_by_role("button", name="导出案卷").click()
        verdict = verify(io.BytesIO(Path(download.value.path()).read_bytes()))
        assert (verdict.case_no, verdict.problems) == (number, ())
    complaints = page.complaints
    page.context.close()
    assert complaints == []
