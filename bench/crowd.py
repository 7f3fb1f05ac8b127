"""Many clients for few cases, released at the same instant: what officers who press on one case lose by each other.

The departments of a case press at once, burst after burst; clients go through the reviews of the same few cases without a pause; ten clerks
reach for one task. Beside it, in the same run: the same presses in an order in which no two of them meet at a case, and the baseline
(``bench.naive``), which locks the case's row and so lets everybody wait.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from bench import naive
from bench.durable import KINDS
from bench.frame import Figure, growth, rate
from bench.pressing import CLAIM, Client, Crowd, Press, Pressed
from bench.workload import STEPS, Ours, officer
from engine.commands import HANDLERS
from engine.commands.task import ClaimTask, CompleteTask
from engine.domain.command_id import new_command_id
from engine.domain.errors import Refused
from engine.settings import Settings

REVIEWS = range(1, 4)
"""The steps of :data:`bench.workload.STEPS` that are open side by side."""
CLERKS = 10
RUNS = 1.7
"""Three who press at once on PostgreSQL: the first runs once, each of the others loses once, then waits for its turn and loses no more: 5/3."""
AT_LEAST, LAST_TOLD = 0.8, 1.0
"""Of the baseline under the same: departments at once; the last of ten claims."""
OWN = "cases of their own"
WAITING = "stock, which waits for the row"


@dataclass(frozen=True)
class Scene:
    """``burst`` presses are released at once and all awaited before the next; 0: one burst of everything, and who is done takes the next press."""

    clients: int
    burst: int
    told: str


SCENES = (
    Scene(3, 3, "3 departments of a case at once"),
    Scene(12, 12, "12 departments of 4 cases at once"),
    Scene(4, 0, "4 clients without a pause"),
    Scene(16, 0, "16 clients without a pause"),
)


def measure(quick: bool) -> Iterator[Figure]:
    rounds, cases = (2, 24) if quick else (6, 48)
    for kind in KINDS:
        for scene in (SCENES[0], SCENES[3]) if quick else SCENES:
            with sides(kind, scene.clients) as crowds:
                yield from told(kind, scene, reviewed(crowds, scene, rounds, cases))
        with sides(kind, CLERKS) as crowds:
            yield from told_of_claims(kind, claimed(crowds, rounds, 10))


# --- the presses ---
def meeting(cases: list[str]) -> list[Press]:
    """All reviews of a case, then those of the next: neighbours press on the same case."""
    return [(case_id, step) for case_id in cases for step in REVIEWS]


def apart(cases: list[str]) -> list[Press]:
    """The same presses, one review of each case, then the next of each."""
    return [(case_id, step) for step in REVIEWS for case_id in cases]


def reviewed(crowds: dict[str, Crowd], scene: Scene, rounds: int, cases: int) -> dict[tuple[str, str], Pressed]:
    """(whose, ``meeting`` or ``apart``) → what was pressed; they take turns."""
    took: dict[tuple[str, str], list[Pressed]] = {}
    for _ in range(rounds):
        for whose, crowd in crowds.items():
            for order in (meeting, apart):
                presses = order(crowd.begin(cases, accepted=True))
                bursts = [presses[at : at + scene.burst] for at in range(0, len(presses), scene.burst)] if scene.burst else [presses]
                took.setdefault((whose, order.__name__), []).extend(map(crowd.press, bursts))
    return {key: Pressed.together(many) for key, many in took.items()}


def claimed(crowds: dict[str, Crowd], rounds: int, bursts: int) -> dict[tuple[str, str], Pressed]:
    """The same for claims: ``meeting``, ten claims of one task; ``apart``, ten of ten. Raises AssertionError unless exactly one wins a task."""
    took: dict[tuple[str, str], list[Pressed]] = {}
    for _ in range(rounds):
        for whose, crowd in crowds.items():
            for case_id in crowd.begin(bursts, accepted=False):
                took.setdefault((whose, "meeting"), []).append(crowd.press([(case_id, CLAIM)] * CLERKS))
            for _ in range(bursts):
                own = crowd.begin(CLERKS, accepted=False)
                took.setdefault((whose, "apart"), []).append(crowd.press([(case_id, CLAIM) for case_id in own]))
    for (whose, order), many in took.items():
        winners = {each.won for each in many}
        assert winners == ({1} if order == "meeting" else {CLERKS}), f"{whose}, {order}: so many were told it is theirs: {winners}"
    return {key: Pressed.together(many) for key, many in took.items()}


# --- the clients ---
class Counting(Ours):
    """Counts how often handlers ran; a command whose race was lost runs its handler again. Only for a process of its own."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.attempts, self.clerk = 0, officer(STEPS[0][1])
        for kind in (CompleteTask, ClaimTask):
            HANDLERS[kind] = self._counted(HANDLERS[kind])

    def _counted(self, handler: Any) -> Any:
        def counted(command: Any, work: Any) -> Any:
            self.attempts += 1
            return handler(command, work)

        return counted

    def claim(self, case_id: str) -> bool:
        try:
            self.engine.execute(ClaimTask(command_id=new_command_id(), task_id=f"{case_id}-{self.task_numbers[0]}"), self.clerk)
        except Refused:
            return False
        return True


