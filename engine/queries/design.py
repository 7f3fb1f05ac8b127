"""The designer's pages: services with their drafts, one draft with its files, the editions there were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine import content
from engine.domain.errors import EngineError, Missing
from engine.domain.officer import Role
from engine.domain.viewer import Viewer
from engine.queries.paging import Count, tabs
from engine.store.indexes import UNDER_WAY
from engine.store.reader import Reader
from engine.store.schema import cases, edition, process_draft


@dataclass(frozen=True, kw_only=True)
class DesignList:
    """Every published service, with its draft."""


@dataclass(frozen=True, kw_only=True)
class DraftShown:
    """One service's draft; what the workshop shows. Raises Missing without a draft."""

    process_id: str


@dataclass(frozen=True, kw_only=True)
class EditionFiles:
    """The zip of one edition."""

    edition_hash: str


@dataclass(frozen=True)
class ServiceDrawn:
    process_id: str
    name: str
    number: int
    published_at: datetime
    published_by: str
    running: Count
    draft_state: str | None
    drawn_by: str | None
    drawn_at: datetime | None


@dataclass(frozen=True)
class EditionRow:
    number: int
    edition_hash: str
    drawn_by: str
    published_by: str
    published_at: datetime
    current: bool
    running: Count


@dataclass(frozen=True)
class FileRow:
    """``change``: new, changed, removed or "" against the edition the draft began from."""

    path: str
    size: int
    change: str


@dataclass(frozen=True)
class Draft:
    process_id: str
    name: str
    state: str
    version: int
    note: str
    drawn_by: str
    drawn_by_id: str
    updated_at: datetime
    base_number: int | None
    main_file: str
    files: Mapping[str, bytes]
    base_files: Mapping[str, bytes]
    rows: tuple[FileRow, ...]
    editions: tuple[EditionRow, ...]


def _may_look(viewer: Viewer) -> None:
    if not (viewer.has(Role.DESIGNER) or viewer.has(Role.PUBLISHER)):
        raise Missing("没有找到这个页面。")


def design_list(query: DesignList, reader: Reader, viewer: Viewer) -> tuple[ServiceDrawn, ...]:
    _may_look(viewer)
    joined = edition.outerjoin(process_draft, edition.c.process_id == process_draft.c.process_id)
    found = select(edition, process_draft.c.state, process_draft.c.drawn_by_name, process_draft.c.updated_at).select_from(joined)
    rows = reader.connection.execute(found.where(edition.c.current).order_by(edition.c.process_id)).all()
    running = tabs(reader, {row.process_id: select(cases.c.case_id).where(UNDER_WAY, cases.c.process_id == row.process_id) for row in rows})
    return tuple(
        ServiceDrawn(
            process_id=row.process_id,
            name=row.name,
            number=row.number,
            published_at=row.published_at,
            published_by=row.published_by,
            running=running[row.process_id],
            draft_state=row.state,
            drawn_by=row.drawn_by_name,
            drawn_at=row.updated_at,
        )
        for row in rows
    )


def draft_shown(query: DraftShown, reader: Reader, viewer: Viewer) -> Draft:
    _may_look(viewer)
    row = reader.connection.execute(select(process_draft).where(process_draft.c.process_id == query.process_id)).first()
    if row is None:
        raise Missing("这项服务没有草稿。")
    files = content.from_zip(bytes(row.files)).files
    known = _editions(reader, query.process_id)
    base = reader.connection.execute(select(edition).where(edition.c.edition_hash == row.base_hash)).first()
    base_files = content.from_zip(bytes(base.files)).files if base is not None else {}
    return Draft(
        process_id=row.process_id,
        name=_name(query.process_id, files, base.name if base is not None else query.process_id),
        state=row.state,
        version=row.version,
        note=row.note,
        drawn_by=row.drawn_by_name,
        drawn_by_id=row.drawn_by,
        updated_at=row.updated_at,
        base_number=base.number if base is not None else None,
        main_file=main_file(query.process_id, files),
        files=files,
        base_files=base_files,
        rows=_rows(files, base_files),
        editions=known,
    )


def main_file(process_id: str, files: Mapping[str, bytes]) -> str:
    """The path of the service's diagram, even while its item.toml is broken."""
    folder = f"bpmn/{process_id}"
    try:
        named = f"{folder}/{content.parse_item(process_id, files.get(f'{folder}/item.toml', b'')).process}"
    except EngineError:
        named = f"{folder}/process.bpmn"
    return named if named in files else next((path for path in files if path.endswith(".bpmn")), named)


def _name(process_id: str, files: Mapping[str, bytes], fallback: str) -> str:
    try:
        return content.parse_item(process_id, files[f"bpmn/{process_id}/item.toml"]).name
    except (EngineError, KeyError):
        return fallback


def _rows(files: Mapping[str, bytes], base: Mapping[str, bytes]) -> tuple[FileRow, ...]:
    def change(path: str) -> str:
        if not base or files.get(path) == base.get(path):
            return ""
        return "new" if path not in base else "removed" if path not in files else "changed"

    return tuple(FileRow(path, len(files.get(path, b"")), change(path)) for path in sorted({*files, *base}))


def _editions(reader: Reader, process_id: str) -> tuple[EditionRow, ...]:
    rows = reader.connection.execute(select(edition).where(edition.c.process_id == process_id).order_by(edition.c.number.desc())).all()
    under_way = select(cases.c.case_id).where(UNDER_WAY, cases.c.process_id == process_id)
    running = tabs(reader, {row.edition_hash: under_way.where(cases.c.edition_hash == row.edition_hash) for row in rows})
    return tuple(
        EditionRow(
            row.number, row.edition_hash, row.drawn_by, row.published_by, row.published_at, row.current, running[row.edition_hash]
        )
        for row in rows
    )


def edition_files(query: EditionFiles, reader: Reader, viewer: Viewer) -> bytes:
    _may_look(viewer)
    files = reader.connection.execute(select(edition.c.files).where(edition.c.edition_hash == query.edition_hash)).scalar()
    if files is None:
        raise Missing("没有找到这个版本的流程。")
    return bytes(files)


QUERIES = {DesignList: design_list, DraftShown: draft_shown, EditionFiles: edition_files}
