"""The papers of a case: filled-in forms, materials with their verdicts, letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.content.forms import Form
from engine.queries.answer_masks import concerns, masked
from engine.queries.case_shown import FileShown, LetterLine, MaterialShown, SheetShown
from engine.store import letters as letter_rows
from engine.store import materials as material_rows
from engine.store.reader import Reader

MOST_LETTERS = 200


def sheet(
    form: Form, title: str, answers: Mapping[str, Any], context: Mapping[str, Any], departments: frozenset[str], unmask: bool
) -> SheetShown:
    """A form as it was filled in. Without ``departments`` everything concerns the reader."""
    tops = enumerate(form.components)
    first = frozenset(number for number, top in tops if not departments or any(concerns(top, one) for one in departments))
    return SheetShown(
        form=form.id,
        title=title,
        answers=answers if unmask else masked(form, answers),
        visible=form.visible(answers, context),
        first=first or frozenset(range(len(form.components))),
    )


def materials(case: Any, process: Any, rules: Mapping[str, Any], reader: Reader, departments: frozenset[str]) -> tuple[MaterialShown, ...]:
    """In the order of the item. ``rules``: id → rule of those this case needs; another is shown only if something of it was handed in."""
    files = _files(case.case_id, reader)
    rows = {row.material_id: row for row in material_rows.of_case(reader.connection, case.case_id)}
    known = {rule.id: rule for rule in process.item.materials}
    wanted = [one for one in known if one in rules or one in files or _was_touched(rows.get(one))]
    return tuple(_material(known[one], rows.get(one), files.get(one, ()), one in rules, process, reader, departments) for one in wanted)


def _was_touched(row: Any) -> bool:
    return row is not None and (row.state != "missing" or row.checked_at is not None)


def _material(
    rule: Any, row: Any, files: tuple[FileShown, ...], required: bool, process: Any, reader: Reader, departments: frozenset[str]
) -> MaterialShown:
    basis = process.item.basis_of(rule.basis)
    return MaterialShown(
        material_id=rule.id,
        name=rule.name,
        state=row.state if row else "missing",
        defect=row.defect if row else "",
        originals=row.originals if row else 0,
        copies=row.copies if row else 0,
        asked_originals=rule.originals,
        asked_copies=rule.copies,
        required=required,
        deferrable=rule.deferrable,
        commitment=rule.commitment,
        asked=rule.source == "applicant",
        source=str(rule.source),
        source_label=rule.source.label,
        concerns=tuple(reader.departments.get(one, one) for one in rule.concerns),
        concerns_me=bool(departments & frozenset(rule.concerns)),
        basis=str(basis) if basis else "",
        accept=rule.accept,
        checked_by=(row.checked_by_name or "") if row else "",
        checked_at=row.checked_at if row else None,
        due_on=row.due_on if row else None,
        files=files,
    )


def _files(case_id: str, reader: Reader) -> dict[str, tuple[FileShown, ...]]:
    found: dict[str, tuple[FileShown, ...]] = {}
    for row in material_rows.files_of(reader.connection, case_id):
        one = FileShown(file_id=row.file_id, filename=row.filename, media_type=row.media_type, size=row.size, uploaded_at=row.uploaded_at)
        found[row.material_id] = (*found.get(row.material_id, ()), one)
    return found


def letters(case_id: str, reader: Reader) -> tuple[LetterLine, ...]:
    """The last ``MOST_LETTERS``, in the order they were issued."""
    return tuple(
        LetterLine(letter_id=row.letter_id, name=row.name, number=row.number, issued_at=row.issued_at, issued_by=row.issued_by_name)
        for row in reversed(letter_rows.last_of_case(reader.connection, case_id, MOST_LETTERS))
    )
