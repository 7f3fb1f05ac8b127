"""告知承诺: what an applicant promises instead of proof, of his own will; checked after the decision, and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.commands.apply import SaveDraft, StartDraft
from engine.commands.attach import AttachFile
from engine.commands.commitment import CheckCommitment, MakeCommitment
from engine.commands.credit import RepairCredit
from engine.commands.revoke import AnnounceRevocation, KeepDecision, RevokeDecision, StateDefence
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


def of(player: Player) -> dict[str, str]:
    return {"command_id": fresh(), "case_id": player.case_id, "material_id": FOOD}


def announce(world: World, player: Player, who: Viewer = APPROVER, reason: str = "承诺的证明并不存在") -> str:
    return world.do(AnnounceRevocation(**of(player), reason=reason), who)


def defend(world: World, player: Player, who: Viewer | None = None, in_person: bool = False) -> None:
    world.do(StateDefence(**of(player), defence="证明在老家，我马上寄来", in_person=in_person), who or player.applicant)


def revoke(world: World, player: Player, who: Viewer = APPROVER, reason: str = "承诺的证明并不存在", answer: str = "", minutes: str = "") -> str:
    return world.do(RevokeDecision(**of(player), reason=reason, answer=answer, minutes=minutes), who)


def letter(world: World, player: Player, name: str) -> str:
    letters = world.engine.ask(Progress(case_id=player.case_id), player.applicant).letters
    found = next(one.letter_id for one in letters if one.name == name)
    return str(world.engine.ask(OneLetter(letter_id=found), player.applicant).issued.blocks)


def test_before_a_decision_is_revoked_its_applicant_is_told_why_and_has_five_working_days_to_answer(world: World) -> None:
    player = decided(world)
    with pytest.raises(Refused, match="没有核查为不属实"):
        announce(world, player)
    check(world, player, False, "摊主没有食品经营证明")
    assert world.engine.ask(FalsePromises(), APPROVER)[0].next == "announce" and world.engine.ask(FalsePromises(), GOODS)[0].next == ""
    assert world.engine.ask(FalsePromises(), STRANGER) == ()
    with pytest.raises(Refused, match="先告知申请人理由"):
        revoke(world, player)
    for who in (GOODS, STRANGER, player.applicant):
        with pytest.raises(Missing):
            announce(world, player, who)
    with pytest.raises(Invalid, match="请写明拟撤销的理由"):
        announce(world, player, reason=" ")
    assert "拟撤〔2026〕" in announce(world, player)
    assert "2026年3月9日前陈述申辩" in letter(world, player, "拟撤销告知书")
    assert "在3月9日前" in world.stage.phone.last["13800000001"]
    with pytest.raises(Refused, match="在 2026-03-09 前陈述申辩，期限内他还没有提出"):
        revoke(world, player)
    world.stage.pass_time(datetime(2026, 3, 9, 17, 31, tzinfo=SHANGHAI))
    with pytest.raises(Refused, match="陈述申辩的期限已过"):
        defend(world, player)
    assert "撤销〔2026〕" in revoke(world, player)


def test_what_the_applicant_answers_is_answered_in_the_letter_of_revocation_and_he_is_heard_if_he_asks(world: World) -> None:
    player = found_false(world)
    with pytest.raises(Missing):
        defend(world, player)
    announce(world, player)
    for who in (APPROVER, STRANGER, Viewer.applicant({"another"})):
        with pytest.raises(Missing):
            defend(world, player, who)
    defend(world, player, in_person=True)
    with pytest.raises(Refused, match="已经陈述申辩过"):
        defend(world, player)
    (row,) = world.engine.ask(FalsePromises(), APPROVER)
    assert (row.next, row.defence, row.in_person) == ("revoke", "证明在老家，我马上寄来", True)
    assert world.engine.ask(FalsePromises(), GOODS)[0].defence == ""  # for who decides, and for himself
    for missing in ({"answer": "", "minutes": "3月3日面谈"}, {"answer": "没有采纳", "minutes": ""}):
        with pytest.raises(Invalid):
            revoke(world, player, **missing)
    number = revoke(world, player, answer="没有采纳：至今没有寄来", minutes="3月3日在服务中心面谈")
    words = letter(world, player, "撤销决定书")
    assert all(each in words for each in ("准予〔2026〕", "食品经营证明：摊主没有食品经营证明；承诺的证明并不存在"))
    assert all(each in words for each in ("证明在老家，我马上寄来", "没有采纳：至今没有寄来", "3月3日在服务中心面谈"))
    assert world.engine.ask(CaseCommitments(case_id=player.case_id), player.applicant)[0].revocation == number
    assert "撤销" in world.stage.phone.last["13800000001"]
    with pytest.raises(Refused, match="已经撤销"):
        revoke(world, player)


def test_an_answer_that_is_right_keeps_the_decision_and_the_promise_counts_as_true(world: World) -> None:
    player = found_false(world)
    announce(world, player)
    with pytest.raises(Refused, match="还没有陈述申辩"):
        world.do(KeepDecision(**of(player), reason="证明有效"), APPROVER)
    defend(world, player)
    with pytest.raises(Missing):
        world.do(KeepDecision(**of(player), reason="证明有效"), GOODS)
    world.do(KeepDecision(**of(player), reason="寄来的证明有效"), APPROVER)
    (row,) = world.engine.ask(CaseCommitments(case_id=player.case_id), player.applicant)
    assert (row.outcome, row.finding, row.revocation) == ("true", "寄来的证明有效", "")
    assert world.engine.ask(FalsePromises(), APPROVER) == () and promise_again(world, commitments=(FOOD,)).status == "submitted"


def test_whoever_scans_the_decision_afterwards_is_told_that_it_is_no_longer_in_force(world: World) -> None:
    player = found_false(world)
    letters = world.engine.ask(Progress(case_id=player.case_id), player.applicant).letters
    granted = world.engine.ask(OneLetter(letter_id=next(one.letter_id for one in letters if one.name == "准予决定书")), player.applicant)
    seen = CheckLetter(letter_id=granted.letter_id, digest=granted.digest)
    assert world.engine.ask(seen, Viewer.public()).revoked_at is None
    announce(world, player)
    defend(world, player)
    revoke(world, player, answer="没有采纳")
    assert world.engine.ask(seen, Viewer.public()).revoked_at == world.clock.now()


def promise_again(world: World, **more: Any) -> Any:
    """The same applicant hands in once more, with promises; the case, submitted or not."""
    first = world.story.steps[0]
    step = replace(first, **{**more, "answers": {**(first.answers or {}), **({"sells_food": True} if "commitments" in more else {"area": 18})}})
    world.stage.pass_time(world.clock.now() + timedelta(minutes=2))
    again = Player(world.stage, world.process, replace(world.story, steps=(step,)))
    try:
        again.play()
    except Invalid as wrong:
        (said,) = wrong.problems.values()
        assert "经核查不属实的承诺" in str(said)
    return again.case


def test_who_has_promised_falsely_promises_neither_instead_of_a_proof_nor_for_later_until_his_credit_is_repaired(world: World) -> None:
    player = found_false(world)
    for more in ({"commitments": (FOOD,)}, {"deferrals": ("insurance",)}):
        assert promise_again(world, **more).status == "draft"
    mend = RepairCredit(**of(player), reason="已补办食品经营证明，现场核实", basis="信用修复管理办法；审批表8号")
    with pytest.raises(Refused, match="先决定是否撤销"):
        world.do(mend, APPROVER)
    announce(world, player)
    defend(world, player)
    revoke(world, player, answer="没有采纳")
    assert promise_again(world, commitments=(FOOD,)).status == "draft"
    for who in (GOODS, STRANGER, player.applicant):
        with pytest.raises(Missing):
            world.do(replace(mend, command_id=fresh()), who)
    for lacking in ("reason", "basis"):
        with pytest.raises(Invalid):
            world.do(replace(mend, command_id=fresh(), **{lacking: " "}), APPROVER)
    assert "信修〔2026〕" in world.do(replace(mend, command_id=fresh()), APPROVER)
    assert "已补办食品经营证明，现场核实；信用修复管理办法；审批表8号" in letter(world, player, "信用修复决定书")
    assert "信用已经修复" in world.stage.phone.last["13800000001"] and world.engine.ask(FalsePromises(), APPROVER) == ()
    for more in ({"commitments": (FOOD,)}, {"deferrals": ("insurance",)}):
        assert promise_again(world, **more).status == "submitted"
    with pytest.raises(Refused, match="已经修复"):
        world.do(replace(mend, command_id=fresh()), APPROVER)
