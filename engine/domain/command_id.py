"""The id of a command, drawn by whoever is about to send it: sent twice it acts once."""

from __future__ import annotations

import os
import re
import time

_SHAPE = re.compile(r"[0-9a-f]{32}")

def new_command_id() -> str:
    """32 hexadecimal digits: 12 of the milliseconds, 20 of chance. Later ids sort behind earlier ones, so that the command log's index
    grows at its end: with ids of chance alone every command of a large city would read and write a page of it that nobody has touched for months."""
    return f"{time.time_ns() // 1_000_000:012x}{os.urandom(10).hex()}"


def is_command_id(text: str) -> bool:
    """Whether it has the shape of one, whoever has drawn it."""
    return _SHAPE.fullmatch(text) is not None
