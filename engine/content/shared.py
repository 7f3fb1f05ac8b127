"""``bpmn/_shared``: what all services share: the working calendar, departments, registries and letters.

Departments and calendar are imported into the database once; afterwards the administrator's pages own them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from engine.content import schema
from engine.content.bundle import SHARED_LETTERS
from engine.domain.calendar import OfficeHours, WorkCalendar, YearTable
from engine.domain.duration import Duration
from engine.domain.errors import Invalid, Missing
from engine.letters import Template, parse_template

FOLDER = "bpmn/_shared"
_USUAL_WAIT = Duration.parse("PT30S")
_LETTER_TEXTS = ("letter.txt", "letter.md", "letter.html")


@dataclass(frozen=True, slots=True)
class Division:
    """GB/T 2260 code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class WindowSpec:
    """A service counter. ``division`` "" = wherever its department is."""

    id: str
    name: str
    division: str = ""
    address: str = ""
    hours: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentSpec:
    """An authority that takes part. ``divisions`` = codes of where it has an office; empty = everywhere."""

    id: str
    name: str
    kind: str = "government"
    divisions: tuple[str, ...] = ()
    phone: str = ""
    windows: tuple[WindowSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class Departments:
    divisions: tuple[Division, ...]
    departments: tuple[DepartmentSpec, ...]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(department.id for department in self.departments)


@dataclass(frozen=True, slots=True)
class Registry:
    """How a topic is answered. ``on_failure``: incident (an operator looks), manual (a person looks it up), empty (go on without)."""

    topic: str
    channel: str
    name: str = ""
    department: str = ""
    address: str = ""
    time_out: Duration = _USUAL_WAIT
    retries: int = 3
    on_failure: str = "incident"


def read_calendar(root: Path) -> WorkCalendar:
    """``calendar.toml`` under ``root``. Raises Missing without the file, Invalid with what is wrong in it."""
    return parse_calendar(_bytes(root, "calendar.toml"))


def read_departments(root: Path) -> Departments:
    return parse_departments(_bytes(root, "departments.toml"))


def read_registries(root: Path) -> dict[str, Registry]:
    """Topic → registry."""
    return parse_registries(_bytes(root, "registries.toml"))


def read_letters(root: Path) -> dict[str, Template]:
    """Every shared letter by id. Raises Invalid on the first that cannot be read."""
    folder = root / SHARED_LETTERS
    letters = sorted(each for each in folder.iterdir() if each.is_dir()) if folder.is_dir() else []
    files = {each.name: {file.name: file.read_bytes() for file in each.iterdir() if file.is_file()} for each in letters}
    return {letter: parse_letter(letter, own) for letter, own in files.items()}


def parse_letter(letter: str, files: Mapping[str, bytes]) -> Template:
    """A letter's folder: ``letter.toml`` (name, series, authority, internal) and the words in ``letter.txt``; ``files`` by name. Raises Invalid."""
    if "letter.toml" not in files:
        raise Invalid("文书“{letter}”缺少 letter.toml", letter=letter)
    document = schema.read_toml(files["letter.toml"], f"{letter}/letter.toml")
    schema.require(document, "letter", f"{letter}/letter.toml")
    text = next((files[name] for name in _LETTER_TEXTS if name in files), None)
    if text is None:
        raise Invalid("文书“{letter}”缺少正文 letter.txt", letter=letter)
    try:
        words = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("文书“{letter}”的正文不是 UTF-8 文本", letter=letter) from None
    internal = document.get("internal", False)
    return parse_template(document["name"], document.get("series", document["name"]), words, document.get("authority", ""), internal=internal)


def parse_calendar(content: bytes, file: str = "calendar.toml") -> WorkCalendar:
    """Raises Invalid: bad dates, dates of another year, a day both holiday and make-up day, a year twice."""
    document = schema.read_toml(content, file)
    schema.require(document, "calendar", file)
    years: dict[int, YearTable] = {}
    for table in document["years"]:
        if table["year"] in years:
            raise Invalid("{file}：{year} 年写了两次", file=file, year=table["year"])
        years[table["year"]] = _year(table, file)
    return WorkCalendar(years, OfficeHours.parse(*document["office_hours"]))


def parse_departments(content: bytes, file: str = "departments.toml") -> Departments:
    """Raises Invalid: wrong shape, an id twice."""
    document = schema.read_toml(content, file)
    schema.require(document, "departments", file)
    departments = tuple(
        DepartmentSpec(
            **{
                **table,
                "divisions": tuple(table.get("divisions", ())),
                "windows": tuple(WindowSpec(**window) for window in table.get("windows", ())),
            }
        )
        for table in document["departments"]
    )
    _once([department.id for department in departments], file)
    divisions = tuple(Division(**table) for table in document.get("divisions", ()))
    _once([division.code for division in divisions], file)
    return Departments(divisions, departments)


def parse_registries(content: bytes, file: str = "registries.toml") -> dict[str, Registry]:
    """Raises Invalid: wrong shape, a topic twice, an unreadable time-out."""
    document = schema.read_toml(content, file)
    schema.require(document, "registries", file)
    _once([table["topic"] for table in document["registries"]], file)
    found = {}
    for table in document["registries"]:
        time_out = {"time_out": Duration.parse(table["time_out"])} if "time_out" in table else {}
        found[table["topic"]] = Registry(**{**table, **time_out})
    return found


def _year(table: Mapping[str, Any], file: str) -> YearTable:
    holidays = _days(table.get("holidays", ()), table["year"], file)
    makeup_days = _days(table.get("makeup_days", ()), table["year"], file)
    if both := holidays & makeup_days:
        raise Invalid("{file}：{day} 既是放假日又是调休上班日", file=file, day=min(both).isoformat())
    hours = OfficeHours.parse(*table["office_hours"]) if "office_hours" in table else None
    return YearTable(holidays, makeup_days, table.get("provisional", False), hours)


def _days(spans: list[str], year: int, file: str) -> frozenset[date]:
    found: set[date] = set()
    for span in spans:
        first, _, last = str(span).partition("..")
        try:
            start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            raise Invalid("{file}：“{span}”不是日期", file=file, span=str(span)) from None
        if start.year != year or end.year != year or end < start:
            raise Invalid("{file}：“{span}”不在 {year} 年内，或先后颠倒", file=file, span=str(span), year=year)
        found.update(start + timedelta(days=i) for i in range((end - start).days + 1))
    return frozenset(found)


def _once(ids: list[str], file: str) -> None:
    twice = next((each for each in ids if ids.count(each) > 1), None)
    if twice is not None:
        raise Invalid("{file}：“{id}”写了两次", file=file, id=twice)


def _bytes(root: Path, name: str) -> bytes:
    path = root / FOLDER / name
    if not path.is_file():
        raise Missing("没有文件 {path}", path=f"{FOLDER}/{name}")
    return path.read_bytes()
