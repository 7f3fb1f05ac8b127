"""今天到期: in the morning whoever has steps that are due before the next working day hears of them, whoever stands in for him today, and the
division's supervisors.

One word each, however many steps there are. It costs a completion nothing: no step has a timer of its own for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.commands.work import Work
from engine.domain.calendar import SHANGHAI
from engine.domain.soon import amber_before
from engine.domain.word import OFFICER, Word
from engine.store import board, handover

MOST = 5000
"""Steps of a division that one morning's words speak of, the most pressing ones."""


@dataclass(frozen=True, kw_only=True)
class TellNearlyDue:
    """The steps of this division that are ▲ now. Only the system; gives how many people were told."""

    command_id: str
    division: str


def tell_nearly_due(command: TellNearlyDue, work: Work) -> int:
    work.viewer.require_system()
    rows = board.due_before(work.tx, command.division, work.now, amber_before(work.now, work.calendar), MOST)
    at_post = board.officers_at_posts(work.tx, command.division)
    own: dict[str, list[Any]] = {}
    pool: dict[str, list[Any]] = {}
    for row in rows:
        for officer_id in (row.claimed_by,) if row.claimed_by else at_post.get((row.department, row.role), ()):
            (own if row.claimed_by else pool).setdefault(officer_id, []).append(row)
    for officer_id in sorted(own.keys() | pool.keys()):
        work.tell(Word(f"{OFFICER}{officer_id}", "nearly_due", _places(own.get(officer_id, []), pool.get(officer_id, []))))
    _tell_substitutes(command.division, own, pool, work)
    guards = sorted({each for (_house, role), officers in at_post.items() if role == "supervisor" for each in officers}) if rows else []
    for officer_id in guards:
        places = {"number": str(len(rows)), "free": str(len([row for row in rows if not row.claimed_by]))}
        work.tell(Word(f"{OFFICER}{officer_id}", "nearly_due_here", places))
    return len(own.keys() | pool.keys()) + len(guards)


def _tell_substitutes(division: str, own: dict[str, list[Any]], pool: dict[str, list[Any]], work: Work) -> None:
    """Who is away has what is in his hands, and what waits at the posts in which his substitute stands in for him."""
    for leave in (each for of in handover.on_leave(work.tx, own.keys() | pool.keys(), work.today).values() for each in of):
        posts = {(department, role) for code, department, role in leave.posts if code == division}
        mine, shared = ([row for row in rows.get(leave.officer_id, []) if (row.department, row.role) in posts] for rows in (own, pool))
        if leave.substitute_id and (mine or shared):
            places = {**_places(mine, shared), "who": leave.officer_name}
            work.tell(Word(f"{OFFICER}{leave.substitute_id}", "nearly_due_for", places))


def _places(mine: list[Any], shared: list[Any]) -> dict[str, str]:
    first = min((*mine, *shared), key=lambda row: (row.due_at, row.task_id))
    return {"own": str(len(mine)), "pool": str(len(shared)), "first": f"“{first.name}”（{first.case_no}）", "until": _moment(first.due_at)}


def _moment(instant: Any) -> str:
    at = instant.astimezone(SHANGHAI)
    return f"{at.month}月{at.day}日 {at:%H:%M}"