class Waiting(naive.Naive):
    """The baseline has no claims: here its holder is one more answer in the state."""

    attempts = 0

    def claim(self, case_id: str) -> bool:
        workflow = self.serializer.deserialize_json(self.rows.begin(case_id))
        mine = "holder" not in workflow.data
        if mine:
            workflow.data["holder"] = uuid4().hex
        self.rows.save(case_id, self.serializer.serialize_json(workflow))
        return mine


@contextmanager
def sides(kind: str, clients: int) -> Iterator[dict[str, Crowd]]:
    """So many clients of both, each side on a database of its own."""
    with naive.beside(kind) as (settings, own), ExitStack() as stack:

        def ours() -> Client:
            return Counting(settings)

        def theirs() -> Client:
            return Waiting(own)

        crowds = {"ours": Crowd(ours, clients), "naive": Crowd(theirs, clients)}
        for crowd in crowds.values():
            stack.callback(crowd.close)
        yield crowds


# --- the figures ---
def told(kind: str, scene: Scene, took: dict[tuple[str, str], Pressed]) -> Iterator[Figure]:
    ours, own, theirs = took["ours", "meeting"], took["ours", "apart"], took["naive", "meeting"]
    three = scene.clients == len(REVIEWS)
    tails = f"p50 {ours.quantile(0.5):.2f}, p99 {ours.quantile(0.99):.2f} ms; apart {own.quantile(0.5):.2f}, {own.quantile(0.99):.2f}"
    yield rate(f"{kind}, {scene.told}: completed", ours.per_second, "/s", OWN, own.per_second, note=tails)
    waited = f"its p50 {theirs.quantile(0.5):.2f}, p99 {theirs.quantile(0.99):.2f} ms; apart {took['naive', 'apart'].per_second:.0f} /s"
    bound = AT_LEAST if scene.burst else None
    yield rate("  the same", ours.per_second, "/s", WAITING, theirs.per_second, at_least=bound, note=waited)
    yield growth("  p99 of a completion", ours.quantile(0.99), "ms", "its median", ours.quantile(0.5))
    most, beside = RUNS if three and kind == "postgresql" else None, f"apart {own.attempts / len(own.each):.2f} ×"
    yield growth("  runs of a command", ours.attempts, "runs", "commands", len(ours.each), at_most=most, note=beside)


def told_of_claims(kind: str, took: dict[tuple[str, str], Pressed]) -> Iterator[Figure]:
    ours, own, theirs = (1000 * statistics.median(took[key].bursts) for key in (("ours", "meeting"), ("ours", "apart"), ("naive", "meeting")))
    claims = took["ours", "meeting"]
    note = f"the slowest of all bursts {1000 * max(claims.bursts):.1f} ms"
    yield growth(f"{kind}, {CLERKS} claims of one task: last told after", ours, "ms", f"{CLERKS} claims of {CLERKS} tasks", own, note=note)
    yield growth("  the same", ours, "ms", WAITING, theirs, at_most=LAST_TOLD)
    yield growth("  runs of a claim", claims.attempts, "runs", "claims", len(claims.each), note="one wins each task")
