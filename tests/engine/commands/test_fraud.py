"""行政许可法 art. 69 para. 2, 79: a licence got by fraud is revoked after its holder was heard, and bars him for three years where it touches safety."""

from __future__ import annotations

from datetime import date

import pytest

from engine.commands.fraud import OTHER, FindFraud
from engine.commands.revoke import AnnounceRevocation, KeepDecision, RevokeDecision, StateDefence
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.viewer import Viewer
from engine.queries.commitments import CaseCommitments, FalsePromises
from engine.queries.letter import CheckLetter, OneLetter
from engine.queries.progress import Progress
from engine.rehearsal.player import Player
from engine.rehearsal.scenarios import Rehearsal
from engine.store import bans, transaction
from tests.engine.commands.test_bans import apply, at, finish, told, words_of
from tests.engine.commands.test_bans import office as office
from tests.engine.world import APPROVER, SITE, WINDOW, fresh

PROOF = "distance_proof"
FOUND = "出具单位来函：证明系伪造"


def granted(office: Rehearsal, when: str = "2026-03-02 10:00") -> Player:
    player = apply(office, when)
    finish(office, player, "check_application", WINDOW, "accept")
    finish(office, player, "review", SITE, "agree")
    finish(office, player, "approve", APPROVER, "grant", "符合条件")
    finish(office, player, "hand_out", WINDOW)
    return player


def find(office: Rehearsal, player: Player, material_id: str = PROOF, finding: str = FOUND) -> dict[str, str]:
    about = {"case_id": player.case_id, "material_id": material_id}
    office.stage.engine.execute(FindFraud(command_id=fresh(), **about, finding=finding), APPROVER)
    return about


def revoke(office: Rehearsal, about: dict[str, str]) -> None:
    office.stage.engine.execute(RevokeDecision(command_id=fresh(), **about, reason="以虚假材料取得许可"), APPROVER)
    office.stage.settle()


def test_got_by_a_false_paper_it_is_revoked_after_a_hearing_and_he_may_apply_again_after_three_years(office: Rehearsal) -> None:
    player = granted(office)
    office.stage.clock.set(at("2026-05-06 09:00"))
    about = find(office, player)
    (row,) = office.stage.engine.ask(FalsePromises(), APPROVER)
    assert (row.ground, row.name, row.next) == ("papers", "与学校、加油站等场所的安全距离证明", "announce")
    with pytest.raises(Refused, match="先告知申请人理由"):
        revoke(office, about)
    office.stage.engine.execute(AnnounceRevocation(command_id=fresh(), **about, reason="以虚假材料取得许可"), APPROVER)
    office.stage.settle()
    assert any("拟撤销您的准予决定" in said for said in told(office, player))
    with pytest.raises(Refused, match="现在不能撤销"):
        revoke(office, about)
    assert apply_again_is_open(office, player), "until it is revoked nothing keeps him"
    office.stage.pass_time(at("2026-05-14 09:00"))  # five working days after the sixth of May have passed
    revoke(office, about)
    with transaction.reading(office.stage.engine.database) as tx:
        ban = bans.of_case(tx, player.case_id)
    assert (ban.cause, ban.from_on, ban.until_on) == ("fraud", date(2026, 5, 14), date(2029, 5, 14))
    assert "2029年5月14日" in words_of(office, player, "撤销决定书")
    said = "申请人目前不能申请“烟花爆竹零售点”，到 2029-05-14 为止"
    for day in ("2026-05-15 09:00", "2029-05-13 09:00", "2029-05-14 23:59"):
        with pytest.raises(Refused, match=said):
            apply(office, day)
    assert apply(office, "2029-05-15 00:00").case.status == "submitted"


def apply_again_is_open(office: Rehearsal, player: Player) -> bool:
    with transaction.reading(office.stage.engine.database) as tx:
        return bans.of_case(tx, player.case_id) is None


def test_bribery_is_no_paper_and_what_he_says_may_save_the_decision(office: Rehearsal) -> None:
    player = granted(office)
    about = find(office, player, OTHER, "经纪检机关查实向审批人员行贿")
    office.stage.engine.execute(AnnounceRevocation(command_id=fresh(), **about, reason="以贿赂取得许可"), APPROVER)
    office.stage.engine.execute(StateDefence(command_id=fresh(), **about, defence="没有行贿，判决无罪"), player.applicant)
    office.stage.engine.execute(KeepDecision(command_id=fresh(), **about, reason="法院判决无罪"), APPROVER)
    (row,) = office.stage.engine.ask(CaseCommitments(case_id=player.case_id), player.applicant)
    assert (row.ground, row.name, row.outcome, row.finding) == ("means", "其他不正当手段", "true", "法院判决无罪")
    assert apply(office, "2026-03-03 09:00").case.status == "submitted"


def test_only_the_head_finds_it_once_of_what_was_handed_in_and_granted(office: Rehearsal) -> None:
    player = granted(office)
    command = FindFraud(command_id=fresh(), case_id=player.case_id, material_id=PROOF, finding=FOUND)
    for who in (WINDOW, SITE, player.applicant):
        with pytest.raises(Missing):
            office.stage.engine.execute(command, who)
    with pytest.raises(Missing, match="没有找到这份材料"):
        find(office, player, "no_such_paper")
    with pytest.raises(Invalid, match="请写明查明了什么"):
        find(office, player, finding=" ")
    find(office, player)
    with pytest.raises(Refused, match="已经在告知承诺台账里"):
        find(office, player)
    waiting = apply(office, "2026-03-04 09:00")
    with pytest.raises(Refused, match="没有有效的准予决定"):
        find(office, waiting)


def test_whoever_scans_the_decision_is_told_that_it_was_revoked(office: Rehearsal) -> None:
    player = granted(office)
    about = find(office, player)
    office.stage.engine.execute(AnnounceRevocation(command_id=fresh(), **about, reason="以虚假材料取得许可"), APPROVER)
    office.stage.pass_time(at("2026-03-10 09:00"))
    revoke(office, about)
    lines = office.stage.engine.ask(Progress(case_id=player.case_id), player.applicant)
    assert any(entry.kind == "DecisionRevoked.fraud" for entry in lines.timeline)
    (decision,) = [line for line in lines.letters if line.name == "准予决定书"]
    printed = office.stage.engine.ask(OneLetter(letter_id=decision.letter_id), player.applicant)
    scanned = office.stage.engine.ask(CheckLetter(letter_id=decision.letter_id, digest=printed.digest), Viewer.public())
    assert scanned.revoked_at is not None
