"""A service ready for use: everything a bundle says, read once and kept by its hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from engine import feel
from engine.content.answers import get
from engine.content.bundle import Bundle
from engine.content.forms import Form, parse_form
from engine.content.item import ItemSpec, MaterialRule, parse_item
from engine.content.shared import parse_letter
from engine.letters import Template
from engine.runtime import Definition, compile_definition

ITEM = "item.toml"


class Party(NamedTuple):
    """Somebody the answers name who must confirm: address of the mobile field, his part in words, name, mobile."""

    path: str
    label: str
    name: str
    mobile: str


@dataclass(frozen=True)
class Process:
    """``forms`` and ``letters`` by id; ``start_form`` is the application's, "" if the diagram names none."""

    bundle: Bundle
    item: ItemSpec
    definition: Definition
    forms: Mapping[str, Form]
    start_form: str
    letters: Mapping[str, Template]

    @property
    def internal_letters(self) -> frozenset[str]:
        """Ids of the papers among departments, which the applicant does not see."""
        return frozenset(kind for kind, template in self.letters.items() if template.internal)

    @property
    def id(self) -> str:
        return self.bundle.process_id

    @property
    def hash(self) -> str:
        return self.bundle.hash

    @property
    def scenarios(self) -> str:
        """The text of ``scenarios.toml``, "" if there is none."""
        return self.bundle.files.get(f"{self.bundle.folder}/scenarios.toml", b"").decode("utf-8-sig", "replace")

    @property
    def decisions(self) -> dict[str, bytes]:
        """DMN files by name."""
        return self.bundle.beside(".dmn")

    @cached_property
    def field_labels(self) -> Mapping[str, str]:
        """Path → label of every field of the application, ``shareholders[].name`` for fields in rows."""
        return {each.path: each.label for each in self.application.fields} if self.application else {}

    @property
    def application(self) -> Form | None:
        return self.forms.get(self.start_form)

    def parties(self, application: Mapping[str, Any], context: Mapping[str, Any] | None = None) -> tuple[Party, ...]:
        """Everybody the application names who must confirm it: mobile fields with the property ``confirm``; hidden ones name nobody."""
        return tuple(self._parties(application, context)) if self.application else ()

    def _parties(self, application: Mapping[str, Any], context: Mapping[str, Any] | None) -> Iterator[Party]:
        assert self.application is not None
        for path, field, value in self.application.filled(application, context):
            if label := field.properties.get("confirm"):
                beside, _, _ = path.rpartition(".")
                name = get(application, f"{beside}.name" if beside else "name")
                yield Party(path, label, str(name or ""), str(value))

    @cached_property
    def material_conditions(self) -> Mapping[str, feel.Expression]:
        """Material id → when it is required."""
        return {rule.id: feel.parse(feel.strip_marker(rule.required)) for rule in self.item.materials}


def load(bundle: Bundle) -> Process:
    """Reads everything; the caller keeps it by ``bundle.hash``. Raises Missing, Invalid or Unpublishable for what ``check`` would name."""
    item = parse_item(bundle.process_id, bundle.file(ITEM))
    definition = compile_definition(bundle.beside(".bpmn", ".dmn"), item.process)
    forms = {form_id: parse_form(form_id, content) for form_id, content in bundle.forms().items()}
    letters = {letter: parse_letter(letter, files) for letter, files in bundle.letters().items()}
    process = Process(bundle, item, definition, MappingProxyType(forms), start_form(definition), MappingProxyType(letters))
    process.material_conditions  # noqa: B018  # bad FEEL shows now, not when somebody applies
    return process


def start_form(definition: Definition) -> str:
    """The form of the first start event that has one."""
    return next((step.form for step in definition.steps.values() if step.kind == "start" and step.form), "")


def materials_for(
    process: Process, context: Mapping[str, Any], environment: feel.Environment | None = None
) -> tuple[MaterialRule, ...]:
    """The materials this case needs, in the order of the item. ``context``: the case's FEEL context (answers, situation, …). A condition
    that cannot be decided yet (null) asks for nothing.
    """
    env = environment or feel.Environment()
    conditions = process.material_conditions
    return tuple(rule for rule in process.item.materials if conditions[rule.id].evaluate(context, env) is True)
