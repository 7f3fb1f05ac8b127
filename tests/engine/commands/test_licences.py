"""The register of licences by law's clock (行政许可法 art. 49, 50, 57, 69, 70). Dates are written by hand from the law and a wall calendar: a permit of
Monday 2 March 2026 is for two years, so its last day is 1 March 2028; the thirtieth day before it is 31 January, the sixtieth 1 January 2028."""

from __future__ import annotations

from datetime import date

import pytest

from engine.commands.follow import Withdraw
from engine.commands.licence import ExpireLicence, WarnOfExpiry
from engine.domain.errors import Invalid, Refused
from engine.domain.licence import LicenceStatus
from engine.domain.viewer import Viewer
from engine.queries.case_file import CaseFile
from engine.queries.granted import Granted
from engine.queries.licences import MyLicences
from tests.engine.licensing import Licensing
from tests.engine.world import APPROVER, WINDOW, World, fresh

LAST_MINUTE, MIDNIGHT = "2028-03-01 23:59", "2028-03-02 00:00"
NO_TIMER = ('date(answers.application.valid_until) + duration("P1D")', 'date(answers.application.valid_until) + duration("P99D")')


@pytest.fixture
def office(world: World) -> Licensing:
    return Licensing(world)


def test_a_licence_that_is_issued_stands_in_the_register_with_its_term_and_its_holder(office: Licensing) -> None:
    player = office.grant()
    shown = office.file(player)
    one = shown.licence
    assert (one.name, one.service, one.department, one.holder, one.subject) == ("固定摊位经营许可证", "固定摊位经营许可", "城市管理局", "王*", "老王早点")
    assert (one.granted_on, one.standing.valid_from, one.standing.valid_until) == (date(2026, 3, 2), date(2026, 3, 2), date(2028, 3, 1))
    assert (one.file_by, one.days_left, one.renewal, one.standing.status) == (date(2028, 1, 31), 730, "stall-renewal", LicenceStatus.VALID)
    assert [str(each.said) for each in shown.history] == [f"登记固定摊位经营许可证（{one.number}），有效期自 2026-03-02 至 2028-03-01"]
    assert office.checked(player).licence == one.standing
    assert [each.number for each in office.of_case(player).issued] == [one.number]
    assert [each.number for each in office.world.engine.ask(MyLicences(), player.applicant)] == [one.number]
    assert office.in_force() == office.counted() == 1


def test_the_holder_is_told_sixty_days_before_at_nine_once_with_the_last_day_on_which_he_may_ask(office: Licensing) -> None:
    player = office.grant()
    office.until("2027-12-31 23:00")
    before = len(office.told(player))
    office.until("2028-01-01 08:59")
    assert len(office.told(player)) == before, "nobody's phone rings at night"
    office.until("2028-01-01 09:00")
    number = office.row(player).number
    words = f"您的固定摊位经营许可证（{number}）有效期到2028年3月1日。要继续的，请在2028年1月31日或者之前提出延续申请。"
    assert office.told(player)[0] == words and office.world.stage.phone.last["13800000001"].endswith(words)
    office.until("2028-01-02 09:00")
    assert len(office.told(player)) == before + 1


def test_on_its_last_day_it_is_the_holder_s_and_a_minute_later_deregistered_by_law_told_and_its_place_the_next_one_s(world: World) -> None:
    office = Licensing(world, {"stall-permit/item.toml": (("limit = 2", "limit = 1"),)})
    player = office.grant()
    office.until("2028-02-28 10:00")
    waiting = office.apply()
    office.until(LAST_MINUTE)
    assert office.checked(player).licence.in_force
    with pytest.raises(Refused, match="本事项限 1 个，已经全部准予"):
        office.decide(waiting)
    office.until(MIDNIGHT)
    row = office.row(player)
    assert (row.status, row.cause, row.ended_by) == ("expired", "expired", "330783-注销〔2028〕000001号")
    assert "第七十条第一项，有效期届满未延续" in office.letter(player, "行政许可注销决定书")
    assert f"您的固定摊位经营许可证（{row.number}）有效期届满，没有延续，已依法注销，不能再凭它从事许可的活动。" in office.told(player)[:2]
    checked = office.checked(player).licence
    assert (checked.status, checked.label, checked.in_force) == (LicenceStatus.EXPIRED, "已到期", False)
    assert [one.ended for one in world.engine.ask(Granted(), Viewer.public()).decisions] == ["已到期"]
    assert office.in_force() == office.counted() == 0
    office.decide(waiting)
    assert world.case(waiting.case_id).decision == "grant" and office.in_force() == office.counted() == 1
    office.until("2028-03-03 00:00")
    assert len([one for one in world.engine.ask(CaseFile(case_id=player.case_id), APPROVER).letters if one.name == "行政许可注销决定书"]) == 1


