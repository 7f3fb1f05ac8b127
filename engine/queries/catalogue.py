"""What is published: the list of services and the guide of one. Public; nothing here depends on the viewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine import content
from engine.content.item import Before, ItemSpec, MaterialSource
from engine.domain.errors import Invalid
from engine.domain.viewer import Viewer
from engine.queries.paging import tabs
from engine.store.reader import Reader
from engine.store.schema import cases
from engine.store.schema_office import service_window

HALL = "service_hall"
_DAY_MINUTES = 8 * 60
# Reading a service's stories takes 100 ms; an edition never changes, so what was read once stays right. By content hash.
_USUAL: dict[str, frozenset[str]] = {}
_MOST_KNOWN = 200


@dataclass(frozen=True, kw_only=True)
class Services:
    """``search``: every word must stand in the name, the theme or a material; ``theme`` narrows."""

    search: str = ""
    theme: str = ""


@dataclass(frozen=True, kw_only=True)
class Guide:
    process_id: str


@dataclass(frozen=True)
class ServiceShown:
    process_id: str
    name: str
    theme: str
    kind: str
    lead_department: str
    item: ItemSpec
    departments: int
    cases: int


@dataclass(frozen=True)
class ServiceList:
    """``themes`` with the number of services in each, before narrowing; services most used first."""

    services: tuple[ServiceShown, ...]
    themes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Now:
    """四减 after the reform, counted in the content itself: never typed.

    ``days`` promised; ``steps`` the stages an applicant sees, or the officers' steps where no stage is named; ``materials`` to hand in in the
    ordinary case, ``conditional`` ones some situations add; ``visits`` one if the result is handed out at a window, else none.
    """

    days: Decimal
    steps: int
    materials: int
    conditional: int
    visits: int


@dataclass(frozen=True)
class MaterialShown:
    """``always`` required, or only in some situations; ``source`` of the catalogue."""

    id: str
    name: str
    originals: int
    copies: int
    source: MaterialSource
    always: bool
    deferrable: bool
    basis: str
    accept: tuple[str, ...]
    departments: tuple[str, ...]


@dataclass(frozen=True)
class WindowShown:
    division: str
    department: str
    name: str
    address: str
    hours: str
    phone: str


@dataclass(frozen=True)
class GuideShown:
    process_id: str
    item: ItemSpec
    lead_department: str
    departments: tuple[str, ...]
    before: Before
    now: Now
    materials: tuple[MaterialShown, ...]
    windows: tuple[WindowShown, ...]
    divisions: tuple[tuple[str, str], ...]
    asks_situation: bool


def services(query: Services, reader: Reader, viewer: Viewer) -> ServiceList:
    offered = [process.item.process_id for process in reader.processes()]
    handed_in = select(cases.c.case_id).where(cases.c.status != "draft")
    used = tabs(reader, {process_id: handed_in.where(cases.c.process_id == process_id) for process_id in offered})
    every = [_shown(process.item, used.get(process.item.process_id, 0), reader) for process in reader.processes()]
    every.sort(key=lambda one: (-one.cases, one.process_id))
    themes = Counter(one.theme for one in every if one.theme)
    found = tuple(one for one in every if query.theme in ("", one.theme) and _matches(one.item, query.search))
    return ServiceList(found, tuple(sorted(themes.items(), key=lambda each: (-each[1], each[0]))))


def guide(query: Guide, reader: Reader, viewer: Viewer) -> GuideShown:
    """Raises Missing for a service that is not published."""
    process = reader.current(query.process_id)
    item = process.item
    names = tuple(reader.departments.get(part.id, part.id) for part in item.departments)
    return GuideShown(
        item.process_id, item, reader.departments.get(item.lead_department, item.lead_department), names, item.before, counted(process),
        tuple(_material(rule, item, reader) for rule in item.materials), _windows(reader, item), tuple(sorted(reader.divisions.items())),
        "situation" in process.forms,
    )


def counted(process: Any) -> Now:
    """What the service costs an applicant today, from its own files."""
    item = process.item
    steps = process.definition.steps.values()
    staged = {step.stage for step in steps if step.stage}
    officers = [step for step in steps if step.who and "applicant" not in step.who]
    asked = [rule for rule in item.materials if rule.source == MaterialSource.APPLICANT]
    usual = len(usually_wanted(process) & {rule.id for rule in asked})
    handed_out = any(step.act == "deliver" for step in officers)
    promised = item.limits.promised
    days = promised.days + promised.weeks * 7 + Decimal(promised.seconds) / 60 / _DAY_MINUTES
    return Now(days, len(staged) or len(officers), usual, len(asked) - usual, int(handed_out))


def usually_wanted(process: Any) -> frozenset[str]:
    """Ids of materials wanted in the ordinary case: the one the service's first story tells; without stories, when nothing particular is said."""
    known = _USUAL.get(process.hash)
    if known is not None:
        return known
    situation, answers = _ordinary_case(process)
    context = {"situation": situation, "answers": {"application": answers}, "materials": {}, "case": {}, "item": process.item.as_context()}
    wanted = frozenset(rule.id for rule in content.materials_for(process, context))
    if len(_USUAL) >= _MOST_KNOWN:
        _USUAL.pop(next(iter(_USUAL)))
    _USUAL[process.hash] = wanted
    return wanted


def _ordinary_case(process: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    try:
        stories = content.read_scenarios(process.bundle)
    except Invalid:  # an edition of foreign hands may carry stories nobody can read; `check` says so
        return {}, {}
    steps = (step for story in stories for step in story.steps if step.does == "submit")
    told = next(steps, None)
    return (told.situation, told.answers or {}) if told else ({}, {})


def is_always(required: str) -> bool:
    """Is this rule the constant true?"""
    return required.strip().removeprefix("=").strip() == "true"


def _shown(item: ItemSpec, used: int, reader: Reader) -> ServiceShown:
    lead = reader.departments.get(item.lead_department, item.lead_department)
    return ServiceShown(item.process_id, item.name, item.theme, item.kind.label, lead, item, len(item.department_ids), used)


def _matches(item: ItemSpec, search: str) -> bool:
    text = " ".join([item.name, item.theme, item.process_id, *(rule.name for rule in item.materials), *(result.name for result in item.results)]).lower()
    return all(word in text for word in search.lower().split())


def _material(rule: Any, item: ItemSpec, reader: Reader) -> MaterialShown:
    basis = item.basis_of(rule.basis)
    return MaterialShown(
        rule.id, rule.name, rule.originals, rule.copies, rule.source, is_always(rule.required), rule.deferrable, str(basis) if basis else "",
        rule.accept, tuple(reader.departments.get(name, name) for name in rule.concerns),
    )


def _windows(reader: Reader, item: ItemSpec) -> tuple[WindowShown, ...]:
    rows = reader.connection.execute(
        select(service_window).where(service_window.c.active, service_window.c.department.in_([HALL, *sorted(item.department_ids)]))
        .order_by(service_window.c.division_code, service_window.c.name)
    )
    return tuple(
        WindowShown(
            reader.divisions.get(row.division_code, row.division_code), reader.departments.get(row.department, row.department), row.name,
            row.address, row.hours, row.phone,
        )
        for row in rows
    )


QUERIES = {Services: services, Guide: guide}
