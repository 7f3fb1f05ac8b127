"""Letters on pages: the PDF is for whom the page is for, and anybody may check a paper in hand."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from pypdf import PdfReader

from engine.domain.viewer import Viewer
from engine.letters import check_code
from engine.queries.letter import LetterShown, OneLetter
from engine.queries.progress import Progress
from tests.engine.world import World
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor


def acceptance(world: World) -> LetterShown:
    """The newest letter of an accepted case."""
    player = world.accepted()
    own = Viewer.applicant({player.case_id})
    lines = world.engine.ask(Progress(case_id=player.case_id), own).letters
    letter = next(line for line in lines if line.name == "受理通知书")
    return world.engine.ask(OneLetter(letter_id=letter.letter_id), own)


def test_the_pdf_is_for_officers_whom_the_case_reaches_and_for_nobody_else(world: World, site: Flask) -> None:
    letter = acceptance(world)
    enrol(world, "li", "zhou")
    answer = sign_in(site, "li").get(f"/letters/{letter.letter_id}.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf") and letter.number in text
    assert "attachment" in answer.headers["Content-Disposition"]
    for nobody in (Visitor(site), sign_in(site, "zhou")):
        assert nobody.get(f"/letters/{letter.letter_id}.pdf").status_code == 404


def test_the_code_on_the_paper_leads_to_its_check(world: World, visitor: Visitor) -> None:
    letter = acceptance(world)
    address = letter.issued.check_address(letter.digest)
    assert address.startswith(world.settings.public_address)
    assert visitor.get(address.removeprefix(world.settings.public_address)).status_code == 200
    assert visitor.says("内容没有改动") and visitor.says(letter.number) and not visitor.says("王敏")


def test_an_altered_paper_is_told(world: World, visitor: Visitor) -> None:
    letter = acceptance(world)
    turned = letter.digest[:-1] + ("0" if letter.digest[-1] != "0" else "1")
    assert visitor.get(f"/letters/{letter.letter_id}/check/{turned}").status_code == 404
    assert visitor.says("这份文书被改动过") and not visitor.says(letter.number)


def test_a_paper_of_another_making_is_unknown(world: World, visitor: Visitor) -> None:
    assert visitor.get(f"/letters/{'0' * 32}/check/{'0' * 64}").status_code == 404
    assert visitor.says("可能不是本系统出具的")


@pytest.mark.parametrize(("opening", "closing"), ["〔〕", ("[", " ]"), "（）", "【】"])
def test_number_and_code_may_be_typed_as_people_type_them(world: World, visitor: Visitor, opening: str, closing: str) -> None:
    letter = acceptance(world)
    typed = letter.number.replace("〔", opening).replace("〕", closing).rstrip("号")
    visitor.get("/letters")
    visitor.post("/letters", {"number": typed, "code": check_code(letter.digest).lower().replace("-", " ").replace("0", "o")})
    assert visitor.says("内容没有改动") and visitor.says(letter.number)


def test_a_wrong_code_is_told_from_a_wrong_number_and_too_many_tries_are_stopped(world: World, visitor: Visitor) -> None:
    letter = acceptance(world)
    visitor.get("/letters")
    assert visitor.post("/letters", {"number": letter.number, "code": "0000-0000"}).status_code == 404
    assert visitor.says("编号和校验码对不上")
    assert visitor.post("/letters", {"number": "330783-受理〔2026〕999999号", "code": "0000-0000"}).status_code == 404
    assert visitor.says("没有查到这个编号的文书")
    assert visitor.post("/letters", {"number": "", "code": "x"}).status_code == 422
    for _ in range(10):
        visitor.post("/letters", {"number": letter.number, "code": "0000-0000"})
    assert visitor.post("/letters", {"number": letter.number, "code": check_code(letter.digest)}).status_code == 409
    assert visitor.says("核验次数过多")


def test_the_page_and_the_lists_lead_to_the_pdf(world: World, site: Flask) -> None:
    letter = acceptance(world)
    enrol(world, "li")
    clerk = sign_in(site, "li")
    for page in (f"/desk/cases/{letter.case_id}", f"/letters/{letter.letter_id}"):
        clerk.get(page)
        assert re.search(rf'href="/letters/{letter.letter_id}\.pdf"', clerk.page)


def test_a_letter_keeps_the_name_its_authority_had_on_that_day(world: World) -> None:
    letter = acceptance(world)
    assert letter.issued.authority == "示范市城市管理局" and letter.issued.content()["authority"] == "示范市城市管理局"
