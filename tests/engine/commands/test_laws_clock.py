"""行政许可法 art. 34, 42, 44, 45, 50 on one case after another, with the dates written out."""

from __future__ import annotations

import pytest

from engine.commands.extend import ExtendClock
from engine.commands.office import SaveCalendarYear
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Forbidden, Refused
from engine.queries.case_file import CaseFile
from engine.queries.task_page import TaskPage
from tests.engine.roadside import FIRST, FOUND, SECOND, Roadside, at
from tests.engine.world import APPROVER, GOODS, SITE, WINDOW, World, fresh, officer


def test_twenty_working_days_from_12_february_run_over_the_spring_festival_to_18_march(world: World) -> None:
    case = Roadside(world, "02-12 10:00")
    assert case.due("statutory") == case.due("promised") == "03-18 17:30"


TWO_DEFECTS = {"site_plan": "效果图没有标尺寸", "field:sign": "招牌名称与营业执照不一致"}


def received(world: World) -> Roadside:
    """Handed in on Monday 2 March at ten, with two defects that the window has five working days to tell of."""
    case = Roadside(world, "03-02 10:00", accepted=False)
    assert case.due("notice") == "03-09 17:30"
    return case


def test_two_defects_told_in_one_notice_on_the_fifth_day_keep_the_case_from_being_accepted_by_silence(world: World) -> None:
    case = received(world)
    case.until("03-09 17:00")
    case.finish("check_application", WINDOW, "supplement", defects=TWO_DEFECTS)
    case.until("03-10 09:00")
    told = world.case(case.case_id)
    assert (told.status, told.accepted_at) == ("supplementing", None)
    paper = case.letter("补正告知书")
    assert all(words in paper for words in TWO_DEFECTS.values())
    assert case.due("supplement", "补正材料") == "03-23 17:30"  # ten working days from the ninth to answer
    assert [line.name for line in case.story().letters].count("补正告知书") == 1


def test_two_defects_told_to_nobody_by_half_past_five_on_the_fifth_day_are_accepted_from_the_day_of_receipt(world: World) -> None:
    case = received(world)
    case.until("03-09 17:29")
    assert world.case(case.case_id).status == "submitted"
    case.until("03-09 17:31")
    accepted = world.case(case.case_id)
    assert (accepted.status, accepted.accepted_at) == ("accepted", at("03-02 10:00"))
    assert case.due("statutory") == case.due("promised") == "03-30 17:30"  # twenty working days from the second, not from the ninth
    assert "受理通知书" in [line.name for line in case.story().letters]
    with pytest.raises(Refused, match="系统（逾期视为）于 03月09日 17:30"):
        case.finish("check_application", WINDOW, "supplement", defects=TWO_DEFECTS)


def test_expert_review_is_not_counted_and_told_in_writing_with_the_time_it_needs_then_the_head_extends_by_ten_days(world: World) -> None:
    case = Roadside(world, "02-12 10:00")
    case.until("02-26 09:00")
    case.reviewed("expert")
    rest = case.story().rest
    assert (str(rest.cause), str(rest.law), rest.needed) == ("专家评审", "行政许可法第 45 条", "P12D") and "特别〔2026〕" in rest.number
    paper = case.letter("特别程序告知书")
    assert "12 个工作日" in paper and "2026年3月13日" in paper and "专家评审" in paper
    assert any("进入专家评审" in text for text in world.stage.phone.last.values())
    case.until("03-13 09:00")
    case.finish("expert_review", SITE)
    assert case.due("statutory") == case.due("promised") == "04-03 17:30"
    assert "已扣除专家评审 12 天，行政许可法第 45 条" in str(case.clock("statutory").explained)
    world.do(ExtendClock(command_id=fresh(), case_id=case.case_id, days=10, reason="需要复核", approval="市府批1号"), APPROVER)
    assert case.due("statutory") == "04-17 17:30"
    assert case.due("step", "审批") == "03-31 17:30"  # two days from 13 March, and ten


def test_a_department_s_own_part_rests_with_the_special_procedure_that_it_carries_out(world: World) -> None:
    case = Roadside(world)
    case.reviewed("expert")
    assert case.due("promised", "城市管理局") == "03-23 17:30" and case.clock("promised", "城市管理局").colour == "paused"
    assert case.due("promised", "市场监督管理局") == "03-04 17:30" and case.clock("promised", "市场监督管理局").colour != "paused"
    case.until("03-12 10:00")
    case.finish("expert_review", SITE)
    assert case.due("promised", "城市管理局") == "04-02 17:30"


def test_a_rest_that_the_law_does_not_know_is_refused_when_it_would_begin(world: World) -> None:
    from engine.commands import timing

    class Elsewhere:
        item = Roadside(world).player._process.item

    with pytest.raises(Refused, match="不是法定特别程序"):
        timing.pause(None, "", "coffee_break", Elsewhere)  # type: ignore[arg-type]


