"""拿回 of one signature while others still sign the step: its signer signs anew, and whoever got his turn by it waits for it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.errors import Refused
from engine.runtime.token import Token

if TYPE_CHECKING:
    from engine.runtime.run import Run
    from engine.runtime.specs.signing import Roll


@dataclass(frozen=True)
class Unsigned:
    """Line ``position`` of the roll that ``body`` holds; ``put_off``: the lines whose turn it is not any more."""

    body: Token
    position: int
    put_off: tuple[int, ...]

    @property
    def gone(self) -> set[str]:
        roll = self.body.internal_data["roll"]
        return {roll[index]["t"] for index in self.put_off}


def of_task(run: Run, task_id: str) -> Unsigned | None:
    """None where the task is no signature, or all of its step have signed. Raises Refused when somebody has gone on because of it."""
    for body in run.tasks.values():
        if not body.is_signed or "done" in body.internal_data:
            continue
        roll = body.task_spec.signing.roll(body)
        for position, line in enumerate(roll):
            if line["s"] == "done" and line.get("t") == task_id:
                return Unsigned(body, position, tuple(_put_off(run, body, roll, position)))
    return None


def _put_off(run: Run, body: Token, roll: Roll, position: int) -> Iterator[int]:
    line, name = roll[position], body.task_spec.bpmn_name or body.task_spec.name
    if line["m"] in ("before", "consulted"):
        if roll[line["h"]]["s"] != "held":
            raise Refused("意见已经交给“{step}”的签署人，拿不回来了", step=name)
        return
    for index, other in enumerate(roll):
        follows = other["m"] == "after" and other["h"] == position
        follows = follows or (body.task_spec.signing.sequential and other["m"] == line["m"] == "drawn" and index > position)
        if not follows or other["s"] in ("later", "removed"):
            continue
        token = run.tasks.get(other.get("t", ""))
        if token is None or token.is_parked or any(each["h"] == index for each in roll):
            raise Refused("“{step}”后面的签署人已经接着办了，拿不回来了", step=name)
        yield index


def carry_out(run: Run, unsigned: Unsigned) -> None:
    body, roll = unsigned.body, unsigned.body.internal_data["roll"]
    for index in unsigned.put_off:
        run.tasks[roll[index].pop("t")].cancel()
        roll[index]["s"] = "later"
    del roll[unsigned.position]["r"]
    if body.internal_data.get("last") == unsigned.position:
        del body.internal_data["last"]
    body.task_spec.signing.open(body, unsigned.position)
    run.signers_changed(body)
