"""What an officer has typed and not yet sent: of two pages of his, none writes over what he typed later in the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine.commands.task_draft import DropTaskDraft, KeepTaskDraft
from engine.domain.errors import Overtaken
from engine.queries.task_draft import TaskDraft, TaskDraftShown
from engine.store import desks, transaction
from engine.store.writing import LostRace
from tests.engine.commands.test_saved_answers import StoppingClock
from tests.engine.world import SITE, World, fresh


class Desk:
    def __init__(self, world: World) -> None:
        self.world, self.task_id = world, world.task(world.accepted().case_id, "review_site").task_id

    def typed(self, words: str, based_on: str | None) -> KeepTaskDraft:
        return KeepTaskDraft(command_id=fresh(), task_id=self.task_id, content={"opinion": [words]}, based_on=based_on)

    def keep(self, words: str, based_on: str | None) -> str:
        self.world.clock.set(self.world.clock.now() + timedelta(minutes=1, microseconds=100_010))
        return str(self.world.do(self.typed(words, based_on), SITE).mark)

    def kept(self) -> TaskDraftShown | None:
        shown: TaskDraftShown | None = self.world.engine.ask(TaskDraft(task_id=self.task_id), SITE)
        return shown

    @property
    def words(self) -> str:
        shown = self.kept()
        return shown.content["opinion"][0] if shown else ""


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_of_two_pages_the_second_to_be_kept_is_refused_and_the_first_goes_on(desk: Desk) -> None:
    mark = ""
    for first, second in (("通道够宽", "通道太窄"), ("通道够宽，可以", "不行")):  # from nothing, and from something
        own = desk.keep(first, mark)
        with pytest.raises(Overtaken, match="在别处填过更新的内容"):
            desk.keep(second, mark)
        assert desk.words == first and desk.kept().mark == own  # type: ignore[union-attr]
        mark = own


def test_the_same_kept_again_stays_as_it_was_kept(desk: Desk) -> None:
    mark = desk.keep("通道够宽", "")
    kept = desk.kept()
    assert desk.keep("通道够宽", "") == mark and desk.kept() == kept


def test_what_was_thrown_away_does_not_come_back_from_another_page(desk: Desk) -> None:
    mark = desk.keep("通道够宽", "")
    desk.world.do(DropTaskDraft(command_id=fresh(), task_id=desk.task_id), SITE)
    with pytest.raises(Overtaken):
        desk.keep("通道够宽，可以", mark)
    assert desk.kept() is None and desk.keep("重新写", "")


def test_a_program_that_names_no_mark_writes_over_whatever_is_there(desk: Desk) -> None:
    desk.keep("通道够宽", "")
    desk.keep("通道太窄", None)
    assert desk.words == "通道太窄"


@pytest.mark.parametrize("before", ["", "通道"], ids=["the first", "a later one"])
def test_what_lay_in_a_stopped_process_while_something_newer_was_kept_comes_to_nothing(desk: Desk, before: str) -> None:
    world, mark = desk.world, desk.keep(before, "") if before else ""
    world.engine.clock = clock = StoppingClock(world.clock)
    with ThreadPoolExecutor(1) as process:
        stopped = process.submit(world.engine.execute, desk.typed("通道够", mark), SITE)
        assert clock.lies.wait(60)
        desk.keep("通道够宽", mark)
        clock.goes_on.set()
        with pytest.raises(Overtaken):
            stopped.result(60)
    assert desk.words == "通道够宽"


def test_a_draft_that_is_another_by_the_time_it_is_written_is_looked_at_again(desk: Desk) -> None:
    mark, officer_id = desk.keep("通道", ""), str(SITE.officer_id)
    with pytest.raises(LostRace), transaction.writing(desk.world.engine.database) as tx:
        before = desks.draft_of(tx, desk.task_id, officer_id)
        desk.keep("通道够宽", mark)
        desks.put_draft(tx, desk.task_id, officer_id, before, content_sealed=b"", kept_at=desk.world.clock.now() + timedelta(seconds=1))
    assert desk.words == "通道够宽"
