"""The state of a case as bytes: flat, versioned, without any part of the definition inside.

Version 1 is one JSON object: ``v`` 1; ``p`` process id; ``n`` the counter behind all ids; ``e`` 1 if ended; ``x`` 1 if any value is
tagged (``values.py``); ``d`` the variables; ``t`` the tokens in order of creation, parents before children, each
``[number, parent's number, element id, state, flow, data, internal]`` without its empty tail. A token's id is ``t<number>``; the first
is the root. States are SpiffWorkflow's numbers. A state of any earlier version must open for ever (golden files in the tests).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from engine.domain.errors import Refused
from engine.runtime import values
from engine.runtime.token import Token

if TYPE_CHECKING:
    from engine.runtime.run import Run

VERSION = 1
_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS


def dump(run: Run) -> bytes:
    tagged = False

    def default(value: Any) -> dict[str, str]:
        nonlocal tagged
        tagged = True
        return values.written(value)

    # Variables and tokens first: only then is it known whether any value is tagged.
    body = orjson.dumps({"d": run.variables.root, "t": [_row(token) for token in run.tasks.values()]}, default=default, option=_OPTIONS)
    head = orjson.dumps({"v": VERSION, "p": run.definition.process_id, "n": run.counter, "e": int(run.completed), "x": int(tagged)})
    return head[:-1] + b"," + body[1:]


def load(run: Run, state: bytes) -> None:
    """Fill an empty run. Raises Refused if the state belongs to another process or stands where the definition has no element."""
    raw = orjson.loads(state)
    if raw["v"] != VERSION:
        raise Refused("流程状态的版本 {version} 比程序新，请升级程序", version=raw["v"])
    if raw["p"] != run.definition.process_id:
        raise Refused("流程状态属于流程 {process}，不是 {expected}", process=raw["p"], expected=run.definition.process_id)
    tagged = raw["x"]
    run.counter = raw["n"]
    run.completed = bool(raw["e"])
    run.variables.root.update(values.read(raw["d"]) if tagged else raw["d"])
    for row in raw["t"]:
        _restore(run, row, tagged)


def _row(token: Token) -> list[Any]:
    parent = int(token._parent[1:]) if token._parent else 0
    row = [int(token.id[1:]), parent, token.task_spec.name, token._state, token.flow, token.data, token.internal_data]
    while not row[-1]:
        row.pop()
    return row


def _restore(run: Run, row: list[Any], tagged: int) -> None:
    number, parent, element, state, flow, data, internal = row + [None] * (7 - len(row))
    node = run.definition.nodes.get(element) if parent else run.definition.root.start
    if node is None:
        raise Refused("流程定义里没有环节“{element}”，这个办件停在那里", element=element)
    token = Token(run, node, run.tasks.get(f"t{parent}"), state, f"t{number}", flow)
    if data:
        token.data = values.read(data) if tagged else data
    if internal:
        token.internal_data = values.read(internal) if tagged else internal
    if not parent:
        run.task_tree = token
