"""Drawing and publishing services. Who draws does not publish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine import content
from engine.commands.work import Work
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.domain.sentence import Sentence
from engine.domain.word import EVERYWHERE, GROUP, OFFICER, Word
from engine.runtime import Unpublishable
from engine.store import editions, journal

DRAWING, SUBMITTED = "drawing", "submitted"


@dataclass(frozen=True, kw_only=True)
class OpenDraft:
    """Begin changing a service: its current edition is copied, unless a draft is open already. Role designer."""

    command_id: str
    process_id: str


@dataclass(frozen=True, kw_only=True)
class SaveDraftFile:
    """Gives the draft's new version. ``version`` is the one the designer saw: an older one is refused, naming who saved since."""

    command_id: str
    process_id: str
    path: str
    content: bytes
    version: int


@dataclass(frozen=True, kw_only=True)
class ImportDraft:
    """Replace the draft by an exported zip. Role designer."""

    command_id: str
    process_id: str
    zip: bytes


@dataclass(frozen=True, kw_only=True)
class DiscardDraft:
    command_id: str
    process_id: str


@dataclass(frozen=True, kw_only=True)
class SubmitDraft:
    """Hand the draft to the publishers. Refused while something in it would not run."""

    command_id: str
    process_id: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReturnDraft:
    command_id: str
    process_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Publish:
    """Make the submitted draft the current edition. Gives Published. Role publisher, and another person than who drew it."""

    command_id: str
    process_id: str


@dataclass(frozen=True, kw_only=True)
class PublishBundle:
    """Publish files from disk (command line, first start). Only the system. Gives Published."""

    command_id: str
    zip: bytes
    drawn_by: str = "代码库"


@dataclass(frozen=True)
class Published:
    number: int
    edition_hash: str


def _draft(work: Work, process_id: str, state: str | None = None) -> Any:
    row = editions.draft(work.tx, process_id, lock=True)
    if row is None:
        raise Missing("这项服务没有草稿。")
    if state is not None and row.state != state:
        raise Refused("草稿已经送审，请等发布人员处理。") if state == DRAWING else Refused("草稿还没有送审。")
    return row


def _save(work: Work, process_id: str, files: bytes, base_hash: str | None, version: int) -> int:
    editions.save_draft(
        work.tx,
        process_id,
        files=files,
        base_hash=base_hash,
        state=DRAWING,
        drawn_by=work.viewer.officer_id or "",
        drawn_by_name=work.viewer.name,
        version=version,
        updated_at=work.now,
        note="",
    )
    return version


def _log(work: Work, event: str, **facts: object) -> None:
    journal.log_administration(work.tx, work.draw_id(), work.viewer, work.now, event, facts)


def _name(work: Work, process_id: str) -> str:
    """As the public reads it; a service that was never published has only its id."""
    current = editions.current(work.tx, process_id)
    return process_id if current is None else str(current.name)


def open_draft(command: OpenDraft, work: Work) -> int:
    work.viewer.require_role("designer")
    row = editions.draft(work.tx, command.process_id, lock=True)
    if row is not None:
        return int(row.version)
    current = editions.current(work.tx, command.process_id)
    if current is None:
        raise Missing("没有找到这项服务。")
    _log(work, "DraftOpened", process_id=command.process_id, edition=current.number)
    return _save(work, command.process_id, bytes(current.files), current.edition_hash, 1)


def save_draft_file(command: SaveDraftFile, work: Work) -> int:
    work.viewer.require_role("designer")
    row = _draft(work, command.process_id, DRAWING)
    if row.version != command.version:
        raise Refused("{who}在您之后保存过这份草稿，请先刷新，您的改动还在本页。", who=row.drawn_by_name)
    bundle = content.from_zip(bytes(row.files))
    if command.path not in bundle.files:
        raise Missing("草稿中没有文件 {path}。", path=command.path[:200])
    changed = content.Bundle(bundle.process_id, {**bundle.files, command.path: command.content})
    _log(work, "DraftSaved", process_id=command.process_id, path=command.path, version=row.version + 1)
    return _save(work, command.process_id, content.to_zip(changed), row.base_hash, row.version + 1)


