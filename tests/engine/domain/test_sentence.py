from __future__ import annotations

from engine.domain.identity import check_mobile
from engine.domain.sentence import Sentence


def test_a_sentence_is_its_text_and_knows_its_message_id_and_facts() -> None:
    said = Sentence("最多 {most} 行", most=3)
    assert said == "最多 3 行"
    assert (said.template, said.facts) == ("最多 {most} 行", {"most": 3})
    assert f"{said}。" == "最多 3 行。"


def test_braces_without_facts_are_only_braces() -> None:
    assert Sentence("{") == "{"


def test_checks_speak_in_sentences() -> None:
    wrong = check_mobile("1")
    assert wrong is not None
    assert wrong.template == wrong
