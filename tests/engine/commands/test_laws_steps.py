"""行政许可法 art. 35, 36, 43: steps a service draws for them, with the dates written out."""

from __future__ import annotations

from engine.queries.task_page import TaskPage
from tests.engine.roadside import FIRST, FOUND, SECOND, Roadside
from tests.engine.world import APPROVER, GOODS, SITE, World, officer


def lower_level(world: World) -> Roadside:
    """The other department is the lower level: it has twenty working days before the deciding level's own twenty, and silence means nothing."""
    twenty_days = ('name="limit" value="P2D"/><camunda:property name="on_timeout" value="deem:agree"/>', 'name="limit" value="P20D"/>')
    both_levels = ('statutory = "P20D"\npromised = "P20D"', 'statutory = "P40D"\npromised = "P40D"')
    no_silence = ('[[silence]]\nstep = "consult"\noutcome = "agree"\nbasis = "consent_rules_6"\n', "")
    case = Roadside(world, changed={"process.bpmn": twenty_days, "item.toml": (*both_levels, *no_silence)})
    assert (case.due("step", "征求意见"), case.due("statutory")) == ("03-30 17:30", "04-27 17:30")
    case.finish("inspect", FIRST, "fits", fields=FOUND)
    case.finish("inspect", SECOND, "fits", fields=FOUND)
    return case


def test_the_lower_level_reviews_within_twenty_working_days_and_its_file_goes_up_by_itself(world: World) -> None:
    """Art. 35 and 43: the upper level decides on that file, and the applicant is asked for nothing a second time."""
    case = lower_level(world)
    case.until("03-30 17:00")
    assert case.steps == ["consult"]
    case.finish("consult", officer("market_regulation:reviewer", "钱"), "agree")
    assert case.steps == ["review"]
    assert not any("补正" in letter.name for letter in case.story().letters)


def test_a_lower_level_that_lets_its_twenty_days_pass_is_late_and_its_silence_means_nothing(world: World) -> None:
    case = lower_level(world)
    case.until("03-30 17:31")
    assert case.steps == ["consult"]
    assert case.clock("step", "征求意见").colour == "red"


def test_whom_a_case_concerns_deeply_is_heard_before_it_is_decided_and_what_he_said_lies_before_the_approver(world: World) -> None:
    """Art. 36, drawn as a step: the law gives no limit, and nothing goes on before it."""
    case = Roadside(world, changed={"process.bpmn": ('name="征求意见"', 'name="听取利害关系人意见"')})
    case.finish("inspect", FIRST, "fits", fields=FOUND)
    case.finish("inspect", SECOND, "fits", fields=FOUND)
    assert case.steps == ["consult"]
    case.finish("consult", GOODS, "disagree", opinion="隔壁店主：招牌挡住消防通道")
    case.finish("review", SITE, "agree")
    task_id = world.task(case.case_id, "approve").task_id
    shown = world.engine.ask(TaskPage(task_id=task_id), APPROVER)
    assert any("隔壁店主：招牌挡住消防通道" in str(one) for one in shown.file.opinions)
