"""One case on an officer's page: complete, masked, in words."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

from engine.commands.account import RecordAccess
from engine.commands.material import CheckMaterial
from engine.content.scenarios import ScenarioStep
from engine.domain.events import EVENTS
from engine.queries import case_progress
from engine.queries.case_file import CaseFile
from engine.queries.case_shown import CaseFileShown
from engine.queries.journal_words import said
from engine.queries.registry_words import facts_in_words
from tests.engine.world import APPROVER, GOODS, SITE, WINDOW, World, fresh

IDENTITY, MOBILE = "33019919650512609X", "13800000001"


def file_of(world: World, case_id: str, viewer=WINDOW) -> CaseFileShown:
    return world.engine.ask(CaseFile(case_id=case_id), viewer)


def test_numbers_that_name_a_person_are_masked_everywhere(world: World) -> None:
    player = world.accepted()
    file = file_of(world, player.case_id)
    assert file.sheets[0].answers["identity"] == "3301**********609X"
    assert file.sheets[0].answers["mobile"] == "138****0001"
    assert IDENTITY not in repr(file)
    assert MOBILE not in repr(file)


def test_full_numbers_are_shown_for_a_quarter_of_an_hour_after_the_look_was_logged(world: World) -> None:
    player = world.accepted()
    world.do(RecordAccess(command_id=fresh(), case_id=player.case_id, what="核对身份证"), SITE)
    assert file_of(world, player.case_id, SITE).sheets[0].answers["identity"] == IDENTITY
    assert file_of(world, player.case_id, GOODS).sheets[0].answers["identity"] != IDENTITY
    world.clock.set(world.clock.now() + timedelta(minutes=16))
    assert file_of(world, player.case_id, SITE).sheets[0].answers["identity"] != IDENTITY


def test_opinions_stand_in_the_order_they_were_given_and_everybody_in_the_case_reads_them(world: World) -> None:
    player = world.accepted()
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3}, opinion="不影响通行")
    given = [(one.department, one.outcome, one.opinion) for one in file_of(world, player.case_id, GOODS).opinions]
    assert given == [("政务服务中心", "受理", ""), ("城市管理局", "同意", "不影响通行")]
    assert file_of(world, player.case_id, GOODS).opinions[1].sheet.answers == {"passage": 3}


def test_a_registry_check_says_what_it_found_and_from_where(world: World) -> None:
    (check,) = file_of(world, world.submitted().case_id).checks
    assert (check.status, check.source) == ("replied", "演示数据")
    assert check.facts[0] == ("姓名与证件号码一致", "是")


def test_a_registry_that_did_not_answer_says_so(world: World) -> None:
    world.story = replace(world.story, registries={})
    file = file_of(world, world.submitted().case_id)
    assert file.checks[0].status == "failed"
    assert file.checks[0].failure


def test_a_material_carries_its_verdict_and_who_gave_it(world: World) -> None:
    player = world.submitted()
    command = CheckMaterial(
        command_id=fresh(), case_id=player.case_id, material_id="site_plan", state="defective", defect="缺第3页", originals=1
    )
    world.do(command, WINDOW)
    (material,) = file_of(world, player.case_id).materials
    assert (material.state, material.defect, material.originals, material.checked_by) == ("defective", "缺第3页", 1, "李")
    assert (material.concerns, material.concerns_me) == (("城市管理局",), False)
    assert file_of(world, world.accepted().case_id, SITE).materials[0].concerns_me


def test_every_clock_explains_how_it_counts(world: World) -> None:
    file = file_of(world, world.accepted().case_id)
    assert [(clock.kind, clock.whose) for clock in file.clocks] == [
        ("notice", ""),
        ("promised", ""),
        ("statutory", ""),
        ("promised", "城市管理局"),
        ("promised", "市场监督管理局"),
        ("step", "现场审查"),
        ("step", "经营范围审查"),
    ]
    assert all(clock.explained for clock in file.clocks)
    assert [clock.running for clock in file.clocks] == [False, True, True, True, True, True, True]


def test_who_holds_the_case_is_said_by_name_and_only_one_s_own_step_is_a_link(world: World) -> None:
    file = file_of(world, world.accepted().case_id, GOODS)
    assert sorted((one.step, one.holder, one.mine) for one in file.waiting) == [
        ("现场审查", "城市管理局", False),
        ("经营范围审查", "市场监督管理局", True),
    ]


def test_the_approver_reads_the_case_of_his_department_before_his_turn(world: World) -> None:
    assert file_of(world, world.accepted().case_id, APPROVER).head.lead_department == "城市管理局"


def test_the_position_names_what_is_done_and_what_is_open(world: World) -> None:
    position = file_of(world, world.accepted().case_id).position
    assert "check_application" in position.done
    assert set(position.current) == {"review_site", "review_goods"}


def test_every_event_has_words_for_the_journal() -> None:
    silent = [name for name in EVENTS if said(name, _facts_of(name), {}) is None]
    assert silent == []


def _facts_of(name: str) -> dict[str, object]:
    names = [each.name for each in fields(EVENTS[name]) if each.name not in ("case_id", "element_id", "details")]
    own = {each: "2026-03-02T01:00:00+00:00" if each.endswith("_at") else "x" for each in names}
    return {"step": "某步", **own}


def test_a_reply_of_an_unknown_topic_is_shown_as_it_is() -> None:
    assert facts_in_words("registry.other", {"flag": False, "list": ["甲", "乙"], "nothing": None}) == (
        ("flag", "否"),
        ("list", "甲、乙"),
        ("nothing", "无"),
    )


def test_a_long_journal_is_read_from_its_end_and_on_from_where_it_broke_off(world: World, monkeypatch) -> None:
    player = world.accepted()
    whole = [one.sentence for one in file_of(world, player.case_id).journal]
    monkeypatch.setattr(case_progress, "MOST_ENTRIES", 4)
    pages, before = [], None
    while True:
        file = world.engine.ask(CaseFile(case_id=player.case_id, before=before), WINDOW)
        pages.insert(0, [one.sentence for one in file.journal])
        if (before := file.earlier) is None:
            break
    assert len(pages) > 2
    assert [sentence for page in pages for sentence in page] == whole
    assert file.journal_length == len(whole)


def test_of_many_opinions_the_last_are_shown(world: World, monkeypatch) -> None:
    player = world.accepted()
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3}, opinion="不影响通行")
    monkeypatch.setattr(case_progress, "MOST_OPINIONS", 1)
    assert [one.opinion for one in file_of(world, player.case_id, GOODS).opinions] == ["不影响通行"]


def test_an_answer_of_a_registry_is_outdated_once_the_applicant_has_changed_what_it_was_asked(world: World) -> None:
    """The registry is not asked again by this diagram: the identity was checked before the supplement."""
    for changed, outdated in (({"stall": "老王豆浆"}, False), ({"name": "王明"}, True)):
        player = world.submitted()
        assert [check.outdated for check in file_of(world, player.case_id).checks] == [False]
        world.finish(player, "check_application", WINDOW, "supplement", defects={f"field:{each}": "与证件不一致" for each in changed})
        world.stage.pass_time(world.clock.now() + timedelta(minutes=2))
        player._task(ScenarioStep(who="applicant", task="supplement", outcome="done", answers=changed))
        assert [(check.name, check.outdated) for check in file_of(world, player.case_id).checks] == [("核验身份", outdated)]
