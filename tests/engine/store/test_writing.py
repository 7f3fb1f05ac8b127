"""The unit of work: one reads what one has changed, everything is written together, and who was too late runs again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import event, inspect, select, text

from engine.commands import HANDLERS
from engine.commands.apply import SaveDraft, StartDraft
from engine.commands.task import CompleteTask
from engine.domain.viewer import Viewer
from engine.store import cases, office, outbox, progress, rows, schema, transaction
from engine.store.opening import Opening
from engine.store.schema import answers, job, task
from engine.store.schema_office import setting
from engine.store.writing import LostRace
from tests.engine.world import GOODS, HERE, SITE, STALL, WINDOW, World, fresh


def statements(world: World) -> Counter[str]:
    """First word → how many were sent to the database; counts on while the test goes on."""
    seen: Counter[str] = Counter()

    @event.listens_for(world.engine.database, "before_cursor_execute")
    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen[statement.split()[0]] += 1

    return seen


def test_what_was_changed_is_read_before_it_is_written(world: World) -> None:
    player = world.submitted()
    seen = statements(world)
    with transaction.writing(world.engine.database) as tx:
        row = progress.tasks_of(tx, player.case_id, status=progress.OPEN)[0]
        assert progress.end_task(tx, row.task_id, progress.DONE, outcome="accept")
        assert not progress.end_task(tx, row.task_id, progress.DONE, outcome="supplement")
        assert progress.tasks_of(tx, player.case_id, status=progress.OPEN) == []
        assert [each.outcome for each in progress.tasks_of(tx, player.case_id, status=progress.DONE)] == ["accept"]
        rows.put(tx, setting, {"name": "motto"}, content="first")
        rows.put(tx, setting, {"name": "motto"}, content="second")
        assert office.read_setting(tx, "motto") == "second"
        assert set(seen) == {"SELECT"}
    with transaction.reading(world.engine.database) as tx:
        assert progress.find_task(tx, row.task_id).outcome == "accept"
        assert office.read_setting(tx, "motto") == "second"


def test_a_row_removed_is_gone_for_its_remover_and_may_be_put_again(world: World) -> None:
    player = world.submitted()
    key = {"case_id": player.case_id, "section": "situation"}
    with transaction.writing(world.engine.database) as tx:
        assert rows.remove(tx, answers, **key) == 1
        assert rows.first(tx, answers, **key) is None
        cases.save_answers(tx, world.engine.parts.seal, cases.load(tx, player.case_id), "situation", {"again": 1}, world.clock.now())
        assert len(rows.every(tx, answers, **key)) == 1
    with transaction.reading(world.engine.database) as tx:
        assert cases.all_answers(tx, world.engine.parts.seal, player.case_id)["situation"] == {"again": 1}


def test_any_other_statement_sees_the_waiting_changes(world: World) -> None:
    player = world.submitted()
    with transaction.writing(world.engine.database) as tx:
        rows.change(tx, task, {"case_id": player.case_id}, name="改名")
        assert tx.execute(select(task.c.name).distinct()).scalars().all() == ["改名"]
        tx.execute(text("UPDATE task SET name = '又改名'"))
        assert {row.name for row in progress.tasks_of(tx, player.case_id)} == {"又改名"}


def test_an_error_takes_everything_back_also_what_was_written_early(world: World) -> None:
    player = world.submitted()
    with pytest.raises(ZeroDivisionError), transaction.writing(world.engine.database) as tx:
        rows.change(tx, task, {"case_id": player.case_id}, name="改名")
        tx.flush()
        raise ZeroDivisionError
    assert "改名" not in {row.name for row in world.tasks(player.case_id, "check_application")}


def test_who_has_read_a_case_that_another_moves_writes_nothing(world: World) -> None:
    player = world.submitted()
    with pytest.raises(LostRace), transaction.writing(world.engine.database) as tx:
        old = cases.lock(tx, player.case_id)
        rows.change(tx, task, {"case_id": player.case_id}, name="改名")
        world.finish(player, "check_application", WINDOW, "accept")
        cases.save(tx, old, old.at_stage("晚了"))
    assert world.case(player.case_id).stage != "晚了"
    assert "改名" not in {row.name for row in world.tasks(player.case_id, "check_application")}


def test_who_has_waited_for_his_turn_reads_the_case_once_and_nobody_moves_it_meanwhile(world: World) -> None:
    player = world.submitted()
    seen, opened = statements(world), Opening(fresh(), case_id=player.case_id)
    with transaction.writing(world.engine.database, opened, locking=True) as tx:
        old = cases.lock(tx, player.case_id)
        assert cases.state(tx, player.case_id) is not None
        assert seen == {"BEGIN": 1, "SELECT": 2 if tx.driver.postgresql else 1}
        late = Thread(target=lambda: world.finish(player, "check_application", WINDOW, "accept"))
        late.start()
        late.join(0.3)
        assert late.is_alive()
        cases.save(tx, old, old.at_stage("先到"))
    late.join(60)
    assert world.open_steps(player.case_id) == ["review_goods", "review_site"]


def test_a_command_that_lost_a_race_is_run_once_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    player, runs = world.accepted(), list[str]()
    handler = HANDLERS[CompleteTask]

    def overtaken(command: CompleteTask, work: Any) -> Any:
        runs.append(command.task_id)
        result = handler(command, work)
        if len(runs) == 1:
            world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
        return result

    monkeypatch.setitem(HANDLERS, CompleteTask, overtaken)
    world.finish(player, "review_goods", GOODS, "agree")
    goods, site = (world.tasks(player.case_id, step)[0].task_id for step in ("review_goods", "review_site"))
    assert runs == [goods, site, goods]
    assert world.open_steps(player.case_id) == ["approve"]


def test_a_guard_is_looked_at_again_when_it_is_written(world: World) -> None:
    """Rows that no case's version protects: two workers that both saw a job failed; one of them has it tried again."""
    world.submitted()
    with transaction.writing(world.engine.database) as tx:
        job_id = tx.execute(text("SELECT min(job_id) FROM job")).scalar_one()
        rows.change(tx, job, {"job_id": job_id}, status="failed", error="不行")
    with pytest.raises(LostRace), transaction.writing(world.engine.database) as late:
        assert outbox.retry(late, job_id, world.clock.now())
        with transaction.writing(world.engine.database) as first:
            assert outbox.retry(first, job_id, world.clock.now() + timedelta(hours=1))
    with transaction.reading(world.engine.database) as tx:
        found = rows.first(tx, job, job_id=job_id)
        assert found.run_at == world.clock.now() + timedelta(hours=1)


