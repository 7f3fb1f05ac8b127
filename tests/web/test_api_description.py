"""The API's description is what is there: every address and method, and every answer in the shape it promises."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from tests.engine.world import World, fresh
from tests.web.system import System, system
from web.api.site import ROUTES

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def described(site: Flask) -> dict[str, Any]:
    answer = site.test_client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    return dict(answer.json)


def whole(described: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": described["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER)


def as_promised(described: dict[str, Any], operation: str, answer: Any) -> None:
    """One of the answers the operation describes, in its type and its shape."""
    (one,) = [act for path in described["paths"].values() for act in path.values() if isinstance(act, dict) and act.get("operationId") == operation]
    promised = one["responses"][str(answer.status_code)]
    if "$ref" in promised:
        promised = described["components"]["responses"][promised["$ref"].rpartition("/")[2]]
    schema = promised["content"][answer.content_type]["schema"]
    assert [error.message for error in whole(described, schema).iter_errors(answer.json)] == []
    assert promised.get("headers", {}).keys() <= dict(answer.headers).keys()


def _written(path: str) -> str:
    """As OpenAPI writes the places in it."""
    return path.replace("<", "{").replace(">", "}")


def test_every_address_and_method_is_described_and_no_other(described: dict[str, Any]) -> None:
    there = {(_written(route.path), route.method.lower()) for route in ROUTES}
    assert {(path, method) for path, acts in described["paths"].items() for method in acts.keys() & METHODS} == there


def test_only_what_is_public_is_described_without_a_key(described: dict[str, Any]) -> None:
    for path, acts in described["paths"].items():
        for act in (acts[method] for method in acts.keys() & METHODS):
            open_to_all = {route.permission for route in ROUTES if _written(route.path) == path} == {"public"}
            assert (act.get("security") == []) == open_to_all, path


def test_every_schema_is_one_and_every_name_it_refers_to_is_there(described: dict[str, Any]) -> None:
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    parts = described["components"]
    for kind, name in re.findall(r"#/components/(\w+)/(\w+)", str(described)):
        assert name in parts[kind]


def test_what_is_answered_is_as_described(site: Flask, world: World, described: dict[str, Any]) -> None:
    player, one = world.accepted(), system(site, world, "zhao")
    task_id = world.task(player.case_id, "review_site").task_id
    as_promised(described, "tasks", one.get("/api/v1/tasks"))
    as_promised(described, "task", one.get(f"/api/v1/tasks/{task_id}"))
    for act in ("claim", "release"):
        as_promised(described, act, one.post(f"/api/v1/tasks/{task_id}/{act}", {"command_id": fresh()}))
    as_promised(described, "complete", one.complete(task_id, outcome="agree"))
    done = one.complete(task_id, outcome="agree", fields={"passage": 2})
    assert done.status_code == 200
    as_promised(described, "complete", done)
    as_promised(described, "task", one.get(f"/api/v1/tasks/{task_id}"))
    as_promised(described, "tasks", one.get("/api/v1/tasks"))


def test_every_problem_is_as_described(site: Flask, world: World, described: dict[str, Any]) -> None:
    task_id, one = world.task(world.accepted().case_id, "review_goods").task_id, system(site, world, "qian")
    nobody = System(site, "")
    address = f"/api/v1/tasks/{task_id}/complete"
    answers = [
        ("tasks", nobody.get("/api/v1/tasks"), 401),
        ("tasks", one.get("/api/v1/tasks?limit=0"), 422),
        ("task", one.get("/api/v1/tasks/none"), 404),
        ("complete", nobody.complete(task_id), 401),
        ("complete", one.complete("none", outcome="agree"), 404),
        ("complete", one.complete(task_id), 422),
        ("complete", one.post(address, data=b"x", content_type="text/plain"), 415),
        ("release", one.post(f"/api/v1/tasks/{task_id}/release", {"command_id": fresh()}), 409),
    ]
    for operation, answer, status in answers:
        assert answer.status_code == status
        as_promised(described, operation, answer)


def test_a_body_as_described_is_taken_and_one_that_is_not_is_refused(site: Flask, world: World, described: dict[str, Any]) -> None:
    task_id, one = world.task(world.accepted().case_id, "review_goods").task_id, system(site, world, "qian")
    body = whole(described, described["components"]["schemas"]["Completion"])
    wrong = [{"outcome": "agree"}, {"command_id": "x"}, {"command_id": fresh(), "outcome": 1}, {"command_id": fresh(), "moon": 1}]
    for said in wrong:
        assert not body.is_valid(said) and one.post(f"/api/v1/tasks/{task_id}/complete", said).status_code == 422
    right = {"command_id": fresh(), "outcome": "agree", "opinion": None, "fields": {}, "defects": {}, "next": {}}
    assert body.is_valid(right) and one.post(f"/api/v1/tasks/{task_id}/complete", right).status_code == 200
