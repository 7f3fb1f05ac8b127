"""Filling in what a migration added, after it, in transactions small enough that nobody at work notices."""

from __future__ import annotations

from sqlalchemy import Engine, Table, and_, or_, select, update

from engine.domain.initials import initials
from engine.store.indexes import UNNAMED
from engine.store.schema import (
    answers,
    case_item,
    cases,
    clock,
    command_log,
    journal,
    letter,
    material,
    material_file,
    message_wait,
    party,
    process_state,
    task,
)
from engine.store.schema_office import access_log, sent_message
from engine.store.seal import Seal
from engine.store.transaction import reading, writing

TABLES: tuple[Table, ...] = (
    process_state, answers, case_item, material, material_file, party, clock, message_wait, letter, journal, command_log, sent_message,
    access_log,
)  # fmt: skip
BATCH = 500


def fill_divisions(database: Engine, batch: int = BATCH) -> int:
    """Give every row of a case its case's division where it is empty; how many rows that were. Case by case, so it may be stopped and run
    again at any time; run it once more when no program of before m0002 runs any longer."""
    filled, last = 0, ""
    while True:
        with reading(database) as tx:
            own = tx.execute(select(cases.c.case_id).where(cases.c.case_id > last).order_by(cases.c.case_id).limit(batch)).scalars().all()
        if not own:
            return filled
        with writing(database) as tx:
            filled += sum(tx.execute(_fill(table, last, own[-1])).rowcount for table in TABLES)
        last = own[-1]


def _fill(table: Table, after: str, until: str) -> object:
    division = select(cases.c.division_code).where(cases.c.case_id == table.c.case_id).scalar_subquery()
    empty = (table.c.case_id > after, table.c.case_id <= until, table.c.division_code.is_(None))
    return update(table).where(*empty).values(division_code=division)


def fill_services(database: Engine, batch: int = BATCH) -> int:
    """Give every live step its case's service where it names none; how many steps that were. An index holds those, so asking again costs
    nothing; a step is changed only while it is still without one, and its case's version stays: nobody at work loses a race to it."""
    own = select(cases.c.process_id).where(cases.c.case_id == task.c.case_id).scalar_subquery()
    filled = 0
    while True:
        with reading(database) as tx:
            found = tx.execute(select(task.c.task_id).where(UNNAMED).limit(batch)).scalars().all()
        if not found:
            return filled
        with writing(database) as tx:
            filled += tx.execute(update(task).where(task.c.task_id.in_(found), UNNAMED).values(process_id=own)).rowcount


def fill_initials(database: Engine, seal: Seal, after: str = "", batch: int = BATCH) -> tuple[int, str]:
    """Give the next ``batch`` cases behind ``after`` the initials of their names where program and database of before m0028 left them empty;
    how many those were, and behind which case to go on ("" = that was the last). A row is changed only while it is still empty, and its
    version stays: nobody at work loses a race to it."""
    of = cases.c
    nameless = or_(and_(of.subject_name != "", of.subject_initials == ""), and_(of.applicant_mask != "", of.applicant_initials == ""))
    with reading(database) as tx:
        own = tx.execute(select(of.case_id).where(of.case_id > after).order_by(of.case_id).limit(batch)).scalars().all()
        if not own:
            return 0, ""
        columns = (of.case_id, of.subject_name, of.applicant_sealed, of.applicant_initials, of.subject_initials)
        rows = tx.execute(select(*columns).where(of.case_id > after, of.case_id <= own[-1], nameless)).all()
    found = [(row, initials((seal.open(row.applicant_sealed) or {}).get("name", "")), initials(row.subject_name)) for row in rows]
    with writing(database) as tx:
        for row, applicant, subject in found:
            same = (of.case_id == row.case_id, of.applicant_initials == row.applicant_initials, of.subject_initials == row.subject_initials)
            tx.execute(update(cases).where(*same).values(applicant_initials=applicant, subject_initials=subject))
    return len(found), own[-1] if len(own) == batch else ""