def test_a_renewal_asked_for_on_the_last_day_and_not_decided_is_taken_as_granted_and_the_new_term_follows_on(office: Licensing) -> None:
    player = office.grant()
    office.until("2028-01-31 23:50")
    renewal = office.ask(office.row(player))
    office.review(renewal)
    assert office.file(player).renewal_case[0] == renewal.case_id
    office.until(LAST_MINUTE)
    office.until(MIDNIGHT)
    assert office.world.case(renewal.case_id).decision == "grant" and "视为准予延续" in office.world.case(renewal.case_id).reason
    old, new = office.row(player), office.row(renewal)
    assert (old.status, old.replaced_by, new.replaces) == ("renewed", new.licence_id, old.licence_id)
    assert (new.valid_from, new.valid_until, new.process_id, new.status) == (date(2028, 3, 2), date(2030, 3, 1), "stall-permit", "valid")
    assert office.checked(player).licence.follows == new.number
    assert [each.number for each in office.file(renewal).chain] == [old.number, new.number]
    assert office.in_force() == office.counted() == 1, "a renewed licence keeps its place and takes no other"
    office.world.finish(renewal, "hand_out", WINDOW)
    office.until("2028-03-03 10:00")
    assert office.row(renewal).status == "valid"


def test_where_the_diagram_has_no_timer_the_licence_stays_in_force_and_can_only_be_renewed(world: World) -> None:
    office = Licensing(world, {"stall-renewal/process.bpmn": (NO_TIMER,)})
    player = office.grant()
    office.until("2028-01-31 10:00")
    renewal = office.ask(office.row(player))
    office.review(renewal)
    office.until("2028-03-20 10:00")
    standing = office.checked(player).licence
    assert (standing.in_force, standing.held, office.in_force()) == (True, True, 1)
    with pytest.raises(Refused, match="2028-03-01 届满，届满前没有作出决定，视为准予延续（行政许可法第五十条）"):
        world.finish(renewal, "approve_renewal", APPROVER, "deny", opinion="不符合条件")
    with pytest.raises(Refused, match="不能以届满为由注销"):
        office.deregister(player, "expired")
    world.finish(renewal, "approve_renewal", APPROVER, "grant", opinion="符合条件")
    assert (office.row(player).status, office.row(renewal).valid_from) == ("renewed", date(2028, 3, 2))


@pytest.mark.parametrize("ends", ["denied", "withdrawn"])
def test_a_renewal_that_comes_to_nothing_holds_the_licence_no_longer(office: Licensing, ends: str) -> None:
    player = office.grant()
    office.until("2028-01-20 10:00")
    renewal = office.ask(office.row(player))
    if ends == "denied":
        office.review(renewal)
        office.world.finish(renewal, "approve_renewal", APPROVER, "deny", opinion="不符合条件")
    else:
        office.world.do(Withdraw(command_id=fresh(), case_id=renewal.case_id, reason="不办了"), renewal.applicant)
    assert office.file(player).renewal_case is None
    office.until(MIDNIGHT)
    assert office.row(player).status == "expired" and office.in_force() == office.counted() == 0


def test_a_renewal_asked_for_a_day_too_late_is_sent_back_and_the_licence_runs_out(office: Licensing) -> None:
    player = office.grant()
    office.until("2028-02-01 09:00")
    late = office.ask(office.row(player))
    assert (office.world.case(late.case_id).status, office.row(player).renewal_in_time) == ("terminated", False)
    assert not office.file(player).licence.may_file
    office.until(MIDNIGHT)
    assert office.row(player).status == "expired"


def test_a_renewal_granted_early_follows_on_and_what_rests_on_a_revoked_grant_falls_with_it(office: Licensing) -> None:
    player = office.grant(commitments=("food_licence",))
    office.until("2027-12-01 10:00")
    renewal = office.renew(office.row(player))
    assert (office.row(renewal).valid_from, office.row(player).status) == (date(2028, 3, 2), "renewed")
    third = office.renew(office.row(renewal))
    assert (office.row(third).valid_until, office.in_force(), office.counted()) == (date(2032, 3, 1), 1, 1)
    office.revoke(player)
    assert [office.row(each).status for each in (player, renewal, third)] == ["renewed", "renewed", "revoked"]
    assert office.in_force() == office.counted() == 0