def test_a_change_of_the_office_is_seen_at_once_by_every_process(world: World) -> None:
    from engine.service import Engine

    other = Engine(world.settings, world.clock)
    with transaction.writing(other.database) as tx:
        assert other.parts.directory.departments(tx)["market_regulation"] == "市场监督管理局"
    with transaction.writing(world.engine.database) as tx:
        office.put_department(tx, "market_regulation", name="市场局", kind="department", active=True)
    with transaction.writing(other.database) as tx:
        assert other.parts.directory.departments(tx)["market_regulation"] == "市场局"
    other.dispose()


def test_completing_a_task_takes_few_statements(world: World) -> None:
    """One look and one write, and what this service's own limits and parts need. Whoever adds one says why here."""
    player = world.accepted()
    command = CompleteTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id, outcome="agree")
    seen = statements(world)
    world.engine.execute(command, GOODS)
    looks = 2  # the case with its task, on PostgreSQL with the clocks that run; the department's part
    if world.engine.database.dialect.name == "postgresql":
        assert seen == {"SELECT": looks, "WITH": 1}
    else:
        assert (seen["SELECT"], seen["BEGIN"], seen["COMMIT"]) == (looks + 1, 1, 1)


def test_starting_a_case_takes_few_statements(world: World) -> None:
    world.submitted()  # this process knows the service and the office
    seen = statements(world)
    started = world.engine.execute(StartDraft(command_id=fresh(), process_id=STALL, division=HERE), Viewer.public())
    looks = 2  # the look; which edition is current
    if world.engine.database.dialect.name == "postgresql":
        assert seen == {"SELECT": looks, "BEGIN": 1, "INSERT": 1, "WITH": 1, "COMMIT": 1}  # the number is drawn under a lock
    else:
        assert (seen["SELECT"], seen["BEGIN"], seen["COMMIT"]) == (looks, 1, 1)
    seen.clear()
    command = SaveDraft(command_id=fresh(), case_id=started.case_id, answers={"name": "王敏"})
    world.engine.execute(command, Viewer.applicant({started.case_id}))
    assert seen["SELECT"] == 2, "the look; the sections there are"


