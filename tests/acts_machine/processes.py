"""Services put together at random from well-formed pieces, so that every act meets nested reviews, instances, sub-processes and loops."""

from __future__ import annotations

import re
from random import Random

from engine import content
from tests.engine.runtime.drawing import HEAD, end, file, flows, gateway, process, start, throw, user
from tests.engine.runtime.pieces import Names, Piece, block, side_by_side

STALL = "street-stall"
GROUPS = {
    "tax:reviewer": "city_appearance:reviewer",
    "tax:approver": "city_appearance:reviewer",
    "customs:approver": "market_regulation:reviewer",
    "housing:approver": "service_hall:window",
}


def service_of(bundle: content.Bundle, seed: int) -> content.Bundle:
    """The tests' service with another diagram, under a name of its own. The same seed gives the same."""
    name = f"shape-{seed}"
    files = {path.replace(f"/{STALL}/", f"/{name}/"): data for path, data in bundle.files.items() if not path.endswith("scenarios.toml")}
    files[f"bpmn/{name}/process.bpmn"] = diagram_of(seed)
    apply = f"forms/{name}/apply.json"
    files[apply] = files[apply].replace(', "confirm": "申请人"'.encode(), b"")
    item = files[f"bpmn/{name}/item.toml"]
    files[f"bpmn/{name}/item.toml"] = re.sub(rb'short_code = "\w+"', b'short_code = "SH%03d"' % seed, item)
    return content.Bundle(name, files)


def diagram_of(seed: int) -> bytes:
    """Accepted first, decided and closed at the end; every task may send back to any, in both ways, and about half have a limit."""
    chance = Random(seed)
    made = side_by_side(chance.choice, Names()) if seed % 3 == 0 else block(chance.choice, Names(), 2)
    xml, first, last, inside = made if seed % 2 else consulted_before(made)
    drawn = process(
        start("start", camunda_formKey="apply"),
        throw("accepted", properties={"act": "accept"}),
        xml,
        throw("decided", properties={"act": "decide", "decision": "grant"}),
        end("closed", properties={"act": "close"}),
        flows(f"start > accepted > {first}", *inside, f"{last} > decided > closed"),
        id=f"shape_{seed}",
    )
    text = file(drawn).decode().replace("registry.company_status", "registry.identity")
    for drawn_for, ours in GROUPS.items():
        text = text.replace(drawn_for, ours)
    assert text.startswith(HEAD)
    return re.sub(r"<bpmn:userTask [^>]*>(<bpmn:extensionElements>)?(<camunda:properties>)?", lambda found: _told(found, chance), text).encode()


def consulted_before(made: Piece) -> Piece:
    """Two departments look first; where they disagree they are heard again and the lead decides (会商)."""
    xml, first, last, inside = made
    views = "".join(user(f"view_{each}", who=who, outcomes="agree 同意, disagree 不同意") for each, who in (("a", "tax:reviewer"), ("b", "customs:approver")))
    rule = {"consult": "view_a, view_b", "outcomes": "proceed 继续办理, stop 不予办理", "limit": "P1D", "on_timeout": "deem:stop"}
    xml = gateway("looked", "parallel") + views + gateway("seen", "parallel") + user("deliberate", who="tax:approver", **rule) + xml
    ways = [f"looked > view_a > seen > deliberate > {first}", "looked > view_b > seen"]
    return xml, "looked", last, [*ways, *inside]


def _told(task: re.Match[str], chance: Random) -> str:
    said = {"return_to": "any", "after_return": "choose"}
    if chance.random() < 0.5 and 'id="deliberate"' not in task[0]:
        said["limit"] = "P1D"
    properties = "".join(f'<camunda:property name="{name}" value="{value}"/>' for name, value in said.items())
    if task[2]:
        return task[0] + properties
    if task[1]:
        return f"{task[0]}<camunda:properties>{properties}</camunda:properties>"
    return f"{task[0]}<bpmn:extensionElements><camunda:properties>{properties}</camunda:properties></bpmn:extensionElements>"