@pytest.mark.parametrize(("revoked", "status", "places"), [("2028-02-01 10:00", "valid", 1), ("2028-03-02 10:00", "renewed", 0)])
def test_when_a_renewal_is_revoked_the_first_licence_counts_again_for_what_is_left_of_its_term(world: World, revoked: str, status: str, places: int) -> None:
    office = Licensing(world, {"stall-renewal/item.toml": (('name = "原占道经营许可证"', 'name = "原占道经营许可证"\ncommitment = true'),)})
    player = office.grant()
    office.until("2027-12-01 10:00")
    renewal = office.renew(office.row(player), commitments=("licence",))
    office.until(revoked)
    office.revoke(renewal, "licence")
    assert (office.row(renewal).status, office.row(player).status) == ("revoked", status)
    assert office.in_force() == office.counted() == places
    if places:
        assert "恢复有效" in str(office.file(player).history[-1].said) and office.checked(player).licence.in_force
        office.until(MIDNIGHT)
        assert office.row(player).status == "expired" and office.in_force() == office.counted() == 0


def test_a_change_keeps_the_term_and_silence_never_changes_a_licence(office: Licensing) -> None:
    player = office.grant()
    office.until("2027-02-01 10:00")
    change = office.ask(office.row(player), "change", change="加卖豆浆")
    office.review(change, "change")
    office.world.finish(change, "approve_change", APPROVER, "grant", opinion="符合条件")
    new = office.row(change)
    assert (office.row(player).status, new.valid_from, new.valid_until) == ("changed", date(2027, 2, 1), date(2028, 3, 1))
    office.until("2028-02-20 10:00")
    silent = office.ask(new, "change", change="加卖面条")
    office.review(silent, "change")
    office.until(MIDNIGHT)
    over = office.world.case(silent.case_id)
    assert (office.row(change).status, over.status, over.decision) == ("expired", "terminated", None)
    assert over.reason == f"原许可证（{new.number}）已到期，没有可以延续或者变更的许可" and office.world.open_steps(silent.case_id) == []


def test_when_a_licence_ends_what_asked_to_renew_it_ends_with_it_and_no_timer_of_it_fires(office: Licensing) -> None:
    player = office.grant()
    office.until("2028-01-10 10:00")
    renewal = office.ask(office.row(player))
    office.review(renewal)
    office.deregister(player, "incapable")
    assert office.world.case(renewal.case_id).status == "terminated" and "终止通知书" in str(office.told(renewal))
    office.until("2028-03-02 10:00")
    assert office.world.case(renewal.case_id).decision is None and office.in_force() == office.counted() == 0


def test_only_his_own_licence_in_force_is_renewed_and_once_at_a_time(office: Licensing) -> None:
    player = office.grant()
    row = office.row(player)
    unknown = "没有查到您名下这个编号的许可证"
    for answers, field, words in (
        ({"number": "330783-证〔2026〕000099号"}, "number", unknown),
        ({"identity": "110101199003070011"}, "number", unknown),
        ({"valid_until": "2028-03-02"}, "valid_until", "有效期到 2028-03-01，请核对"),
    ):
        with pytest.raises(Invalid) as caught:
            office.ask(row, **answers)
        assert words in str(caught.value.problems[field])
    typed = row.number.replace("〔", "[").replace("〕", "]").removesuffix("号")
    office.ask(row, number=f" {typed} ")
    with pytest.raises(Invalid) as caught:
        office.ask(row)
    assert "已经在办理" in str(caught.value.problems["number"])
    office.deregister(player, "dissolved")
    with pytest.raises(Invalid) as caught:
        office.ask(row)
    assert "已经不在有效期内（已注销）" in str(caught.value.problems["number"])


def test_what_a_worker_does_twice_happens_once(office: Licensing) -> None:
    player = office.grant()
    row = office.row(player)
    office.until("2028-01-01 09:00")
    told = len(office.told(player))
    assert office.world.do(WarnOfExpiry(command_id=fresh(), licence_id=row.licence_id), Viewer.system()) is False
    assert office.world.do(ExpireLicence(command_id=fresh(), licence_id=row.licence_id), Viewer.system()) is False
    assert (len(office.told(player)), office.row(player).status) == (told, "valid")
    office.until(MIDNIGHT)
    assert office.world.do(ExpireLicence(command_id=fresh(), licence_id=row.licence_id), Viewer.system()) is False
    assert len(office.file(player).history) == 3


def test_a_term_that_is_no_day_is_said_to_the_designer_and_nothing_is_handed_out(world: World) -> None:
    office = Licensing(world, {"stall-permit/process.bpmn": (('today() + duration("P2Y") - duration("P1D")', '"两年"'),)})
    player = office.apply()
    office.decide(player)
    with pytest.raises(Invalid, match="流程变量 valid_until 应是一个日期，现在是“两年”"):
        world.finish(player, "hand_out", WINDOW)
    assert "hand_out" in world.open_steps(player.case_id)
