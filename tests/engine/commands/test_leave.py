"""代理: during a dated leave the substitute works in both names; no overlaps, no chains, no loops; what is over returns by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.hand_over import DelegateTask, TransferTask
from engine.commands.leave import EndLeave, TakeLeave
from engine.commands.office import UpdateOfficer
from engine.commands.task import ClaimTask, ReleaseTask
from engine.domain import leave as rules
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.queries.batch import SignBatch
from engine.queries.case_file import CaseFile
from engine.queries.desk import DeskFolder
from engine.queries.leaves import AllLeaves, Leaves
from engine.queries.session import OfficerSession
from engine.store import progress, transaction
from tests.engine.commands.test_hand_over import enrolled
from tests.engine.world import GOODS, SITE, STRANGER, World, fresh, officer

REVIEWER = "market_regulation:reviewer"
ADMIN = officer("data_bureau:security_admin", "卫")
TODAY = date(2026, 3, 2)


def leave(world: World, who: Viewer, substitute: Viewer | None, days: int = 2, start: int = 0, by: Viewer | None = None, **more) -> str:
    first = TODAY + timedelta(days=start)
    dates = {"from_on": first, "to_on": first + timedelta(days=days - 1)}
    command = TakeLeave(command_id=fresh(), officer_id=who.officer_id, substitute_id=substitute.officer_id if substitute else "", **dates, **more)
    return world.do(command, by or who)


def signed_in(world: World, who: Viewer) -> Viewer:
    """As the web makes him with each request."""
    seen = world.engine.ask(OfficerSession(officer_id=who.officer_id), Viewer.public())
    return Viewer.officer(seen.officer_id, seen.name, seen.posts, seen.identity_lookup, seen.stands_in)


def test_the_substitute_signs_in_both_names_in_row_journal_and_letter(world: World) -> None:
    wang, li = enrolled(world, "王芳", "service_hall:window"), enrolled(world, "李静", "service_hall:proxy")
    player = world.submitted()
    task_id = world.task(player.case_id, "check_application").task_id
    with pytest.raises(Missing):
        world.do(ClaimTask(command_id=fresh(), task_id=task_id), signed_in(world, li))
    leave(world, wang, li)
    stands_in = signed_in(world, li)
    world.finish(player, "check_application", stands_in, "accept")
    row = world.task(player.case_id, "check_application")
    assert (row.done_by, row.done_by_name, row.done_for) == (li.officer_id, "李静 代 王芳", wang.officer_id)
    file = world.engine.ask(CaseFile(case_id=player.case_id), GOODS)
    assert {entry.who for entry in file.journal if entry.event in ("TaskCompleted", "LetterIssued")} >= {"李静 代 王芳"}


def test_what_the_absent_holds_is_worked_by_the_substitute_and_returns_when_the_leave_is_over(world: World) -> None:
    wang, li = enrolled(world, "王芳", REVIEWER), enrolled(world, "李静", "market_regulation:inspector")
    player = world.accepted()
    task_id = world.task(player.case_id, "review_goods").task_id
    leave(world, wang, li, days=1)
    stands_in = signed_in(world, li)
    world.do(ClaimTask(command_id=fresh(), task_id=task_id), stands_in)
    assert world.task(player.case_id, "review_goods").claimed_by == wang.officer_id  # taken for her: it stays hers
    assert [row.task_id for row in world.engine.ask(DeskFolder(folder="mine"), stands_in).page.rows] == [task_id]
    world.clock.set(world.clock.now() + timedelta(days=1))
    back = signed_in(world, li)
    assert back.stands_in == () and [row.task_id for row in world.engine.ask(DeskFolder(folder="mine"), wang).page.rows] == [task_id]
    with pytest.raises(Missing):
        world.finish(player, "review_goods", back, "agree")
    world.finish(player, "review_goods", wang, "agree")
    assert world.task(player.case_id, "review_goods").done_by_name == "王芳"


def test_a_leave_ended_early_gives_the_work_back_at_once(world: World) -> None:
    wang, li = enrolled(world, "王芳", REVIEWER), enrolled(world, "李静", "market_regulation:inspector")
    leave_id = leave(world, wang, li)
    assert signed_in(world, li).stands_in
    for stranger in (li, STRANGER):
        with pytest.raises(Missing):
            world.do(EndLeave(command_id=fresh(), leave_id=leave_id), stranger)
    world.do(EndLeave(command_id=fresh(), leave_id=leave_id), wang)
    assert not signed_in(world, li).stands_in
    with pytest.raises(Refused, match="已经结束"):
        world.do(EndLeave(command_id=fresh(), leave_id=leave_id), wang)


def test_with_a_post_of_his_own_he_acts_in_his_own_name_except_on_what_the_absent_holds(world: World) -> None:
    wang, li = enrolled(world, "王芳", REVIEWER), enrolled(world, "李静", REVIEWER)
    player = world.accepted()
    leave(world, wang, li)
    task_id = world.task(player.case_id, "review_goods").task_id
    world.do(ClaimTask(command_id=fresh(), task_id=task_id), signed_in(world, li))
    assert world.task(player.case_id, "review_goods").claimed_by == li.officer_id
    world.do(TransferTask(command_id=fresh(), task_id=task_id, to=wang.officer_id, reason="请王老师看"), signed_in(world, li))
    world.finish(player, "review_goods", signed_in(world, li), "agree")
    assert world.task(player.case_id, "review_goods").done_by_name == "李静 代 王芳"


def test_no_loops_no_chains_no_overlaps(world: World) -> None:
    a, b, c = (enrolled(world, name, REVIEWER) for name in ("甲", "乙", "丙"))
    leave(world, a, b, days=3)
    for who, substitute, said in (
        (b, a, "乙在3月2日至3月4日代理甲"),  # a loop
        (b, c, "乙在3月2日至3月4日代理甲"),  # a chain onwards
        (c, a, "甲在3月2日至3月4日也请假"),  # a chain backwards
        (a, c, "3月2日至3月4日已经设置过，代理人：乙"),
        (a, None, "已经设置过"),
    ):
        with pytest.raises(Refused, match=said):
            leave(world, who, substitute, start=2)
    leave(world, b, c, start=3)


def test_only_colleagues_of_the_department_whose_posts_do_not_clash_stand_in(world: World) -> None:
    wang, approver = enrolled(world, "王芳", REVIEWER), enrolled(world, "孙", "service_hall:window", "market_regulation:reviewer")
    with pytest.raises(Refused, match="不在同一个部门"):
        leave(world, wang, enrolled(world, "外", "city_appearance:reviewer"))
    with pytest.raises(Refused, match="不能既受理又审批"):
        leave(world, enrolled(world, "审", "market_regulation:approver"), approver)
    with pytest.raises(Invalid, match="不能请自己"):
        leave(world, wang, wang)
    with pytest.raises(Invalid, match="不能早于"):
        leave(world, wang, approver, days=0)
    with pytest.raises(Missing):
        leave(world, wang, approver, by=SITE)
    with pytest.raises(Missing):
        world.engine.ask(Leaves(officer_id=wang.officer_id), SITE)
    with pytest.raises(Forbidden):
        world.engine.ask(AllLeaves(), wang)


def test_some_posts_go_to_one_colleague_and_the_others_to_another(world: World) -> None:
    wang = enrolled(world, "王芳", REVIEWER, "market_regulation:inspector")
    first, second = enrolled(world, "甲", "market_regulation:hearing_chair"), enrolled(world, "乙", "market_regulation:hearing_chair")
    leave(world, wang, first, posts=(wang.own_posts[0],), by=ADMIN)
    leave(world, wang, second, posts=(wang.own_posts[1],))
    assert signed_in(world, first).stands_in[0].posts == (wang.own_posts[0],)
    assert signed_in(world, second).stands_in[0].posts == (wang.own_posts[1],)
    assert world.engine.ask(AllLeaves(), ADMIN).total == 2


def test_an_administrators_posts_are_never_lent(world: World) -> None:
    guard, other = enrolled(world, "卫", "data_bureau:security_admin"), enrolled(world, "王", "data_bureau:reviewer")
    with pytest.raises(Refused, match="没有业务岗位"):
        leave(world, guard, other)


def test_a_post_the_absent_has_lost_is_not_worked_any_more(world: World) -> None:
    wang, li = enrolled(world, "王芳", REVIEWER), enrolled(world, "李静", "market_regulation:inspector")
    leave(world, wang, li)
    world.do(UpdateOfficer(command_id=fresh(), officer_id=wang.officer_id, name="王芳", posts=(), active=True), ADMIN)
    assert signed_in(world, li).stands_in == ()


def test_what_a_substitute_did_counts_for_both_of_them(world: World) -> None:
    wang, li = enrolled(world, "王芳", "service_hall:window"), enrolled(world, "李静", "service_hall:proxy")
    leave(world, wang, li)
    player = world.submitted()
    defects = {"site_plan": "看不清"}
    world.finish(player, "check_application", signed_in(world, li), "supplement", defects=defects)
    row = world.task(player.case_id, "check_application")
    assert (row.done_by, row.done_for) == (li.officer_id, wang.officer_id)
    with transaction.reading(world.engine.database) as tx:
        assert progress.roles_done(tx, player.case_id, wang.officer_id) == progress.roles_done(tx, player.case_id, li.officer_id) == {"window"}


def test_one_who_may_not_handle_a_case_has_no_substitute_for_it_either(world: World) -> None:
    wang, li = enrolled(world, "王芳", "city_appearance:approver"), enrolled(world, "李静", "city_appearance:hearing_chair")
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", replace(SITE, officer_id=wang.officer_id), "agree", fields={"passage": 3})
    leave(world, wang, li)
    with pytest.raises(Forbidden, match="代理人也不能以其名义办理"):
        world.finish(player, "approve", signed_in(world, li), "grant", opinion="可以")


def test_many_at_once_holds_what_the_absent_has_and_nothing_that_is_only_asked_about(world: World) -> None:
    wang, li = enrolled(world, "王芳", REVIEWER), enrolled(world, "李静", "market_regulation:inspector")
    first, second = world.accepted(), world.accepted()
    task_id = world.task(first.case_id, "review_goods").task_id
    world.do(ClaimTask(command_id=fresh(), task_id=task_id), wang)
    lent = world.task(second.case_id, "review_goods").task_id
    world.do(DelegateTask(command_id=fresh(), task_id=lent, to=wang.officer_id, note="请看"), GOODS)
    leave(world, wang, li)
    assert [row.task_id for row in world.engine.ask(SignBatch(), signed_in(world, li)).rows] == [task_id]


def test_who_is_on_leave_without_a_substitute_is_given_nothing(world: World) -> None:
    wang, li = enrolled(world, "王芳", REVIEWER), enrolled(world, "李静", REVIEWER)
    player = world.accepted()
    leave(world, wang, None)
    give = TransferTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id, to=wang.officer_id, reason="件多")
    with pytest.raises(Refused, match="王芳请假至 3月3日，没有指定代理人"):
        world.do(give, li)


def test_a_substitute_cannot_release_what_is_in_strangers_hands(world: World) -> None:
    wang, li, other = (enrolled(world, name, REVIEWER) for name in ("王芳", "李静", "另"))
    player = world.accepted()
    leave(world, wang, li)
    task_id = world.task(player.case_id, "review_goods").task_id
    world.do(ClaimTask(command_id=fresh(), task_id=task_id), other)
    with pytest.raises(Refused, match="不在您手上"):
        world.do(ReleaseTask(command_id=fresh(), task_id=task_id), signed_in(world, li))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 3), st.integers(0, 6), st.integers(0, 3)), max_size=12))
def test_whatever_is_asked_nobody_stands_in_for_one_who_stands_in(wishes: list[tuple[int, int, int, int]]) -> None:
    post = Post("330783", "tax", "reviewer")  # type: ignore[arg-type]
    kept: list[rules.Span] = []
    for who, substitute, start, length in wishes:
        if who == substitute:
            continue
        first = TODAY + timedelta(days=start)
        new = rules.Span(str(who), str(substitute) if substitute >= 0 else "", first, first + timedelta(days=length), frozenset({post}))
        near = [each for each in kept if each.from_on <= new.to_on and each.to_on >= new.from_on]
        said = rules.why_not(
            new,
            own=[each for each in near if each.officer == new.officer],
            officer_stands_in=[each for each in near if each.substitute == new.officer],
            substitute_posts=[post],
            substitute_away=[each for each in near if each.officer == new.substitute],
            substitute_stands_in=[],
        )
        if said is None:
            kept.append(new)
    for day in (TODAY + timedelta(days=number) for number in range(12)):
        now = [each for each in kept if each.from_on <= day <= each.to_on]
        assert len({each.officer for each in now}) == len(now)
        assert not {each.officer for each in now} & {each.substitute for each in now if each.substitute}
