"""The public check of a paper by what is typed from it: number and check code, without an account, limited like looking a case up."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.follow import attempted, limited
from engine.commands.work import Work
from engine.domain.errors import Missing, Refused
from engine.domain.letter_number import normalise_letter_number
from engine.letters import same_code
from engine.store import letters


@dataclass(frozen=True, kw_only=True)
class FindLetter:
    """Number and check code → FoundLetter. Raises Missing (a sentence each for an unknown number and for a code that does not belong to
    it), Refused after too many tries from one place or on one number."""

    command_id: str
    number: str
    code: str
    origin: str


@dataclass(frozen=True)
class FoundLetter:
    letter_id: str
    digest: str


def find_letter(command: FindLetter, work: Work) -> FoundLetter | None:
    number = normalise_letter_number(command.number)
    subjects = (work.parts.seal.lookup(command.origin), number)
    if any(limited(work, "find_letter", subject) for subject in subjects):
        raise Refused("核验次数过多，请 15 分钟后再试，或到窗口核验。")
    row = letters.by_number(work.tx, number)
    fits = row is not None and same_code(command.code, row.digest)
    for subject in subjects:
        attempted(work, "find_letter", subject, fits)
    if row is None:
        work.fail_after_commit(Missing("没有查到这个编号的文书：请核对编号；编号没有抄错的，这份文书不是本系统出具的。"))
    elif not fits:
        work.fail_after_commit(Missing("编号和校验码对不上：请核对校验码；没有抄错的，这份文书被改动过，请不要采信。"))
    return FoundLetter(row.letter_id, row.digest) if row is not None and fits else None
