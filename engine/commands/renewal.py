"""延续, 变更 (art. 49, 50): which licence an application is about, and what that means for the decision on it.

A renewal asked for thirty days before the last day keeps the licence in force until it is decided; an authority that has not decided by then is
taken to have renewed. Silence never changes a licence, and what has ended is not renewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import feel
from engine.commands.letter import environment
from engine.commands.licence_record import no_longer
from engine.commands.work import Work
from engine.content.meaning import meant, placed_as
from engine.domain.case import Case
from engine.domain.errors import Refused
from engine.domain.letter_number import normalise_letter_number
from engine.domain.licence import LicenceStatus, is_over
from engine.domain.licence_events import RenewalFiled
from engine.domain.sentence import Sentence
from engine.store import licences

NUMBER, UNTIL = "licence_number", "licence_valid_until"


def problems(work: Work, case: Case, application: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Sentence]:
    """What is wrong with the licence that the form names: address of the field → sentence. Nothing where none is named: one of before the register."""
    said = _said(work, case, application, context)
    if not said.get(NUMBER):
        return {}
    process = work.process(case)
    form, row = process.forms[process.start_form], _named(work, case, said)
    if row is None:
        wrong = Sentence("没有查到您名下这个编号的许可证。请核对编号和证件号码；不是本系统颁发的许可证，编号不用填。")
        return {placed_as(form, application, context, NUMBER): wrong}
    if row.status != LicenceStatus.VALID or (is_over(row.valid_until, work.today) and not licences.holds(work.tx, row)):
        label = LicenceStatus.EXPIRED.label if row.status == LicenceStatus.VALID else LicenceStatus(row.status).label
        return {placed_as(form, application, context, NUMBER): Sentence("这份许可证已经不在有效期内（{status}），不能延续或者变更。", status=label)}
    if licences.is_asked(work.tx, row):
        return {placed_as(form, application, context, NUMBER): Sentence("这份许可证的延续或者变更已经在办理，不用再申请。")}
    until = row.valid_until.isoformat() if row.valid_until else ""
    if said.get(UNTIL, until)[:10] != until:
        return {placed_as(form, application, context, UNTIL): Sentence("这份许可证的有效期到 {day}，请核对。", day=until or "长期")}
    return {}


def file(work: Work, case: Case, application: Mapping[str, Any], context: Mapping[str, Any]) -> None:
    """The application was handed in: from now on the licence waits for its decision."""
    said = _said(work, case, application, context)
    row = _named(work, case, said) if said.get(NUMBER) else None
    if row is None:
        return
    renewing = feel.parse(feel.strip_marker(work.process(case).item.licence.renewing)).evaluate(context, environment(work)) is True
    in_time = renewing and row.file_by is not None and work.today <= row.file_by
    licences.change(work.tx, row, renewal_case_id=case.case_id, renewal_in_time=in_time)
    work.emit(RenewalFiled(case_id=case.case_id, licence_id=row.licence_id, number=row.number, in_time=in_time))


def before_deciding(work: Work, case: Case, outcome: str) -> None:
    """Raises Refused where the law leaves no choice: the licence has ended, or a renewal that was not decided in time is granted already."""
    row = licences.asked_by(work.tx, case.case_id) if work.process(case).item.licence.renews else None
    if row is None:
        return
    if outcome == "grant" and row.status != LicenceStatus.VALID:
        raise no_longer(row)
    if outcome == "deny" and row.renewal_in_time and is_over(row.valid_until, work.today):
        raise Refused(
            "原许可证（{number}）{day} 届满，届满前没有作出决定，视为准予延续（行政许可法第五十条），不能再不予延续。",
            number=row.number, day=row.valid_until.isoformat(),
        )


def _said(work: Work, case: Case, application: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, str]:
    process = work.process(case)
    return meant(process.forms[process.start_form], application, context) if process.item.licence.renews else {}


def _named(work: Work, case: Case, said: Mapping[str, str]) -> Any:
    """The licence of this number, if it is this applicant's, of this division and one that this service renews; else it does not exist for him."""
    row = licences.by_number(work.tx, normalise_letter_number(said[NUMBER]))
    if row is None or row.division_code != case.division_code or row.process_id not in work.process(case).item.licence.renews:
        return None
    return row if row.holder_lookup is not None and row.holder_lookup == case.applicant_lookup else None
