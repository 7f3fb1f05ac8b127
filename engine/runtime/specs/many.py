"""Multi-instance: one token for the step, a child token for each instance, each with its own variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from engine.runtime.formula import Fault, Formula
from engine.runtime.token import STARTED, Token
from engine.runtime.values import plain

MOST = 1_000
LOOP_NAMES = ("loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances")


@dataclass(frozen=True)
class Many:
    """``collection`` gives a list or, as ``cardinality``, a number; ``until`` ends it early and sees ``nrOf…`` and the instance's results."""

    sequential: bool
    collection: Formula | None
    item_name: str | None
    until: Formula | None
    signs: ClassVar[bool] = False

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
        self.announce(token)
        token._set_state(STARTED)
        if self.sequential:
            held["items"] = items
            self._instance(token, 0, items[0])
        else:
            for index, item in enumerate(items):
                self._instance(token, index, item)

    def announce(self, body: Token) -> None:
        """Each instance enters and passes; the step itself says nothing of its own unless there is none."""

    def is_silent(self, token: Token) -> bool:
        return not token.is_instance and token.internal_data.get("result") != []

    def ended(self, instance: Token) -> None:
        """An instance has done its work. Raises Fault, before anything has changed, if ``until`` is neither true nor false."""
        body, run = instance.parent, instance.workflow
        held, index = body.internal_data, instance.internal_data["index"]
        got, ended = list(held["got"]), held["ended"] + 1
        got[index] = instance.task_spec.instance_result(instance)
        enough, result = self.verdict(instance, got, got[index], ended)
        held["got"], held["ended"] = got, ended
        run.passed(instance)
        run.drop(instance)
        instance.remove()
        if enough:
            for other in [child for child in body.children if child.is_instance]:
                other.cancel()
            body.internal_data["result"] = result
            del held["got"]
            held.pop("items", None)
            run.finish(body)
        elif self.sequential:
            self._instance(body, ended, held["items"][ended])

    def verdict(self, instance: Token, got: list[Any], last: Any, ended: int) -> tuple[bool, Any]:
        """(whether the step is done, its result then). ``got``: the results so far in the order of the items."""
        if ended == len(got) or self.until is None:
            return ended == len(got), got
        active = 1 if self.sequential else len(got) - ended
        counted = {"nrOfInstances": len(got), "nrOfCompletedInstances": ended, "nrOfActiveInstances": active}
        return instance.workflow.variables.truth(instance, self.until, {**counted, instance.task_spec.name: last}), got

    def _instance(self, body: Token, index: int, item: Any) -> None:
        instance = body.workflow.spawn(body, body.task_spec, body.flow)
        instance.internal_data["index"] = index
        if "into" in body.internal_data:
            instance.internal_data["into"] = body.internal_data["into"]
        instance.data["loopCounter"] = index
        if self.item_name:
            instance.data[self.item_name] = item


def written_inside(data: Mapping[str, Any], many: Many, inputs: set[str]) -> dict[str, Any]:
    """What the steps inside an instance have written: its variables less those it was given."""
    given = {*LOOP_NAMES, many.item_name} | inputs
    return {name: value for name, value in data.items() if name not in given}
