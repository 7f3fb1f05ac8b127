"""Handing in says what was looked through before, and hands in nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine.commands.apply import SaveDraft, StartDraft, Submit
from engine.commands.attach import AttachFile, RemoveFile
from engine.domain.errors import Missing, Overtaken
from engine.domain.viewer import Viewer
from engine.queries.draft import DraftAsShown
from engine.rehearsal.player import PAPER
from engine.store.whole_draft import WholeDraft
from tests.engine.commands.test_consent import consent
from tests.engine.commands.test_saved_answers import StoppingClock
from tests.engine.world import HERE, STALL, STRANGER, WINDOW, World, fresh


class Applying:
    """Somebody with a draft that could be handed in, a minute between any two things he does."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.case_id = world.do(StartDraft(command_id=fresh(), process_id=STALL, division=HERE), Viewer.public()).case_id
        self.own = Viewer.applicant({self.case_id})
        self.fill(6)
        self.file_id = self.attach("图.pdf")
        self.agree()

    def later(self) -> None:
        self.world.clock.set(self.world.clock.now() + timedelta(minutes=1, microseconds=100_010))

    def fill(self, area: int) -> None:
        self.later()
        answers = {**self.world.story.steps[0].answers, "area": area}
        self.world.do(SaveDraft(command_id=fresh(), case_id=self.case_id, answers=answers), self.own)

    def attach(self, filename: str) -> str:
        self.later()
        command = AttachFile(command_id=fresh(), case_id=self.case_id, material_id="site_plan", filename=filename, content=PAPER)
        return str(self.world.do(command, self.own).file_id)

    def remove(self) -> None:
        self.later()
        self.world.do(RemoveFile(command_id=fresh(), case_id=self.case_id, file_id=self.file_id), self.own)

    def agree(self) -> None:
        self.later()
        consent(self.world, self.case_id, self.own)

    def shown(self, viewer: Viewer | None = None) -> WholeDraft:
        whole: WholeDraft = self.world.engine.ask(DraftAsShown(case_id=self.case_id), viewer or self.own)
        return whole

    def press(self, mark: str | None) -> Submit:
        return Submit(command_id=fresh(), case_id=self.case_id, based_on=mark)

    @property
    def status(self) -> str:
        return self.world.case(self.case_id).status


@pytest.fixture
def applying(world: World) -> Applying:
    return Applying(world)


@pytest.mark.parametrize("what", ["an answer", "another file", "a file less"])
def test_what_was_changed_after_it_was_looked_through_is_not_handed_in(applying: Applying, what: str) -> None:
    mark = applying.shown().mark
    {"an answer": lambda: applying.fill(9), "another file": lambda: applying.attach("新图.pdf"), "a file less": applying.remove}[what]()
    changed_at = applying.world.clock.now()
    applying.agree()
    with pytest.raises(Overtaken, match="还没有提交"):
        applying.world.do(applying.press(mark), applying.own)
    assert applying.status == "draft" and applying.shown().changed_at == changed_at


def test_whoever_has_looked_through_it_once_more_hands_it_in(applying: Applying) -> None:
    mark = applying.shown().mark
    applying.fill(9)
    applying.agree()
    assert applying.shown().mark != mark
    applying.world.do(applying.press(applying.shown().mark), applying.own)
    assert applying.status == "submitted"


def test_a_change_that_was_taken_back_leaves_what_was_looked_through(applying: Applying) -> None:
    mark = applying.shown().mark
    applying.fill(9)
    applying.fill(6)
    applying.world.do(applying.press(mark), applying.own)
    assert applying.status == "submitted"


def test_sent_again_it_gets_the_first_answer_and_a_program_that_names_no_mark_hands_in_what_is_there(applying: Applying) -> None:
    applying.fill(9)
    applying.agree()
    command = applying.press(None)
    first = applying.world.do(command, applying.own)
    assert applying.world.do(command, applying.own) == first and applying.status == "submitted"


def test_sent_again_with_a_mark_it_gets_the_first_answer_too(applying: Applying) -> None:
    command = applying.press(applying.shown().mark)
    assert applying.world.do(command, applying.own) == applying.world.do(command, applying.own)


def test_a_press_that_lay_in_a_stopped_process_hands_in_nothing_that_came_meanwhile(applying: Applying) -> None:
    world, press = applying.world, applying.press(applying.shown().mark)
    world.engine.clock = clock = StoppingClock(world.clock)
    with ThreadPoolExecutor(1) as process:
        stopped = process.submit(world.engine.execute, press, applying.own)
        assert clock.lies.wait(60)
        applying.fill(9)
        applying.agree()
        clock.goes_on.set()
        with pytest.raises(Overtaken):
            stopped.result(60)
    assert applying.status == "draft"


def test_what_a_draft_holds_is_for_its_applicant_and_the_window_alone(applying: Applying) -> None:
    with pytest.raises(Missing):
        applying.shown(STRANGER)
    with pytest.raises(Missing):
        applying.shown(Viewer.public())


def test_of_an_empty_draft_nothing_was_changed_yet(world: World) -> None:
    case_id = world.do(StartDraft(command_id=fresh(), process_id=STALL, division=HERE, channel="window"), WINDOW).case_id
    whole = world.engine.ask(DraftAsShown(case_id=case_id), WINDOW)
    assert whole.mark and whole.changed_at is None
