"""The bench's crowd at work: every press is made once, all are told, one clerk gets the task. No time is asserted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench import crowd
from bench.crowd import Scene
from bench.pressing import Crowd

CLIENTS = 3


@pytest.fixture(scope="module")
def crowds() -> Iterator[dict[str, Crowd]]:
    with crowd.sides("sqlite", CLIENTS) as crowds:
        yield crowds


@pytest.mark.parametrize("scene", [Scene(CLIENTS, 3, "at once"), Scene(CLIENTS, 0, "without a pause")], ids=lambda scene: scene.told)
def test_departments_press_on_each_review_once_however_often_they_meet(crowds: dict[str, Crowd], scene: Scene) -> None:
    took = crowd.reviewed(crowds, scene, rounds=1, cases=3)
    assert {key: len(pressed.each) for key, pressed in took.items()} == {(who, how): 9 for who in ("ours", "naive") for how in ("meeting", "apart")}
    assert len(took["ours", "meeting"].bursts) == (3 if scene.burst else 1)
    assert all(took["ours", how].attempts >= 9 for how in ("meeting", "apart"))
    assert not any(figure.value != figure.value for figure in crowd.told("sqlite", scene, took))


def test_of_the_clerks_one_wins_each_task_and_all_are_told(crowds: dict[str, Crowd], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "CLERKS", CLIENTS)
    took = crowd.claimed(crowds, rounds=1, bursts=2)
    assert {key: (len(pressed.each), pressed.won) for key, pressed in took.items()} == {
        ("ours", "meeting"): (6, 2), ("ours", "apart"): (6, 6), ("naive", "meeting"): (6, 2), ("naive", "apart"): (6, 6)
    }  # fmt: skip
    assert len(list(crowd.told_of_claims("sqlite", took))) == 3


class Broken:
    attempts = 0

    def warm(self) -> None: ...

    def complete(self, case_id: str, number: int) -> None:
        raise ZeroDivisionError(case_id)


def test_a_client_that_fails_tells_why_and_the_others_do_not_wait_for_it() -> None:
    crowd_of_two = Crowd(Broken, 2)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="ZeroDivisionError: a case"):
        crowd_of_two.press([("a case", 1)] * 2)
    crowd_of_two.close()
