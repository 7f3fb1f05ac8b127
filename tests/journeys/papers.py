"""Papers in hand: a letter whose QR code a phone scans, and an exported case file that somebody changes before he shows it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.engine.casefile.repacking import opened
from tests.journeys.waiting import press
from tests.paper import codes_on

ROOT = Path(__file__).resolve().parents[2]


def verify_by_its_code(page: Page, letter: str) -> None:
    """Open the check that the code of the letter of this name leads to, as anybody may; then again with a paper that was changed."""
    press(page.get_by_role("link", name=letter, exact=True).first)
    paper = page.get_by_role("link", name="下载 PDF").get_attribute("href") or ""
    (code,) = codes_on(page.request.get(paper).body())
    page.goto(code)
    expect(page.get_by_text("内容没有改动").first).to_be_visible()
    expect(page.locator("main")).to_contain_text(letter)
    page.goto(code[:-1] + ("1" if code[-1] == "0" else "0"))
    expect(page.get_by_text("这份文书被改动过").first).to_be_visible()


def is_found_out_when_altered(case_file: bytes, folder: Path) -> bool:
    """Verified as ``python -m engine verify`` does it on a machine of one's own: the file itself, and one whose fourth row was rewritten."""
    whole, altered = folder / "案卷.zip", folder / "改过的案卷.zip"
    whole.write_bytes(case_file)
    archive = opened(case_file)
    archive.change_row(4, actor="officer:somebody")
    altered.write_bytes(archive.closed().read())
    verify = (sys.executable, "-m", "engine", "verify")
    said = [subprocess.run((*verify, str(each)), cwd=ROOT, capture_output=True, text=True) for each in (whole, altered)]
    return [each.returncode for each in said] == [0, 1] and "完整" in said[0].stdout and "流转记录第 4 行" in said[1].stdout
