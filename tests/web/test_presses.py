"""What a press of a button costs, and that what is kept to make it cheap is never older than what somebody else has done."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from engine.commands.office import UpdateOfficer
from engine.commands.task import CompleteTask
from engine.domain.officer import Post
from engine.service import Engine
from tests.engine.world import GOODS, HERE, World, fresh, officer
from tests.web.cast import enrol, sign_in

SECURITY = officer("data_bureau:security_admin", "卫")


def sent(world: World) -> Counter[str]:
    """First word → how many of these statements; counts on while the test goes on."""
    seen: Counter[str] = Counter()

    @event.listens_for(world.engine.database, "before_cursor_execute")
    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen[statement.split()[0]] += 1

    return seen


def test_a_press_asks_once_who_is_signed_in_which_task_it_is_and_all_that_its_command_begins_with(site: Flask, world: World) -> None:
    enrol(world, "qian")
    address = f"/desk/tasks/{world.task(world.accepted().case_id, 'review_goods').task_id}"
    qian = sign_in(site, "qian")
    qian.get(address)
    seen = sent(world)
    answer = qian.post(address, {"outcome": "agree", "opinion": "可以"}, follow=False)
    assert answer.status_code == 302
    alone = {"SELECT": 2, "WITH": 1} if world.engine.database.dialect.name == "postgresql" else {"SELECT": 3, "BEGIN": 1, "COMMIT": 1}
    assert {word: number for word, number in seen.items() if word in alone} == alone  # as the command alone, see test_writing.py
    assert set(seen) <= {*alone, "UPDATE", "INSERT", "DELETE"}


def test_who_was_first_between_the_look_of_a_press_and_its_command_stays_first(
    site: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(world, "qian")
    task_id = world.task(world.accepted().case_id, "review_goods").task_id
    address, other = f"/desk/tasks/{task_id}", Engine(world.settings, world.clock)
    qian = sign_in(site, "qian")
    qian.get(address)
    execute = world.engine.execute

    def late(command: Any, *more: Any) -> Any:
        if isinstance(command, CompleteTask):
            other.execute(CompleteTask(command_id=fresh(), task_id=task_id, outcome="agree", opinion="先办的意见"), GOODS)
        return execute(command, *more)

    monkeypatch.setattr(world.engine, "execute", late)
    answer = qian.post(address, {"outcome": "agree", "opinion": "后到的意见"})
    assert answer.status_code == 409 and qian.says("后到的意见")
    assert [row.opinion for row in world.tasks(task_id.rpartition("-")[0], "review_goods")] == ["先办的意见"]
    other.dispose()


@pytest.mark.parametrize("change", [{"active": False}, {"posts": ()}], ids=["closed", "without his post"])
def test_an_account_changed_by_another_process_counts_at_the_next_press(site: Flask, world: World, change: dict[str, Any]) -> None:
    ids = enrol(world, "qian")
    case_id = world.accepted().case_id
    address, other = f"/desk/tasks/{world.task(case_id, 'review_goods').task_id}", Engine(world.settings, world.clock)
    qian = sign_in(site, "qian")
    assert qian.get(address).status_code == 200  # this process knows him now
    as_he_is = {"name": "钱江", "active": True, "posts": (Post(HERE, "market_regulation", "reviewer"),)}
    other.execute(UpdateOfficer(command_id=fresh(), officer_id=ids["qian"], **{**as_he_is, **change}), SECURITY)
    other.dispose()
    answer = qian.post(address, {"outcome": "agree", "opinion": "可以"})
    assert answer.request.path == "/login" and "review_goods" in world.open_steps(case_id)
