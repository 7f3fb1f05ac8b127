from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.content.shared import parse_calendar, parse_departments, parse_letter, parse_registries, read_calendar, read_letters
from engine.domain.duration import Duration
from engine.domain.errors import Invalid, Missing
from tests.engine.content.example_service import written
from tests.engine.domain.example_calendar import CALENDAR

ROOT = Path(__file__).parents[3]
HOURS = 'office_hours = ["08:30-12:00", "13:30-17:30"]\n'


def test_the_shipped_calendar_agrees_with_the_official_tables() -> None:
    shipped = read_calendar(ROOT)
    assert shipped.office_hours == CALENDAR.office_hours
    assert {year: shipped.years[year] for year in (2025, 2026)} == CALENDAR.years


def test_dates_may_be_written_with_and_without_quotes_and_as_spans() -> None:
    year = '[[years]]\nyear = 2027\nholidays = ["2027-01-01..2027-01-03", 2027-10-01]\nprovisional = true'
    calendar = parse_calendar((HOURS + year).encode())
    assert not calendar.is_working_day(date(2027, 10, 1))
    assert calendar.leans_on_provisional(date(2027, 2, 1), date(2027, 2, 2))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("years = []", "缺少“office_hours”"),
        (HOURS, "缺少“years”"),
        (HOURS + '[[years]]\nyear = 2027\nholidays = ["2026-01-01"]', "不在 2027 年内"),
        (HOURS + '[[years]]\nyear = 2027\nholidays = ["2027-02-30"]', "不是日期"),
        (HOURS + '[[years]]\nyear = 2027\nholidays = ["2027-02-03"]\nmakeup_days = ["2027-02-03"]', "既是放假日又是调休"),
        (HOURS + "[[years]]\nyear = 2027\n[[years]]\nyear = 2027", "写了两次"),
        ('office_hours = ["12:00-08:30"]\nyears = []', "先后排列"),
        (HOURS + "[[years]]\nyear = 2027\nholiday = []", "是否想写“holidays”"),
    ],
)
def test_a_wrong_calendar_says_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        parse_calendar(text.encode())


def test_departments_windows_and_divisions_are_read() -> None:
    text = """
    [[divisions]]
    code = "330783"
    name = "东阳市"
    [[departments]]
    id = "service_hall"
    name = "政务服务中心"
    kind = "hall"
    [[departments.windows]]
    id = "w01"
    name = "综合窗口 1"
    division = "330783"
    address = "一楼"
    """
    departments = parse_departments(text.encode())
    assert departments.ids == {"service_hall"}
    assert departments.departments[0].windows[0].address == "一楼"
    assert departments.divisions[0].name == "东阳市"
    with pytest.raises(Invalid, match="两次"):
        parse_departments((text + text[text.index("[[departments]]") :]).encode())


def test_registries_are_read_by_topic() -> None:
    text = '[[registries]]\ntopic = "registry.company_status"\nchannel = "http"\ntime_out = "PT5S"\non_failure = "manual"\n'
    found = parse_registries(text.encode())
    assert found["registry.company_status"].time_out == Duration.parse("PT5S")
    with pytest.raises(Invalid, match="manual"):
        parse_registries(b'[[registries]]\ntopic = "a"\nchannel = "http"\non_failure = "manuel"\n')


def test_letters_are_read_and_half_letters_refused(tmp_path: Path) -> None:
    letters = read_letters(written(tmp_path))
    assert (letters["refusal"].name, letters["refusal"].series) == ("不予受理通知书", "门")
    for files in ({}, {"letter.toml": b'name = "x"'}, {"letter.toml": b'name = "x"', "letter.txt": b"{{ 1 + }}"}):
        with pytest.raises(Invalid):
            parse_letter("x", files)


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        read_calendar(tmp_path)
