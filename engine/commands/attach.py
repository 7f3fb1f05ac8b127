"""Files handed in for a material."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from engine import content
from engine.commands.apply import editable
from engine.commands.commitment import take_back
from engine.commands.context import feel_context
from engine.commands.deferral import outstanding
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.errors import Invalid, Missing
from engine.domain.events import FileAttached, FileRemoved
from engine.store import commitments, materials

MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 20
ENDINGS = (".pdf", ".jpg", ".jpeg", ".png")
_SIGNATURES = (
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
)


@dataclass(frozen=True, kw_only=True)
class AttachFile:
    """Gives Attached. Raises Invalid when the file is too large, of another type than the material takes, or not what its name says."""

    command_id: str
    case_id: str
    material_id: str
    filename: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class RemoveFile:
    command_id: str
    case_id: str
    file_id: str


@dataclass(frozen=True)
class Attached:
    file_id: str
    filename: str
    size: int
    media_type: str


def sniff(content: bytes) -> tuple[str, tuple[str, ...]] | None:
    """(media type, endings) by the file's own first bytes; None when it is none of PDF, JPEG and PNG."""
    return next(((media_type, endings) for start, media_type, endings in _SIGNATURES if content.startswith(start)), None)


def is_accepted(media_type: str, accept: tuple[str, ...]) -> bool:
    """Whether a material takes files of this type."""
    endings = next((endings for _start, known, endings in _SIGNATURES if known == media_type), ())
    return bool(set(endings) & {ending.lower() for ending in accept or ENDINGS})


def clean_filename(name: str) -> str:
    """The last part of the name without control characters, at most 120 characters; never used as a path."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(c for c in last if c.isprintable()).strip(". ")
    return printable[-120:] or "文件"


def attach_file(command: AttachFile, work: Work) -> Attached:
    case = _open_for(work, command)
    rule = asked(work, case, command.material_id)
    filename = clean_filename(command.filename)
    media_type = _checked(command, filename, rule.accept)
    sha256 = work.parts.files.put(work.tx, command.content)
    file_id = hold(work, case, rule, filename=filename, media_type=media_type, size=len(command.content), sha256=sha256)
    return Attached(file_id, filename, len(command.content), media_type)


def hold(work: Work, case: Case, rule: content.MaterialRule, *, filename: str, media_type: str, size: int, sha256: str) -> str:
    """A file whose contents are kept already, as one of this material; gives its id. Raises Invalid where there are too many."""
    held = [row for row in materials.files_of(work.tx, case.case_id) if row.material_id == rule.id]
    if len(held) >= MOST_FILES:
        raise Invalid("一项材料最多上传 {most} 个文件。", most=MOST_FILES)
    file_id = work.draw_id()
    own = {"file_id": file_id, "case_id": case.case_id, "division_code": case.division_code, "material_id": rule.id, "uploaded_at": work.now}
    materials.add_file(work.tx, **own, filename=filename, media_type=media_type, size=size, sha256=sha256)
    materials.ensure(work.tx, case, rule.id, rule.name)
    materials.put(work.tx, case, rule.id, state="handed_in", defect="")
    if rule.commitment and commitments.find(work.tx, case.case_id, rule.id) is not None and case.accepted_at is None:
        take_back(work, case, rule)
    about = {"file_id": file_id, "material_id": rule.id, "sha256": sha256, "size": size, "details": {"filename": filename}}
    work.emit(FileAttached(case_id=case.case_id, **about))
    return file_id


def _open_for(work: Work, command: AttachFile) -> Case:
    """The case, if this file may come now: while it is filled in, or for a material promised at 容缺受理. Raises Missing, Refused."""
    case = work.case(command.case_id)
    work.viewer.require_case(case.case_id, case.division_code)
    may_follow = case.accepted_at is not None and not case.status.is_final
    promised = may_follow and any(row.material_id == command.material_id for row in outstanding(work, case.case_id))
    return work.put(case) if promised else editable(work, command.case_id)


def asked(work: Work, case: Case, material_id: str) -> content.MaterialRule:
    """The material that the applicant of this case is to hand in. Raises Missing."""
    rules = content.materials_for(work.process(case), feel_context(work, case))
    rule = next((r for r in rules if r.id == material_id and r.source == "applicant"), None)
    if rule is None:
        raise Missing("这项服务不需要这份材料。")
    return rule


def _checked(command: AttachFile, filename: str, accept: tuple[str, ...]) -> str:
    if not command.content:
        raise Invalid("文件“{filename}”是空的，请重新选择。", filename=filename)
    if len(command.content) > MOST_BYTES:
        raise Invalid("文件“{filename}”超过 20 MB，请压缩或拆分后再上传。", filename=filename)
    sniffed = sniff(command.content)
    allowed = accept or ENDINGS
    if sniffed is None or not is_accepted(sniffed[0], accept):
        raise Invalid("文件“{filename}”的内容不是可接受的类型，请上传 {allowed}。", filename=filename, allowed="、".join(allowed))
    return sniffed[0]


def remove_file(command: RemoveFile, work: Work) -> None:
    case = editable(work, command.case_id)
    row = materials.remove_file(work.tx, case.case_id, command.file_id, work.now)
    if row is None:
        raise Missing("没有找到这个文件。")
    if not any(other.material_id == row.material_id for other in materials.files_of(work.tx, case.case_id)):
        materials.put(work.tx, case, row.material_id, state="missing")
    work.emit(FileRemoved(case_id=case.case_id, file_id=row.file_id, material_id=row.material_id))
