"""一次性告知: one list of everything, told once; afterwards only what is new may be asked (行政许可法 art. 32)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.commands.attach import AttachFile
from engine.commands.one_notice import NOTICES
from engine.commands.task import CompleteTask
from engine.content.scenarios import ScenarioStep
from engine.domain.errors import Refused
from engine.queries.case_file import CaseFile
from engine.rehearsal.player import PAPER, Player
from engine.store import cases, journal, transaction
from tests.engine.world import WINDOW, World, fresh

PLAN, AREA, STALL = "site_plan", "field:area", "field:stall"
KEYS = (PLAN, AREA, STALL)


def ask(world: World, player: Player, *keys: str) -> None:
    (row,) = [row for row in world.tasks(player.case_id, "check_application") if row.status == "open"]
    defects = {key: f"{key}有问题" for key in keys}
    world.do(CompleteTask(command_id=fresh(), task_id=row.task_id, outcome="supplement", defects=defects), WINDOW)


def answer(world: World, player: Player, round_: int, *changed: str) -> None:
    """The applicant mends these and leaves the rest; a material asked for gets a new file from the player himself."""
    world.stage.pass_time(world.clock.now() + timedelta(minutes=2))  # the phone asks for a new code at most once a minute
    fields = {"field:area": {"area": 6 + round_}, "field:stall": {"stall": f"第{round_}号摊"}}
    answers: dict[str, Any] = {}
    for key in changed:
        answers |= fields.get(key, {})
    player._task(ScenarioStep(who="applicant", task="supplement", outcome="done", answers=answers))


def test_what_had_stood_in_the_first_notice_s_content_may_not_be_asked_in_a_second(world: World) -> None:
    player = world.submitted()
    ask(world, player, AREA)
    answer(world, player, 1, AREA)
    with pytest.raises(Refused) as refused:
        ask(world, player, STALL)
    assert "“摊位名称”在 2026-03-02 发出补正告知书（" in str(refused.value)
    assert "行政许可法第三十二条" in str(refused.value)
    assert world.open_steps(player.case_id) == ["check_application"]
    assert world.engine.ask(CaseFile(case_id=player.case_id), WINDOW).supplement is None


def test_a_second_notice_that_was_refused_stands_in_the_journal_once_with_who_wanted_it(world: World) -> None:
    player = world.submitted()
    ask(world, player, AREA)
    answer(world, player, 1, AREA)
    task_id = world.task(player.case_id, "check_application").task_id
    again = CompleteTask(command_id=fresh(), task_id=task_id, outcome="supplement", defects={STALL: "有问题"})
    for _ in range(2):
        with pytest.raises(Refused, match="行政许可法第三十二条"):
            world.do(again, WINDOW)
    with transaction.reading(world.engine.database) as tx:
        (row,) = journal.of_event(tx, player.case_id, "SecondNoticeRefused")
        assert journal.first_broken(tx, world.engine.parts.seal, world.case(player.case_id)) is None
    assert row.actor == WINDOW.actor and row.facts["department"] == "service_hall"
    assert world.open_steps(player.case_id) == ["check_application"]


def test_what_the_applicant_has_changed_since_may_be_asked_again(world: World) -> None:
    player = world.submitted()
    ask(world, player, PLAN)
    answer(world, player, 1)
    ask(world, player, PLAN)  # the new plan is no better
    answer(world, player, 2, STALL)  # and another name, unasked
    ask(world, player, STALL)
    assert world.open_steps(player.case_id) == ["supplement"]


def test_a_material_that_got_another_file_is_new_content_and_one_that_did_not_is_old(world: World) -> None:
    player = world.submitted()
    ask(world, player, AREA)
    with pytest.raises(Refused, match="没有改动"):
        answer(world, player, 1, AREA)
        ask(world, player, PLAN)

    other = world.submitted()
    ask(world, other, AREA)
    more = AttachFile(command_id=fresh(), case_id=other.case_id, material_id=PLAN, filename="第二张.pdf", content=PAPER + b"\n%2")
    world.do(more, other.applicant)
    answer(world, other, 1, AREA)
    ask(world, other, PLAN)
    assert world.open_steps(other.case_id) == ["supplement"]


def test_a_case_supplemented_again_and_again_carries_no_more_than_one_supplemented_once(world: World) -> None:
    player = world.submitted()
    kept = []
    for round_ in range(1, 6):
        ask(world, player, AREA)
        with transaction.reading(world.engine.database) as tx:
            kept.append(cases.all_answers(tx, world.engine.parts.seal, player.case_id)[NOTICES])
        answer(world, player, round_, AREA)
    assert [len(each) for each in kept] == [1] * 5
    assert len({notice["number"] for (notice,) in kept}) == 5, "it is the last one"


def test_the_notice_says_who_found_what(world: World) -> None:
    player = world.submitted()
    ask(world, player, PLAN, AREA)
    asked = world.engine.ask(CaseFile(case_id=player.case_id), WINDOW).supplement.asked
    assert [(each.key, each.by, dict(each.said)) for each in asked] == [
        (PLAN, "政务服务中心", {"service_hall": "site_plan有问题"}), (AREA, "政务服务中心", {"service_hall": "field:area有问题"}),
    ]  # fmt: skip


SOME = st.sets(st.sampled_from(KEYS), min_size=1)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=SOME, also=st.sets(st.sampled_from((AREA, STALL))), second=SOME, third=SOME)
def test_only_changed_or_unmended_content_is_ever_asked_twice(world: World, first: set[str], also: set[str], second: set[str], third: set[str]) -> None:
    player = world.submitted()
    ask(world, player, *sorted(first))
    answer(world, player, 1, *sorted(first | also))
    new = first | also
    for round_, wanted in ((2, second), (3, third)):
        if wanted <= new:
            ask(world, player, *sorted(wanted))
            answer(world, player, round_, *sorted(wanted))
            new = wanted
        else:
            with pytest.raises(Refused, match="依法不能再次要求补正"):
                ask(world, player, *sorted(wanted))
