"""Elements → SpiffWorkflow specs, once per definition. The files have passed the linter before; what it refuses does not come here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.runtime.decision import Decision
from engine.runtime.diagram import dialect
from engine.runtime.diagram.element import Body, Element
from engine.runtime.diagram.source import child_text
from engine.runtime.formula import Formula
from engine.runtime.people import added_to, signing_of
from engine.runtime.regions import regions_of
from engine.runtime.specs import activity, event, gateway
from engine.runtime.specs.many import Many
from engine.runtime.specs.node import Branch, End, Node, PassThrough, Scope, Start
from engine.runtime.specs.trigger import Timing, Trigger
from engine.runtime.stand_in import needs_stand_in, topic_of

_GATEWAYS = {
    "exclusiveGateway": gateway.ExclusiveGateway,
    "parallelGateway": gateway.ParallelGateway,
    "inclusiveGateway": gateway.InclusiveGateway,
    "eventBasedGateway": gateway.EventGateway,
}


class Assembly:
    """``scopes``: body id → its finished scope. ``decisions``: decision id → decision."""

    def __init__(self, processes: Mapping[str, Body], decisions: Mapping[str, Decision]) -> None:
        self.processes = processes
        self.decisions = decisions
        self.scopes: dict[str, Scope] = {}
        self.nodes: dict[str, Node] = {}

    def scope(self, body: Body) -> Scope:
        """The scope of a process or sub-process; a process that is called from several places is built once."""
        if body.id in self.scopes:
            return self.scopes[body.id]
        scope = self.scopes[body.id] = Scope(body.id, body.name, body.file, regions_of(body))
        nodes = {element.id: self._node(scope, element) for element in body.elements.values()}
        self.nodes.update(nodes)
        for element in body.elements.values():
            self._connect(element, nodes)
        starts = [element for element in body.elements.values() if element.kind == "start"]
        scope.begin = nodes[next((each for each in starts if not each.triggers), starts[0]).id]
        scope.handlers = tuple(self._handler(nodes[each.id]) for each in body.elements.values() if each.is_event_subprocess)
        for element in body.elements.values():
            before = tuple(flow.source for flow in body.incoming(element.id))
            scope.behind[element.id] = (*before, element.attached_to) if element.attached_to else before
        return scope

    def _connect(self, element: Element, nodes: Mapping[str, Node]) -> None:
        node = nodes[element.id]
        branches = []
        for flow in element.body.outgoing(element.id):
            condition = Formula.parse(element.id, f"流 {flow.id} 的条件", flow.condition) if flow.condition else None
            branches.append(Branch(flow.id, nodes[flow.target], condition))
            node.connect(nodes[flow.target])
        node.branches = tuple(branches)
        node.default = next((branch for branch in branches if branch.id == element.default), None)
        node.incoming = tuple(flow.id for flow in element.body.incoming(element.id))
        if isinstance(node, gateway.InclusiveGateway):
            node.sources = {flow.id: flow.source for flow in element.body.incoming(element.id)}
        if isinstance(node, (activity.Activity, event.Catch)):
            node.boundaries = tuple(nodes[each] for each in element.body.attached(element.id))
        if isinstance(node, event.Link):
            catches = [each for each in element.body.elements.values() if each.kind == "catch" and each.trigger.kind == "link"]
            node.target = nodes[next(each.id for each in catches if each.trigger.name == element.trigger.name)]

    def _handler(self, node: Node) -> event.HandlerStart:
        start = node.inner.begin
        start.handler = node
        return start

    def _node(self, scope: Scope, element: Element) -> Node:
        stands_in = needs_stand_in(element, self.decisions, self.processes)
        node = self._service(scope, element) if stands_in else _MAKERS[element.kind](self, scope, element)
        if isinstance(node, activity.Activity):
            node.result_name = dialect.attribute(element.xml, "resultVariable") or element.id
            node.many = _many(element) or signing_of(element)
            node.spreads = element.body.foreign
        if isinstance(node, (activity.Activity, event.Throw)):
            node.inputs = _parameters(element, "input")
        if isinstance(node, activity.Activity):
            node.outputs = _parameters(element, "output")
        if isinstance(node, activity.Work):
            node.signing = added_to(element) if node.many is None or not node.many.signs else node.many
            node.must_be_held = element.properties.get("empty") == "incident"
        return node

    def _service(self, scope: Scope, element: Element) -> Node:
        node = activity.Service(scope, element.id, element.name)
        node.topic = dialect.attribute(element.xml, "topic") or topic_of(element)
        return node

    def _rule(self, scope: Scope, element: Element) -> Node:
        if dialect.attribute(element.xml, "topic"):
            return self._service(scope, element)
        node = activity.Rule(scope, element.id, element.name)
        node.decision = self.decisions[dialect.attribute(element.xml, "decisionRef") or ""]
        return node

    def _script(self, scope: Scope, element: Element) -> Node:
        node = activity.Script(scope, element.id, element.name)
        node.formula = Formula.parse(element.id, "脚本", child_text(element.xml, "script") or "null")
        return node

    def _send(self, scope: Scope, element: Element) -> Node:
        return self._service(scope, element) if dialect.attribute(element.xml, "topic") else self._throw(scope, element)

    def _subprocess(self, scope: Scope, element: Element) -> Node:
        node = activity.Holder(scope, element.id, element.name)
        node.inner = self.scope(element.inner)
        return node

    def _call(self, scope: Scope, element: Element) -> Node:
        node = activity.Call(scope, element.id, element.name)
        node.inner = self.scope(self.processes[element.xml.get("calledElement")])
        takes, gives = dialect.mappings(element.xml, "in"), dialect.mappings(element.xml, "out")
        node.sealed = bool(takes or gives)
        node.takes, node.gives = _mapped(element, takes), _mapped(element, gives)
        return node

    def _gateway(self, scope: Scope, element: Element) -> Node:
        return _GATEWAYS[element.tag](scope, element.id, element.name)

    def _start(self, scope: Scope, element: Element) -> Node:
        owner = element.body.owner
        if owner is None or not owner.is_event_subprocess:
            return Start(scope, element.id, element.name)
        node = event.HandlerStart(scope, element.id, element.name, interrupting=element.interrupting)
        node.trigger = _trigger(element)
        return node

    def _end(self, scope: Scope, element: Element) -> Node:
        kind = element.trigger.kind
        maker = {"none": End, "terminate": event.TerminateEnd, "error": event.ErrorEnd}.get(kind, event.ThrowingEnd)
        node = maker(scope, element.id, element.name)
        if isinstance(node, (event.ErrorEnd, event.ThrowingEnd)):
            node.trigger = _trigger(element)
        return node

    def _catch(self, scope: Scope, element: Element) -> Node:
        if element.trigger.kind == "link":
            return PassThrough(scope, element.id, element.name)
        node = event.Catch(scope, element.id, element.name)
        node.trigger = _trigger(element)
        return node

    def _throw(self, scope: Scope, element: Element) -> Node:
        if element.trigger.kind == "none":
            return PassThrough(scope, element.id, element.name)
        if element.trigger.kind == "link":
            return event.Link(scope, element.id, element.name)
        node = event.Throw(scope, element.id, element.name)
        node.trigger = _trigger(element)
        return node

    def _boundary(self, scope: Scope, element: Element) -> Node:
        node = event.Boundary(scope, element.id, element.name, interrupting=element.interrupting or element.trigger.kind == "error")
        node.trigger = _trigger(element)
        return node


def _simple(maker: type[Node]) -> Callable[[Assembly, Scope, Element], Node]:
    return lambda assembly, scope, element: maker(scope, element.id, element.name)


_MAKERS: dict[str, Callable[[Assembly, Scope, Element], Node]] = {
    "user": _simple(activity.Work), "manual": _simple(activity.Work), "task": _simple(activity.Blank),
    "service": Assembly._service, "rule": Assembly._rule, "script": Assembly._script, "send": Assembly._send, "receive": Assembly._catch,
    "call": Assembly._call, "subprocess": Assembly._subprocess, "gateway": Assembly._gateway, "start": Assembly._start,
    "end": Assembly._end, "catch": Assembly._catch, "throw": Assembly._throw, "boundary": Assembly._boundary,
}  # fmt: skip


def template(element: Element, role: str, value: Any) -> Any:
    """A parameter's value with its formulas parsed: a text with a leading ``=`` is FEEL, any other stands for itself."""
    if isinstance(value, str):
        return Formula.parse(element.id, role, value) if value.startswith("=") else value
    if isinstance(value, list):
        return tuple(template(element, role, each) for each in value)
    return {key: template(element, role, each) for key, each in value.items()}


