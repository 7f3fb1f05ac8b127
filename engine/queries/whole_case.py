"""A whole case for its file: everything opened, nothing masked. Asked only after ``RecordExport`` has written down who takes it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from sqlalchemy import ColumnElement, Row, select

from engine import casefile
from engine.casefile import Contents, Line, Material, Opinion, Paper, Signer, View
from engine.domain.calendar import SHANGHAI
from engine.domain.case_number import normalise_case_number
from engine.domain.errors import Missing
from engine.domain.licence import LicenceStatus
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.queries.journal_words import MATERIAL_STATES, said_of
from engine.store import journal as journal_rows
from engine.store import letters as letter_rows
from engine.store import licences, progress
from engine.store import materials as material_rows
from engine.store.reader import Reader
from engine.store.rows import every
from engine.store.schema import answers, cases
from engine.store.schema_office import access_log

IN_MEMORY = 8 << 20  # bytes; a larger case file lies in a temporary file
_OUTCOMES = {"grant": "准予", "deny": "不予", None: ""}


@dataclass(frozen=True, kw_only=True)
class WholeCase:
    """→ an open temporary file with the signed zip; the asker closes it."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class WhoLooked:
    """Who saw personal details of a case in full: for its applicant, whose they are."""

    case_id: str


@dataclass(frozen=True)
class Looks:
    views: tuple[View, ...]


def may_take(row: Row[Any], viewer: Viewer) -> bool:
    """The approver whose department leads the case, an auditor of its division, and the system."""
    if viewer.kind == "system":
        return True
    led = any(post.role == "approver" and (post.division, post.department) == (row.division_code, row.lead_department) for post in viewer.posts)
    return row.status != "draft" and (led or viewer.has("auditor", row.division_code))


def exportable_case(connection: Any, case_no: str, viewer: Viewer) -> Row[Any]:
    """By its number. Raises Missing alike for what is not there and what is not his."""
    return _his(connection, cases.c.case_no == normalise_case_number(case_no)[:40], viewer)


def _his(connection: Any, where: ColumnElement[bool], viewer: Viewer) -> Row[Any]:
    row: Row[Any] | None = connection.execute(select(cases).where(where)).one_or_none()
    if row is None or not may_take(row, viewer):
        raise Missing("没有找到这个办件，或者您无权导出它。")
    return row


def whole_case(query: WholeCase, reader: Reader, viewer: Viewer) -> IO[bytes]:
    row = _his(reader.connection, cases.c.case_id == query.case_id, viewer)
    into = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (handed on open)
    casefile.pack(contents(row, reader, viewer), reader.content_of, Signer(reader.settings.signing_key), into)
    into.seek(0)
    return into


def contents(row: Row[Any], reader: Reader, viewer: Viewer) -> Contents:
    lines = _journal(row.case_id, reader.process(row.edition_hash), reader)
    sections = reader.connection.execute(select(answers).where(answers.c.case_id == row.case_id).order_by(answers.c.section))
    return Contents(
        case_no=row.case_no,
        head=_head(row, reader),
        answers={section.section: reader.open(section.content_sealed) for section in sections},
        materials=_materials(row.case_id, reader),
        opinions=_opinions(row.case_id, reader),
        letters=_letters(row.case_id, lines, reader),
        journal=lines,
        views=who_looked_at(row.case_id, reader),
        exported_at=reader.now,
        exported_by=viewer.name,
        erased=bool(casefile.erased_rows(lines)),
    )


def _head(row: Row[Any], reader: Reader) -> Mapping[str, str]:
    applicant = reader.open(row.applicant_sealed) or {}
    return {
        "事项": row.process_name,
        "事项版本": row.edition_hash,
        "地区": reader.divisions.get(row.division_code, row.division_code),
        "牵头部门": reader.departments.get(row.lead_department, row.lead_department),
        "对象": row.subject_name,
        "申请人": applicant.get("name", ""),
        "证件号码": applicant.get("identity", ""),
        "状态": CaseStatus(row.status).label,
        "提交": _day(row.submitted_at),
        "受理": _day(row.accepted_at),
        "决定": f"{_OUTCOMES[row.decision]} {_day(row.decided_at)}".strip(),
        "办结": _day(row.closed_at),
        "许可证": "；".join(map(_licence, licences.of_case(reader.connection, row.case_id))),
    }


def _licence(row: Any) -> str:
    """As the register has it on the day of the export."""
    return f"{row.number} {LicenceStatus(row.status).label}，{row.valid_from} 至 {row.valid_until or '长期'}"


def _day(instant: datetime | None) -> str:
    return "" if instant is None else f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _journal(case_id: str, process: Any, reader: Reader) -> tuple[Line, ...]:
    same = ("seq", "at", "event", "actor", "actor_name", "facts", "details_digest", "command_id", "previous_hash", "hash")
    return tuple(
        Line(
            **{name: getattr(row, name) for name in same},
            element_id=row.element_id or "",
            details={} if row.details_digest == casefile.NOTHING else reader.open(row.details_sealed),
            said=str(said_of(row, process, reader.departments) or ""),
        )
        for row in journal_rows.of_case(reader.connection, case_id)
    )


def _letters(case_id: str, lines: Sequence[Line], reader: Reader) -> tuple[Paper, ...]:
    """As the journal tells them: two may be issued at the same instant, and their ids do not say which came first."""
    told = {line.facts["letter_id"]: line.seq for line in lines if line.event == "LetterIssued"}
    same = ("letter_id", "kind", "name", "number", "issued_at", "digest")
    return tuple(
        Paper(**{name: getattr(row, name) for name in same}, issued_by=row.issued_by_name, content=reader.open(row.blocks_sealed))
        for row in sorted(letter_rows.of_case(reader.connection, case_id), key=lambda row: told.get(row.letter_id, 0))
    )


def _materials(case_id: str, reader: Reader) -> tuple[Material, ...]:
    known = {row.material_id: row for row in material_rows.of_case(reader.connection, case_id)}
    same = ("material_id", "file_id", "filename", "media_type", "sha256", "uploaded_at")
    return tuple(
        Material(
            **{name: getattr(file, name) for name in same},
            name=known[file.material_id].name if file.material_id in known else file.material_id,
            state=str(MATERIAL_STATES.get(known[file.material_id].state, "") if file.material_id in known else ""),
        )
        for file in material_rows.files_of(reader.connection, case_id)
    )


def _opinions(case_id: str, reader: Reader) -> tuple[Opinion, ...]:
    done = sorted(progress.tasks_of(reader.connection, case_id, status=progress.DONE), key=lambda row: (row.done_at, row.task_id))
    return tuple(
        Opinion(
            step=row.name,
            department=reader.departments.get(row.department, row.department),
            officer=row.done_by_name or "",
            at=row.done_at,
            outcome=dict(row.outcomes).get(row.outcome, row.outcome or ""),
            opinion=row.opinion or "",
            fields=None if row.fields_sealed is None else reader.open(row.fields_sealed) or {},
        )
        for row in done
    )


def who_looked(query: WhoLooked, reader: Reader, viewer: Viewer) -> Looks:
    """Raises Missing for everybody but the applicant of the case."""
    if query.case_id not in viewer.case_ids:
        raise Missing("没有找到这个办件。")
    return Looks(who_looked_at(query.case_id, reader))


def who_looked_at(case_id: str, reader: Reader) -> tuple[View, ...]:
    """Oldest first."""
    return tuple(View(at=row.at, officer=row.officer_name, what=row.what) for row in every(reader.connection, access_log, "at", case_id=case_id))


QUERIES = {WholeCase: whole_case, WhoLooked: who_looked}
