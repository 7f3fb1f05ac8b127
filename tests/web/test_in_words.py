from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, render_template_string

import web
from engine import feel
from engine.domain.clock_kind import ClockKind
from engine.domain.deadline import DeadlineClock
from engine.domain.errors import Invalid
from engine.domain.identity import check_mobile
from engine.domain.sentence import Bilingual, Sentence
from tests.engine.domain.example_calendar import CALENDAR, local
from tests.project.source_tree import ROOT
from web import language
from web.error_pages import say
from web.filters import answered_day, grouped, in_words, month


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    compiled = tmp_path / "en" / "LC_MESSAGES"
    compiled.mkdir(parents=True)
    with (ROOT / "web/translations/en/LC_MESSAGES/messages.po").open("rb") as po, (compiled / "messages.mo").open("wb") as mo:
        write_mo(mo, read_po(po, locale="en"))
    app = Flask("words")
    app.secret_key = "words"
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    monkeypatch.setattr(language, "_known", {})
    language.install(app)
    return app


@contextmanager
def asked(app: Flask, address: str) -> Iterator[None]:
    with app.test_request_context(address):
        app.preprocess_request()
        yield


def test_what_a_field_and_a_clock_say_is_read_in_the_readers_language(app: Flask) -> None:
    clock = DeadlineClock.start(ClockKind.PROMISED, "P20D", local("2026-11-02T10:00"), CALENDAR)
    clock = clock.pause("expert_review", local("2026-11-05T10:00")).resume("expert_review", local("2026-11-11T16:00"), CALENDAR)
    said = clock.explain(local("2026-11-16T09:00"), CALENDAR)
    with asked(app, "/"):
        assert in_words(said) == "第 6 个工作日，共 20 个；已扣除专家评审 4 天，行政许可法第 45 条"
    with asked(app, "/?lang=en"):
        assert in_words(said) == "Working day 6 of 20; 4 days of Expert review not counted, Administrative Licensing Law art. 45"
        assert in_words(check_mobile("1")) == "A mobile number has 11 digits and starts with 13 to 19"
        assert in_words(Sentence("最多 {most} 行", most=3)) == "At most 3 rows"
        assert in_words("请填写此项") == "Please fill this in"


def test_what_is_wrong_with_feel_is_read_in_the_readers_language(app: Flask) -> None:
    wrong = Invalid("组件“{name}”：{reason}", name="电话", reason=Bilingual("FEEL 有错", "bad FEEL"))
    with asked(app, "/"):
        assert [in_words(Bilingual("有错", "wrong")), say(wrong)] == ["有错", "组件“电话”：FEEL 有错"]
    with asked(app, "/?lang=en"):
        assert [in_words(Bilingual("有错", "wrong")), in_words(Bilingual("有错"))] == ["wrong", "有错"]
        assert "bad FEEL" in say(wrong) and "FEEL 有错" not in say(wrong)
        with pytest.raises(feel.FeelError) as caught:
            feel.evaluate("1 +", {})
        assert say(caught.value) == "FEEL expression “1 +”, column 4: expected an expression, found the end."


def test_what_a_designer_has_written_is_escaped_where_a_page_says_it(app: Flask) -> None:
    """A stage's words went through the templates' own ``_``, whose words may hold marks."""
    app.jinja_env.filters["in_words"] = in_words
    with asked(app, "/"):
        assert render_template_string("{{ words|in_words }}{{ _('第 %(n)s 页', n=words) }}", words="<b>") == "&lt;b&gt;第 &lt;b&gt; 页"
    templates = Path(web.__file__).parent / "templates"
    assert [path.name for path in templates.rglob("*.html") if re.search(r"\b_\((?!['\"])", path.read_text(encoding="utf-8"))] == []


def test_the_language_of_one_request_does_not_reach_the_next(app: Flask) -> None:
    for address, said in (("/?lang=en", "Please fill this in"), ("/", "请填写此项"), ("/?lang=en", "Please fill this in")):
        with asked(app, address):
            assert in_words("请填写此项") == said


def test_text_that_is_no_message_stays_as_it_is(app: Flask) -> None:
    with asked(app, "/?lang=en"):
        assert in_words("100 % 王") == "100 % 王"
        assert in_words(None) == ""


def test_no_page_gives_its_own_elements_the_id_that_scripts_read_their_words_from() -> None:
    """Two pages did, and their scripts were dead."""
    templates = Path(web.__file__).parent / "templates"
    marked = [path.name for path in templates.rglob("*.html") if 'id="script-words"' in path.read_text(encoding="utf-8")]
    assert marked == ["words.html"]


def test_an_answer_is_read_as_a_day_or_an_amount_and_what_is_neither_stays_as_it_was_typed(app: Flask) -> None:
    with asked(app, "/"):
        assert answered_day("2026-12-31") == "2026年12月31日" and answered_day("2026-12-31T09:30") == "2026年12月31日 09:30"
        assert answered_day("2026-99-99") == "2026-99-99" and answered_day("明年") == "明年"
        said = [grouped(each) for each in (300000, "1234567.50", 9999, "-20000", "若干", "nan")]
        assert said == ["300,000", "1,234,567.50", "9999", "-20,000", "若干", "nan"]
        assert month(11) == "11 月"
    with asked(app, "/?lang=en"):
        assert (answered_day("2026-12-31"), month(11)) == ("31 December 2026", "November")


def test_marks_between_chinese_words_are_english_on_an_english_page(app: Flask) -> None:
    said = "{{ _('：') }}|{{ _('、') }}|{{ _('，') }}|{{ _('；') }}|{{ _('（%(words)s）', words='x') }}"
    with asked(app, "/?lang=en"):
        assert render_template_string(said) == ": |, |, |; | (x)"
