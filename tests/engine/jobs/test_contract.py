"""Workers: nothing twice that a person sees, nothing lost, nothing in the way of the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import content
from engine.channels import ask_registry, stand_in
from engine.commands.machine import FireTimer
from engine.commands.operate import RetryIncident, RetryJob
from engine.domain.errors import Refused, Unreachable
from engine.domain.viewer import Viewer
from engine.jobs import Runner, Surroundings, runner_for
from engine.rehearsal.player import Player
from engine.rehearsal.stage import HeardPhone
from engine.service import Engine
from engine.store import outbox, transaction
from tests.engine.commands.test_design import DIAGRAM, publish
from tests.engine.jobs.office import LEASE, rows, time_passes
from tests.engine.test_service import at_once, killed_before
from tests.engine.world import SERVICES, WINDOW, World, fresh, officer

ADMIN = officer("data_bureau:system_admin", "陈")


class Registry:
    """A registry that fails as often as it is told to."""

    def __init__(self, failures: int, permanent: Exception | None = None) -> None:
        self.failures, self.permanent, self.asked = failures, permanent, 0

    def __call__(self, *_: Any) -> tuple[dict[str, Any], str]:
        self.asked += 1
        if self.permanent is not None:
            raise self.permanent
        if self.asked <= self.failures:
            raise Unreachable("没有回答")
        return {"matched": True, "mismatch": []}, "测试登记系统"


def submit_unworked(world: World) -> str:
    """Hand a case in with the worker stopped at the moment of submission."""
    player = Player(world.stage, world.process, world.story)
    original = world.stage.runner._work_ready

    def only_messages() -> int:
        with transaction.reading(world.engine.database) as tx:
            ready = [row for row in outbox.waiting(tx, world.clock.now(), 50) if row.kind == "send_message"]
        return sum(world.stage.runner.attempts.work(row.job_id) for row in ready)

    world.stage.runner._work_ready = only_messages  # type: ignore[method-assign]
    player.play(1)
    world.stage.runner._work_ready = original  # type: ignore[method-assign]
    return player.case_id


def runner(world: World, registry: Registry, retries: int = 1) -> Runner:
    known = {topic: replace(own, retries=retries) for topic, own in content.read_registries(SERVICES).items()}
    return runner_for(world.engine, Surroundings(registries=known, phone=world.stage.phone, ask=registry))


def test_a_registry_that_stumbles_is_asked_again_later(world: World) -> None:
    case_id, registry = submit_unworked(world), Registry(failures=1)
    worker = runner(world, registry)
    worker.work_until_idle()
    assert (registry.asked, world.open_steps(case_id)) == (1, [])
    world.clock.set(world.clock.now() + timedelta(seconds=2))
    worker.work_until_idle()
    assert (registry.asked, world.open_steps(case_id)) == (2, ["check_application"])
    assert rows(world, "SELECT source FROM service_call")[0].source == "测试登记系统"


def test_a_registry_that_stays_silent_hands_the_check_to_a_person(world: World) -> None:
    case_id, registry = submit_unworked(world), Registry(failures=99)
    worker = runner(world, registry)
    for _ in range(3):
        worker.work_until_idle()
        world.clock.set(world.clock.now() + timedelta(minutes=1))
    assert (registry.asked, world.open_steps(case_id)) == (2, ["check_identity_by_hand"])
    assert rows(world, "SELECT status, failure FROM service_call") == [("failed", "没有回答")]


def test_a_bug_in_one_job_fails_that_job_and_an_operator_can_retry_it(world: World) -> None:
    case_id, registry = submit_unworked(world), Registry(0, permanent=ZeroDivisionError("bug"))
    worker = runner(world, registry)
    worker.work_until_idle()
    failed = rows(world, "SELECT job_id, status, error FROM job WHERE status = 'failed'")
    assert len(failed) == 1
    assert "ZeroDivisionError" in failed[0].error
    registry.permanent = None
    world.engine.execute(RetryJob(command_id=fresh(), job_id=failed[0].job_id), ADMIN)
    worker.work_until_idle()
    assert world.open_steps(case_id) == ["check_application"]
    with pytest.raises(Refused, match="不需要重试"):
        world.engine.execute(RetryJob(command_id=fresh(), job_id=failed[0].job_id), ADMIN)


def test_a_job_of_a_worker_that_died_is_taken_over_when_its_lease_runs_out(world: World) -> None:
    case_id, registry = submit_unworked(world), Registry(0)
    with transaction.writing(world.engine.database) as tx:
        job = next(row for row in outbox.waiting(tx, world.clock.now(), 50) if row.kind == "call_service")
        assert outbox.claim(tx, job.job_id, world.clock.now(), LEASE)
    worker = runner(world, registry)
    worker.work_until_idle()
    assert world.open_steps(case_id) == []
    world.clock.set(world.clock.now() + LEASE + outbox.BACK_OFF[0] * (1 + outbox.SPREAD))
    worker.work_until_idle()
    assert world.open_steps(case_id) == ["check_application"]


def test_many_workers_ask_once_and_send_once(world: World) -> None:
    case_id, registry = submit_unworked(world), Registry(0)
    errors = at_once([runner(world, registry).work_until_idle for _ in range(4)])
    assert errors == []
    assert (registry.asked, world.open_steps(case_id)) == (1, ["check_application"])


def test_a_worker_killed_before_any_of_its_statements_loses_nothing_and_repeats_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kill -9 before the 1st, 2nd, 3rd … statement of its round; the next worker takes over when the lease has run out."""
    monkeypatch.setattr(outbox, "PATIENCE", 1000)  # else the job is held to be the murderer
    case_id, number, killed = submit_unworked(world), 0, True

    def one_round(engine: Engine) -> None:
        known = content.read_registries(SERVICES)
        runner_for(engine, Surroundings(registries=known, phone=HeardPhone(), ask=Registry(0))).work_until_idle()

    while killed:
        number += 1
        killed = killed_before(world, number, one_round)
        time_passes(world, LEASE + outbox.BACK_OFF[-1] * (1 + outbox.SPREAD))
    assert number > 10
    assert world.open_steps(case_id) == ["check_application"]
    assert {row.status for row in rows(world, "SELECT status FROM job")} == {"done"}
    counted = rows(world, "SELECT event, count(*) AS n FROM journal WHERE event IN ('ServiceReplied', 'TaskOpened') GROUP BY event")
    assert {row.event: row.n for row in counted} == {"ServiceReplied": 1, "TaskOpened": 1}
    assert len(rows(world, "SELECT message_id FROM sent_message")) == 2


