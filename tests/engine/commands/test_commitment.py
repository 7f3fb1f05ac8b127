"""告知承诺: what an applicant promises instead of proof, of his own will; checked after the decision, and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from engine.commands.apply import SaveDraft, StartDraft
from engine.commands.attach import AttachFile
from engine.commands.commitment import CheckCommitment, MakeCommitment
from engine.commands.revoke import RevokeDecision
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.viewer import Viewer
from engine.queries.commitments import CaseCommitments, CommitmentLedger, FalsePromises
from engine.queries.letter import CheckLetter, OneLetter
from engine.queries.progress import Progress
from engine.rehearsal.player import PAPER, Player
from tests.engine.world import APPROVER, GOODS, HERE, SITE, STALL, STRANGER, WINDOW, World, fresh

FOOD = "food_licence"


def promised(world: World) -> Player:
    """A stall that sells food, handed in with a promise instead of the food licence."""
    first = world.story.steps[0]
    step = replace(first, answers={**(first.answers or {}), "sells_food": True}, commitments=(FOOD,))
    player = Player(world.stage, world.process, replace(world.story, steps=(step,)))
    player.play()
    return player


def decided(world: World, outcome: str = "grant") -> Player:
    player = promised(world)
    world.finish(player, "check_application", WINDOW, "accept")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": Decimal("2.5")})
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "approve", APPROVER, outcome, opinion="已审查")
    return player


def check(world: World, player: Player, held: bool, finding: str = "", who: Viewer = GOODS) -> None:
    world.do(CheckCommitment(command_id=fresh(), case_id=player.case_id, material_id=FOOD, held=held, finding=finding), who)


def test_a_promise_stands_in_for_the_material_and_in_a_letter(world: World) -> None:
    player = promised(world)
    world.finish(player, "check_application", WINDOW, "accept")
    (row,) = world.engine.ask(CaseCommitments(case_id=player.case_id), player.applicant)
    assert (row.name, row.department, row.due_at) == ("食品经营证明", "市场监督管理局", None)
    assert "告知承诺书" in {one.name for one in world.engine.ask(Progress(case_id=player.case_id), player.applicant).letters}
    with pytest.raises(Refused, match="现在不需要核查"):
        check(world, player, True)


def test_after_a_grant_the_department_checks_within_its_term_and_the_applicant_hears_what_was_false(world: World) -> None:
    player = decided(world)
    (row,) = world.engine.ask(CommitmentLedger(), GOODS)
    assert row.due_at == datetime(2026, 4, 27, 17, 30, tzinfo=SHANGHAI)  # forty working days from Monday 2 March, none of them a holiday here
    with pytest.raises(Invalid, match="请写明核查发现的问题"):
        check(world, player, False)
    check(world, player, False, "摊主没有食品经营证明")
    assert world.engine.ask(CommitmentLedger(), GOODS) == ()
    (row,) = world.engine.ask(CaseCommitments(case_id=player.case_id), player.applicant)
    assert (row.outcome, row.finding) == ("false", "摊主没有食品经营证明")
    assert world.stage.phone.last["13800000001"].endswith("核查不属实，情况见进度页面。")
    with pytest.raises(Refused):
        check(world, player, True)


def test_what_is_denied_is_not_checked(world: World) -> None:
    decided(world, "deny")
    assert world.engine.ask(CommitmentLedger(), GOODS) == ()


def test_only_the_department_concerned_checks_and_a_stranger_finds_nothing(world: World) -> None:
    player = decided(world)
    for who in (SITE, STRANGER):
        assert world.engine.ask(CommitmentLedger(), who) == ()
        with pytest.raises(Missing):
            check(world, player, True, who=who)
    with pytest.raises(Missing):
        world.engine.ask(CaseCommitments(case_id=player.case_id), STRANGER)


def test_only_what_the_item_allows_is_promised_and_a_file_takes_the_promise_s_place(world: World) -> None:
    started = world.do(StartDraft(command_id=fresh(), process_id=STALL, division=HERE), Viewer.public())
    me = Viewer.applicant({started.case_id})
    world.do(SaveDraft(command_id=fresh(), case_id=started.case_id, answers={"sells_food": True}), me)
    with pytest.raises(Invalid, match="不能用告知承诺代替"):
        world.do(MakeCommitment(command_id=fresh(), case_id=started.case_id, material_id="site_plan"), me)
    with pytest.raises(Missing):
        world.do(MakeCommitment(command_id=fresh(), case_id=started.case_id, material_id=FOOD), Viewer.applicant({"another"}))
    world.do(MakeCommitment(command_id=fresh(), case_id=started.case_id, material_id=FOOD), me)
    assert len(world.engine.ask(CaseCommitments(case_id=started.case_id), me)) == 1
    world.do(AttachFile(command_id=fresh(), case_id=started.case_id, material_id=FOOD, filename="证明.pdf", content=PAPER), me)
    assert world.engine.ask(CaseCommitments(case_id=started.case_id), me) == ()


def found_false(world: World) -> Player:
    player = decided(world)
    check(world, player, False, "摊主没有食品经营证明")
    return player


def revoke(world: World, player: Player, who: Viewer = APPROVER, reason: str = "承诺的证明并不存在") -> str:
    return world.do(RevokeDecision(command_id=fresh(), case_id=player.case_id, material_id=FOOD, reason=reason), who)


def test_a_decision_that_rested_on_a_false_promise_is_revoked_in_writing_by_who_approves_in_the_lead_department(world: World) -> None:
    player = decided(world)
    with pytest.raises(Refused, match="没有核查为不属实"):
        revoke(world, player)
    check(world, player, False, "摊主没有食品经营证明")
    (row,) = world.engine.ask(FalsePromises(), APPROVER)
    assert row.may_revoke and not world.engine.ask(FalsePromises(), GOODS)[0].may_revoke
    assert world.engine.ask(FalsePromises(), STRANGER) == ()
    for who in (GOODS, STRANGER, player.applicant):
        with pytest.raises(Missing):
            revoke(world, player, who)
    with pytest.raises(Invalid, match="请写明撤销的理由"):
        revoke(world, player, reason=" ")
    number = revoke(world, player)
    assert "撤销〔2026〕" in number and world.engine.ask(FalsePromises(), APPROVER) == ()
    letters = world.engine.ask(Progress(case_id=player.case_id), player.applicant).letters
    shown = world.engine.ask(OneLetter(letter_id=next(one.letter_id for one in letters if one.name == "撤销决定书")), player.applicant)
    words = str(shown.issued.blocks)
    assert all(each in words for each in ("准予〔2026〕", "食品经营证明：摊主没有食品经营证明；承诺的证明并不存在"))
    assert world.engine.ask(CaseCommitments(case_id=player.case_id), player.applicant)[0].revocation == number
    assert "撤销" in world.stage.phone.last["13800000001"]
    with pytest.raises(Refused, match="已经撤销"):
        revoke(world, player)


def test_whoever_scans_the_decision_afterwards_is_told_that_it_is_no_longer_in_force(world: World) -> None:
    player = found_false(world)
    letters = world.engine.ask(Progress(case_id=player.case_id), player.applicant).letters
    granted = world.engine.ask(OneLetter(letter_id=next(one.letter_id for one in letters if one.name == "准予决定书")), player.applicant)
    seen = CheckLetter(letter_id=granted.letter_id, digest=granted.digest)
    assert world.engine.ask(seen, Viewer.public()).revoked_at is None
    revoke(world, player)
    assert world.engine.ask(seen, Viewer.public()).revoked_at == world.clock.now()


def test_who_has_promised_falsely_does_not_promise_again_neither_instead_of_a_proof_nor_for_later(world: World) -> None:
    found_false(world)
    for more in ({"commitments": (FOOD,), "answers": {"sells_food": True}}, {"deferrals": ("insurance",), "answers": {"area": 18}}):
        first = world.story.steps[0]
        step = replace(first, **{**more, "answers": {**(first.answers or {}), **more["answers"]}})
        world.stage.pass_time(world.clock.now() + timedelta(minutes=2))
        again = Player(world.stage, world.process, replace(world.story, steps=(step,)))
        with pytest.raises(Invalid) as wrong:
            again.play()
        (said,) = wrong.value.problems.values()
        assert "经核查不属实的承诺" in str(said)
        assert again.case.status == "draft"
