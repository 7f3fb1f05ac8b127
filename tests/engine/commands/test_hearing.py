"""听证 (行政许可法 art. 46–48): five working days to ask, seven to be told, twenty to hold it, a chair apart, a record before the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.domain.errors import Forbidden, Invalid, Refused
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.queries.notice import Notices
from engine.queries.task_page import TaskPage
from tests.engine.roadside import CHAIR, Roadside
from tests.engine.world import APPROVER, HERE, SITE, World

RECORD = {"record": "双方陈述完毕", "signed_by": "王敏、赵"}


def offered(world: World) -> Roadside:
    """Reviewed on 2 March and found wanting: the right to a hearing is told."""
    case = Roadside(world)
    case.reviewed("disagree")
    return case


def asked(world: World) -> Roadside:
    case = offered(world)
    case.until("03-03 10:00")
    case.finish("offer_hearing", case.player.applicant, "request")
    return case


def schedule(case: Roadside, held_at: str, who=CHAIR) -> None:
    case.finish("schedule_hearing", who, fields={"held_at": held_at, "place": "三楼会议室"})


def test_the_right_is_told_in_writing_and_asked_for_on_the_fifth_working_day(world: World) -> None:
    case = offered(world)
    assert "五个工作日内申请听证" in case.letter("听证告知书")
    case.until("03-09 17:29")
    case.finish("offer_hearing", case.player.applicant, "request")
    assert case.steps == ["schedule_hearing"]


def test_the_applicant_may_waive_the_hearing_himself_and_need_not_wait(world: World) -> None:
    case = offered(world)
    (task,) = case.story().asked
    assert task.outcomes == (("request", "申请听证"), ("waive", "不申请听证"))
    case.finish("offer_hearing", case.player.applicant, "waive")
    assert case.steps == ["approve"]


def test_on_the_sixth_working_day_the_right_has_lapsed(world: World) -> None:
    case = offered(world)
    case.until("03-09 17:31")
    assert case.steps == ["approve"]
    with pytest.raises(Refused):
        case.finish("offer_hearing", case.player.applicant, "request")


def test_a_request_too_late_is_refused_even_before_the_timer_has_fired(world: World) -> None:
    case = offered(world)
    world.clock.set(world.clock.now().replace(month=3, day=10))
    with pytest.raises(Refused, match="五个工作日内提出"):
        case.finish("offer_hearing", case.player.applicant, "request")


def test_time_and_place_are_told_seven_working_days_before_and_within_twenty_of_the_request(world: World) -> None:
    case = asked(world)
    with pytest.raises(Invalid) as early:
        schedule(case, "2026-03-11T09:00")
    assert "最早可定在 2026-03-12" in str(early.value.problems["held_at"])
    with pytest.raises(Invalid) as late:
        schedule(case, "2026-04-01T09:00")
    assert "最晚 2026-03-31" in str(late.value.problems["held_at"])
    shown = world.engine.ask(TaskPage(task_id=world.task(case.case_id, "schedule_hearing").task_id), CHAIR)
    assert [day.isoformat() for day in shown.hearing_days] == ["2026-03-12", "2026-03-31"]
    schedule(case, "2026-03-12T09:00")
    assert any("听证定在3月12日 09:00" in text for text in world.stage.phone.last.values())
    assert "2026年3月12日 09:00" in case.letter("听证通知书") and "三楼会议室" in case.letter("听证通知书")


def test_the_clock_rests_while_the_hearing_goes_on_once_and_with_one_letter(world: World) -> None:
    case = asked(world)
    assert str(case.story().rest.cause) == "听证" and case.clock("statutory").colour == "paused"
    schedule(case, "2026-03-12T09:00")
    case.until("03-12 11:00")
    case.finish("record_hearing", CHAIR, fields=RECORD)
    assert case.due("statutory") == "04-08 17:30"  # 30 March and seven working days (3 to 12 March)
    assert len(case.clock("statutory").rests) == 1
    assert [letter.name for letter in case.story().letters].count("特别程序告知书") == 1


def test_no_record_before_the_hearing_and_no_decision_before_the_record(world: World) -> None:
    case = asked(world)
    schedule(case, "2026-03-12T09:00")
    with pytest.raises(Refused, match="举行之后才能写听证笔录"):
        case.finish("record_hearing", CHAIR, fields=RECORD)
    case.until("03-12 11:00")
    case.finish("record_hearing", CHAIR, fields=RECORD)
    case.finish("approve", APPROVER, "deny", opinion="妨碍交通")
    number = next(letter.number for letter in case.story().letters if letter.name == "听证笔录")
    assert number in case.letter("不予决定书")


def test_who_reviewed_the_case_does_not_chair_its_hearing_and_who_chaired_does_not_approve(world: World) -> None:
    case = asked(world)
    chair = Post(HERE, "city_appearance", "hearing_chair")  # type: ignore[arg-type]
    reviewer = replace(SITE, posts=(*SITE.posts, chair))
    task_id = world.task(case.case_id, "schedule_hearing").task_id
    shown = world.engine.ask(TaskPage(task_id=task_id), reviewer)
    assert "审查人员以外的人主持" in str(shown.why_not) and shown.acts == () and not shown.claimable
    with pytest.raises(Forbidden, match="第四十八条"):
        schedule(case, "2026-03-12T09:00", reviewer)
    schedule(case, "2026-03-12T09:00")
    case.until("03-12 11:00")
    case.finish("record_hearing", CHAIR, fields=RECORD)
    approving = Post(HERE, "city_appearance", "approver")  # type: ignore[arg-type]
    with pytest.raises(Forbidden, match="主持过"):
        case.finish("approve", replace(CHAIR, posts=(*CHAIR.posts, approving)), "deny", opinion="妨碍交通")


def test_an_authority_that_holds_a_hearing_of_its_own_motion_tells_it_seven_working_days_before_and_decides_by_its_record(world: World) -> None:
    """Art. 46: nobody asks for it, so there is no limit from a request; the clock rests from the review on, and its record binds (art. 48)."""
    to_hearing = ('id="flow_agree" sourceRef="reviewed" targetRef="approve"', 'id="flow_agree" sourceRef="reviewed" targetRef="hearing"')
    case = Roadside(world, changed={"process.bpmn": to_hearing})
    case.until("03-03 10:00")
    case.reviewed("agree")
    assert case.steps == ["schedule_hearing"]
    with pytest.raises(Invalid) as early:
        schedule(case, "2026-03-11T09:00")
    assert "最早可定在 2026-03-12" in str(early.value.problems["held_at"])
    schedule(case, "2026-03-12T09:00")
    assert "2026年3月12日 09:00" in case.letter("听证通知书")
    announced = case.letter("听证公告")
    assert all(words in announced for words in ("户外招牌设置", "2026年3月12日 09:00", "三楼会议室", "冯"))
    (board,) = world.engine.ask(Notices(running=True), Viewer.public()).notices
    assert "听证公告" in board.title and "三楼会议室" in board.content and board.ends_on == date(2026, 3, 12) and not board.takes_objections
    case.until("03-12 11:00")
    case.finish("record_hearing", CHAIR, fields=RECORD)
    assert case.due("statutory") == "04-08 17:30"  # 30 March and the seven working days from the 3rd to the 12th
    case.finish("approve", APPROVER, "grant", opinion="按听证笔录准予")
    assert world.case(case.case_id).decision == "grant"
