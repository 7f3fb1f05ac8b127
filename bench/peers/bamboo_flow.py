"""The common workload drawn in bamboo-pipeline. Imported only where Django is set up (see ``bamboo``)."""

from __future__ import annotations

from typing import Any

from bamboo_engine import builder
from pipeline.component_framework.component import Component
from pipeline.core.flow.activity import Service

REVIEWS = ("tax", "housing", "market")
AGREED = " and ".join([*(f'"${{{name}}}" == "agree"' for name in REVIEWS), "${amount} <= 5000"])
OTHERWISE = " or ".join([*(f'"${{{name}}}" != "agree"' for name in REVIEWS), "${amount} > 5000"])


class OutcomeService(Service):
    """Waits until a person's outcome is called back."""

    __need_schedule__ = True

    def execute(self, data: Any, parent_data: Any) -> bool:
        return True

    def schedule(self, data: Any, parent_data: Any, callback_data: Any = None) -> bool:
        data.outputs.outcome = callback_data["outcome"]
        data.outputs.opinion = callback_data["opinion"]
        return True


class OutcomeComponent(Component):
    name = "outcome of a person"
    code = "bench_outcome"
    bound_service = OutcomeService
    form = ""


def pipeline(answers: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A pipeline and the ids of its tasks in the order of the workload."""
    tasks = {name: builder.ServiceActivity(component_code=OutcomeComponent.code) for name in ("intake", *REVIEWS, "approve")}
    data = builder.Data()
    data.inputs["${amount}"] = builder.Var(type=builder.Var.PLAIN, value=answers["amount"])
    data.inputs["${answers}"] = builder.Var(type=builder.Var.PLAIN, value=answers)
    for name in REVIEWS:
        data.inputs[f"${{{name}}}"] = builder.NodeOutput(type=builder.Var.SPLICE, source_act=tasks[name].id, source_key="outcome", value="")
    start, fork, join = builder.EmptyStartEvent(), builder.ParallelGateway(), builder.ConvergeGateway()
    agreed = builder.ExclusiveGateway(conditions={0: AGREED, 1: OTHERWISE})
    after, closed = builder.ConvergeGateway(), builder.EmptyEndEvent()
    start.extend(tasks["intake"]).extend(fork).connect(*(tasks[name] for name in REVIEWS)).converge(join).extend(agreed)
    agreed.connect(tasks["approve"], after)
    tasks["approve"].extend(after)
    after.extend(closed)
    return builder.build_tree(start, data=data), [task.id for task in tasks.values()]
