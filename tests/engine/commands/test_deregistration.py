"""注销 (行政许可法 art. 70): for each cause the article lists, by whoever granted it, and after a revocation (art. 69)."""

from __future__ import annotations

import pytest

from engine.commands.licence import DeregisterLicence, ExpireLicence, WarnOfExpiry
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.domain.licence import CAUSES, LicenceStatus
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from tests.engine.licensing import Licensing
from tests.engine.world import APPROVER, GOODS, HERE, SITE, STRANGER, WINDOW, World, fresh


@pytest.fixture
def office(world: World) -> Licensing:
    return Licensing(world)


@pytest.mark.parametrize(("cause", "item"), [(cause, each.item) for cause, each in CAUSES.items() if cause != "expired"])
def test_a_licence_is_deregistered_for_each_cause_of_the_article_with_a_letter_and_its_place_is_free(office: Licensing, cause: str, item: str) -> None:
    player = office.grant()
    with pytest.raises(Invalid, match="请写明注销的事实"):
        office.deregister(player, cause, reason=" ", basis="示范市罚字1号")
    if CAUSES[cause].document:
        with pytest.raises(Invalid, match="请写明撤回、吊销决定的文号"):
            office.deregister(player, cause)
    number = office.deregister(player, cause, reason="查验属实", basis="示范市罚字1号")
    assert number == "330783-注销〔2026〕000001号"
    words = office.letter(player, "行政许可注销决定书")
    assert f"第七十条第{item}项，{CAUSES[cause].label}" in words and "查验属实" in words and "示范市罚字1号" in words
    assert f"您的固定摊位经营许可证（{office.row(player).number}）已依法注销，原因：{CAUSES[cause].label}。决定书和您的权利见进度页面。" in office.told(player)
    shown = office.file(player)
    assert (shown.licence.standing.status, shown.licence.cause, shown.licence.letter) == (LicenceStatus.DEREGISTERED, CAUSES[cause].label, number)
    assert "查验属实" in shown.history[-1].detail and "注销固定摊位经营许可证" in str(shown.history[-1].said)
    assert office.checked(player).licence.label == "已注销" and office.in_force() == office.counted() == 0
    with pytest.raises(Refused, match="已注销，不能注销"):
        office.deregister(player, cause, basis="示范市罚字1号")
    office.until("2028-03-02 00:00")
    assert office.row(player).status == "deregistered"


def test_who_may_deregister_and_for_what(office: Licensing) -> None:
    player = office.grant()
    for who in (SITE, GOODS, WINDOW, STRANGER, player.applicant, Viewer.public()):
        with pytest.raises(Missing):
            office.deregister(player, "dissolved", who)
    both = Viewer.officer(str(WINDOW.officer_id), "李", (Post(HERE, "city_appearance", "approver"), Post(HERE, "service_hall", "window")))
    with pytest.raises(Forbidden, match="受理过这个办件的人不能再批准它"):
        office.deregister(player, "dissolved", both)
    with pytest.raises(Refused, match="有效期到 2028-03-01，还没有届满"):
        office.deregister(player, "expired")
    with pytest.raises(Invalid, match="请选择注销的原因"):
        office.deregister(player, "whatever")
    with pytest.raises(Missing):
        office.world.do(DeregisterLicence(command_id=fresh(), licence_id="none", cause="other", reason="x"), APPROVER)
    assert office.file(player).causes == tuple(CAUSES) and office.file(player, WINDOW).causes == ()
    for who in (GOODS, STRANGER):
        with pytest.raises(Missing):
            office.file(player, who)
    for command in (ExpireLicence, WarnOfExpiry):
        with pytest.raises(Forbidden):
            office.world.do(command(command_id=fresh(), licence_id=office.row(player).licence_id), APPROVER)


def test_a_licence_without_an_end_is_deregistered_as_expired_by_an_officer_only(world: World) -> None:
    office = Licensing(world, {"stall-permit/process.bpmn": (('today() + duration("P2Y") - duration("P1D")', "null"),)})
    player = office.grant()
    assert (office.file(player).licence.days_left, office.row(player).file_by) == (None, None)
    assert str(office.file(player).history[0].said).endswith("，长期有效")
    office.until("2035-01-01 10:00")
    assert office.row(player).status == "valid"
    office.deregister(player, "expired", reason="所附工程已经竣工")
    assert office.row(player).status == "deregistered"


def test_a_revoked_decision_revokes_its_licence_with_it_and_the_register_is_cleared_by_deregistration(office: Licensing) -> None:
    player = office.grant(commitments=("food_licence",))
    told = len(office.told(player))
    office.revoke(player)
    row = office.row(player)
    assert (row.status, row.ended_by[:11], office.in_force(), office.counted()) == ("revoked", "330783-撤销〔2", 0, 0)
    assert office.checked(player).licence.label == "已撤销" and office.checked(player).revoked_at is None
    assert not [words for words in office.told(player)[: len(office.told(player)) - told] if "注销" in words], "the revocation tells him, nothing twice"
    assert office.file(player).causes == ("withdrawn",)
    with pytest.raises(Refused, match="已撤销，不能注销"):
        office.deregister(player, "dissolved")
    office.deregister(player, "withdrawn", basis=row.ended_by)
    assert (office.row(player).status, office.in_force(), office.counted()) == ("deregistered", 0, 0)


def test_a_decision_revoked_before_its_licence_is_handed_out_frees_the_place_and_nothing_is_handed_out(office: Licensing) -> None:
    player = office.apply(commitments=("food_licence",))
    office.decide(player)
    assert office.in_force() == office.counted() == 1
    office.revoke(player)
    assert office.in_force() == office.counted() == 0
    assert office.world.open_steps(player.case_id) == [] and office.world.case(player.case_id).status == "closed"
    assert office.of_case(player).issued == ()


def test_a_licence_whose_renewal_is_granted_waits_for_the_new_one_which_is_then_the_one_to_deregister(world: World) -> None:
    later = (('name="letter" value="licence"', 'name="stage" value="制证"'), ('name="letter" value="delivery_receipt"', 'name="letter" value="licence"'))
    office = Licensing(world, {"stall-renewal/process.bpmn": later})
    player = office.grant()
    office.until("2028-01-20 10:00")
    renewal = office.ask(office.row(player))
    office.review(renewal)
    world.finish(renewal, "approve_renewal", APPROVER, "grant", opinion="符合条件")
    with pytest.raises(Refused, match="请先发证，再注销新证"):
        office.deregister(player, "impossible")
    office.until("2028-03-02 00:00")
    assert office.row(player).status == "valid" and office.checked(player).licence.held
    world.finish(renewal, "hand_out", WINDOW)
    assert (office.row(player).status, office.in_force(), office.counted()) == ("renewed", 1, 1)
    office.deregister(renewal, "impossible")
    assert office.in_force() == office.counted() == 0
