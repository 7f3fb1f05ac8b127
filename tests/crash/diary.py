"""What a client wrote down: before each act what it will send, after it what came back. Every line is on the disk before it goes on.

One JSON object a line. ``said`` is ``will`` (the act as a whole), ``sends`` (one more time the same bytes), then ``confirmed``, ``refused``
or ``unknown`` (no answer, or a server's 5xx: it may have been done or not).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class Diary:
    """Append-only; a line stands on the disk when the call returns. Threads of one client may share it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._client = path.stem
        self._acts = 0

    def will(self, kind: str, **about: Any) -> str:
        """A new act; gives the name under which its fate is written."""
        self._acts += 1
        act = f"{self._client}-{self._acts}"
        self.write(act, "will", kind=kind, **about)
        return act

    def write(self, act: str, said: str, **about: Any) -> None:
        line = json.dumps({"act": act, "said": said, "at": time.time(), **about}, ensure_ascii=False) + "\n"
        os.write(self._file, line.encode())
        os.fsync(self._file)


@dataclass
class Act:
    """One act as the diary tells it. ``refused_at_once``: the only answer to its only sending was a refusal; ``refused_always``: each of its
    sendings had one."""

    name: str
    kind: str
    at: float
    about: dict[str, Any]
    sent: int = 0
    answers: list[tuple[str, float, dict[str, Any]]] = field(default_factory=list)

    @property
    def command_id(self) -> str:
        return str(self.about.get("command_id", ""))

    @property
    def confirmation(self) -> dict[str, Any] | None:
        return next((about for said, _, about in self.answers if said == "confirmed"), None)

    @property
    def confirmed_at(self) -> float:
        return next(at for said, at, _ in self.answers if said == "confirmed")

    @property
    def refused_at_once(self) -> bool:
        return self.sent == 1 and self.refused_always

    @property
    def refused_always(self) -> bool:
        return [said for said, _, _ in self.answers] == ["refused"] * self.sent


def read(paths: Iterable[Path]) -> list[Act]:
    """All acts of these diaries, each client's in its own order."""
    acts: dict[str, Act] = {}
    for path in sorted(paths):
        for line in _lines(path):
            name, said, at = line.pop("act"), line.pop("said"), line.pop("at")
            if said == "will":
                acts[name] = Act(name, line.pop("kind"), at, line)
            elif said == "sends":
                acts[name].sent += 1
            else:
                acts[name].answers.append((said, at, line))
    return list(acts.values())


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
