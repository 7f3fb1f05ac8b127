"""即办件 (行政许可法 art. 34 para. 2, art. 56): whether an item that is decided on the spot says and draws nothing that contradicts it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.content.item import Handling, ItemSpec
from engine.runtime import Step

Finding = tuple[str, str, str, str]
HALL = "service_hall"


def spot_findings(item: ItemSpec) -> Iterator[Finding]:
    """What the item itself contradicts."""
    if item.kind != Handling.INSTANT:
        return
    if not item.limits.promised.is_zero:
        said = f"即办件当场作出决定，承诺时限要写 P0D（受理当天），不能写 {item.limits.promised}；不能当场决定的，按法定时限办。做不到的请改为承诺件。"
        yield "error", "limits.promised", "slow_instant", said
    if item.is_joint:
        yield "error", "departments", "joint_instant", "几个部门联合办理的事项不能当场作出决定，不能是即办件。请改为承诺件。"


def spot_problems(steps: tuple[Step, ...], item: ItemSpec) -> Iterator[Finding]:
    """What the diagram lacks, or has of it without being one."""
    accepting = [step for step in steps if step.act == "accept"]
    ordinary = [step for step in steps if "ordinary" in step.properties]
    for step in ordinary:
        if step.act != "accept" or item.kind != Handling.INSTANT:
            said = f"“{step.name or step.id}”写了 ordinary：它只用在即办件不能当场决定时的受理环节（act=accept）。"
            yield "error", step.id, "ordinary", said
    for step in steps:
        if {outcome.id for outcome in step.outcomes} & {"grant", "deny"} and any(group.partition(":")[0] == HALL for group in step.who):
            said = f"“{step.name or step.id}”由政务服务中心作出决定：综合窗口只收件、出件，决定要由有权的部门作出，例如派驻窗口 部门:window。"
            yield "error", step.id, "hall_decides", said
    if item.kind != Handling.INSTANT or not accepting:
        return
    if not ordinary:
        said = "即办件要画出不能当场决定时的路：另一个受理环节（act=accept），写属性 ordinary（为什么不能当场决定），后面是审查和决定。"
        yield "error", accepting[0].id, "no_ordinary", said
    if all(step in ordinary for step in accepting):
        yield "error", accepting[0].id, "no_spot", "即办件没有画当场决定的路：受理（act=accept，不写 ordinary）以后直接是决定（act=decide）。"
