"""Peers that are not Python: a program that is told how many cases each client makes, and answers with the seconds every act took."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, urlsplit

from bench import naive, workload
from bench.clients import Took

ANSWERS = workload.CONTENT / "bpmn" / workload.PROCESS / "fixtures" / "application.json"
AMOUNT = str(workload.ANSWERS["amount"])


class Programs:
    """One program with all clients as threads, or several with one each; all are told at once."""

    def __init__(self, started: Sequence[subprocess.Popen[str]]) -> None:
        self.started = started
        for program in started:
            self._read(program)

    @classmethod
    @contextmanager
    def running(cls, commands: Sequence[Sequence[str | Path]], environment: Mapping[str, str] | None = None) -> Iterator[Self]:
        pipe = subprocess.PIPE
        with ExitStack() as stack:
            started = []
            for command in commands:
                program = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment)
                started.append(stack.enter_context(program))  # closes its input and waits for its end
            yield cls(started)

    def batch(self, cases: int) -> Took:
        for program in self.started:
            assert program.stdin is not None
            program.stdin.write(f"{cases}\n")
            program.stdin.flush()
        answers = [json.loads(self._read(program))["complete"] for program in self.started]
        each = sorted(second for answer in answers for second in answer["each"])
        return Took(len(each) / max(answer["busy"] for answer in answers), tuple(each))

    @staticmethod
    def _read(program: subprocess.Popen[str]) -> str:
        assert program.stdout is not None
        line = program.stdout.readline()
        if not line:
            raise RuntimeError(f"The program ended with code {program.wait()}: {' '.join(map(str, program.args))}")  # type: ignore[arg-type]
        return line


def diagram(condition: str) -> str:
    """The common workload as BPMN without any engine's own words but the condition."""
    drawn = naive.diagram().decode().replace(naive.AGREED, condition)
    return drawn.replace("<bpmn:definitions ", '<bpmn:definitions targetNamespace="bench" ', 1)


def socket_folder(url: str) -> str:
    """Where PostgreSQL listens."""
    return parse_qs(urlsplit(url).query)["host"][0]


def database_name(url: str) -> str:
    return urlsplit(url).path.strip("/")
