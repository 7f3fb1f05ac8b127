"""A save says which saved answers it was drawn from, and never writes over newer ones that whoever sent it has not seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event, get_ident
from typing import Any

import pytest

from engine.commands.apply import SaveDraft, StartDraft
from engine.commands.take_over import TakeOverContact
from engine.commands.task import CompleteTask
from engine.domain.errors import Overtaken
from engine.domain.viewer import Viewer
from engine.queries.draft import Draft, DraftShown
from tests.engine.commands.test_consent import consent
from tests.engine.world import HERE, STALL, WINDOW, World, fresh


class Page:
    """A form as somebody has it before him: what it was drawn from stays with it, whatever happens elsewhere."""

    def __init__(self, world: World, case_id: str, viewer: Viewer | None = None) -> None:
        self.world, self.case_id, self.viewer = world, case_id, viewer or Viewer.applicant({case_id})
        self.mark = self.shown().mark

    def shown(self) -> DraftShown:
        shown: DraftShown = self.world.engine.ask(Draft(case_id=self.case_id), self.viewer)
        return shown

    def filled(self, area: int) -> SaveDraft:
        answers = {**self.world.story.steps[0].answers, "area": area}
        return SaveDraft(command_id=fresh(), case_id=self.case_id, answers=answers, based_on=self.mark)

    def save(self, area: int) -> None:
        self.world.clock.set(self.world.clock.now() + timedelta(minutes=1, microseconds=100_010))
        self.mark = self.world.do(self.filled(area), self.viewer).mark

    def stands(self) -> Any:
        return self.shown().answers.get("area")


class StoppingClock:
    """Whoever is the first to look at it in another thread than the one that made it lies still until he is let go, as a process that was
    stopped: in the middle of his command."""

    def __init__(self, real: Any) -> None:
        self._real, self._maker = real, get_ident()
        self.lies, self.goes_on = Event(), Event()

    def now(self) -> datetime:
        if get_ident() != self._maker and not self.lies.is_set():
            self.lies.set()
            assert self.goes_on.wait(60)
        now: datetime = self._real.now()
        return now


def begun(world: World, channel: str = "online") -> str:
    who = WINDOW if channel == "window" else Viewer.public()
    return str(world.do(StartDraft(command_id=fresh(), process_id=STALL, division=HERE, channel=channel), who).case_id)


def to_supplement(world: World) -> tuple[str, str]:
    """A case of which something was asked, and the task that asks it."""
    player = world.submitted()
    world.finish(player, "check_application", WINDOW, "supplement", defects={"field:area": "与平面图不一致"})
    return player.case_id, world.task(player.case_id, "supplement").task_id


def test_of_two_pages_drawn_from_the_same_answers_the_second_to_save_is_refused_and_the_first_stands(world: World) -> None:
    case_id = begun(world, "window")
    for _ in range(2):  # from nothing, and from something
        home, counter = Page(world, case_id), Page(world, case_id, WINDOW)
        home.save(5)
        with pytest.raises(Overtaken, match="在别处保存过更新的内容"):
            counter.save(9)
        assert home.stands() == 5
        home.save(6)


def test_the_mark_a_save_gives_is_that_of_the_next_page(world: World) -> None:
    page = Page(world, begun(world))
    assert page.mark == "" and page.shown().saved_at is None
    for area in (5, 6, 5):
        page.save(area)
        assert (page.mark, page.stands(), page.shown().saved_at) == (page.shown().mark, area, world.clock.now())


def test_a_save_without_answers_gives_the_mark_of_those_that_stand(world: World) -> None:
    page = Page(world, begun(world))
    page.save(5)
    assert world.do(SaveDraft(command_id=fresh(), case_id=page.case_id, situation={"a": "b"}), page.viewer).mark == page.mark


def test_the_same_answers_sent_again_are_taken_and_stay_as_they_were_saved(world: World) -> None:
    page = Page(world, begun(world))
    first, again = page.filled(5), page.filled(5)
    mark = world.do(first, page.viewer).mark
    saved_at = page.shown().saved_at
    world.clock.set(world.clock.now() + timedelta(minutes=1))
    assert world.do(again, page.viewer).mark == mark
    assert (page.shown().mark, page.shown().saved_at) == (mark, saved_at)


def test_answers_changed_and_changed_back_are_not_those_from_before(world: World) -> None:
    page = Page(world, begun(world))
    page.save(5)
    old = Page(world, page.case_id)
    page.save(6)
    page.save(5)
    with pytest.raises(Overtaken):
        old.save(7)
    assert page.stands() == 5


def test_whoever_has_seen_the_newer_ones_may_write_over_them(world: World) -> None:
    case_id = begun(world, "window")
    home, counter = Page(world, case_id), Page(world, case_id, WINDOW)
    home.save(5)
    counter.mark = counter.shown().mark
    counter.save(9)
    assert home.stands() == 9


def test_a_program_that_names_no_mark_writes_over_whatever_is_there(world: World) -> None:
    page = Page(world, begun(world))
    page.save(5)
    page.mark = None  # type: ignore[assignment]
    page.save(9)
    assert page.stands() == 9


@pytest.mark.parametrize("sent_again", [False, True], ids=["given up", "sent again elsewhere"])
def test_a_save_that_lay_in_a_stopped_process_while_a_newer_one_was_confirmed_changes_nothing(world: World, sent_again: bool) -> None:
    """Found by a crash run: the browser had no answer, went on elsewhere, and the older answers came last."""
    page = Page(world, begun(world))
    page.save(4)
    world.engine.clock = clock = StoppingClock(world.clock)
    older = page.filled(5)
    with ThreadPoolExecutor(1) as process:
        stopped = process.submit(world.engine.execute, older, page.viewer)
        assert clock.lies.wait(60)
        if sent_again:
            page.save(5)
        page.save(6)
        clock.goes_on.set()
        with pytest.raises(Overtaken):
            stopped.result(60)
    assert page.stands() == 6 and page.shown().mark == page.mark


def test_a_supplement_goes_on_from_the_application_and_then_from_itself(world: World) -> None:
    case_id, _ = to_supplement(world)
    first, second = Page(world, case_id), Page(world, case_id)
    assert first.mark and first.mark == second.mark and first.stands() == 6
    first.save(7)
    with pytest.raises(Overtaken):
        second.save(8)
    assert first.stands() == 7
    first.save(9)
    assert first.stands() == 9


def test_a_supplement_that_was_handed_in_leaves_no_page_behind_that_could_write_over_it(world: World) -> None:
    case_id, task_id = to_supplement(world)
    old, own = Page(world, case_id), Viewer.applicant({case_id})
    world.clock.set(world.clock.now() + timedelta(minutes=5))  # codes are a minute apart
    Page(world, case_id).save(7)
    consent(world, case_id, own)
    world.do(CompleteTask(command_id=fresh(), task_id=task_id, outcome="done"), own)
    again = world.task(case_id, "check_application").task_id
    world.do(CompleteTask(command_id=fresh(), task_id=again, outcome="supplement", defects={"field:area": "还是不一致"}), WINDOW)
    with pytest.raises(Overtaken):
        old.save(8)
    assert Page(world, case_id).stands() == 7


def test_a_supplement_drawn_from_older_answers_is_not_handed_in_over_newer_ones(world: World) -> None:
    case_id, task_id = to_supplement(world)
    old, new = Page(world, case_id), Page(world, case_id)
    older = old.filled(7).answers
    new.save(8)
    with pytest.raises(Overtaken):
        world.do(CompleteTask(command_id=fresh(), task_id=task_id, outcome="done", answers=older, based_on=old.mark), old.viewer)
    assert new.stands() == 8 and world.open_steps(case_id) == ["supplement"]


def test_a_contact_is_not_taken_over_into_answers_that_are_others_by_now(world: World) -> None:
    earlier, case_id = world.submitted().case_id, begun(world, "window")
    counter, home = Page(world, case_id, WINDOW), Page(world, case_id)
    home.save(5)
    with pytest.raises(Overtaken):
        world.do(TakeOverContact(command_id=fresh(), case_id=case_id, from_case_id=earlier, based_on=counter.mark), WINDOW)
