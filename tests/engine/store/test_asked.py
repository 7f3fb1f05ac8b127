from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select, select

from engine.store import transaction
from engine.store.asked import NOW
from engine.store.schema import cases, task
from tests.engine.world import World


def _begun_before_now(status: str) -> Select[Any]:
    return select(cases.c.case_id, cases.c.created_at.label("begun_at"), task.c.groups).join(task, task.c.case_id == cases.c.case_id).where(
        cases.c.created_at < NOW, cases.c.status.in_([status, "archived"]), task.c.status == "open", ~cases.c.case_no.contains("%_", autoescape=True)
    )  # fmt: skip


@pytest.mark.parametrize("anew", [False, True])
def test_a_question_is_put_together_once_and_told_the_instant_each_time_it_is_asked(world: World, anew: bool) -> None:
    player, begun = world.submitted(), world.engine.clock.now()
    built: list[str] = []

    def question(status: str) -> Select[Any]:
        built.append(status)
        return _begun_before_now(status)

    with transaction.reading(world.engine.database) as tx:
        ask = tx.ask_anew if anew else tx.ask
        before, after = (ask(question, "submitted", now=begun + timedelta(days=days)) for days in (-1, 1))
        plain = tx.execute(_begun_before_now("submitted"), {"now": begun + timedelta(days=1)}).one()
    assert before == []
    (row,) = after
    assert (row.case_id, row.begun_at, row.groups) == tuple(plain) == (player.case_id, plain.begun_at, ["service_hall:window"])
    assert row.begun_at.utcoffset() == timedelta(0)
    assert built == ["submitted"], "once to be asked twice"


def test_a_question_that_is_not_told_what_it_leaves_open_is_a_mistake(world: World) -> None:
    with transaction.reading(world.engine.database) as tx, pytest.raises(KeyError):
        tx.ask(_begun_before_now, "submitted")