def test_an_inspection_wants_two_officers_and_the_same_account_does_not_count_twice(world: World) -> None:
    case = Roadside(world)
    case.finish("inspect", FIRST, "fits", fields=FOUND)
    assert "inspect" in case.steps
    with pytest.raises(Forbidden, match="您已经签过"):
        case.finish("inspect", FIRST, "fits", fields=FOUND)
    task_id = world.task(case.case_id, "inspect").task_id
    assert "您已签署" in str(world.engine.ask(TaskPage(task_id=task_id), FIRST).why_not)
    second = world.engine.ask(TaskPage(task_id=task_id), SECOND)
    assert (second.officers, second.signed_by, second.why_not) == (2, ("吴",), None)
    assert second.signed_fields == FOUND and second.acts
    with pytest.raises(Refused, match="吴签署的结论是“与申请相符”"):
        case.finish("inspect", SECOND, "differs", fields=FOUND)
    case.finish("inspect", SECOND, "fits", fields=FOUND)
    assert "inspect" not in case.steps
    assert "吴" in case.letter("现场核查记录") and "郑" in case.letter("现场核查记录")
    assert world.task(case.case_id, "inspect").done_by_name == "吴、郑"


def test_who_signed_an_inspection_first_does_not_approve_either(world: World) -> None:
    case = Roadside(world)
    case.reviewed("agree")
    first = officer("city_appearance:approver", "吴", officer_id="inspector-wu")
    with pytest.raises(Forbidden, match="审查过这个办件"):
        case.finish("approve", first, "grant", opinion="同意")


def test_a_department_that_lets_its_time_pass_is_taken_to_agree_where_a_document_says_so(world: World) -> None:
    case = Roadside(world)
    case.until("03-04 17:31")
    row = world.task(case.case_id, "consult")
    assert (row.status, row.outcome, row.done_by) == ("done", "agree", None)
    file = world.engine.ask(CaseFile(case_id=case.case_id), APPROVER)
    assert [(part.department, part.outcome) for part in file.parts] == [("市场监督管理局", "逾期未答复，视为同意")]
    assert any("视为同意（《示范市并联审批征求意见办法》第6条）" in str(entry.sentence) for entry in file.journal)
    standing = next(each for each in case.story().departments if each.name == "市场监督管理局")
    assert str(standing.outcome) == "逾期未答复，视为同意"
    case.reviewed("agree")
    case.finish("approve", APPROVER, "grant", opinion="符合条件")
    assert "市场监督管理局逾期没有答复，视为同意（《示范市并联审批征求意见办法》第6条）" in case.letter("准予决定书")


ASKED = """<bpmn:userTask id="{id}" name="征求{name}意见" camunda:candidateGroups="{who}"><bpmn:extensionElements><camunda:properties>
<camunda:property name="outcomes" value="agree 同意, disagree 不同意"/><camunda:property name="limit" value="P2D"/>{silence}
</camunda:properties></bpmn:extensionElements></bpmn:userTask>
<bpmn:sequenceFlow id="flow_{id}" sourceRef="fork" targetRef="{id}"/><bpmn:sequenceFlow id="flow_{id}_done" sourceRef="{id}" targetRef="join"/>"""
CONSENTS = '<camunda:property name="on_timeout" value="deem:agree"/>'
JOIN = '<bpmn:parallelGateway id="join"/>'
FIRST_DEPARTMENT = '[[departments]]\nid = "city_appearance"'


def test_of_three_departments_asked_beside_the_lead_one_answers_one_consents_by_silence_and_one_s_silence_means_nothing(world: World) -> None:
    """domain.md 5.3 (d): whether silence is consent is said for each department, by the document that the item lists."""
    more = ASKED.format(id="consult_data", name="数据局", who="data_bureau:reviewer", silence=CONSENTS)
    more += ASKED.format(id="consult_hall", name="政务服务中心", who="service_hall:reviewer", silence="")
    rule = '[[silence]]\nstep = "consult_data"\noutcome = "agree"\nbasis = "consent_rules_6"\n\n'
    rule += "".join(f'[[departments]]\nid = "{each}"\npromised = "P2D"\nduty = "assisting"\n\n' for each in ("data_bureau", "service_hall"))
    case = Roadside(world, changed={"process.bpmn": (JOIN, more + JOIN), "item.toml": (FIRST_DEPARTMENT, rule + FIRST_DEPARTMENT)})
    assert case.steps == ["consult", "consult_data", "consult_hall", "inspect"]
    case.finish("consult", officer("market_regulation:reviewer", "钱"), "agree")
    case.finish("inspect", FIRST, "fits", fields=FOUND)
    case.finish("inspect", SECOND, "fits", fields=FOUND)
    case.until("03-04 17:31")  # two working days from Monday, and a minute
    assert (world.task(case.case_id, "consult_data").outcome, world.task(case.case_id, "consult_data").done_by) == ("agree", None)
    assert case.steps == ["consult_hall"] and case.clock("step", "征求政务服务中心意见").colour == "red"
    case.finish("consult_hall", officer("service_hall:reviewer", "何"), "agree")
    assert case.steps == ["review"]


