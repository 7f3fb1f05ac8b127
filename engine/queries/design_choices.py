"""What the modeler's panel offers for one draft: posts, forms, decisions, letters, parts of a joint case, causes of rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from engine import content, dmn
from engine.domain.errors import EngineError
from engine.domain.officer import Role
from engine.domain.viewer import Viewer
from engine.queries.design import DraftShown, draft_shown
from engine.store.reader import Reader

IN_DIAGRAM = (Role.WINDOW, Role.REVIEWER, Role.APPROVER, Role.INSPECTOR, Role.HEARING_CHAIR, Role.SUPERVISOR, Role.PROXY, Role.ROBOT)


@dataclass(frozen=True, kw_only=True)
class PanelChoices:
    process_id: str


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Choices:
    departments: tuple[Choice, ...]
    forms: tuple[Choice, ...]
    decisions: tuple[Choice, ...]
    letters: tuple[Choice, ...]
    items: tuple[Choice, ...]
    causes: tuple[Choice, ...]


def panel_choices(query: PanelChoices, reader: Reader, viewer: Viewer) -> Choices:
    draft = draft_shown(DraftShown(process_id=query.process_id), reader, viewer)
    item = _item(query.process_id, draft.files)
    groups = [Choice(f"{id}:{role}", f"{name} · {role.label}") for id, name in reader.departments.items() for role in IN_DIAGRAM]
    return Choices(
        departments=(Choice("applicant", "申请人"), *groups),
        forms=_same(sorted(PurePosixPath(path).stem for path in draft.files if path.startswith("forms/") and path.endswith(".json"))),
        decisions=tuple(choice for path, raw in draft.files.items() if path.endswith(".dmn") for choice in _decisions(raw)),
        letters=_same(sorted({PurePosixPath(path).parent.name for path in draft.files if path.endswith("/letter.toml")})),
        items=tuple(Choice(each.id, reader.departments.get(each.id, each.id)) for each in item.departments) if item else (),
        causes=_same([each.cause for each in item.pauses]) if item else (),
    )


def _item(process_id: str, files: Mapping[str, bytes]) -> content.ItemSpec | None:
    try:
        return content.parse_item(process_id, files.get(f"bpmn/{process_id}/item.toml", b""))
    except EngineError:
        return None


def _decisions(raw: bytes) -> tuple[Choice, ...]:
    try:
        return tuple(Choice(each.id, each.name or each.id) for each in dmn.parse(raw).decisions)
    except EngineError:
        return ()


def _same(ids: list[str]) -> tuple[Choice, ...]:
    return tuple(Choice(each, each) for each in ids)


QUERIES = {PanelChoices: panel_choices}
