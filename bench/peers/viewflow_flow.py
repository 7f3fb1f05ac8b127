"""The common workload drawn in Viewflow. Imported only where Django is set up (see ``viewflow``)."""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process


def record(activation: Any, element: str, outcome: str, opinion: str) -> None:
    activation.process.data.update({element: outcome, f"{element}_opinion": opinion})
    activation.process.save()


def begin(activation: Any, answers: dict[str, Any]) -> Any:
    activation.process.data = {"answers": answers, "amount": answers["amount"]}
    return activation.process


def agreed(activation: Any) -> bool:
    data = activation.process.data
    return all(data[f"review_{name}"] == "agree" for name in ("tax", "housing", "market")) and data["amount"] <= 5000


class CommonWorkload(flow.Flow):
    """Tasks are Handle nodes: completed from outside, without the owner that a View would write too."""

    process_class = Process
    lock_impl = lock.select_for_update_lock

    start = flow.StartHandle(begin).Next(this.intake)
    intake = flow.Handle(record).Next(this.fork)
    fork = flow.Split().Always(this.tax).Always(this.housing).Always(this.market)
    tax = flow.Handle(record).Next(this.join)
    housing = flow.Handle(record).Next(this.join)
    market = flow.Handle(record).Next(this.join)
    join = flow.Join().Next(this.agreed)
    agreed = flow.If(agreed).Then(this.approve).Else(this.ended)
    approve = flow.Handle(record).Next(this.closed)
    ended = flow.End()
    closed = flow.End()
