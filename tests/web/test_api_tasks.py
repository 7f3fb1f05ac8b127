"""Another department's system finds its tasks, reads them and finishes them, and costs no more than the command itself."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from engine import content
from engine.commands.design import PublishBundle
from engine.commands.office import ResetPassword, UpdateOfficer
from engine.commands.task import CompleteTask
from engine.domain.officer import Post, Role
from engine.domain.viewer import Viewer
from engine.service import Engine
from engine.store import transaction
from engine.store.schema import answers, command_log
from tests.engine.world import GOODS, HERE, SITE, STALL, World, fresh, officer
from tests.web.cast import enrol, sign_in
from tests.web.system import System, issue, system
from tests.web.test_presses import sent

DIAGRAM, FORM = f"bpmn/{STALL}/process.bpmn", f"forms/{STALL}/review.json"
ROBOT = Post(HERE, "market_regulation", Role.ROBOT)
SECURITY = officer("data_bureau:security_admin", "卫")


def applied(world: World, kind: str) -> int:
    with transaction.reading(world.engine.database) as tx:
        return int(tx.execute(select(func.count()).where(command_log.c.kind == kind)).scalar_one())


@pytest.mark.parametrize(("login", "element", "fields"), [("qian", "review_goods", {}), ("zhao", "review_site", {"passage": 2})], ids=["plain", "form"])
def test_a_completion_sends_the_database_what_its_command_sends_and_nothing_else(
    site: Flask, world: World, login: str, element: str, fields: dict[str, Any]
) -> None:
    first, second, third = (world.task(world.accepted().case_id, element).task_id for _ in range(3))
    one, who = system(site, world, login), GOODS if login == "qian" else SITE
    said = {"outcome": "agree", "opinion": "可以", "fields": fields}
    assert one.complete(first, **said).status_code == 200  # this process knows the key now
    seen = sent(world)
    world.engine.execute(CompleteTask(command_id=fresh(), task_id=second, **said), who)
    alone = Counter(seen)
    seen.clear()
    assert one.complete(third, **said).status_code == 200
    assert seen == alone


def test_a_system_works_its_tasks_from_the_list_to_the_end_and_the_journal_says_who(site: Flask, world: World) -> None:
    case_id, one = world.accepted().case_id, system(site, world, "zhao")
    (line,) = one.get("/api/v1/tasks").json["tasks"]
    assert (line["case_id"], line["step"], line["claimed_by"]) == (case_id, "现场审查", None)
    shown = one.get(f"/api/v1/tasks/{line['task_id']}").json
    assert [each["outcome"] for each in shown["outcomes"]] == ["agree", "disagree"]
    assert [field["path"] for field in shown["form"]["fields"]] == ["passage"]
    answer = one.complete(line["task_id"], outcome="agree", opinion="通道够宽", fields={"passage": 2.50})
    assert (answer.status_code, answer.json) == (200, {"task_id": line["task_id"], "case_id": case_id, "done": True})
    row = world.task(case_id, "review_site")
    assert (row.done_by_name, row.outcome, row.opinion) == ("赵敏", "agree", "通道够宽")
    assert str(world.engine.parts.seal.open(row.fields_sealed)["passage"]) == "2.5"
    assert one.get("/api/v1/tasks").json == {"tasks": [], "next": None}


def test_what_a_person_may_not_see_at_first_a_system_does_not_see(site: Flask, world: World) -> None:
    task_id, one = world.task(world.accepted().case_id, "review_goods").task_id, system(site, world, "qian")
    shown = one.get(f"/api/v1/tasks/{task_id}")
    said = {each["path"]: each["text"] for sheet in shown.json["sheets"] for each in sheet["answers"]}
    assert said["identity"] == "3301**********609X" and said["mobile"] == "138****0001"
    assert "33010219650512609X" not in shown.get_data(as_text=True) and "sealed" not in shown.get_data(as_text=True)


def test_the_next_page_stands_in_the_answer_and_is_there(site: Flask, world: World) -> None:
    ids = {world.task(world.accepted().case_id, "review_goods").task_id for _ in range(3)}
    one = system(site, world, "qian")
    found, address = set[str](), "/api/v1/tasks?limit=2"
    while address:
        page = one.get(address).json
        found |= {row["task_id"] for row in page["tasks"]}
        address = page["next"]
    assert found == ids


def test_behind_a_proxy_with_a_prefix_the_next_page_has_it_too(site: Flask, world: World) -> None:
    for _ in range(2):
        world.accepted()
    said = system(site, world, "qian").get("/api/v1/tasks?limit=1", base_url="http://localhost/city").get_json()
    assert said["next"].startswith("/city/api/v1/tasks?")


def test_sent_twice_it_acts_once_and_answers_alike(site: Flask, world: World) -> None:
    task_id, one = world.task(world.accepted().case_id, "review_goods").task_id, system(site, world, "qian")
    said = {"command_id": fresh(), "outcome": "agree", "opinion": "可以"}
    answers_ = [one.complete(task_id, **said) for _ in range(3)]
    assert {answer.get_data() for answer in answers_} == {answers_[0].get_data()} and answers_[0].status_code == 200
    assert applied(world, "CompleteTask") == 2  # the window's acceptance, and this


def test_the_id_of_another_act_is_refused_and_who_comes_late_is_told_who_was_first(site: Flask, world: World) -> None:
    task_id, one = world.task(world.accepted().case_id, "review_goods").task_id, system(site, world, "qian")
    said = {"command_id": fresh(), "outcome": "agree"}
    assert one.complete(task_id, **said).status_code == 200
    used = one.post(f"/api/v1/tasks/{task_id}/claim", {"command_id": said["command_id"]})
    late = one.complete(task_id, outcome="agree")
    assert (used.status_code, late.status_code) == (409, 409) and "钱江" in late.json["detail"]


def test_a_task_is_taken_and_put_back(site: Flask, world: World) -> None:
    case_id, one = world.accepted().case_id, system(site, world, "qian")
    task_id = world.task(case_id, "review_goods").task_id
    assert one.post(f"/api/v1/tasks/{task_id}/claim", {"command_id": fresh()}).json["done"]
    assert one.get("/api/v1/tasks").json["tasks"][0]["claimed_by"] == "钱江"
    enrol(world, "feng")
    other = System(site, issue(world, "feng").key)
    assert other.post(f"/api/v1/tasks/{task_id}/claim", {"command_id": fresh()}).status_code == 409
    assert other.complete(task_id, outcome="agree").status_code == 409
    assert one.post(f"/api/v1/tasks/{task_id}/release", {"command_id": fresh()}).json["done"]
    assert other.complete(task_id, outcome="agree").status_code == 200


def test_a_stranger_s_key_finds_nothing_and_nothing_is_told_apart_from_what_is_not_there(site: Flask, world: World) -> None:
    task_id, stranger = world.task(world.accepted().case_id, "review_goods").task_id, system(site, world, "zhou")
    assert stranger.get("/api/v1/tasks").json == {"tasks": [], "next": None}
    for ask in (
        lambda own: stranger.get(f"/api/v1/tasks/{own}"),
        lambda own: stranger.complete(own, outcome="agree"),
        lambda own: stranger.post(f"/api/v1/tasks/{own}/claim", {"command_id": fresh()}),
        lambda own: stranger.post(f"/api/v1/tasks/{own}/release", {"command_id": fresh()}),
    ):
        his, nobodys = ask(task_id), ask("none")
        assert (his.status_code, his.get_data()) == (404, nobodys.get_data())
    assert world.task(task_id[:32], "review_goods").status == "open"


def test_a_post_taken_away_by_another_process_counts_at_the_next_request(site: Flask, world: World) -> None:
    task_id, ids = world.task(world.accepted().case_id, "review_goods").task_id, enrol(world, "qian")
    one, other = System(site, issue(world, "qian").key), Engine(world.settings, world.clock)
    assert len(one.get("/api/v1/tasks").json["tasks"]) == 1
    other.execute(UpdateOfficer(command_id=fresh(), officer_id=ids["qian"], name="钱江", posts=(ROBOT,), active=True), SECURITY)
    other.dispose()
    assert one.complete(task_id, outcome="agree").status_code == 404
    assert one.get("/api/v1/tasks").json["tasks"] == []


def test_an_account_whose_password_waits_to_be_changed_works_with_its_key(site: Flask, world: World) -> None:
    ids = enrol(world, "qian")
    world.engine.execute(ResetPassword(command_id=fresh(), officer_id=ids["qian"]), SECURITY)
    assert System(site, issue(world, "qian").key).get("/api/v1/tasks").status_code == 200


class RawNumber(str):
    """Written into the JSON as it is."""


ODD: list[Any] = [None, True, 7, 1.5, "", "字", [], [1], [[]], {}, {"a": {"b": [None]}}, [{"x": 1}], 10**40, -1e300, "x" * 3000]


@pytest.mark.parametrize("outcome", ["agree", "disagree"])
def test_fields_of_any_shape_are_answered_in_words_and_never_with_a_bug(site: Flask, world: World, outcome: str) -> None:
    case_id, one = world.accepted().case_id, system(site, world, "zhao")
    task_id = world.task(case_id, "review_site").task_id
    for odd in ODD:
        if odd not in (7, 1.5, True):
            answer = one.complete(task_id, outcome=outcome, fields={"passage": odd, "application": odd, "": odd, "a.b": odd})
            assert (answer.status_code, answer.json["errors"][0]["path"]) == (422, "passage"), odd
    assert world.task(case_id, "review_site").status == "open"


def test_what_the_step_s_form_does_not_ask_for_is_not_kept(site: Flask, world: World) -> None:
    case_id, one = world.accepted().case_id, system(site, world, "zhao")
    sent_ = {"passage": 2, "signers": ["冒名"], "application": {"stall": "改了"}, "review_goods": {"outcome": "agree"}}
    assert one.complete(world.task(case_id, "review_site").task_id, outcome="agree", fields=sent_).status_code == 200
    assert world.engine.parts.seal.open(world.task(case_id, "review_site").fields_sealed) == {"passage": 2}
    with transaction.reading(world.engine.database) as tx:
        (kept,) = tx.execute(select(answers.c.content_sealed).where(answers.c.section == "city_appearance.review")).all()
    assert world.engine.parts.seal.open(kept.content_sealed) == {"passage": 2}


@pytest.mark.parametrize("odd", [*ODD, RawNumber("1e999999999"), RawNumber("-0.0")], ids=lambda odd: repr(odd)[:30])
def test_findings_left_aside_with_a_supplement_do_not_break_the_pages_of_the_case(site: Flask, world: World, odd: Any) -> None:
    tick = {"type": "checkbox", "id": "f_ok", "key": "ok", "label": "可"}
    rows = {"type": "dynamiclist", "id": "f_rows", "path": "rows", "label": "逐项", "components": [tick]}
    form, window = json.loads(world.bundle.files[FORM]), b'camunda:candidateGroups="service_hall:window"'
    files = {**world.bundle.files, FORM: json.dumps({**form, "components": [*form["components"], rows]}).encode()}
    files[DIAGRAM] = files[DIAGRAM].replace(window, window + b' camunda:formKey="review"', 1)
    world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(content.Bundle(STALL, files))), Viewer.system())
    case_id, one = world.submitted().case_id, system(site, world, "li")
    task_id = world.task(case_id, "check_application").task_id
    assert one.get(f"/api/v1/tasks/{task_id}").json["form"]["form_id"] == "review"
    said = {"command_id": fresh(), "outcome": "supplement", "fields": {"passage": "ODD", "rows": "ODD"}, "defects": {"site_plan": "看不清"}}
    raw = json.dumps(said).replace('"ODD"', odd if isinstance(odd, RawNumber) else json.dumps(odd))
    assert one.post(f"/api/v1/tasks/{task_id}/complete", data=raw.encode()).status_code == 200
    people = sign_in(site, "li")
    for address in (f"/desk/cases/{case_id}", f"/desk/tasks/{task_id}"):
        assert people.get(address).status_code == 200
    assert one.get(f"/api/v1/tasks/{task_id}").status_code == 200


def test_defects_are_needed_for_a_supplement_and_a_material_nobody_knows_is_named(site: Flask, world: World) -> None:
    case_id, one = world.submitted().case_id, system(site, world, "li")
    task_id = world.task(case_id, "check_application").task_id
    assert one.complete(task_id, outcome="supplement").json["errors"][0]["path"] == "defects"
    assert "没有编号为 moon 的材料" in one.complete(task_id, outcome="supplement", defects={"moon": "没有"}).json["detail"]
    assert world.open_steps(case_id) == ["check_application"]


def test_another_department_s_finished_part_leaves_the_other_s_alone(site: Flask, world: World) -> None:
    player, one = world.accepted(), system(site, world, "qian")
    one.complete(world.task(player.case_id, "review_goods").task_id, outcome="agree")
    assert world.open_steps(player.case_id) == ["review_site"]
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    assert world.open_steps(player.case_id) == ["approve"] and GOODS.posts[0].department == "market_regulation"
