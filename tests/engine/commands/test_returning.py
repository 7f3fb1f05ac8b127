"""退回, 拿回 by officers: rows, opinions, rights, clocks and journal after a case has gone back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.commands.attach import AttachFile
from engine.commands.returning import SendBack, TakeBack
from engine.commands.task import ClaimTask, CompleteTask
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.viewer import Viewer
from engine.queries.case_file import CaseFile
from engine.rehearsal.player import PAPER, Player
from engine.store import clocks, journal, office, progress, transaction
from engine.store.schema_word import word
from tests.engine.commands.test_design import DIAGRAM, publish
from tests.engine.world import APPROVER, GOODS, SITE, STRANGER, WINDOW, World, fresh, officer

SITE_LEAD = officer("city_appearance:reviewer", "吴", officer_id="wu")


def with_returns(diagram: bytes, **properties: str) -> bytes:
    """``review_site="return_to=previous after_return=resume"``, on elements that have properties already."""
    for element, said in properties.items():
        at = diagram.index(f'id="{element}"'.encode())
        at = diagram.index(b"<camunda:properties>", at) + len(b"<camunda:properties>")
        pairs = [each.partition("=") for each in said.split()]
        xml = "".join(f'<camunda:property name="{name}" value="{value}"/>' for name, _, value in pairs)
        diagram = diagram[:at] + xml.encode() + diagram[at:]
    return diagram


def under_review(world: World, **properties: str) -> Player:
    said = {"approve": "return_to=any after_return=choose", "review_site": "return_to=previous,applicant", **properties}
    publish(world, with_returns(world.bundle.files[DIAGRAM], **said))
    return world.accepted()


def send_back(world: World, player: Player, element: str, to: str, who, after: str = "rerun", reason: str = "现场照片看不清") -> None:
    task_id = world.task(player.case_id, element).task_id
    world.do(SendBack(command_id=fresh(), task_id=task_id, to=to, after=after, reason=reason), who)


def reviewed(world: World, player: Player) -> None:
    world.finish(player, "review_goods", GOODS, "agree", opinion="经营范围相符")
    world.finish(player, "review_site", SITE, "agree", opinion="现场符合", fields={"passage": 2})


def events(world: World, case_id: str) -> list[str]:
    with transaction.reading(world.engine.database) as tx:
        return [row.event for row in journal.of_case(tx, case_id)]


def test_the_approver_returns_to_one_department_and_the_other_ones_opinion_stands(world: World) -> None:
    player = under_review(world)
    reviewed(world, player)
    send_back(world, player, "approve", "review_site", APPROVER)
    assert world.open_steps(player.case_id) == ["review_site"]
    old, new = world.tasks(player.case_id, "review_site")
    assert (old.status, old.voided_at is not None, new.due_at is not None) == ("done", True, True)
    assert world.task(player.case_id, "review_goods").voided_at is None
    returned = world.task(player.case_id, "approve")
    assert (returned.status, returned.opinion, returned.done_by_name) == ("returned", "现场照片看不清", "孙")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    assert world.open_steps(player.case_id) == ["approve"]
    world.finish(player, "approve", APPROVER, "grant", opinion="同意")
    assert world.case(player.case_id).decision == "grant"


def test_resume_opens_the_task_again_with_its_sender_and_its_limit_runs_anew(world: World) -> None:
    player = under_review(world)
    enrol(world, APPROVER)
    reviewed(world, player)
    send_back(world, player, "approve", "review_goods", APPROVER, "resume")
    world.clock.set(world.clock.now() + timedelta(days=2))
    world.finish(player, "review_goods", GOODS, "agree")
    task = world.task(player.case_id, "approve")
    assert (task.status, task.claimed_by) == ("open", APPROVER.officer_id)
    assert task.due_at > world.clock.now()


def test_the_step_opens_with_whoever_did_it(world: World) -> None:
    player = under_review(world)
    enrol(world, SITE)
    reviewed(world, player)
    send_back(world, player, "approve", "review_site", APPROVER)
    assert world.task(player.case_id, "review_site").claimed_by == SITE.officer_id


def enrol(world: World, viewer) -> None:
    with transaction.writing(world.engine.database) as tx:
        office.add_officer(
            tx, officer_id=viewer.officer_id, login=viewer.officer_id, name=viewer.name, password_hash="", must_change_password=False, active=True,
            session_epoch=1, created_at=world.clock.now(),
        )  # fmt: skip
        office.set_posts(tx, viewer.officer_id, viewer.posts)


def test_a_return_before_acceptance_does_not_accept_twice(world: World) -> None:
    player = under_review(world)
    reviewed(world, player)
    accepted_at = world.case(player.case_id).accepted_at
    world.clock.set(world.clock.now() + timedelta(hours=1))
    send_back(world, player, "approve", "check_application", APPROVER)
    assert world.open_steps(player.case_id) == ["check_application"]
    world.finish(player, "check_application", WINDOW, "accept")
    assert world.open_steps(player.case_id) == ["review_goods", "review_site"]
    assert world.case(player.case_id).accepted_at == accepted_at
    assert events(world, player.case_id).count("CaseAccepted") == 1


def test_the_applicant_is_asked_with_the_reason_and_the_case_comes_back(world: World) -> None:
    player = under_review(world, supplement="stage=补正")
    send_back(world, player, "review_site", "supplement", SITE, reason="请补一张摊位四周的照片")
    assert world.open_steps(player.case_id) == ["supplement"]
    asked = world.engine.ask(CaseFile(case_id=player.case_id), WINDOW).supplement.asked
    assert [each.defect for each in asked] == ["请补一张摊位四周的照片"]
    own = Viewer.applicant({player.case_id})
    world.do(CompleteTask(command_id=fresh(), task_id=world.task(player.case_id, "supplement").task_id, outcome="done"), own)
    assert world.open_steps(player.case_id) == ["check_application"]


def test_who_has_sent_the_applicant_back_once_does_not_do_so_again_with_another_reason_while_nothing_has_changed(world: World) -> None:
    """行政许可法 art. 32: a bare reason is a notice too."""
    player = under_review(world, supplement="stage=补正")
    own = Viewer.applicant({player.case_id})
    for changes in (b"%1", b""):
        world.clock.set(world.clock.now() + timedelta(minutes=5))
        send_back(world, player, "review_site", "supplement", SITE, reason="请补一张摊位四周的照片")
        if changes:
            more = AttachFile(command_id=fresh(), case_id=player.case_id, material_id="site_plan", filename="四周.pdf", content=PAPER + changes)
            world.do(more, own)
        world.do(CompleteTask(command_id=fresh(), task_id=world.task(player.case_id, "supplement").task_id, outcome="done"), own)
        world.finish(player, "check_application", WINDOW, "accept")
    with pytest.raises(Refused, match=r"申请内容没有改动，依法不能再次退回申请人补正（行政许可法第三十二条）"):
        send_back(world, player, "review_site", "supplement", SITE, reason="面积也写错了")
    assert "review_site" in world.open_steps(player.case_id)
    assert events(world, player.case_id).count("SecondNoticeRefused") == 1


def test_only_what_the_designer_allows_is_offered_and_a_reason_is_wanted(world: World) -> None:
    player = under_review(world, check_application="return_to=none")
    with pytest.raises(Refused):
        send_back(world, player, "review_goods", "check_application", GOODS)
    with pytest.raises(Refused):
        send_back(world, player, "review_site", "check_application", SITE, "resume")
    with pytest.raises(Invalid):
        send_back(world, player, "review_site", "check_application", SITE, reason=" ")
    with pytest.raises(Missing):
        send_back(world, player, "review_site", "check_application", STRANGER)


def test_nothing_goes_back_behind_a_decision(world: World) -> None:
    player = under_review(world, hand_out="return_to=any")
    reviewed(world, player)
    world.finish(player, "approve", APPROVER, "grant", opinion="同意")
    with pytest.raises(Refused):
        send_back(world, player, "hand_out", "approve", WINDOW)


def test_two_who_press_at_once_make_one_return(world: World) -> None:
    player = under_review(world)
    reviewed(world, player)
    task_id = world.task(player.case_id, "approve").task_id
    world.do(SendBack(command_id=fresh(), task_id=task_id, to="review_site", reason="一"), APPROVER)
    with pytest.raises(Refused, match="已由孙于"):
        world.do(SendBack(command_id=fresh(), task_id=task_id, to="review_goods", reason="二"), APPROVER)
    assert world.open_steps(player.case_id) == ["review_site"]


def test_limits_and_clocks_arm_again_after_a_return_once(world: World) -> None:
    """Complaint: reminders do not re-arm after a return."""
    player = under_review(world)
    reviewed(world, player)
    send_back(world, player, "approve", "review_site", APPROVER)
    with transaction.reading(world.engine.database) as tx:
        pending = [row.element_id for row in progress.timers_of(tx, player.case_id, "pending")]
        running = sorted(subject for subject, _ in clocks.running_in(tx, player.case_id))
    assert pending == ["review_site"]
    assert running == ["case", "case", "item:city_appearance", f"task:{world.task(player.case_id, 'review_site').task_id}"]


def test_a_reviewer_takes_back_what_nobody_has_opened(world: World) -> None:
    player = under_review(world)
    enrol(world, SITE)
    reviewed(world, player)
    task_id = world.task(player.case_id, "review_site").task_id
    with pytest.raises(Missing):
        world.do(TakeBack(command_id=fresh(), task_id=task_id), SITE_LEAD)
    world.do(TakeBack(command_id=fresh(), task_id=task_id), SITE)
    assert world.open_steps(player.case_id) == ["review_site"]
    assert world.task(player.case_id, "review_site").claimed_by == SITE.officer_id
    assert world.task(player.case_id, "approve").status == "cancelled"
    assert "TaskTakenBack" in events(world, player.case_id)


def test_at_the_join_one_takes_back_while_the_other_department_works_on(world: World) -> None:
    player = under_review(world)
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    world.do(TakeBack(command_id=fresh(), task_id=world.task(player.case_id, "review_site").task_id), SITE)
    assert world.open_steps(player.case_id) == ["review_goods", "review_site"]
    reviewed(world, player)
    assert world.open_steps(player.case_id) == ["approve"]


def test_what_is_claimed_done_or_told_is_not_taken_back(world: World) -> None:
    player = under_review(world, review_goods="take_back=no")
    accepted = world.task(player.case_id, "check_application").task_id
    with pytest.raises(Refused, match="文书"):
        world.do(TakeBack(command_id=fresh(), task_id=accepted), WINDOW)
    reviewed(world, player)
    with pytest.raises(Refused, match="按流程规定"):
        world.do(TakeBack(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id), GOODS)
    world.do(ClaimTask(command_id=fresh(), task_id=world.task(player.case_id, "approve").task_id), APPROVER)
    with pytest.raises(Refused, match="已经打开"):
        world.do(TakeBack(command_id=fresh(), task_id=world.task(player.case_id, "review_site").task_id), SITE)


def test_a_command_sent_again_goes_back_once(world: World) -> None:
    player = under_review(world)
    reviewed(world, player)
    command = SendBack(command_id=fresh(), task_id=world.task(player.case_id, "approve").task_id, to="review_site", reason="重看")
    world.do(command, APPROVER)
    world.do(replace(command), APPROVER)
    assert events(world, player.case_id).count("TaskReturned") == 1
    world.do(CompleteTask(command_id=fresh(), task_id=world.task(player.case_id, "review_site").task_id, outcome="agree", fields={"passage": 2}), SITE)
    assert world.open_steps(player.case_id) == ["approve"]


def told(world: World, viewer: Viewer) -> list[str]:
    with transaction.reading(world.engine.database) as tx:
        return [row.template for row in tx.execute(select(word).where(word.c.officer_id == viewer.officer_id).order_by(word.c.word_id))]


def test_all_whose_work_is_undone_are_told_and_those_whose_stands_are_not(world: World) -> None:
    player = under_review(world)
    for viewer in (SITE, GOODS, WINDOW):
        enrol(world, viewer)
    reviewed(world, player)
    send_back(world, player, "approve", "review_site", APPROVER)
    assert "returned" in told(world, SITE) and not {"returned", "undone"} & set(told(world, GOODS))
    world.clock.set(world.clock.now() + timedelta(hours=1))
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    send_back(world, player, "approve", "check_application", APPROVER)
    assert "returned" in told(world, WINDOW) and "undone" in told(world, GOODS)