def import_draft(command: ImportDraft, work: Work) -> int:
    work.viewer.require_role("designer")
    bundle = content.from_zip(command.zip)
    if bundle.process_id != command.process_id:
        raise Invalid("压缩包里是 {other}，不是 {own}。", other=bundle.process_id, own=command.process_id)
    row = editions.draft(work.tx, command.process_id, lock=True)
    if row is not None and row.state != DRAWING:
        raise Refused("草稿已经送审，请等发布人员处理。")
    _log(work, "DraftImported", process_id=command.process_id)
    return _save(
        work,
        command.process_id,
        content.to_zip(bundle),
        row.base_hash if row is not None else None,
        row.version + 1 if row is not None else 1,
    )


def discard_draft(command: DiscardDraft, work: Work) -> None:
    work.viewer.require_role("designer")
    _draft(work, command.process_id, DRAWING)
    editions.drop_draft(work.tx, command.process_id)
    _log(work, "DraftDiscarded", process_id=command.process_id)


def submit_draft(command: SubmitDraft, work: Work) -> None:
    work.viewer.require_role("designer")
    row = _draft(work, command.process_id, DRAWING)
    require_sound(content.from_zip(bytes(row.files)))
    editions.save_draft(work.tx, command.process_id, state=SUBMITTED, note=command.note.strip()[:1000], updated_at=work.now)
    _log(work, "DraftSubmitted", process_id=command.process_id, version=row.version)
    words = {"who": work.viewer.name, "process": _name(work, command.process_id), "note": command.note.strip()[:200]}
    work.tell(Word(f"{GROUP}{EVERYWHERE}:publisher", "draft_submitted", words))


def return_draft(command: ReturnDraft, work: Work) -> None:
    work.viewer.require_role("publisher")
    row = _draft(work, command.process_id, SUBMITTED)
    if not command.reason.strip():
        raise Invalid("请写明退回的原因。", {"reason": Sentence("请写明退回的原因。")})
    editions.save_draft(work.tx, command.process_id, state=DRAWING, note=command.reason.strip()[:1000], updated_at=work.now)
    _log(work, "DraftReturned", process_id=command.process_id, reason=command.reason)
    words = {"who": work.viewer.name, "process": _name(work, command.process_id), "reason": command.reason.strip()[:200]}
    work.tell(Word(f"{OFFICER}{row.drawn_by}", "draft_returned", words))


def publish(command: Publish, work: Work) -> Published:
    work.viewer.require_role("publisher")
    row = _draft(work, command.process_id, SUBMITTED)
    if row.drawn_by == work.viewer.officer_id:
        raise Forbidden("自己画的流程要由别人发布。")
    published = _publish(work, content.from_zip(bytes(row.files)), row.drawn_by_name)
    editions.drop_draft(work.tx, command.process_id)
    words = {"who": work.viewer.name, "process": _name(work, command.process_id), "number": str(published.number)}
    work.tell(Word(f"{OFFICER}{row.drawn_by}", "draft_published", words))
    return published


def publish_bundle(command: PublishBundle, work: Work) -> Published:
    work.viewer.require_system()
    return _publish(work, content.from_zip(command.zip), command.drawn_by)


def _publish(work: Work, bundle: content.Bundle, drawn_by: str) -> Published:
    require_sound(bundle)
    item = content.load(bundle).item
    number = editions.publish(
        work.tx,
        edition_hash=bundle.hash,
        process_id=bundle.process_id,
        name=item.name,
        theme=item.theme,
        files=content.to_zip(bundle),
        drawn_by=drawn_by,
        published_by=work.viewer.name,
        at=work.now,
    )
    _log(work, "EditionPublished", process_id=bundle.process_id, number=number, edition_hash=bundle.hash)
    return Published(number, bundle.hash)


def require_sound(bundle: content.Bundle) -> None:
    """Raises Unpublishable with every problem when one of them is an error."""
    problems = tuple(content.check(bundle))
    if any(problem.severity == "error" for problem in problems):
        raise Unpublishable(problems)
