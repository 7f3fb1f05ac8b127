"""The machine: any legal order of acts, timers and messages at any of the shapes; after each act every invariant is looked at."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from engine.domain.errors import Forbidden, Refused
from tests.acts_machine import invariants
from tests.acts_machine.acts import INSTEAD, KINDS, MAY_BE_REFUSED, OFFERS, Act
from tests.acts_machine.office import Office

SHAPES = 60


class ActsMachine(RuleBasedStateMachine):
    """``office`` and ``done`` (how often each kind of act was done) are set on a subclass before it runs."""

    office: Office
    done: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.case_id = ""
        self.standing: Any = None

    @initialize(seed=st.integers(0, SHAPES - 1))
    def hand_in(self, seed: int) -> None:
        self.hand_in_as(seed)

    def hand_in_as(self, seed: int) -> None:
        self.case_id = self.office.begin(seed)
        self.standing = invariants.check(self.office, self.case_id)

    @rule(kind=st.sampled_from(KINDS), number=st.integers(0, 1_000), again=st.integers(0, 15))
    def act(self, kind: str, number: int, again: int) -> None:
        if self.standing.is_over:
            self.teardown()
            self.hand_in_as(number % SHAPES)
            return
        for each in (kind, *INSTEAD[number % len(INSTEAD) :], "办理"):
            possible = OFFERS[each](self.office, self.standing)
            if possible:
                self._do(each, possible[number % len(possible)], again == 0)
                return

    def _do(self, kind: str, act: Act, again: bool) -> None:
        before = {row.task_id: row.due_at for row in self.standing.open_tasks if row.due_at is not None}
        if act.at is not None:
            self.office.clock.set(act.at)
        try:
            self.office.do(act.command, act.viewer)
        except (Refused, Forbidden):
            assert kind in MAY_BE_REFUSED, kind
            assert self.office.standing(self.case_id).state == self.standing.state, "what is refused changes nothing"
            return
        self.done[kind] += 1
        self.standing = invariants.check(self.office, self.case_id)
        if kind in ("挂起", "唤醒"):
            after = {row.task_id: row.due_at for row in self.standing.open_tasks}
            assert all(after[task_id] >= due for task_id, due in before.items()), "pausing never moves a due date earlier"
        if again:
            state, length = self.standing.state, self.standing.case.journal_length
            self.office.do(act.command, act.viewer)
            self.standing = self.office.standing(self.case_id)
            assert (self.standing.state, self.standing.case.journal_length) == (state, length), "a command id is applied once"

    def teardown(self) -> None:
        if self.case_id:
            invariants.check_the_whole(self.office, self.case_id)


def machine_for(office: Office) -> type[ActsMachine]:
    return type("ActsMachine", (ActsMachine,), {"office": office, "done": Counter()})
