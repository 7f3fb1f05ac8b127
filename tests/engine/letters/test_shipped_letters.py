"""The letters of the shipped services, as their stories issue them: basis, remedies, the rule of the table and the law it rests on."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pypdf import PdfReader

from engine.letters.printing import letter_pdf
from engine.queries.letter import LetterShown, OneLetter
from engine.queries.progress import Progress
from engine.rehearsal.player import Player
from engine.rehearsal.scenarios import rehearsal
from engine.settings import ROOT
from tests.engine.world import SERVICES


@contextmanager
def letters_of(process_id: str, scenario_name: str, root: Path = ROOT) -> Iterator[dict[str, LetterShown]]:
    """Kind → the last letter of that kind in this story."""
    with rehearsal(root, process_id) as own:
        scenario = next(each for each in own.scenarios if each.name == scenario_name)
        own.stage.clock.set(scenario.starts)
        player = Player(own.stage, own.process, scenario)
        player.play()
        ask = own.stage.engine.ask
        lines = ask(Progress(case_id=player.case_id), player.applicant).letters
        shown = [ask(OneLetter(letter_id=line.letter_id), player.applicant) for line in lines]
        yield {letter.kind: letter for letter in sorted(shown, key=lambda letter: letter.issued_at)}


@pytest.fixture
def with_shipped_letters(tmp_path: Path) -> Path:
    """The tests' services, with the letters that the product ships."""
    shutil.copytree(SERVICES, tmp_path, dirs_exist_ok=True)
    shutil.copytree(ROOT / "bpmn/_shared/letters", tmp_path / "bpmn/_shared/letters", dirs_exist_ok=True)
    return tmp_path


def printed(letter: LetterShown) -> str:
    pages = PdfReader(io.BytesIO(letter_pdf(letter.issued, letter.digest))).pages
    return re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in pages))


@pytest.mark.parametrize(
    ("process_id", "scenario", "kind", "rule"),
    [
        ("company-deregistration", "简易注销：公告20日没有异议，期满第3天申请，当场登记", "decision",
         r"注销走哪条路：适用规则表第7条，简易注销。.+依据：公司法第二百四十条。"),
        ("equity-transfer", "继承：不征收个人所得税，不等缴税", "decision", r"价格结论：适用规则表第1条，不征收个人所得税。.+依据：个人所得税法第二条。"),
        ("company-deregistration", "普通注销：自己已经公告满45日，有欠税，补缴后清税；发现清算报告不实，不予登记", "denial",
         r"注销走哪条路：适用规则表第8条，普通注销。"),
    ],
)  # fmt: skip
def test_a_decision_letter_cites_the_row_of_the_table_and_its_law(process_id: str, scenario: str, kind: str, rule: str) -> None:
    with letters_of(process_id, scenario) as letters:
        text = printed(letters[kind])
    assert re.search(rule, text), text
    assert "行政许可法》第三十八条" in text or kind == "denial"
    if kind == "denial":
        assert "隐瞒有关情况或者提供虚假材料" in text and "行政许可法》第七十八条的规定，决定不予准许，并给予警告" in text
        assert "60日内申请行政复议（《中华人民共和国行政复议法》第二十条）" in text and "6个月内向人民法院提起行政诉讼" in text


def test_who_was_accepted_by_silence_is_told_so() -> None:
    with letters_of("company-deregistration", "窗口5个工作日没有答复：视为受理，照常公告、登记") as letters:
        text = printed(letters["acceptance"])
    assert "没有告知需要补正的内容" in text and "视为受理" in text and "材料齐全" not in text


def test_a_supplement_letter_says_until_when_and_what_follows() -> None:
    with letters_of("company-deregistration", "受理前要求补正，15个工作日没有补：退件") as letters:
        text, ended = printed(letters["supplement"]), printed(letters["return_notice"])
    assert re.search(r"补正截止日期\d{4}年\d+月\d+日", text) and "逾期没有补正的，申请和材料退回" in text and "第三十二条第一款第四项" in text
    assert "退件〔" in ended and "材料备齐后可以重新申请" in ended and "营业执照" in ended and "申请行政复议" in ended


@pytest.mark.parametrize(
    ("scenario", "kind", "until"),
    [("收件时查明材料是假的：不予受理，警告", "refusal", "2027-03-09"), ("审批时查明材料是假的：不予许可，警告", "denial", "2027-03-17")],
)
def test_who_hands_in_false_papers_is_warned_and_told_how_long_he_may_not_apply(scenario: str, kind: str, until: str, with_shipped_letters: Path) -> None:
    with letters_of("fireworks-stall", scenario, with_shipped_letters) as letters:
        text = printed(letters[kind])
    assert "隐瞒有关情况或者提供虚假材料。依照《中华人民共和国行政许可法》第七十八条的规定" in text and "并给予警告" in text
    assert "公章系伪造" in text and f"自本决定之日起1年内，到{until}为止" in text and "申请行政复议" in text


def test_who_was_denied_for_something_else_is_not_warned(with_shipped_letters: Path) -> None:
    with letters_of("fireworks-stall", "不符合条件，不予许可，没有警告", with_shipped_letters) as letters:
        text = printed(letters["denial"])
    assert "第三十八条第二款" in text and "警告" not in text and "不得再次申请" not in text


def test_whose_licence_was_got_by_a_false_paper_reads_why_it_is_revoked_and_how_long_he_may_not_apply(with_shipped_letters: Path) -> None:
    with letters_of("fireworks-stall", "发证以后查明材料是假的：告知、听取以后撤销，三年内不得再次申请", with_shipped_letters) as letters:
        intended, revoked = printed(letters["revocation_notice"]), printed(letters["revocation"])
    assert "提交的“与学校、加油站等场所的安全距离证明”，经查系虚假材料。依照《中华人民共和国行政许可法》第六十九条第二款的规定，拟撤销" in intended
    assert "经查系虚假材料" in revoked and "承诺的内容不属实" not in revoked
    assert "自本决定之日起3年内，到2029-03-26为止（《中华人民共和国行政许可法》第七十九条）" in revoked
