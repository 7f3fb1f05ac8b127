"""What an applicant's screens are told, and that nobody else is told it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.commands.apply import StartDraft
from engine.commands.follow import ReissueQueryCode
from engine.commands.task import CompleteTask
from engine.content.item import MaterialSource
from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries import timeline
from engine.queries.catalogue import Guide, Services
from engine.queries.draft import Draft, DraftFile
from engine.queries.followed import CaseByStamp, CaseStamp, Followed
from engine.queries.generated import GeneratedPaper
from engine.queries.letter import CheckLetter, OneLetter
from engine.queries.notice import Notices, OneNotice
from engine.queries.personal_list import PersonalList
from engine.queries.progress import Progress
from engine.queries.session import OfficerSession
from engine.queries.working_time import WorkingTime
from engine.rehearsal.player import Player
from tests.engine.world import GOODS, HERE, SITE, STALL, STRANGER, WINDOW, World, fresh

PUBLIC = Viewer.public()


def own(player: Player) -> Viewer:
    return Viewer.applicant({player.case_id})


def progress_of(world: World, player: Player) -> Any:
    return world.engine.ask(Progress(case_id=player.case_id), own(player))


# --- the catalogue ---
def test_services_are_found_by_every_word_of_name_theme_and_papers(world: World) -> None:
    def found(**query: str) -> list[str]:
        return [each.process_id for each in world.engine.ask(Services(**query), PUBLIC).services]

    assert found() == found(search="占道") == found(search="经营许可 平面图") == found(theme="经营许可") == [STALL]
    assert found(search="占道 婚姻") == found(theme="企业退出") == []


def test_a_guide_counts_what_the_service_costs_now_in_its_own_files(world: World) -> None:
    guide = world.engine.ask(Guide(process_id=STALL), PUBLIC)
    assert (guide.now.days, guide.now.materials, guide.now.conditional, guide.now.visits) == (Decimal(2), 1, 2, 1)
    assert guide.now.steps == len({step.stage for step in world.process.definition.steps.values() if step.stage})
    assert [(each.name, each.always) for each in guide.materials] == [("摊位平面图", True), ("食品经营证明", False), ("摊位责任险保单", False)]
    assert guide.lead_department == "城市管理局" and not guide.asks_situation


def test_a_personal_list_keeps_apart_what_is_certain_and_what_the_form_decides(world: World) -> None:
    shown = world.engine.ask(PersonalList(process_id=STALL, situation={}), PUBLIC)
    assert [line.id for line in shown.hand_in] == ["site_plan"]
    assert [line.id for line in shown.perhaps] == ["food_licence", "insurance"]
    assert all(line.source != MaterialSource.APPLICANT for line in shown.not_asked)


@pytest.mark.parametrize("query", [Guide(process_id="none"), PersonalList(process_id="none", situation={}), OneNotice(notice_id="none")])
def test_what_is_not_published_does_not_exist(world: World, query: Any) -> None:
    with pytest.raises(Missing):
        world.engine.ask(query, PUBLIC)


# --- a draft ---
def test_a_draft_tells_what_is_filled_in_needed_and_who_must_consent(world: World) -> None:
    player = world.submitted()
    draft = world.engine.ask(Draft(case_id=player.case_id), own(player))
    assert draft.answers["stall"] == "老王早点" and draft.answers["area"] == Decimal(6)
    assert [(each.material_id, each.required, len(each.files)) for each in draft.materials] == [("site_plan", True, 1)]
    [party] = draft.parties
    assert (party.label, party.name, party.mobile_mask, party.confirmed, party.changed) == ("申请人", "王*", "138****0001", True, False)


def test_a_file_is_given_as_it_was_handed_in_and_only_within_its_case(world: World) -> None:
    player, other = world.submitted(), world.submitted()
    [material] = world.engine.ask(Draft(case_id=player.case_id), own(player)).materials
    [file] = material.files
    found = world.engine.ask(DraftFile(case_id=player.case_id, file_id=file.file_id), own(player))
    assert found.media_type == "application/pdf" and found.content.startswith(b"%PDF-")
    with pytest.raises(Missing):
        world.engine.ask(DraftFile(case_id=other.case_id, file_id=file.file_id), own(other))


# --- tenancy ---
@pytest.mark.parametrize("stranger", [PUBLIC, STRANGER, Viewer.applicant({"0" * 32})], ids=["public", "next town", "another applicant"])
@pytest.mark.parametrize("kind", ["draft", "progress", "letter", "file", "stamp", "paper"])
def test_a_case_does_not_exist_for_anybody_else(world: World, stranger: Viewer, kind: str) -> None:
    player = world.accepted()
    letter = progress_of(world, player).letters[0].letter_id
    file = world.engine.ask(Draft(case_id=player.case_id), own(player)).materials[0].files[0].file_id
    query = {
        "draft": Draft(case_id=player.case_id),
        "progress": Progress(case_id=player.case_id),
        "letter": OneLetter(letter_id=letter),
        "file": DraftFile(case_id=player.case_id, file_id=file),
        "stamp": CaseStamp(case_id=player.case_id),
        "paper": GeneratedPaper(case_id=player.case_id, material_id="site_plan"),
    }[kind]
    with pytest.raises(Missing):
        world.engine.ask(query, stranger)


def test_a_reviewer_does_not_read_a_draft_and_the_window_does_not_read_an_online_one(world: World) -> None:
    begun = world.engine.execute(StartDraft(command_id=fresh(), process_id=STALL, division=HERE), PUBLIC)
    for officer in (GOODS, WINDOW):
        with pytest.raises(Missing):
            world.engine.ask(Draft(case_id=begun.case_id), officer)


# --- progress ---
def test_departments_wait_review_and_are_done(world: World) -> None:
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    standing = {each.department: each for each in progress_of(world, player).departments}
    assert (standing["market_regulation"].state, standing["market_regulation"].outcome) == ("done", "同意")
    assert (standing["city_appearance"].state, standing["city_appearance"].step) == ("reviewing", "现场审查")
    assert standing["city_appearance"].since is not None and standing["service_hall"].state == "done"


def test_stages_stand_in_the_order_they_began_and_end_with_the_case(world: World) -> None:
    player = world.accepted()
    stages = progress_of(world, player).stages
    assert [(each.words, each.state) for each in stages] == [
        ("提交申请", "done"),
        ("收件", "done"),
        ("受理", "done"),
        ("部门审查", "current"),
        ("决定", "coming"),
        ("领取结果", "coming"),
    ]
    refused = world.submitted()
    world.finish(refused, "check_application", WINDOW, "not_required")
    assert [(each.words, each.state) for each in progress_of(world, refused).stages] == [("提交申请", "done"), ("收件", "done")]


def test_the_position_is_what_is_open_and_what_was_passed(world: World) -> None:
    position = progress_of(world, world.accepted()).position
    assert set(position.here) == {"review_site", "review_goods"}
    assert {"check_identity", "check_application", "accepted"} <= set(position.passed)


def test_the_forecast_is_the_promise_and_is_silent_before_acceptance(world: World) -> None:
    submitted = progress_of(world, world.submitted())
    assert submitted.forecast.finish_at is None and submitted.notice_due_at is not None
    accepted = progress_of(world, world.accepted())
    assert accepted.forecast.finish_at.isoformat() == "2026-03-04T09:30:00+00:00" and accepted.notice_due_at is None


def test_a_supplement_is_told_with_every_defect_and_its_day(world: World) -> None:
    player = world.submitted()
    defects = {"site_plan": "看不清尺寸", "field:area": "与平面图不一致"}
    world.finish(player, "check_application", WINDOW, "supplement", defects=defects)
    [asked] = progress_of(world, player).asked
    assert {each.key: each.defect for each in asked.defects} == defects
    assert (asked.act, asked.asked_by, [identifier for identifier, _ in asked.outcomes]) == ("supplement", "政务服务中心", ["done"])
    assert asked.due_at is not None and asked.due_at > world.clock.now() + timedelta(days=10)


def test_the_story_holds_no_opinion_and_no_personal_detail(world: World) -> None:
    player = world.accepted()
    task = world.task(player.case_id, "review_goods")
    world.do(CompleteTask(command_id=fresh(), task_id=task.task_id, outcome="agree", opinion="内部意见：可疑"), GOODS)
    told = repr(progress_of(world, player).timeline)
    assert "CaseAccepted" in told and "经营范围审查" in told
    for secret in ("可疑", "王敏", "33019919650512609X", "13800000001"):
        assert secret not in told


# --- letters, links, sessions ---
def test_a_letter_is_checked_by_its_digest_and_nothing_personal_is_said(world: World) -> None:
    player = world.accepted()
    letter = world.engine.ask(OneLetter(letter_id=progress_of(world, player).letters[0].letter_id), own(player))
    checked = world.engine.ask(CheckLetter(letter_id=letter.letter_id, digest=letter.digest), PUBLIC)
    assert (checked.number, checked.name) == (letter.number, letter.name) and "王敏" not in repr(checked)
    altered = world.engine.ask(CheckLetter(letter_id=letter.letter_id, digest="0" * 64), PUBLIC)
    assert (checked.state, altered.state, altered.number) == ("valid", "altered", "")
    with pytest.raises(Missing):
        world.engine.ask(CheckLetter(letter_id="0" * 32, digest=letter.digest), PUBLIC)


def test_a_receipts_stamp_dies_with_the_query_code(world: World) -> None:
    player = world.submitted()
    stamp = world.engine.ask(CaseStamp(case_id=player.case_id), own(player)).stamp
    assert world.engine.ask(CaseByStamp(case_id=player.case_id, stamp=stamp), PUBLIC).case_id == player.case_id
    world.do(ReissueQueryCode(command_id=fresh(), case_id=player.case_id), WINDOW)
    with pytest.raises(Missing):
        world.engine.ask(CaseByStamp(case_id=player.case_id, stamp=stamp), PUBLIC)


def test_an_applicant_follows_the_cases_he_opened_and_no_others(world: World) -> None:
    player = world.submitted()
    world.submitted()
    assert [each.case_id for each in world.engine.ask(Followed(), own(player)).cases] == [player.case_id]
    assert world.engine.ask(Followed(), PUBLIC).cases == () == world.engine.ask(Followed(), SITE).cases


def test_an_unknown_officer_has_no_session(world: World) -> None:
    with pytest.raises(Missing):
        world.engine.ask(OfficerSession(officer_id="nobody"), PUBLIC)


def test_working_time_is_that_of_the_office(world: World) -> None:
    calendar = world.engine.ask(WorkingTime(), PUBLIC)
    assert calendar.add(world.clock.now(), "P1D").isoformat() == "2026-03-03T09:30:00+00:00"


def test_no_notice_is_an_empty_board(world: World) -> None:
    board = world.engine.ask(Notices(search="没有"), PUBLIC)
    assert (board.notices, board.total, board.page, board.pages) == ((), 0, 1, 1)


def test_a_long_story_is_told_from_its_end_and_on_from_where_it_broke_off(world: World, monkeypatch) -> None:
    player = world.accepted()
    whole = world.engine.ask(Progress(case_id=player.case_id), player.applicant).timeline
    monkeypatch.setattr(timeline, "MOST", 5)
    told, before = [], None
    while True:
        shown = world.engine.ask(Progress(case_id=player.case_id, before=before), player.applicant)
        told += shown.timeline
        if (before := shown.earlier) is None:
            break
    assert tuple(told) == whole