def _parameters(element: Element, direction: str) -> tuple[tuple[str, Any], ...]:
    word = "输入" if direction == "input" else "输出"
    found = dialect.parameters(element.xml, direction)
    return tuple((each.name, template(element, f"{word} {each.name}", each.value)) for each in found)


def _mapped(element: Element, mappings: tuple[dialect.Mapping, ...]) -> tuple[tuple[str, Formula], ...] | None:
    if any(each.everything for each in mappings):
        return None
    return tuple((each.target, Formula.parse(element.id, f"传递 {each.target}", each.source)) for each in mappings)


def _many(element: Element) -> Many | None:
    loop = element.loop
    if loop is None:
        return None
    collection = Formula.parse(element.id, "多实例集合", loop.collection or loop.cardinality or "null")
    until = Formula.parse(element.id, "多实例完成条件", loop.until) if loop.until else None
    return Many(loop.sequential, collection, loop.item_name, until)


def _trigger(element: Element) -> Trigger:
    drawn = element.trigger
    timing = None
    if drawn.kind == "timer" and drawn.timing is not None:
        text = drawn.text or ""
        value = Formula.parse(element.id, "计时", text) if text.startswith("=") else text
        timing = Timing(drawn.timing, value, "working" if element.properties.get("calendar") == "working" else "calendar")
    variables = {}
    if drawn.kind == "error" and drawn.xml is not None:
        variables["code_variable"] = dialect.attribute(drawn.xml, "errorCodeVariable")
        variables["message_variable"] = dialect.attribute(drawn.xml, "errorMessageVariable")
    return Trigger(drawn.kind, drawn.name or element.id, drawn.code, timing, **variables)
