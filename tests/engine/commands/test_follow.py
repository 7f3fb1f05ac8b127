"""Finding one's case again, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands.follow import FindCase, ReissueQueryCode, SendQueryCode
from engine.domain.errors import Missing, Refused
from engine.domain.viewer import Viewer
from tests.engine.world import SITE, STRANGER, WINDOW, World, fresh

NOBODY = Viewer.public()


def find(world: World, case_no: str, code: str, origin: str = "10.0.0.1"):
    return world.engine.execute(FindCase(command_id=fresh(), case_no=case_no, query_code=code, origin=origin), NOBODY)


def test_number_and_code_find_the_case_however_they_are_typed(world: World) -> None:
    player = world.submitted()
    number = player.case.case_no
    assert find(world, number, player.query_code).case_id == player.case_id
    assert find(world, f" {number[:6]}-{number[6:].lower()} ", player.query_code.replace("-", " ").lower()).case_id == player.case_id


def test_a_wrong_number_and_a_wrong_code_look_alike(world: World) -> None:
    player = world.submitted()
    told = set()
    for number, code in ((player.case.case_no, "AAAA-AAAA-AAAA"), ("33078320260302ZDJY999999X", player.query_code), ("", "")):
        with pytest.raises(Missing) as wrong:
            find(world, number, code, origin=fresh())
        told.add(str(wrong.value))
    assert len(told) == 1


def test_guessing_is_stopped_for_a_quarter_of_an_hour_whatever_process_answers(world: World) -> None:
    player = world.submitted()
    for _ in range(10):
        with pytest.raises(Missing):
            find(world, player.case.case_no, "AAAA-AAAA-AAAA", origin=fresh())
    with pytest.raises(Refused, match="15 分钟"):
        find(world, player.case.case_no, player.query_code, origin="elsewhere")
    world.clock.set(world.clock.now() + timedelta(minutes=16))
    assert find(world, player.case.case_no, player.query_code).case_id == player.case_id


def test_a_lost_code_goes_only_to_the_phone_on_the_form(world: World) -> None:
    player = world.submitted()
    number = player.case.case_no
    world.do(SendQueryCode(command_id=fresh(), case_no=number, mobile="13911112222", origin="a"), NOBODY)
    assert find(world, number, player.query_code, "b").case_id == player.case_id
    world.do(SendQueryCode(command_id=fresh(), case_no=number, mobile="138 0000 0001", origin="a"), NOBODY)
    new_code = world.stage.phone.last["13800000001"].split("新查询码是 ")[1][:14]
    with pytest.raises(Missing):
        find(world, number, player.query_code, "c")
    assert find(world, number, new_code, "d").case_id == player.case_id


def test_only_the_window_of_the_division_issues_a_new_code(world: World) -> None:
    player = world.submitted()
    for other in (SITE, STRANGER, NOBODY):
        with pytest.raises(Missing):
            world.do(ReissueQueryCode(command_id=fresh(), case_id=player.case_id), other)
    code = world.do(ReissueQueryCode(command_id=fresh(), case_id=player.case_id), WINDOW)
    assert find(world, player.case.case_no, code).case_id == player.case_id
