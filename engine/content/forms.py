"""A form: one definition, used for drawing, for showing and for checking what came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine import feel
from engine.content import schema
from engine.content.answers import get, is_blank, put
from engine.content.form_component import Component, read_component
from engine.content.form_reading import Pairs, kept, read_pairs, row_names, rows_of, seen_through
from engine.content.form_rules import problems_of
from engine.domain.errors import Invalid
from engine.domain.sentence import Sentence

MAX_COMPONENTS = 2_000
_ROUNDS = 10


@dataclass(frozen=True)
class Placed:
    """A component where it stands on the filled-in page. ``address``: its path with row numbers (``shareholders.0.name``); ``holder``: the
    answers or the row that holds its value; ``names``: what its expressions see.
    """

    component: Component
    address: str
    holder: Mapping[str, Any]
    names: Mapping[str, Any]

    @property
    def value(self) -> Any:
        return get(self.holder, self.component.key) if self.component.key else None


@dataclass(frozen=True)
class Form:
    """``id`` is the file's name without ``.json``; ``components`` the tree; ``drawn`` the same as form-js JSON, for pages.

    Everywhere below: ``answers`` is a nested dict of what the form asks (Decimal, bool, text, lists); ``context`` the FEEL context of the
    case; fields are visible by their own name in expressions, in a list also ``this``, ``parent`` and ``i`` (from 1).
    """

    id: str
    components: tuple[Component, ...]
    drawn: tuple[Mapping[str, Any], ...] = field(default=(), compare=False, repr=False)

    @cached_property
    def fields(self) -> tuple[Component, ...]:
        """Every component that asks for something, flat, lists before what is in their rows."""
        return tuple(each for top in self.components for each in top.walk() if each.is_field)

    def field_at(self, path: str) -> Component | None:
        """The field at a path like ``shareholders[].name``."""
        return next((each for each in self.fields if each.path == path), None)

    def defaults(self) -> dict[str, Any]:
        """Answers of an untouched form."""
        answers: dict[str, Any] = {}
        for each in self.fields:
            if each.default is not None and "[]" not in each.path:
                put(answers, each.key, each.default)
        return answers

    def placed(
        self, answers: Mapping[str, Any], context: Mapping[str, Any] | None = None, environment: feel.Environment | None = None
    ) -> Iterator[Placed]:
        """What is visible, in the order of the page, rows unfolded. What stands in something hidden is hidden."""
        yield from _placed(self.components, "", answers, {**(context or {}), **answers}, environment or feel.Environment())

    def visible(
        self, answers: Mapping[str, Any], context: Mapping[str, Any] | None = None, environment: feel.Environment | None = None
    ) -> frozenset[str]:
        """Addresses of all that is visible: ``transferor.name``, ``shareholders.0.name``, ``#intro`` for texts and groups."""
        return frozenset(each.address for each in self.placed(answers, context, environment))

    def hidden(
        self, answers: Mapping[str, Any], context: Mapping[str, Any] | None = None, environment: feel.Environment | None = None
    ) -> frozenset[str]:
        """What is not visible: addresses of fields, ids of groups and texts outside of rows."""
        seen = self.visible(answers, context, environment)
        return frozenset(_unseen(self.components, "", answers, seen))

    def filled(
        self, answers: Mapping[str, Any], context: Mapping[str, Any] | None = None, environment: feel.Environment | None = None
    ) -> Iterator[tuple[str, Component, Any]]:
        """(address, field, value) of every visible field that was answered; lists give their rows' fields instead."""
        for each in self.placed(answers, context, environment):
            if each.component.is_field and each.component.type != "dynamiclist" and not is_blank(each.value):
                yield each.address, each.component, each.value

    def read(
        self,
        pairs: Pairs,
        context: Mapping[str, Any] | None = None,
        known: Mapping[str, Any] | None = None,
        environment: feel.Environment | None = None,
    ) -> dict[str, Any]:
        """Answers from what a browser sent: address → texts. Rows are numbered, ``shareholders.0.name``; any key ``shareholders.0.…`` makes
        a row, gaps close up, rows without any answer go. Unknown keys are ignored; readonly fields keep what ``known`` says; hidden
        fields go. What cannot be read stays as text for ``validate`` to name. Raises Invalid if too much was sent.
        """
        return self.take(read_pairs(self.components, pairs), context, known, environment)

    def take(
        self,
        answers: Mapping[str, Any],
        context: Mapping[str, Any] | None = None,
        known: Mapping[str, Any] | None = None,
        environment: feel.Environment | None = None,
    ) -> dict[str, Any]:
        """Of answers from anywhere, those of fields that exist, are visible and may be written; see ``read``."""
        sent = kept(self.components, answers)
        taken, env = sent, environment or feel.Environment()
        for _ in range(_ROUNDS):  # hiding one field may show another
            last = taken
            taken = seen_through(self.components, sent, last, known or {}, {**(context or {}), **last}, env)
            if taken == last:
                break
        return taken

    def validate(
        self, answers: Mapping[str, Any], context: Mapping[str, Any] | None = None, environment: feel.Environment | None = None
    ) -> dict[str, Sentence]:
        """Address → Chinese sentence for every visible field that is not as it should be; empty = all fine."""
        env = environment or feel.Environment()
        found: dict[str, Sentence] = {}
        for each in self.placed(answers, context, env):
            if each.component.is_field and (sentence := problems_of(each.component, each.value, each.names, env)):
                found[each.address] = sentence
        return found


