"""Columns of a list that come from the cases' own answers, as an officer picked them, else as the service names them (``column`` in its form);
numbers that name a person stay masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.content.form_component import Component
from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries.answer_masks import masked
from engine.queries.case_scope import visible_cases
from engine.store import desks
from engine.store.reader import Reader
from engine.store.schema import answers, cases, edition


@dataclass(frozen=True, kw_only=True)
class AnswerColumns:
    """``process_id`` "" = of no service, so no columns. Cases the viewer may not see have no values."""

    process_id: str
    case_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerColumnsShown:
    """``chosen`` and ``choices``: (path, label) of fields of the service's current application; ``values``: case id → path → text.
    ``own``: he has picked them himself."""

    chosen: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, Mapping[str, str]] | None = None
    own: bool = False


def answer_columns(query: AnswerColumns, reader: Reader, viewer: Viewer) -> AnswerColumnsShown:
    """Raises Missing for a service that does not exist."""
    if viewer.officer_id is None or not query.process_id:
        return AnswerColumnsShown()
    current = select(edition.c.edition_hash).where(edition.c.process_id == query.process_id, edition.c.current)
    found = reader.connection.execute(current).scalar_one_or_none()
    if found is None:
        raise Missing("没有这个事项。")
    fields = _plain(reader.process(found).application)
    kept = desks.choice_of(reader.connection, viewer.officer_id)
    own = (kept.columns if kept else {}).get(query.process_id)
    named = {each.path: each.column for each in fields if each.column}
    headings = {each.path: each.column[1] if each.column else each.label for each in fields}
    wanted = sorted(named, key=lambda path: named[path]) if own is None else own
    chosen = tuple((path, headings[path]) for path in wanted if path in headings)
    choices = tuple((each.path, each.label) for each in fields)
    return AnswerColumnsShown(chosen, choices, _values(query, [path for path, _label in chosen], reader, viewer), own is not None)


def _plain(form: Any) -> list[Component]:
    """Fields with one answer each: what stands in rows has no place in a column."""
    return [each for each in form.fields if "[]" not in each.path and each.type != "dynamiclist" and each.label] if form else []


def _values(query: AnswerColumns, paths: list[str], reader: Reader, viewer: Viewer) -> dict[str, dict[str, str]]:
    if not paths or not query.case_ids:
        return {}
    joined = select(cases.c.case_id, cases.c.edition_hash, answers.c.content_sealed).join(answers, answers.c.case_id == cases.c.case_id)
    own = joined.where(cases.c.case_id.in_(query.case_ids), answers.c.section == "application", visible_cases(viewer))
    found = {}
    for row in reader.connection.execute(own):
        form = reader.process(row.edition_hash).application
        said = masked(form, reader.open(row.content_sealed) or {})
        found[row.case_id] = {each.path: _words(each, _at(said, each.path)) for each in _plain(form) if each.path in paths}
    return found


def _at(said: Any, path: str) -> Any:
    for key in path.split("."):
        said = said.get(key) if isinstance(said, Mapping) else None
    return said


def _words(field: Component, value: Any) -> str:
    if value is None or value == "":
        return ""
    labels = {option.value: option.label for option in field.options}
    if isinstance(value, list):
        return "、".join(str(labels.get(each, each)) for each in value)
    return "✓" if value is True else "" if value is False else str(labels.get(value, value))


QUERIES = {AnswerColumns: answer_columns}