def test_a_due_timer_fires_once_however_many_workers_see_it(world: World) -> None:
    player = world.submitted()
    world.clock.set(world.clock.now() + timedelta(days=10))
    timer_id = rows(world, "SELECT timer_id FROM timer WHERE status = 'pending'")[0].timer_id
    fire = [lambda: world.engine.execute(FireTimer(command_id=fresh(), timer_id=timer_id), Viewer.system()) for _ in range(4)]
    assert at_once(fire) == []
    accepted = rows(world, "SELECT count(*) AS n FROM journal WHERE event = 'CaseAccepted'")
    assert accepted[0].n == 1
    assert world.case(player.case_id).status == "accepted"


def test_a_message_is_kept_once_under_its_job(world: World) -> None:
    world.submitted()
    sent = rows(world, "SELECT message_id, channel FROM sent_message")
    assert len(sent) == len(set(sent)) == 2      # the code, and "submitted"
    with transaction.writing(world.engine.database) as tx:
        tx.execute(text("UPDATE job SET status = 'ready' WHERE kind = 'send_message'"))
    world.stage.settle()
    assert rows(world, "SELECT message_id, channel FROM sent_message ORDER BY message_id") == sorted(sent)


def test_the_stand_in_answers_says_what_it_is_and_can_be_silent(tmp_path) -> None:
    answers = tmp_path / "stand_in.toml"
    answers.write_text(
        '[default."registry.identity"]\nmatched = true\n[[case]]\nmentions = "X1"\nsilent = true\ntopics = ["registry.identity"]\n'
        '[[case]]\nmentions = "X2"\nreplies."registry.identity" = { matched = false }\n',
        encoding="utf-8",
    )
    server, url = stand_in.serve(answers)
    try:
        assert ask_registry(url, "registry.identity", {"id": "X3"}, "k", 5) == ({"matched": True}, "演示数据（示范登记系统）")
        assert ask_registry(url, "registry.identity", {"id": "X2"}, "k", 5)[0] == {"matched": False}
        for topic, said in (("registry.identity", "X1"), ("registry.unknown", "X3")):
            with pytest.raises(Unreachable):
                ask_registry(url, topic, {"id": said}, "k", 5)
    finally:
        server.shutdown()
        server.server_close()
    with pytest.raises(Unreachable):
        ask_registry(url, "registry.identity", {}, "k", 1)


def test_an_incident_stops_one_token_and_goes_on_when_retried(world: World) -> None:
    """A question no decision answers: the case waits, an operator is told, and once the cause is mended it goes on."""
    broken = world.bundle.files[DIAGRAM].replace(
        b'= check_application.outcome = "supplement"', b'= if materials.site_plan.state = "handed_in" then null else false'
    )
    publish(world, broken)
    player = world.submitted()
    world.finish(player, "check_application", WINDOW, "not_required")
    incident = rows(world, "SELECT incident_id, element_id, status FROM incident")
    assert [(row.element_id, row.status) for row in incident] == [("received", "open")]
    with transaction.writing(world.engine.database) as tx:
        tx.execute(text("UPDATE material SET state = 'accepted'"))
    world.do(RetryIncident(command_id=fresh(), incident_id=incident[0].incident_id), ADMIN)
    assert world.case(player.case_id).status == "refused"
    assert rows(world, "SELECT status, resolved_by_name FROM incident") == [("resolved", "陈")]

