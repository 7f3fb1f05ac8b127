"""行政许可法 art. 78: who hands in false papers is refused or denied and warned; where it touches safety he may not apply again for a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from engine.commands.ban import LiftBan
from engine.commands.task import CompleteTask
from engine.domain.ban import BanCause
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.identity import example_resident_id
from engine.domain.viewer import Viewer
from engine.domain.word import fill
from engine.queries.bans import BanLedger
from engine.queries.letter import OneLetter
from engine.queries.progress import Progress
from engine.queries.words import CaseWords
from engine.rehearsal.player import Player
from engine.rehearsal.scenarios import Rehearsal, rehearsal
from engine.store import progress, transaction
from tests.engine.world import APPROVER, GOODS, SERVICES, SITE, WINDOW, fresh, officer

SERVICE = "fireworks-stall"
SUPERVISOR = officer("city_appearance:supervisor", "孙")
FORGED = "安全距离证明的公章系伪造，出具单位来函证实"


@pytest.fixture
def office(database_url: str) -> Iterator[Rehearsal]:
    with rehearsal(SERVICES, SERVICE, database_url) as own:
        yield own


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def apply(office: Rehearsal, when: str, **answers: str) -> Player:
    """王敏 applies at that instant (or whoever ``answers`` say)."""
    office.stage.clock.__init__(at(when))
    story = office.scenarios[0]
    first = replace(story.steps[0], answers={**(story.steps[0].answers or {}), **answers})
    player = Player(office.stage, office.process, replace(story, starts=at(when), steps=(first,)))
    player.play()
    return player


def finish(office: Rehearsal, player: Player, element: str, who: Viewer, outcome: str | None = None, opinion: str = "") -> None:
    with transaction.reading(office.stage.engine.database) as tx:
        row = next(row for row in progress.tasks_of(tx, player.case_id, status="open") if row.element_id == element)
    office.stage.engine.execute(CompleteTask(command_id=fresh(), task_id=row.task_id, outcome=outcome, opinion=opinion), who)
    office.stage.settle()


def refused(office: Rehearsal, when: str = "2026-03-02 10:00") -> Player:
    player = apply(office, when)
    finish(office, player, "check_application", WINDOW, "false_papers", FORGED)
    return player


def told(office: Rehearsal, player: Player) -> list[str]:
    """Everything he was told on his page."""
    return [fill(word.text, word.words) for word in office.stage.engine.ask(CaseWords(case_id=player.case_id), player.applicant)]


def words_of(office: Rehearsal, player: Player, letter: str) -> str:
    lines = office.stage.engine.ask(Progress(case_id=player.case_id), player.applicant).letters
    (one,) = [line for line in lines if line.name == letter]
    return str(office.stage.engine.ask(OneLetter(letter_id=one.letter_id), player.applicant).issued.blocks)


def test_every_story_of_false_papers_ends_as_it_says_and_together_they_take_every_flow(office: Rehearsal) -> None:
    told = [office.play(scenario) for scenario in office.scenarios]
    assert [f"{result.scenario}: {result.differences}" for result in told if not result.ok] == []
    assert office.coverage().complete, office.coverage()


def test_refused_for_false_papers_he_is_warned_and_may_apply_again_the_day_after_the_same_day_of_the_next_year(office: Rehearsal) -> None:
    first = refused(office)
    assert (first.case.status, first.case.refusal) == ("refused", "false_papers")
    letter = words_of(office, first, "不予受理通知书")
    assert "第七十八条给予警告" in letter and FORGED in letter and "2027年3月2日" in letter
    assert any("到2027年3月2日为止不能再次申请" in said for said in told(office, first))
    for day in ("2026-03-03 09:00", "2027-03-01 09:00", "2027-03-02 23:59"):
        with pytest.raises(Refused, match="申请人目前不能申请“烟花爆竹零售点”，到 2027-03-02 为止"):
            apply(office, day)
    assert apply(office, "2027-03-03 00:00").case.status == "submitted"


def test_denied_for_false_papers_holds_as_long_and_a_plain_denial_bars_nobody(office: Rehearsal) -> None:
    player = apply(office, "2028-02-29 10:00")
    finish(office, player, "check_application", WINDOW, "accept")
    finish(office, player, "review", SITE, "disagree", "公章可疑")
    with pytest.raises(Invalid, match="请在意见里写明隐瞒了什么"):
        finish(office, player, "approve", APPROVER, "false_papers")
    finish(office, player, "approve", APPROVER, "false_papers", FORGED)
    assert (player.case.decision, player.case.refusal, player.case.status) == ("deny", "false_papers", "closed")
    assert "第七十八条给予警告" in words_of(office, player, "不予决定书")
    with pytest.raises(Refused, match="到 2029-02-28 为止"):  # no 29 February: the last day of the month (民法典 art. 202)
        apply(office, "2029-02-28 12:00")
    again = apply(office, "2029-03-01 00:00")
    finish(office, again, "check_application", WINDOW, "accept")
    finish(office, again, "review", SITE, "disagree", "距离不够")
    finish(office, again, "approve", APPROVER, "deny", "距离不够")
    assert "警告" not in words_of(office, again, "不予决定书")
    assert apply(office, "2029-03-02 09:00").case.status == "submitted"


def test_it_bars_him_alone_in_every_division_and_for_this_item_alone(office: Rehearsal) -> None:
    refused(office)
    assert apply(office, "2026-03-03 09:00", identity=example_resident_id(11)).case.status == "submitted"
    office.stage.division = "330784"
    with pytest.raises(Refused, match="申请人目前不能申请"):
        apply(office, "2026-03-04 09:00")


def test_a_ban_is_lifted_with_a_reason_when_its_decision_is_overturned(office: Rehearsal) -> None:
    player = refused(office)
    why = {"case_id": player.case_id, "reason": "复议认定公章真实，撤销不予受理决定", "basis": "示政复〔2026〕12号"}
    execute = office.stage.engine.execute
    for who in (WINDOW, SITE, officer("city_appearance:approver", "孙", "330784"), player.applicant):
        with pytest.raises(Missing):
            execute(LiftBan(command_id=fresh(), **why), who)
    with pytest.raises(Invalid, match="请写明依据"):
        execute(LiftBan(command_id=fresh(), **{**why, "basis": " "}), SUPERVISOR)
    execute(LiftBan(command_id=fresh(), **why), SUPERVISOR)
    office.stage.settle()
    assert any("限制已经解除" in said for said in told(office, player))
    with pytest.raises(Refused, match="这项限制已于 2026-03-02 解除"):
        execute(LiftBan(command_id=fresh(), **why), APPROVER)
    assert apply(office, "2026-03-03 09:00").case.status == "submitted"


def test_a_ban_that_is_over_is_not_lifted(office: Rehearsal) -> None:
    player = refused(office)
    office.stage.clock.__init__(at("2027-03-03 09:00"))
    with pytest.raises(Refused, match="已经期满"):
        office.stage.engine.execute(LiftBan(command_id=fresh(), case_id=player.case_id, reason="x", basis="y"), APPROVER)


@pytest.mark.parametrize(
    ("cause", "day", "last"),
    [
        ("false_papers", date(2026, 3, 2), date(2027, 3, 2)),
        ("false_papers", date(2028, 2, 29), date(2029, 2, 28)),
        ("fraud", date(2026, 3, 2), date(2029, 3, 2)),
        ("fraud", date(2028, 2, 29), date(2031, 2, 28)),
    ],
)
def test_years_end_on_the_same_day(cause: str, day: date, last: date) -> None:
    assert BanCause(cause).last_day(day) == last


def test_the_list_of_bans_is_its_departments_and_the_supervisors_and_forgets_those_that_are_over(office: Rehearsal) -> None:
    player = refused(office)
    ask = office.stage.engine.ask
    for who, may_lift in ((APPROVER, True), (SITE, False), (SUPERVISOR, True)):
        (line,) = ask(BanLedger(), who)
        assert (line.case_no, line.until_on, line.applicant_mask, line.may_lift) == (player.case.case_no, date(2027, 3, 2), "王*", may_lift)
    for who in (GOODS, officer("city_appearance:supervisor", "孙", "330784"), player.applicant, Viewer.public()):
        assert ask(BanLedger(), who) == ()
    office.stage.clock.__init__(at("2027-03-03 09:00"))
    assert ask(BanLedger(), APPROVER) == ()