def test_a_connection_is_kept_for_the_next_command_and_let_go_with_the_pool(world: World) -> None:
    world.submitted()
    with transaction.writing(world.engine.database) as tx:
        first = tx.driver
    with transaction.writing(world.engine.database) as tx:
        again = tx.driver
    assert first is again
    world.engine.database.dispose()
    with transaction.writing(world.engine.database) as tx:
        assert tx.driver is not again


def test_rows_of_a_case_are_looked_up_by_foreign_keys_in_sqlite_alone(world: World) -> None:
    """On PostgreSQL the guard that every write carries has found the case already; a fifth of a completion's work there."""
    found = {each["referred_table"] for each in inspect(world.engine.database).get_foreign_keys("journal")}
    assert found == (set() if world.engine.database.dialect.name == "postgresql" else {"cases"})


def test_what_a_page_has_asked_it_does_not_ask_again_and_nobody_changes_it_meanwhile(world: World) -> None:
    player = world.submitted()
    seen = statements(world)
    with transaction.reading(world.engine.database) as tx:
        before = cases.load(tx, player.case_id).stage
        with transaction.writing(world.engine.database) as other:
            rows.change(other, schema.cases, {"case_id": player.case_id}, stage="另一环节")
        assert cases.load(tx, player.case_id).stage == before
        assert tx.execute(select(schema.cases.c.stage).where(schema.cases.c.case_id == player.case_id)).scalar_one() == before
        assert progress.tasks_of(tx, player.case_id) == progress.tasks_of(tx, player.case_id)
    looks = [each for each in seen.elements() if each == "SELECT"]
    assert len(looks) == 4  # the case, once more by the other one, the case in SQLAlchemy's words, its tasks
    with transaction.reading(world.engine.database) as tx:
        assert cases.load(tx, player.case_id).stage == "另一环节"


def test_a_row_that_waits_to_be_added_is_swept_with_those_that_are_there(world: World) -> None:
    player = world.accepted()
    timer_row = {"case_id": player.case_id, "division_code": HERE, "runtime_id": "x", "element_id": "x", "due_at": world.clock.now()}
    seen = statements(world)
    with transaction.writing(world.engine.database) as tx:
        case = cases.lock(tx, player.case_id)
        progress.add_timer(tx, timer_id="new", kind="limit", **timer_row)
        progress.add_wait(tx, wait_id="w", case_id=player.case_id, division_code=HERE, element_id="x", name="y")
        progress.cancel_timers(tx, case)
        progress.drop_waits(tx, player.case_id)
    written = seen["WITH"] if world.engine.database.dialect.name == "postgresql" else seen["BEGIN"]
    assert written == 1
    with transaction.reading(world.engine.database) as tx:
        assert {row.status for row in rows.every(tx, schema.timer, case_id=player.case_id)} == {"cancelled"}
        assert rows.every(tx, schema.message_wait, case_id=player.case_id) == []


def test_a_row_of_a_log_is_written_also_where_rows_that_waited_before_it_are_swept_away(world: World) -> None:
    player, now = world.submitted(), world.clock.now()
    with transaction.writing(world.engine.database) as tx:
        cases.lock(tx, player.case_id)
        for name in ("a", "b"):
            progress.add_wait(tx, wait_id=name, case_id=player.case_id, division_code=HERE, element_id="x", name=name)
        outbox.enqueue(tx, world.engine.parts.seal, "first", "send_message", {}, now, player.case_id, HERE)
        progress.drop_waits(tx, player.case_id)
        outbox.enqueue(tx, world.engine.parts.seal, "second", "send_message", {}, now, player.case_id, HERE)
    with transaction.reading(world.engine.database) as tx:
        assert outbox.is_known(tx, "first") and outbox.is_known(tx, "second")


def test_a_timer_that_is_set_and_cancelled_by_one_act_is_never_written(world: World) -> None:
    player = world.submitted()
    own = {"case_id": player.case_id, "division_code": HERE, "kind": "bpmn", "element_id": "x", "due_at": world.clock.now()}
    with transaction.writing(world.engine.database) as tx:
        case = cases.lock(tx, player.case_id)
        for number in ("t1", "t2"):
            progress.add_timer(tx, **own, timer_id=f"{player.case_id}-{number}", runtime_id=number)
        progress.cancel_timers(tx, case, runtime_id="t1")
    with transaction.reading(world.engine.database) as tx:
        assert progress.find_timer(tx, f"{player.case_id}-t1") is None
        assert progress.find_timer(tx, f"{player.case_id}-t2").status == "pending"
