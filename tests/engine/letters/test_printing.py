"""A letter as PDF: the words it holds, the same bytes every time, and nothing in them that Typst takes for markup."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from engine.letters import Block, FactTable, Grid, Heading, Issued, Items, Paragraph, Title, content_digest
from engine.letters.printing import letter_pdf, paper_pdf
from tests.paper import codes_on

NUMBER = "330783-受理〔2026〕000001号"
HOSTILE = ("#panic()", "$x^2$", "\\", "@cite", "*b* _i_", "[c] <lab> `raw`", "// gone /* gone */", "#read(\"/etc/passwd\")", "= head", "\u202eabc", "~")


def letter(*blocks: Block) -> Issued:
    return Issued(
        letter_id="0" * 32, number=NUMBER, authority="示范市市场监督管理局", issued_on=date(2026, 3, 2), address="https://example.test",
        blocks=(Title("受理通知书"), *blocks),
    )


def printed(*blocks: Block) -> bytes:
    own = letter(*blocks)
    return letter_pdf(own, content_digest(own.content(), own.number))


def words_of(pdf: bytes) -> str:
    """All its text without blanks; a line's end is no word's end in Chinese."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in pages))


def test_the_paper_holds_its_number_its_words_and_the_code_for_typing() -> None:
    found = words_of(printed(
        FactTable((("申请人", "王敏"),)), Paragraph("自二〇二六年三月二日起予以受理。"), Heading("权利"), Items(("第一条", "第二条"), True),
        Grid(("名称", "份数"), (("协议", "1"),)),
    ))
    body = ("申请人王敏", "自二〇二六年三月二日起予以受理。", "权利", "1．第一条", "2．第二条", "协议1")
    assert [wanted for wanted in (NUMBER, "示范市市场监督管理局", "受理通知书", *body, "2026年3月2日", "校验码", "—1/1—") if wanted not in found] == []


def test_a_phone_reads_the_address_of_the_check_from_the_printed_code() -> None:
    own = letter(Paragraph("自二〇二六年三月二日起予以受理。"))
    digest = content_digest(own.content(), own.number)
    assert codes_on(letter_pdf(own, digest)) == [own.check_address(digest)]


def test_only_the_fonts_that_come_with_us_are_used_so_every_machine_prints_the_same() -> None:
    fonts = set()
    for page in PdfReader(io.BytesIO(printed(Heading("权利"), Paragraph("龘靐 𠮷 word 123")))).pages:
        fonts |= {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert fonts and all("NotoSerifSC" in font or "NotoSansSC" in font for font in fonts)


def test_the_same_letter_is_the_same_bytes_in_another_process() -> None:
    code = "import hashlib; from tests.engine.letters.test_printing import printed, Paragraph; print(hashlib.sha256(printed(Paragraph('同一份'))).hexdigest())"
    runs = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in range(2)}
    assert len(runs) == 1 and len(runs.pop()) == 65


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_markup_is_printed_as_it_was_written(text: str) -> None:
    plain = re.sub(r"[\s\u202e]", "", text)
    found = words_of(printed(Paragraph(f"前{text}后"), FactTable(((text, text),)), Items((text,), False)))
    assert found.count(plain) >= 4 and f"前{plain}后" in found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=6, max_size=6))
@example(["#", "$", "\\", "\x00\x01\x1b", "", "]"])
@example(["a" * 4000, "文" * 4000, "\u202e\u2066", "مرحبا", "\r\n\n", "{{x}}"])
def test_no_text_whatever_stops_the_printing(texts: list[str]) -> None:
    one, two, three, four, five, six = texts
    pdf = printed(Title(one), Heading(two), Paragraph(three), Items((four, five), True), FactTable(((six, one),)), Grid((two, three), ((four, five),)))
    assert pdf.startswith(b"%PDF-")


def test_a_word_longer_than_its_line_is_broken() -> None:
    text = PdfReader(io.BytesIO(printed(Paragraph("x" * 300), Grid(("甲", "乙", "丙", "丁"), (("q" * 60, *["一二三四五六七"] * 3),))))).pages[0].extract_text()
    lines = re.sub("[ \u200b]", "", text).splitlines()
    assert text.count("x") == 300 and max(line.count("x") for line in lines) < 80
    assert text.count("q") == 60 and max(line.count("q") for line in lines) < 20


def test_a_paper_that_is_nobodys_letter_has_no_code_and_no_seal() -> None:
    found = words_of(paper_pdf((Title("案卷目录"), Paragraph("共 3 件"))))
    assert "案卷目录" in found and "校验码" not in found and "印章" not in found
