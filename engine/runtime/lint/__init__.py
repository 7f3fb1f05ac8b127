"""What is wrong with a service's files, found without running them. Never raises for what the files say, whatever the bytes.

``entry`` finds the processes that belong to the service, ``structure`` looks at flows and gateways, ``events`` and ``activities`` at what
the engine executes right (the rest is refused here, never run wrong), ``people`` at who, outcomes and limits, ``returning`` at
where a step may send a case back to, ``senders`` at whom messages come from, ``names`` at FEEL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.runtime.decision import Decision, read_decisions
from engine.runtime.diagram.element import Body
from engine.runtime.diagram.reader import MAX_NODES, read_diagrams
from engine.runtime.lint import activities, entry, events, names, people, returning, senders, structure
from engine.runtime.lint.findings import Findings
from engine.runtime.problem import Problem


@dataclass(frozen=True)
class Inspection:
    """What the linter found. ``bodies``: the main process and every process it calls; ``main`` is None if there is none to run."""

    problems: tuple[Problem, ...]
    main: Body | None
    bodies: tuple[Body, ...]
    decisions: Mapping[str, Decision]


def lint(files: Mapping[str, bytes], main: str, *, process: str | None = None, bare: bool = False) -> list[Problem]:
    """Every problem of the .bpmn and .dmn files, errors first. ``bare``: see ``compile_definition``."""
    return list(inspect(files, main, process=process, bare=bare).problems)


def inspect(files: Mapping[str, bytes], main: str, *, process: str | None = None, bare: bool = False) -> Inspection:
    diagram = read_diagrams(files, main)
    decisions, wrong = read_decisions(files)
    found = Findings(bare, [*diagram.problems, *wrong], frozenset(diagram.processes))
    if diagram.nodes > MAX_NODES:
        found.file_error(main, "too_large", f"流程图有 {diagram.nodes} 个元素，最多 {MAX_NODES} 个。请拆成几个流程，用调用活动相连。")
        return Inspection(found.sorted(), None, (), decisions)
    body = entry.main_process(found, diagram, files, main, process)
    bodies = entry.called_processes(found, diagram, body) if body is not None else ()
    structure.check_ids(found, bodies)
    for process_body in bodies:
        for inner in process_body.bodies():
            structure.check(found, inner)
        for element in process_body.walk():
            events.check(found, element)
            senders.check(found, element)
            activities.check(found, element, decisions)
            people.check(found, element)
    events.check_signals(found, bodies)
    returning.check(found, bodies)
    names.check(found, bodies, decisions)
    return Inspection(found.sorted(), body, bodies, decisions)
