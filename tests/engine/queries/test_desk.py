"""The workbench: each person finds his own work there and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from engine.commands.task import ClaimTask
from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries import desk_folders
from engine.queries.case_file import CaseFile
from engine.queries.desk import SORTS, DeskFolder, DeskRail, DeskRow
from engine.queries.task_page import TaskPage
from engine.store import transaction
from engine.store.schema import task
from tests.engine.world import APPROVER, GOODS, HERE, NEXT_TOWN, SITE, STRANGER, WINDOW, World, fresh, officer


def rows(world: World, viewer: Viewer, **wanted: object) -> tuple[DeskRow, ...]:
    return world.engine.ask(DeskFolder(**wanted), viewer).page.rows  # type: ignore[arg-type]


def counts(world: World, viewer: Viewer) -> dict[str, int]:
    return dict(world.engine.ask(DeskRail(), viewer).folders)


def test_a_case_handed_in_waits_at_the_window_of_its_division(world: World) -> None:
    player = world.submitted()
    assert [row.case_id for row in rows(world, WINDOW, folder="to_accept")] == [player.case_id]
    assert counts(world, WINDOW)["to_accept"] == 1
    next_window = officer("service_hall:window", "冯", NEXT_TOWN)
    assert counts(world, next_window) == dict.fromkeys(counts(world, next_window), 0)


def test_a_department_sees_a_task_only_when_it_is_its_turn(world: World) -> None:
    player = world.submitted()
    assert rows(world, SITE, folder="department") == ()
    world.finish(player, "check_application", WINDOW, "accept")
    assert [row.step for row in rows(world, SITE, folder="department")] == ["现场审查"]
    assert [row.step for row in rows(world, GOODS, folder="department")] == ["经营范围审查"]
    assert rows(world, APPROVER, folder="department") == ()


def test_a_stranger_of_the_next_town_finds_neither_list_nor_case_nor_task(world: World) -> None:
    player = world.accepted()
    task = world.task(player.case_id, "review_goods")
    assert rows(world, STRANGER, folder="department") == ()
    for query in (CaseFile(case_id=player.case_id), TaskPage(task_id=task.task_id)):
        with pytest.raises(Missing):
            world.engine.ask(query, STRANGER)


def test_a_department_without_a_part_in_the_case_does_not_find_it(world: World) -> None:
    player = world.accepted()
    for group in ("data_bureau:designer", "data_bureau:auditor", "data_bureau:system_admin"):
        with pytest.raises(Missing):
            world.engine.ask(CaseFile(case_id=player.case_id), officer(group, "吴"))


def test_a_supervisor_finds_the_cases_of_his_division_and_no_others(world: World) -> None:
    player = world.accepted()
    assert world.engine.ask(CaseFile(case_id=player.case_id), officer("service_hall:supervisor", "督")).may_steer
    with pytest.raises(Missing):
        world.engine.ask(CaseFile(case_id=player.case_id), officer("service_hall:supervisor", "督", NEXT_TOWN))


def test_a_colleague_of_another_role_does_not_find_the_task(world: World) -> None:
    player = world.accepted()
    task = world.task(player.case_id, "review_site")
    with pytest.raises(Missing):
        world.engine.ask(TaskPage(task_id=task.task_id), APPROVER)


def test_a_claimed_task_moves_to_my_folder_and_says_so_to_colleagues(world: World) -> None:
    player = world.accepted()
    world.do(ClaimTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id), GOODS)
    mine = rows(world, GOODS, folder="mine")
    assert [(row.held_by_me, row.claimable) for row in mine] == [(True, False)]
    colleague = officer("market_regulation:reviewer", "冯", officer_id="colleague")
    assert rows(world, colleague, folder="mine") == ()
    assert [row.holder for row in rows(world, colleague, folder="department")] == ["钱"]


def test_a_step_past_its_limit_lies_in_the_folder_of_late_ones(world: World) -> None:
    world.accepted()
    assert counts(world, SITE)["overdue"] == 0
    world.stage.pass_time(world.clock.now() + timedelta(days=3))
    assert counts(world, SITE)["overdue"] == 1


def test_what_waits_for_the_applicant_lies_in_its_own_folder(world: World) -> None:
    player = world.submitted()
    world.finish(player, "check_application", WINDOW, "supplement", defects={"site_plan": "缺第3页"})
    (row,) = rows(world, WINDOW, folder="supplementing")
    assert (row.case_id, row.holder, row.task_id) == (player.case_id, "申请人", None)
    assert counts(world, WINDOW)["to_accept"] == 0


def test_a_decided_case_waits_to_be_handed_out_and_stays_in_what_i_handled(world: World) -> None:
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    world.finish(player, "approve", APPROVER, "grant", opinion="符合条件")
    assert [row.step for row in rows(world, WINDOW, folder="to_deliver")] == ["发放许可证"]
    assert [row.case_id for row in rows(world, SITE, folder="handled")] == [player.case_id]


def test_a_search_finds_number_subject_and_whole_identity_but_no_part_of_it(world: World) -> None:
    player = world.submitted()
    number = world.case(player.case_id).case_no
    for word, found in ((number, 1), (number[-8:], 1), ("老王早点", 1), ("33019919650512609X", 1), ("33019919650512", 0), ("没有的", 0)):
        assert len(rows(world, WINDOW, folder="to_accept", search=word)) == found, word


def test_a_number_is_found_by_its_beginning_however_old_the_case_and_by_another_part_only_among_the_newest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_folders, "LOOK_BACK", 1)
    old = world.case(world.submitted().case_id).case_no
    world.clock.set(world.clock.now() + timedelta(minutes=1))
    new = world.case(world.submitted().case_id).case_no

    def found(word: str, viewer: Viewer = WINDOW) -> list[str]:
        return [row.case_no for row in rows(world, viewer, folder="all", search=word)]

    assert (found(old[-8:]), found(new[-8:])) == ([], [new])
    assert (found(old[:-1]), found(old[:-1].lower()), found(new[:14])) == ([old], [old], [new])
    assert (found(f"{old[:-1]} 老王早点"), found(f"{old[:-1]} 没有的"), found(f"{HERE}1999")) == ([old], [], [])
    assert found(old[:-1], officer("service_hall:window", "冯", NEXT_TOWN)) == []


def test_a_search_word_is_no_pattern(world: World) -> None:
    world.submitted()
    assert rows(world, WINDOW, folder="to_accept", search="%") == ()
    assert rows(world, WINDOW, folder="to_accept", search="_____") == ()


def test_lists_are_sorted_turned_round_filtered_and_paged(world: World) -> None:
    first, second = world.submitted(), world.submitted()
    numbers = [world.case(player.case_id).case_no for player in (first, second)]
    assert [row.case_no for row in rows(world, WINDOW, folder="to_accept", sort="number")] == numbers
    assert [row.case_no for row in rows(world, WINDOW, folder="to_accept", sort="number", reverse=True)] == numbers[::-1]
    assert rows(world, WINDOW, folder="to_accept", service="no-such-service") == ()
    far = world.engine.ask(DeskFolder(folder="to_accept", page=99), WINDOW).page
    assert (far.page, far.pages, far.total) == (1, 1, 2)


def test_an_applicant_and_the_public_have_no_workbench(world: World) -> None:
    player = world.submitted()
    for viewer in (Viewer.public(), Viewer.applicant({player.case_id})):
        assert rows(world, viewer, folder="department") == ()
        with pytest.raises(Missing):
            world.engine.ask(CaseFile(case_id=player.case_id), viewer)


def test_a_search_that_names_no_folder_looks_at_every_case_one_may_see(world: World) -> None:
    player = world.accepted()
    number = world.case(player.case_id).case_no
    assert [row.case_id for row in rows(world, WINDOW, folder="all", search=number)] == [player.case_id]
    assert [row.case_id for row in rows(world, GOODS, folder="all", search=number)] == [player.case_id]
    assert rows(world, STRANGER, folder="all", search=number) == ()
    assert "all" not in counts(world, WINDOW)


def test_a_task_that_two_groups_may_do_lies_in_both_their_lists_and_once_in_the_list_of_who_belongs_to_both(world: World) -> None:
    player = world.accepted()
    shared = world.task(player.case_id, "review_goods").task_id
    with transaction.writing(world.engine.database) as tx:
        tx.execute(update(task).where(task.c.task_id == shared).values(groups=["market_regulation:reviewer", "city_appearance:reviewer"]))
    both = Viewer.officer("both", "吴", (*GOODS.posts, *SITE.posts))
    for viewer, steps in ((GOODS, ["经营范围审查"]), (SITE, ["现场审查", "经营范围审查"]), (both, ["现场审查", "经营范围审查"])):
        assert sorted(row.step for row in rows(world, viewer, folder="department")) == steps
        assert counts(world, viewer)["department"] == len(steps)
    assert rows(world, STRANGER, folder="department") == ()


def test_a_list_sorted_otherwise_shows_the_same_rows(world: World) -> None:
    for _ in range(3):
        world.submitted()
    shown = {sort: {row.task_id for row in rows(world, WINDOW, folder="to_accept", sort=sort)} for sort in SORTS}
    assert len(set(map(frozenset, shown.values()))) == 1


def test_a_name_is_found_by_its_initials_in_every_folder_and_by_nobody_else(world: World) -> None:
    player = world.accepted()  # 王敏, 老王早点
    for words in ("wm", "WM", "lwz"):
        for folder in ("all", "department"):
            assert [row.case_id for row in rows(world, GOODS, folder=folder, search=words)] == [player.case_id], (words, folder)
    assert rows(world, GOODS, folder="all", search="xq") == rows(world, STRANGER, folder="all", search="wm") == ()


def test_initials_find_a_case_however_many_are_newer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.submitted()
    world.submitted()
    monkeypatch.setattr("engine.queries.desk_folders.LOOK_BACK", 1)
    assert first.case_id in {row.case_id for row in rows(world, WINDOW, folder="all", search="wm")}


def test_a_case_is_joint_for_each_department_whose_part_is_open_and_for_nobody_else(world: World) -> None:
    player = world.accepted()
    assert [row.case_id for row in rows(world, GOODS, folder="joint")] == [player.case_id]
    assert counts(world, GOODS)["joint"] == 1
    assert "joint" not in counts(world, WINDOW)
    assert counts(world, STRANGER)["joint"] == 0 and rows(world, STRANGER, folder="joint") == ()
    world.finish(player, "review_goods", GOODS, "agree")
    assert rows(world, GOODS, folder="joint") == () and counts(world, GOODS)["joint"] == 0
