"""The officers a task could be passed to, with everything that decides whether it may (engine.domain.handover)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from engine.commands import duty, holders
from engine.domain.duties import Hands, against
from engine.domain.handover import Colleague
from engine.domain.sentence import Sentence
from engine.store import handover, progress


def colleagues(tx: Any, case: Any, process: Any, task: Any, day: date) -> tuple[Colleague, ...]:
    """Active officers of the departments of this task in the case's division, by name. ``case``: the value or its row."""
    wanted, step = tuple(task.groups), process.definition.steps.get(task.element_id)
    departments = {group.partition(":")[0] for group in wanted}
    found = handover.officers_of(tx, case.division_code, departments)
    ids = [row.officer_id for row in found]
    posts, leaves = handover.posts_of(tx, ids), handover.on_leave(tx, ids, day)
    done = progress.tasks_of(tx, case.case_id, status=progress.DONE)
    promised = duty.is_promised(case, process)
    shown = []
    for row in found:
        own = posts.get(row.officer_id, ())
        acting = {post.role for post in own if post.division == case.division_code and post.group in wanted}
        hands = Hands(
            roles=frozenset(each.role for each in done if row.officer_id in (each.done_by, each.done_for)),
            took_in=case.taken_in_by == row.officer_id,
            is_applicant=bool(row.identity_lookup) and row.identity_lookup == case.applicant_lookup,
        )
        barred = step is not None and holders.is_barred(tx, case, step, row.officer_id, row.identity_lookup or "")
        away = leaves.get(row.officer_id, [])
        shown.append(
            Colleague(
                officer_id=row.officer_id,
                name=row.name,
                posts=own,
                away_until=max((each.to_on for each in away), default=None),
                substitute="、".join(dict.fromkeys(each.substitute_name for each in away if each.substitute_name)),
                duty=_said(row.name, acting, hands, promised, barred),
            )
        )
    return tuple(shown)


def _said(name: str, acting: Iterable[str], hands: Hands, promised: bool, barred: bool) -> Sentence | None:
    if hands.is_applicant:
        return Sentence("{name}是这个办件的申请人，不能办理它。", name=name)
    if barred:
        return Sentence("{name}收过、受理过这个办件，按这个环节的规定应当回避。", name=name)
    said = against(acting, hands, promised=promised)
    return said and Sentence("{name}不能接手：{why}", name=name, why=said)
