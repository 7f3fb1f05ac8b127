"""The register of licences, as it changes with what happens to a case: issued, renewed, changed (art. 49, 50), revoked (art. 69)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from engine.commands.context import local_day
from engine.commands.naming import applicant_of
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.errors import Invalid, Refused
from engine.domain.licence import LicenceStatus, follows_on, is_over
from engine.domain.licence_events import LicenceEnded, LicenceRecorded, LicenceReplaced, LicenceRestored
from engine.letters import Issued
from engine.store import licences, quantities


def record(work: Work, case: Case, letter: Issued, name: str, variables: Mapping[str, Any]) -> None:
    """The licence that this letter is. It takes the place of the one that the case asked to renew or change, or that the case had issued before.

    ``variables``: the process's, of which ``valid_until`` (its last day; null: no end) and ``valid_from`` are read. A renewed one begins, unless
    said otherwise, on the day after the other's last; any other today. Raises Invalid for what is no day, Refused where there is
    nothing to renew or change any more.
    """
    earlier = _earlier(work, case)
    until = _day(variables, "valid_until")
    renewed = earlier is not None and follows_on(until, earlier.valid_until)
    begins = earlier.valid_until + timedelta(days=1) if earlier is not None and renewed else work.today
    since, rule = _day(variables, "valid_from") or begins, work.process(case).item.licence
    licences.add(
        work.tx, licence_id=letter.letter_id, case_id=case.case_id, division_code=case.division_code, number=letter.number, name=name,
        process_id=earlier.process_id if earlier else case.process_id, process_name=earlier.process_name if earlier else case.process_name,
        department=case.lead_department, origin_case_id=earlier.origin_case_id if earlier else case.case_id,
        holder_sealed=work.parts.seal.close(applicant_of(work, case)), holder_mask=case.applicant_mask, holder_lookup=case.applicant_lookup,
        holder_initials=case.applicant_initials, subject_name=case.subject_name, subject_initials=case.subject_initials,
        granted_on=local_day(case.decided_at) or work.today, valid_from=since, valid_until=until,
        file_by=_before(until, rule.file_before), warn_on=_before(until, rule.remind),
        status=LicenceStatus.VALID.value, replaces=earlier.licence_id if earlier else None,
    )  # fmt: skip
    if earlier is not None:
        _replace(work, earlier, LicenceStatus.RENEWED if renewed else LicenceStatus.CHANGED, letter)
    said = {"from_on": since.isoformat(), "until_on": until.isoformat() if until else "", "replaces": earlier.number if earlier else ""}
    work.emit(LicenceRecorded(case_id=case.case_id, licence_id=letter.letter_id, number=letter.number, licence_name=name, **said))


def end(work: Work, row: Any, status: LicenceStatus, *, cause: str = "", letter: str = "", details: dict[str, Any] | None = None) -> None:
    """It is no longer in force, and its place is free. The case it was issued in is taken."""
    work.put(work.case(row.case_id))
    licences.change(work.tx, row, status=status.value, ended_at=work.now, cause=cause or None, ended_by=letter or None)
    said = {**_named(row), "status": status.value, "grounds": cause, "letter": letter, "details": details or {}}
    work.emit(LicenceEnded(case_id=row.case_id, **said))
    quantities.recount(work.tx, row.division_code, row.process_id)


def fall(work: Work, case: Case, letter: str) -> list[str]:
    """The decision of this case was revoked: what was issued on it, and what renewed that later, is no licence any more. One that it had replaced
    comes back into force for what is left of its own term. Gives the ids of those that ended."""
    ended = []
    for own in licences.of_case(work.tx, case.case_id):
        last = own
        while last.replaced_by is not None:
            last = licences.find(work.tx, last.replaced_by)
        if last.status == LicenceStatus.VALID:
            end(work, last, LicenceStatus.REVOKED, letter=letter)
            ended.append(last.licence_id)
        _restore(work, case, own)
    quantities.recount(work.tx, case.division_code, case.process_id)
    return ended


def _restore(work: Work, case: Case, fallen: Any) -> None:
    before = licences.find(work.tx, fallen.replaces) if fallen.replaces else None
    if before is None or before.case_id == case.case_id or is_over(before.valid_until, work.today):
        return
    work.put(work.case(before.case_id))
    licences.change(work.tx, before, status=LicenceStatus.VALID.value, ended_at=None, replaced_by=None)
    work.emit(LicenceRestored(case_id=before.case_id, **_named(before)))
    quantities.recount(work.tx, before.division_code, before.process_id)


def _earlier(work: Work, case: Case) -> Any:
    """What the new one takes the place of. Raises Refused where the one that was to be renewed or changed has ended meanwhile."""
    asked, own = licences.asked_by(work.tx, case.case_id), licences.of_case(work.tx, case.case_id)
    found = [row for row in (asked, *own) if row is not None and row.status == LicenceStatus.VALID]
    if asked is not None and not found:
        raise no_longer(asked)
    return found[-1] if found else None


def no_longer(row: Any) -> Refused:
    return Refused("原许可证（{number}）{status}，不能再延续或者变更，请申请人重新申请。", number=row.number, status=LicenceStatus(row.status).label)


def _replace(work: Work, row: Any, status: LicenceStatus, by: Issued) -> None:
    work.put(work.case(row.case_id))
    licences.change(work.tx, row, status=status.value, ended_at=work.now, replaced_by=by.letter_id)
    work.emit(LicenceReplaced(case_id=row.case_id, **_named(row), status=status.value, by=by.number))


def _named(row: Any) -> dict[str, str]:
    return {"licence_id": row.licence_id, "number": row.number, "licence_name": row.name}


def _before(until: date | None, duration: Any) -> date | None:
    return None if until is None else until - timedelta(days=int(duration.weeks * 7 + duration.days))


def _day(variables: Mapping[str, Any], name: str) -> date | None:
    """A process variable that is a day, a moment, or the text of a day."""
    value = variables.get(name)
    if isinstance(value, datetime):
        return local_day(value) if value.tzinfo else value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Invalid("流程变量 {name} 应是一个日期，现在是“{value}”，不能登记许可证的有效期。请流程设计人员修改。", name=name, value=str(value)[:40]) from None
