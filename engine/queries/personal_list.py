"""What one applicant will need, by what he said of his situation: never less than may be asked of him later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from engine import content
from engine.content.item import ItemSpec, MaterialRule, MaterialSource
from engine.domain.viewer import Viewer
from engine.store.reader import Reader

SITUATION = "situation"
# A question may offer 不清楚 itself, under one of these values.
UNKNOWN = frozenset({"unknown", "unsure"})
# More questions left open than this are not all tried against each other.
_MOST_COMBINATIONS = 256


@dataclass(frozen=True, kw_only=True)
class PersonalList:
    """``situation``: answers of the situation form; ``unknown``: keys left open where the question itself offers no 不清楚."""

    process_id: str
    situation: Mapping[str, Any]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class PaperLine:
    id: str
    name: str
    originals: int
    copies: int
    source: MaterialSource
    deferrable: bool
    accept: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class PersonalListShown:
    """``hand_in`` by the applicant in any case; ``perhaps`` depends on an open question or on the form; ``not_asked``: fetched or printed for him."""

    process_id: str
    item: ItemSpec
    lead_department: str
    departments: tuple[str, ...]
    divisions: tuple[tuple[str, str], ...]
    hand_in: tuple[PaperLine, ...]
    perhaps: tuple[PaperLine, ...]
    not_asked: tuple[PaperLine, ...]


def personal_list(query: PersonalList, reader: Reader, viewer: Viewer) -> PersonalListShown:
    """Raises Missing for a service that is not published."""
    process = reader.current(query.process_id)
    item = process.item
    wanted = [_wanted(process, situation) for situation in _situations(process, query)]
    always, ever = frozenset.intersection(*wanted), frozenset.union(*wanted)
    asked = [rule for rule in item.materials if rule.source == MaterialSource.APPLICANT]
    perhaps = [rule for rule in asked if rule.id not in always and (rule.id in ever or "answers" in rule.required)]
    return PersonalListShown(
        item.process_id, item, reader.departments.get(item.lead_department, item.lead_department),
        tuple(reader.departments.get(part.id, part.id) for part in item.departments), tuple(sorted(reader.divisions.items())),
        tuple(_line(rule, item) for rule in asked if rule.id in always), tuple(_line(rule, item) for rule in perhaps),
        tuple(_line(rule, item) for rule in item.materials if rule.source != MaterialSource.APPLICANT and rule.id in ever),
    )


def _wanted(process: Any, situation: Mapping[str, Any]) -> frozenset[str]:
    context = {"situation": situation, "answers": {"application": {}}, "materials": {}, "case": {}, "item": process.item.as_context()}
    return frozenset(rule.id for rule in content.materials_for(process, context))


def _situations(process: Any, query: PersonalList) -> Iterator[dict[str, Any]]:
    """Every situation that fits what was said: an open question may be answered either way."""
    form = process.forms.get(SITUATION)
    fields = form.fields if form else ()
    open_fields = [each for each in fields if each.options and (each.key in query.unknown or query.situation.get(each.key) in UNKNOWN)]
    choices = product(*([option.value for option in each.options if option.value not in UNKNOWN] for each in open_fields))
    for chosen in islice(choices, _MOST_COMBINATIONS):
        yield {**query.situation, **{each.key: value for each, value in zip(open_fields, chosen, strict=True)}}


def _line(rule: MaterialRule, item: ItemSpec) -> PaperLine:
    basis = item.basis_of(rule.basis)
    return PaperLine(rule.id, rule.name, rule.originals, rule.copies, rule.source, rule.deferrable, rule.accept, str(basis) if basis else "")


QUERIES = {PersonalList: personal_list}
