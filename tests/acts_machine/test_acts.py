"""At least ten thousand acts on each database: 退回, 拿回, 跳转, 挂起, 加签, 会商, 代理, 离职转交 with everything else that moves a case."""

from __future__ import annotations

from itertools import count

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.acts_machine.acts import OFFERS
from tests.acts_machine.machine import machine_for
from tests.acts_machine.office import office_at
from tests.databases import Databases
from tests.engine.world import found

WANTED = 10_000
ROUND = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    derandomize=False,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
    phases=(Phase.generate, Phase.shrink),
)


def test_any_legal_order_of_acts_keeps_every_invariant_and_every_case_can_still_end(
    databases: dict[str, Databases], database_kind: str
) -> None:
    with databases[database_kind].fresh(found) as url, office_at(url) as office:
        machine = machine_for(office)
        for number in count():  # each round with a seed of its own, so that every run does the same and no round repeats another
            run_state_machine_as_test(seed(number)(machine), settings=ROUND)
            if sum(machine.done.values()) >= WANTED:
                break
        print(f"\n{database_kind}: {sum(machine.done.values())} acts, {dict(machine.done)}")  # noqa: T201  (how much was done)
        assert set(OFFERS) == machine.done.keys(), "every kind of act was done"
