"""Client processes released at the same instant, who press on cases that are handed out to them: they may meet at one."""

from __future__ import annotations

import multiprocessing
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol

from bench.clients import quantile

Press = tuple[str, int]
"""Case id and the number of the step to complete, or CLAIM."""
CLAIM = -1
PATIENCE = 120.0  # seconds until clients give up waiting for one that has died


class Client(Protocol):
    attempts: int
    """Runs of commands so far."""

    def warm(self) -> None: ...
    def start(self) -> str: ...
    def complete(self, case_id: str, number: int) -> None: ...
    def claim(self, case_id: str) -> bool: ...


@dataclass(frozen=True)
class Pressed:
    """``bursts``: seconds from each release until the last was told; ``each``: seconds of every press, ascending; ``won``: claims that won."""

    bursts: tuple[float, ...]
    each: tuple[float, ...]
    attempts: int
    won: int

    @classmethod
    def together(cls, many: list[Pressed]) -> Pressed:
        each = tuple(sorted(second for one in many for second in one.each))
        bursts = tuple(second for one in many for second in one.bursts)
        return cls(bursts, each, sum(one.attempts for one in many), sum(one.won for one in many))

    @property
    def per_second(self) -> float:
        return len(self.each) / sum(self.bursts)

    def quantile(self, share: float) -> float:
        """Milliseconds."""
        return quantile(self.each, share)


class Crowd:
    """``number`` processes, each with a client of its own made by ``make`` there. Close it when done."""

    def __init__(self, make: Callable[[], Client], number: int) -> None:
        context = multiprocessing.get_context("fork")
        self.pipes, self.processes = list[Connection](), []
        # Both are held here: what the parent lets go of in memory shared with its children is given out again.
        self._turn, self._barrier = context.Value("i", 0), context.Barrier(number)
        for own in range(number):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(make, own, self._barrier, self._turn, theirs), daemon=True)
            process.start()
            self.pipes.append(ours)
            self.processes.append(process)
        self._all(["warm"] * number)

    def begin(self, cases: int, accepted: bool) -> list[str]:
        """So many cases, begun by all clients together; ``accepted``: with the first step done."""
        shares = [len(range(own, cases, len(self.pipes))) for own in range(len(self.pipes))]
        return [case_id for own in self._all([("begin", share, accepted) for share in shares]) for case_id in own]

    def press(self, presses: list[Press]) -> Pressed:
        """All clients are released at once, each with the press of its own number; who is done takes the next that nobody has."""
        self._turn.value = len(self.pipes)
        answers = self._all([("press", presses)] * len(self.pipes))
        elapsed = max(ended for _, ended, *_ in answers) - min(began for began, *_ in answers)
        each = sorted(second for _, _, seconds, _, _ in answers for second in seconds)
        return Pressed((elapsed,), tuple(each), sum(answer[3] for answer in answers), sum(answer[4] for answer in answers))

    def close(self) -> None:
        for pipe in self.pipes:
            with suppress(OSError):  # one that has told its error is gone
                pipe.send(["stop"])
        for process in self.processes:
            process.join()

    def _all(self, orders: list[Any]) -> list[Any]:
        for pipe, order in zip(self.pipes, orders, strict=True):
            pipe.send(order)
        answers = [pipe.recv() for pipe in self.pipes]
        if errors := [answer for answer in answers if isinstance(answer, str)]:
            raise RuntimeError("\n".join(errors))  # of one that failed and of those that waited for it: nobody knows who is heard first
        return answers


def _serve(make: Callable[[], Client], own: int, barrier: Any, turn: Any, pipe: Connection) -> None:
    try:
        client = make()
        while True:
            match pipe.recv():
                case "warm":
                    pipe.send(client.warm())
                case "begin", cases, accepted:
                    pipe.send([_begun(client, accepted) for _ in range(cases)])
                case "press", presses:
                    barrier.wait(PATIENCE)
                    pipe.send(_pressed(client, presses, own, turn))
                case _:
                    return
    except Exception:  # noqa: BLE001  (told to the parent, which raises it)
        barrier.abort()
        pipe.send(traceback.format_exc())


def _begun(client: Client, accepted: bool) -> str:
    case_id = client.start()
    if accepted:
        client.complete(case_id, 0)
    return case_id


def _pressed(client: Client, presses: list[Press], at: int, turn: Any) -> tuple[float, float, list[float], int, int]:
    attempts, won, seconds = client.attempts, 0, []
    began = ended = time.perf_counter()
    while at < len(presses):
        case_id, step = presses[at]
        pressed = time.perf_counter()
        if step == CLAIM:
            won += client.claim(case_id)
        else:
            client.complete(case_id, step)
        ended = time.perf_counter()
        seconds.append(ended - pressed)
        with turn.get_lock():
            at, turn.value = turn.value, turn.value + 1
    return began, ended, seconds, client.attempts - attempts, won
