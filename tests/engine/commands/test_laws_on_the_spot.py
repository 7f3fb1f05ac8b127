"""行政许可法 art. 34 para. 2, 56: an 即办件 is accepted and decided in one sitting; what is not follows the ordinary limit, and the case says so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from engine.commands.task import CompleteTask
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Forbidden, Invalid
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.queries.case_file import CaseFile
from engine.queries.progress import Progress
from engine.rehearsal.player import Player
from engine.rehearsal.scenarios import Rehearsal, rehearsal
from engine.store import progress, transaction
from tests.engine.world import HERE, SERVICES, fresh, officer

SERVICE = "trader-change"
ON_THE_SPOT, LATER = 0, 2
BUREAU = "market_regulation"


@pytest.fixture
def office(database_url: str) -> Iterator[Rehearsal]:
    with rehearsal(SERVICES, SERVICE, database_url) as own:
        yield own


def played(office: Rehearsal, story: int, steps: int) -> Player:
    told = office.scenarios[story]
    office.stage.clock.set(told.starts)
    player = Player(office.stage, office.process, told)
    player.play(steps)
    return player


def finish(office: Rehearsal, player: Player, element: str, who: Viewer, outcome: str | None, opinion: str = "") -> None:
    with transaction.reading(office.stage.engine.database) as tx:
        row = next(row for row in progress.tasks_of(tx, player.case_id, status="open") if row.element_id == element)
    office.stage.engine.execute(CompleteTask(command_id=fresh(), task_id=row.task_id, outcome=outcome, opinion=opinion), who)


def test_every_story_of_deciding_on_the_spot_ends_on_the_dates_written_down_and_together_they_take_every_flow(office: Rehearsal) -> None:
    told = [office.play(scenario) for scenario in office.scenarios]
    assert [f"{result.scenario}: {result.differences}" for result in told if not result.ok] == []
    assert office.coverage().complete, office.coverage()


def test_all_that_must_be_on_record_is_though_it_took_one_press(office: Rehearsal) -> None:
    player = played(office, ON_THE_SPOT, 2)
    file = office.stage.engine.ask(CaseFile(case_id=player.case_id), officer(f"{BUREAU}:window"))
    events = [entry.event for entry in file.journal]
    assert [one for one in events if one in ("CaseSubmitted", "TaskCompleted", "CaseAccepted", "DecisionMade")] == [
        "CaseSubmitted", "TaskCompleted", "CaseAccepted", "DecisionMade",
    ]  # fmt: skip
    assert {letter.name for letter in file.letters} == {"收件凭证", "准予决定书"}, "no acceptance letter beside a decision of the same minute"


def test_who_cannot_decide_on_the_spot_says_why_and_the_ordinary_limit_alone_runs(office: Rehearsal) -> None:
    player = played(office, LATER, 1)
    with pytest.raises(Invalid, match="请在意见里写明为什么不能当场决定"):
        finish(office, player, "at_counter", officer(f"{BUREAU}:window"), "accept")
    finish(office, player, "at_counter", officer(f"{BUREAU}:window"), "accept", "住所证明与不动产登记不一致")
    case = player.case
    assert (case.status, case.ordinary_at, case.reason) == ("accepted", case.accepted_at, "住所证明与不动产登记不一致")
    shown = office.stage.engine.ask(Progress(case_id=player.case_id), player.applicant)
    running = {clock.kind: clock.due_at for clock in shown.clocks if clock.running}
    assert running == {"statutory": datetime(2026, 3, 18, 17, 30, tzinfo=SHANGHAI)}
    assert "受理通知书" in {letter.name for letter in shown.letters}
    assert any(entry.kind == "TurnedOrdinary" for entry in shown.timeline)


def test_hands_are_kept_apart_as_soon_as_it_is_not_decided_on_the_spot(office: Rehearsal) -> None:
    """The window's own officer decides on the spot; whoever took in, or examined, does not decide what is examined later."""
    posts = tuple(Post(HERE, BUREAU, role) for role in ("reviewer", "approver"))
    both = Viewer.officer("both", "钱江", posts)  # type: ignore[arg-type]
    clerk = Viewer.officer("clerk", "李静", tuple(Post(HERE, BUREAU, role) for role in ("window", "reviewer")))  # type: ignore[arg-type]
    player = played(office, LATER, 1)
    finish(office, player, "at_counter", clerk, "accept", "需要核实")
    with pytest.raises(Forbidden, match="受理过这个办件的人不能再审查它"):
        finish(office, player, "review", clerk, "agree")
    finish(office, player, "review", both, "agree")
    with pytest.raises(Forbidden, match="审查过这个办件的人不能再批准它"):
        finish(office, player, "approve", both, "grant")


def test_accepted_by_silence_it_is_examined_within_the_ordinary_limit_from_the_day_of_receipt(office: Rehearsal) -> None:
    player = played(office, 4, 2)
    case = player.case
    assert (case.status, case.reason) == ("accepted", "收到申请后逾期没有答复") and case.accepted_at == case.submitted_at


def test_accepted_and_not_decided_that_day_it_has_broken_its_promise_and_the_legal_limit_runs_on(database_url: str, tmp_path: Path) -> None:
    """Where a diagram has a step between the two: the promise ends when the counter closes."""
    shutil.copytree(SERVICES, tmp_path, dirs_exist_ok=True)
    diagram = tmp_path / "bpmn" / SERVICE / "process.bpmn"
    sign = '<bpmn:userTask id="sign" name="签发" camunda:candidateGroups="market_regulation:approver"/>'
    drawn = diagram.read_text().replace('sourceRef="accepted_granting" targetRef="granted">', 'sourceRef="accepted_granting" targetRef="sign">')
    more = f'{sign}<bpmn:sequenceFlow id="flow_signed" sourceRef="sign" targetRef="granted"/></bpmn:process>'
    diagram.write_text(drawn.replace("</bpmn:process>", more))
    with rehearsal(tmp_path, SERVICE, database_url) as office:
        player = played(office, ON_THE_SPOT, 2)
        office.stage.pass_time(datetime(2026, 3, 3, 9, tzinfo=SHANGHAI))
        clocks = office.stage.engine.ask(Progress(case_id=player.case_id), player.applicant).clocks
        shown = {clock.kind: (clock.due_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M"), clock.colour) for clock in clocks if clock.running}
        assert shown == {"promised": ("03-02 17:30", "red"), "statutory": ("03-05 17:30", "green")}
        finish(office, player, "sign", officer(f"{BUREAU}:approver"), None)
        assert player.case.decision == "grant" and player.case.decided_at != player.case.accepted_at
