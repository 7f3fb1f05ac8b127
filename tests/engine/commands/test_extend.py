"""延期: the head of the lead department gives one more period, once, in time, with reasons told in writing (行政许可法 art. 42)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.commands.extend import ExtendClock
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.queries.case_file import CaseFile
from engine.queries.extension import ExtensionPreview
from engine.queries.letter import OneLetter
from engine.queries.progress import Progress
from engine.store import transaction
from engine.store.schema import timer
from tests.engine.world import APPROVER, GOODS, SITE, STRANGER, WINDOW, World, fresh, officer


def extend(world: World, case_id: str, who=APPROVER, **more) -> str:
    typed = {"days": 10, "reason": "需要补充现场测量", "approval": "市府批〔2026〕7号"} | more
    return world.do(ExtendClock(command_id=fresh(), case_id=case_id, **typed), who)


def dues(world: World, case_id: str) -> dict[tuple[str, str], str]:
    file = world.engine.ask(CaseFile(case_id=case_id), APPROVER)
    return {(clock.kind, clock.whose): f"{clock.due_at.astimezone(SHANGHAI):%m-%d %H:%M}" for clock in file.clocks if clock.running}


def test_promise_and_legal_limit_the_departments_parts_and_the_open_steps_move_by_the_same_days(world: World) -> None:
    player = world.accepted()
    assert dues(world, player.case_id) == {
        ("promised", ""): "03-04 17:30",
        ("statutory", ""): "03-30 17:30",
        ("promised", "城市管理局"): "03-03 17:30",
        ("promised", "市场监督管理局"): "03-03 17:30",
        ("step", "现场审查"): "03-03 17:30",
        ("step", "经营范围审查"): "03-03 17:30",
    }
    extend(world, player.case_id)
    assert dues(world, player.case_id) == {
        ("promised", ""): "03-18 17:30",
        ("statutory", ""): "04-13 17:30",
        ("promised", "城市管理局"): "03-17 17:30",
        ("promised", "市场监督管理局"): "03-17 17:30",
        ("step", "现场审查"): "03-17 17:30",
        ("step", "经营范围审查"): "03-17 17:30",
    }
    row = world.task(player.case_id, "review_site")
    with transaction.reading(world.engine.database) as tx:
        due = tx.execute(timer.select().where(timer.c.timer_id == f"{row.task_id}-limit")).one().due_at
    assert row.due_at == due and f"{due.astimezone(SHANGHAI):%m-%d}" == "03-17"


def test_the_applicant_reads_why_and_until_when_in_a_numbered_letter_and_on_his_page(world: World) -> None:
    player = world.accepted()
    number = extend(world, player.case_id)
    shown = world.engine.ask(Progress(case_id=player.case_id), player.applicant)
    (legal,) = (clock for clock in shown.clocks if clock.kind == "statutory")
    assert legal.extensions[0].reason == "需要补充现场测量" and legal.extensions[0].number == number
    assert str(legal.explained) == "次日起算，共 30 个工作日；已延长 10 天，行政许可法第 42 条"
    line = next(letter for letter in shown.letters if letter.number == number)
    paper = str(world.engine.ask(OneLetter(letter_id=line.letter_id), player.applicant).issued.blocks)
    assert "需要补充现场测量" in paper and "2026年3月30日" in paper and "2026年4月13日" in paper and "市府批〔2026〕7号" in paper
    assert any(entry.kind == "ClockExtended" for entry in shown.timeline)
    sent = list(world.stage.phone.last.values())
    assert any("延长 10 个工作日" in text for text in sent)


def test_what_it_would_move_is_shown_before_it_is_given(world: World) -> None:
    player = world.accepted()
    shown = world.engine.ask(ExtensionPreview(case_id=player.case_id, days=3), APPROVER)
    assert (shown.most, shown.days, shown.joint, shown.why_not) == (10, 3, True, None)
    lines = {(str(line.label), line.whose): f"{line.due_at.astimezone(SHANGHAI):%m-%d}" for line in shown.lines}
    assert lines[("法定时限", "")] == "04-02" and lines[("环节时限", "现场审查")] == "03-06"
    extend(world, player.case_id, days=3)
    assert dues(world, player.case_id)[("statutory", "")] == "04-02 17:30"


def test_only_once_and_only_before_the_limit_is_over(world: World) -> None:
    once = world.accepted()
    extend(world, once.case_id)
    with pytest.raises(Refused, match="已经延期过一次"):
        extend(world, once.case_id)
    assert "已经延期过一次" in str(world.engine.ask(ExtensionPreview(case_id=once.case_id), APPROVER).why_not)
    late = world.accepted()
    world.clock.set(late_day := world.clock.now().replace(month=3, day=30, hour=9, minute=31))  # 17:31 in Shanghai
    assert late_day.astimezone(SHANGHAI).hour == 17
    with pytest.raises(Refused, match="已经届满"):
        extend(world, late.case_id)


def test_before_acceptance_and_after_the_decision_there_is_nothing_to_extend(world: World) -> None:
    with pytest.raises(Refused, match="已受理、尚未作出决定"):
        extend(world, world.submitted().case_id)
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    world.finish(player, "approve", APPROVER, "grant", opinion="符合条件")
    with pytest.raises(Refused, match="已受理、尚未作出决定"):
        extend(world, player.case_id)


def test_reason_days_and_the_paper_of_the_government_s_head_are_asked_for(world: World) -> None:
    player = world.accepted()
    with pytest.raises(Invalid) as wrong:
        extend(world, player.case_id, days=11, reason=" ", approval="")
    assert set(wrong.value.problems) == {"days", "reason", "approval"}


def test_nobody_but_the_approver_of_the_lead_department_extends(world: World) -> None:
    player = world.accepted()
    for who in (WINDOW, SITE, GOODS, STRANGER, officer("market_regulation:approver"), player.applicant):
        with pytest.raises(Missing):
            extend(world, player.case_id, who)
    with pytest.raises(Missing):
        world.engine.ask(ExtensionPreview(case_id=player.case_id), STRANGER)


def test_who_reviewed_the_case_does_not_extend_it(world: World) -> None:
    player = world.accepted()
    world.finish(player, "review_site", replace(SITE, officer_id=APPROVER.officer_id), "agree", fields={"passage": 3})
    with pytest.raises(Forbidden, match="审查过这个办件"):
        extend(world, player.case_id)


def test_a_step_already_late_is_not_made_punctual_by_an_extension(world: World) -> None:
    player = world.accepted()
    world.clock.set(world.clock.now().replace(month=3, day=4))
    world.stage.settle()
    extend(world, player.case_id)
    assert dues(world, player.case_id)[("step", "现场审查")] == "03-03 17:30"
    assert dues(world, player.case_id)[("statutory", "")] == "04-13 17:30"