def parse_form(form_id: str, content: bytes, file: str = "") -> Form:
    """Raises Invalid: not JSON, unknown components or keys (with the nearest known one), bad FEEL, a key twice."""
    file = file or f"{form_id}.json"
    document = schema.read_json(content, file)
    schema.require(document, "form", file)
    try:
        components = tuple(read_component(raw, number) for number, raw in enumerate(document["components"], 1))
    except Invalid as wrong:
        raise Invalid("{file}：{reason}", file=file, reason=wrong.said) from None
    form = Form(form_id, components, tuple(document["components"]))
    number = sum(1 for top in components for _ in top.walk())
    if number > MAX_COMPONENTS:
        raise Invalid("{file}：组件太多，有 {number} 个，最多 {most} 个", file=file, number=number, most=MAX_COMPONENTS)
    twice = next((path for path, times in Counter(each.path for each in form.fields).items() if times > 1), None)
    if twice is not None:
        raise Invalid("{file}：字段“{path}”出现了两次", file=file, path=twice)
    return form


def _placed(
    components: tuple[Component, ...], prefix: str, holder: Mapping[str, Any], names: Mapping[str, Any], environment: feel.Environment
) -> Iterator[Placed]:
    for each in components:
        if each.hide is not None and each.hide.evaluate(names, environment) is True:
            continue
        own = each.key or "#" + each.path.rpartition("#")[2]
        address = f"{prefix}{own}"
        yield Placed(each, address, holder, names)
        if each.type == "dynamiclist":
            for i, row in enumerate(rows_of(each, holder)):
                inner = row_names(names, row, holder, i + 1)
                yield from _placed(each.children, f"{address}.{i}.", row, inner, environment)
        else:
            yield from _placed(each.children, prefix, holder, names, environment)


def _unseen(components: tuple[Component, ...], prefix: str, holder: Mapping[str, Any], seen: frozenset[str]) -> Iterator[str]:
    for each in components:
        address = f"{prefix}{each.key or '#' + each.path.rpartition('#')[2]}"
        if address not in seen and (each.is_field or not prefix):
            yield address if each.is_field else each.id
        if each.type == "dynamiclist":
            for i, row in enumerate(rows_of(each, holder)):
                yield from _unseen(each.children, f"{address}.{i}.", row, seen)
        else:
            yield from _unseen(each.children, prefix, holder, seen)
