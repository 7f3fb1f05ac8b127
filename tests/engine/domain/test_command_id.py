"""Ids of commands."""

from __future__ import annotations

import re
import time

import pytest

from engine.domain import command_id
from engine.domain.command_id import new_command_id


def test_no_two_commands_of_one_instant_have_the_same_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_id.time, "time_ns", lambda: 1_790_000_000_123_456_789)
    drawn = {new_command_id() for _ in range(2_000)}
    assert len(drawn) == 2_000
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in drawn)


def test_a_later_id_sorts_behind_an_earlier_one(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns()
    instants = [now + number * 1_000_000 for number in (0, 1, 255, 256, 10**6, 10**10)]
    drawn = []
    for instant in instants:
        monkeypatch.setattr(command_id.time, "time_ns", lambda instant=instant: instant)
        drawn.append(new_command_id())
    assert drawn == sorted(drawn)
