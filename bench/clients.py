"""Client processes that all do the same at the same time, and how long each act took them."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol

from bench.workload import STEPS


class Client(Protocol):
    def start(self) -> str: ...
    def complete(self, case_id: str, number: int) -> None: ...
    def warm(self) -> None: ...


@dataclass(frozen=True)
class Took:
    """``per_second`` counts all clients together; ``each`` are the seconds of every single act, ascending."""

    per_second: float
    each: tuple[float, ...]

    def quantile(self, share: float) -> float:
        """Milliseconds."""
        return quantile(self.each, share)


def quantile(seconds: Sequence[float], share: float) -> float:
    """Of ascending seconds; milliseconds."""
    return 1000 * seconds[min(len(seconds) - 1, int(share * len(seconds)))]


def together(many: list[Took]) -> Took:
    return Took(statistics.median(took.per_second for took in many), tuple(sorted(second for took in many for second in took.each)))


class Clients:
    """``number`` processes, each with a client of its own made by ``make`` there. Close them when done."""

    def __init__(self, make: Callable[[], Client], number: int) -> None:
        context = multiprocessing.get_context("fork")
        self.pipes, self.processes = [], []
        for _ in range(number):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(make, theirs), daemon=True)
            process.start()
            self.pipes.append(ours)
            self.processes.append(process)
        self._all("warm", 0)

    def start(self, cases: int) -> Took:
        """Each starts so many cases."""
        return self._all("start", cases)

    def complete(self) -> Took:
        """Each completes every task of the cases it has started."""
        return self._all("complete", 0)

    def close(self) -> None:
        for pipe in self.pipes:
            pipe.send(("stop", 0))
        for process in self.processes:
            process.join()

    def _all(self, what: str, number: int) -> Took:
        for pipe in self.pipes:
            pipe.send((what, number))
        answers = [pipe.recv() for pipe in self.pipes]
        for answer in answers:
            if isinstance(answer, str):
                raise RuntimeError(answer)
        each = sorted(second for _, _, seconds in answers for second in seconds)
        elapsed = max(ended for _, ended, _ in answers) - min(began for began, _, _ in answers)
        return Took(len(each) / elapsed if elapsed else 0.0, tuple(each))


def _serve(make: Callable[[], Client], pipe: Connection) -> None:
    try:
        client, cases = make(), list[str]()
        while True:
            what, number = pipe.recv()
            if what == "stop":
                return
            pipe.send(_act(client, cases, what, number))
    except Exception as error:  # noqa: BLE001  (told to the parent, which raises it)
        import traceback

        pipe.send("".join(traceback.format_exception(error)))


def _act(client: Client, cases: list[str], what: str, number: int) -> tuple[float, float, list[float]]:
    began, seconds = time.perf_counter(), []
    if what == "warm":
        client.warm()
    elif what == "start":
        for _ in range(number):
            seconds.append(_timed(lambda: cases.append(client.start())))
    else:
        for step in range(len(STEPS)):
            for case_id in cases:
                seconds.append(_timed(lambda case_id=case_id, step=step: client.complete(case_id, step)))
        cases.clear()
    return began, time.perf_counter(), seconds


def _timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
