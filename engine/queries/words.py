"""Word to people: an officer's page 消息 and its bell, and what an applicant was told about his case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from engine.domain.contact import Contact
from engine.domain.viewer import Viewer
from engine.domain.word import fill
from engine.domain.word_templates import TEMPLATES
from engine.queries.case_scope import visible_case
from engine.queries.paging import Count, Page, newest, read_page
from engine.store import rows
from engine.store.asked import OWN
from engine.store.indexes import UNREAD
from engine.store.reader import Reader
from engine.store.schema import cases, task
from engine.store.schema_office import administration_log, officer
from engine.store.schema_word import word

PER_PAGE = 30
MOST_UNREAD = 99
MOST_CHANGES, LOOK_BACK = 10, 10_000


@dataclass(frozen=True, kw_only=True)
class MyWords:
    """The viewer's own, the newest first."""

    unread: bool = False
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class CaseWords:
    """What the applicant of this case was told, the newest first, at most a page. Raises Missing for who may not see the case."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class WordTexts:
    """Template id → the administrator's own ``title``, ``text`` and ``phone``, where they are not the shipped ones. Role system_admin."""


@dataclass(frozen=True, kw_only=True)
class WordTextChanges:
    """Who changed the words of the template with this label, the newest first, as far back as the log is looked through. Role system_admin."""

    label: str


@dataclass(frozen=True)
class WordTextChange:
    """``now``: the words that are not the shipped ones since then."""

    at: datetime
    officer_name: str
    reset: bool
    now: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MyContact:
    """Where the viewer himself is reached, as a Contact."""


@dataclass(frozen=True)
class WordShown:
    """``title`` and ``text`` are message ids whose places ``words`` fill, or an administrator's own words; ``task_id`` "" unless the task is
    open; ``case_id`` None where it is about no case."""

    word_id: str
    title: str
    text: str
    words: dict[str, str]
    case_id: str | None
    case_no: str
    service: str
    task_id: str
    at: datetime
    read: bool
    urgent: bool

    def filled(self, text: str) -> str:
        return fill(text, self.words)


def _of(viewer: Viewer) -> Any:
    """Who has left a division sees nothing of it any more, whatever he was told before."""
    here = or_(word.c.division_code.is_(None), word.c.division_code.in_(sorted(viewer.divisions)))
    return (word.c.officer_id == viewer.officer_id) & here


def unread(viewer: Viewer) -> Select[Any]:
    """Words the viewer has not read, to be counted up to ``MOST_UNREAD``."""
    return select(word.c.word_id).where(_of(viewer), UNREAD)


def _rows() -> Any:
    joined = select(word, cases.c.case_no, cases.c.process_name, task.c.status.label("task_status"))
    return joined.outerjoin(cases, cases.c.case_id == word.c.case_id).outerjoin(task, task.c.task_id == word.c.task_id)


def my_words(query: MyWords, reader: Reader, viewer: Viewer) -> Page:
    if viewer.officer_id is None:
        return Page((), Count(0, MOST_UNREAD), 1, 1)
    found = _rows().where(_of(viewer), *([UNREAD] if query.unread else []))
    page = read_page(reader, found, [word.c.at.desc(), word.c.word_id.desc()], query.page, PER_PAGE)
    return page.of([_shown(row, reader) for row in page.rows])


def case_words(query: CaseWords, reader: Reader, viewer: Viewer) -> tuple[WordShown, ...]:
    row = visible_case(reader.connection, query.case_id, viewer)
    return tuple(_shown(each, reader) for each in reader.connection.ask(_to_applicant, own=row.case_id))


def _to_applicant() -> Select[Any]:
    found = _rows().where(word.c.case_id == OWN, word.c.officer_id.is_(None))
    return found.order_by(word.c.at.desc(), word.c.word_id.desc()).limit(PER_PAGE)


def _shown(row: Any, reader: Reader) -> WordShown:
    template, own = TEMPLATES[row.template], reader.directory.texts(reader.connection).get(row.template, {})
    return WordShown(
        row.word_id,
        own.get("title") or template.title,
        own.get("text") or template.text,
        reader.open(row.places_sealed) or {},
        row.case_id,
        row.case_no or "",
        row.process_name or "",
        row.task_id if row.task_status == "open" else "",
        row.at,
        row.read_at is not None,
        template.urgent,
    )


def my_contact(query: MyContact, reader: Reader, viewer: Viewer) -> Contact:
    one = rows.first(reader.connection, officer, officer_id=viewer.officer_id) if viewer.officer_id else None
    return Contact.of(reader.open(one.contact_sealed) if one is not None and one.contact_sealed else None)


def word_texts(query: WordTexts, reader: Reader, viewer: Viewer) -> dict[str, Any]:
    viewer.require_role("system_admin")
    return dict(reader.directory.texts(reader.connection))


def word_text_changes(query: WordTextChanges, reader: Reader, viewer: Viewer) -> tuple[WordTextChange, ...]:
    viewer.require_role("system_admin")
    log = newest(administration_log, administration_log.c.at, administration_log.c.entry_id, None, LOOK_BACK)
    found = select(log).where(log.c.event == "WordTextSaved").order_by(log.c.at.desc(), log.c.entry_id.desc())
    own = [row for row in reader.connection.execute(found) if row.facts["template"] == query.label]
    return tuple(WordTextChange(row.at, row.officer_name, row.facts["reset"], tuple(row.facts.get("now", ()))) for row in own[:MOST_CHANGES])


QUERIES = {WordTexts: word_texts, WordTextChanges: word_text_changes, MyContact: my_contact, MyWords: my_words, CaseWords: case_words}
