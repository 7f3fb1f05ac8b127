"""Multi-instance: one token for the step, a child token for each instance, each with its own variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.runtime.formula import Fault, Formula
from engine.runtime.token import STARTED, Token
from engine.runtime.values import plain

if TYPE_CHECKING:
    from engine.runtime.specs.activity import Activity

MOST = 1_000
LOOP_NAMES = ("loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances")


@dataclass(frozen=True)
class Many:
    """``collection`` gives a list or, as ``cardinality``, a number; ``until`` ends it early and sees ``nrOf…`` and the instance's results."""

    sequential: bool
    collection: Formula
    item_name: str | None
    until: Formula | None

    def items(self, token: Token) -> list[Any]:
        """Raises Fault if it is neither a list nor a whole number, or above 1 000."""
        found = token.workflow.variables.value(token, self.collection)
        if isinstance(found, (int, Decimal)) and not isinstance(found, bool) and found == int(found) and found >= 0:
            found = list(range(1, min(int(found), MOST + 1) + 1))
        if not isinstance(found, list):
            raise Fault(f"{self.collection.role} {self.collection.text[:60]} 的结果不是列表")
        if len(found) > MOST:
            raise Fault(f"多实例最多 {MOST} 个，这里有 {len(found)} 个")
        token.workflow.afford(1 if self.sequential else len(found))
        return plain(found)

    def begin(self, token: Token, items: list[Any]) -> None:
        held = token.internal_data
        held["got"] = [None] * len(items)
        held["ended"] = 0
        token._set_state(STARTED)
        if self.sequential:
            held["items"] = items
            self._instance(token, 0, items[0])
        else:
            for index, item in enumerate(items):
                self._instance(token, index, item)

    def ended(self, instance: Token) -> None:
        """An instance has done its work. Raises Fault, before anything has changed, if ``until`` is neither true nor false."""
        step: Activity = instance.task_spec
        body, run = instance.parent, instance.workflow
        held, index = body.internal_data, instance.internal_data["index"]
        total, ended = len(held["got"]), held["ended"] + 1
        result = step.instance_result(instance)
        enough = ended == total or self._until(instance, result, total, ended)
        held["got"][index] = result
        held["ended"] = ended
        run.passed(instance)
        run.drop(instance)
        instance.remove()
        if enough:
            for other in [child for child in body.children if child.is_instance]:
                other.cancel()
            body.internal_data["result"] = held.pop("got")
            held.pop("items", None)
            run.finish(body)
        elif self.sequential:
            self._instance(body, ended, held["items"][ended])

    def _until(self, instance: Token, result: Any, total: int, ended: int) -> bool:
        if self.until is None:
            return False
        counted = {"nrOfInstances": total, "nrOfCompletedInstances": ended, "nrOfActiveInstances": 1 if self.sequential else total - ended}
        return instance.workflow.variables.truth(instance, self.until, {**counted, instance.task_spec.name: result})

    def _instance(self, body: Token, index: int, item: Any) -> None:
        instance = body.workflow.spawn(body, body.task_spec, body.flow)
        instance.internal_data["index"] = index
        instance.data["loopCounter"] = index
        if self.item_name:
            instance.data[self.item_name] = item


def written_inside(data: Mapping[str, Any], many: Many, inputs: set[str]) -> dict[str, Any]:
    """What the steps inside an instance have written: its variables less those it was given."""
    given = {*LOOP_NAMES, many.item_name} | inputs
    return {name: value for name, value in data.items() if name not in given}