def test_a_renewal_that_nobody_decides_in_time_is_granted_by_law(world: World) -> None:
    """Art. 50: the authority that lets the time pass is taken to have granted the renewal; the law is listed as the basis."""
    limit = 'grant 准予, deny 不予"/><camunda:property name="limit" value="P2D"/>'
    rule = '[[basis]]\nid = "licensing_law_50"\nlaw = "中华人民共和国行政许可法"\narticle = "50"\n\n'
    rule += '[[silence]]\nstep = "approve"\noutcome = "grant"\nbasis = "licensing_law_50"\n\n[[departments]]\nid = "city_appearance"'
    changed = {
        "process.bpmn": (limit, f'{limit}<camunda:property name="on_timeout" value="deem:grant"/>'),
        "item.toml": ('[[departments]]\nid = "city_appearance"', rule),
    }
    case = Roadside(world, changed=changed)
    case.reviewed("agree")
    case.until("03-04 17:31")
    decided = world.case(case.case_id)
    assert (decided.decision, decided.reason) == ("grant", "逾期没有答复，依据《中华人民共和国行政许可法》第50条，视为准予。")
    assert "城市管理局逾期没有答复，视为准予（《中华人民共和国行政许可法》第50条）" in case.letter("准予决定书")


def test_silence_that_no_document_lets_count_stays_silence(world: World) -> None:
    from dataclasses import replace

    case = Roadside(world)
    edition = world.case(case.case_id).edition_hash
    process = case.player._process
    bare = replace(process, item=replace(process.item, silence=()))
    world.engine.parts.library._known[edition] = bare  # as an edition published before the rule was asked for
    case.until("03-04 17:31")
    assert world.task(case.case_id, "consult").status == "open"


def test_the_result_is_delivered_within_ten_working_days_and_lateness_is_told(world: World) -> None:
    case = Roadside(world)
    case.reviewed("agree")
    case.finish("approve", APPROVER, "grant", opinion="符合条件")
    assert case.due("delivery") == "03-16 17:30" and case.clock("delivery").colour == "green"
    case.until("03-16 09:00")
    assert case.clock("delivery").colour == "amber"
    case.until("03-16 17:31")
    assert case.clock("delivery").colour == "red"
    file = world.engine.ask(CaseFile(case_id=case.case_id), WINDOW)
    assert [str(entry.sentence) for entry in file.journal if entry.event == "ClockOverdue"] == ["送达期限已经超过：应在 2026-03-16 17:30 前"]
    case.finish("hand_out", WINDOW)
    assert not case.clock("delivery").running


def test_a_result_delivered_in_time_is_never_called_late(world: World) -> None:
    case = Roadside(world)
    case.reviewed("agree")
    case.finish("approve", APPROVER, "grant", opinion="符合条件")
    case.finish("hand_out", WINDOW)
    case.until("03-20 10:00")
    file = world.engine.ask(CaseFile(case_id=case.case_id), WINDOW)
    assert [entry.event for entry in file.journal if entry.event == "ClockOverdue"] == []


def test_a_year_that_is_saved_moves_open_clocks_and_the_journal_says_who_did_it_and_what_moved(world: World) -> None:
    from datetime import date

    case = Roadside(world)
    admin = officer("data_bureau:system_admin", "陈管")
    year = SaveCalendarYear(command_id=fresh(), year=2026, holidays=(date(2026, 3, 10),), makeup_days=())
    world.do(year, admin)
    assert case.due("statutory") == "03-31 17:30"
    file = world.engine.ask(CaseFile(case_id=case.case_id), APPROVER)
    told = [(str(entry.who), str(entry.sentence)) for entry in file.journal if entry.event == "CalendarRecomputed"]
    assert ("陈管", "放假安排变更，法定时限由 2026-03-30 17:30 改为 2026-03-31 17:30") in told


def test_nobody_handles_a_case_he_has_applied_for_himself(world: World) -> None:
    from dataclasses import replace

    case = Roadside(world)
    himself = replace(GOODS, identity_lookup=world.case(case.case_id).applicant_lookup)
    task_id = world.task(case.case_id, "consult").task_id
    assert "您本人申请" in str(world.engine.ask(TaskPage(task_id=task_id), himself).why_not)
    with pytest.raises(Forbidden, match="您本人申请的办件"):
        case.finish("consult", himself, "agree")


def test_who_took_the_case_in_does_not_review_it(world: World) -> None:
    from dataclasses import replace

    from engine.domain.officer import Post
    from tests.engine.world import HERE

    case = Roadside(world)
    both = replace(WINDOW, posts=(*WINDOW.posts, Post(HERE, "market_regulation", "reviewer")))  # type: ignore[arg-type]
    with pytest.raises(Forbidden, match="受理过这个办件的人不能再审查它"):
        case.finish("consult", both, "agree")


def test_thirty_working_minutes_from_ten_past_five_end_next_morning(world: World) -> None:
    """315 联动: 17:10 with closing time 17:30 leaves twenty minutes today and ten tomorrow."""
    from engine.domain.deadline import ClockKind, DeadlineClock
    from tests.engine.domain.example_calendar import CALENDAR, local

    own = DeadlineClock.start(ClockKind.STEP, "PT30M", local("2026-11-20T17:10"), CALENDAR)
    assert own.due_at.astimezone(SHANGHAI) == local("2026-11-23T08:40")
