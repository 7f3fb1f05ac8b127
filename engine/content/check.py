"""Everything that can be wrong with a service, found without running a case. Nothing here raises for what is in the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.content import schema
from engine.content.bundle import Bundle
from engine.content.decision_check import decision_problems
from engine.content.form_check import form_problems, read_forms
from engine.content.item import ItemSpec
from engine.content.item_check import item_problems, read_item
from engine.content.process import start_form
from engine.content.scenarios import FILE as SCENARIOS
from engine.content.scenarios import Scenario, read_scenarios
from engine.content.shared import parse_letter
from engine.content.step_check import step_problems
from engine.dmn import DmnError
from engine.domain.errors import EngineError, Invalid
from engine.runtime import Definition, compile_definition, lint
from engine.runtime.problem import Problem


def check(bundle: Bundle) -> list[Problem]:
    """Errors first, then by file. No error means: it can be published, and every reference in it leads somewhere."""
    item, problems = read_item(bundle)
    forms, more = read_forms(bundle)
    problems += more
    definition = None
    if item is not None:
        problems += item_problems(bundle, item)
        definition, more = read_diagram(bundle, item)
        problems += more
    if item is not None and definition is not None:
        problems += step_problems(bundle, item, definition, forms)
    for form in forms.values():
        problems += form_problems(bundle, form, item, start_form(definition) if definition is not None else "")
    problems += letter_problems(bundle)
    problems += scenario_problems(bundle, definition)
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.severity != "error", problem.file))


def read_diagram(bundle: Bundle, item: ItemSpec) -> tuple[Definition | None, list[Problem]]:
    """The compiled definition if it runs, and what the runtime's linter says; paths as in the bundle."""
    files = bundle.beside(".bpmn", ".dmn")
    if item.process not in files:
        near = schema.suggestion(item.process, files)
        said = f"主流程文件 {item.process} 不存在{near}"
        return None, [Problem(f"{bundle.folder}/item.toml", "process", "missing_process", "error", said)]
    problems = [placed(problem, bundle.folder) for problem in (*lint(files, item.process), *_decisions(bundle.beside(".dmn")))]
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    return compile_definition(files, item.process), problems


def _decisions(files: Mapping[str, bytes]) -> Iterator[Problem]:
    for name in files:
        try:
            yield from decision_problems(files, name)
        except DmnError:
            continue  # the linter has said so


def placed(problem: Problem, folder: str) -> Problem:
    return Problem(f"{folder}/{problem.file}", problem.element, problem.rule, problem.severity, problem.message)


def letter_problems(bundle: Bundle) -> Iterator[Problem]:
    own = {name.split("/")[1] for name, _ in bundle.under() if name.startswith("letters/") and name.count("/") > 1}
    for letter, files in bundle.letters().items():
        folder = f"{bundle.folder}/letters" if letter in own else "bpmn/_shared/letters"
        try:
            parse_letter(letter, files)
        except EngineError as wrong:
            yield Problem(f"{folder}/{letter}/letter.toml", letter, "letter", "error", wrong.said)


def scenario_problems(bundle: Bundle, definition: Definition | None) -> Iterator[Problem]:
    file = f"{bundle.folder}/{SCENARIOS}"
    try:
        scenarios = read_scenarios(bundle)
    except Invalid as wrong:
        places: Mapping[str, str] = wrong.problems or {"": str(wrong)}
        for where, said in places.items():
            yield Problem(file, where, "scenario", "error", f"{where}：{said}" if where else said)
        return
    if not scenarios:
        yield Problem(file, "", "no_scenarios", "warning", "没有情景（scenarios.toml）：至少写出准予、补正、不予受理各一个。")
    if definition is not None:
        letters = frozenset(bundle.letters())
        for scenario in scenarios:
            yield from _story_problems(file, scenario, definition, letters)


def _story_problems(file: str, scenario: Scenario, definition: Definition, letters: frozenset[str]) -> Iterator[Problem]:
    steps, topics = frozenset(definition.steps), frozenset(step.topic for step in definition.steps.values() if step.topic)
    named = [step.task for step in scenario.steps if step.task] + [*scenario.expect.passed, *scenario.expect.not_passed]
    asked = [step.registry for step in scenario.steps if step.registry]
    for rule, severity, kind, words, known in (
        ("unknown_step", "error", "环节", named, steps),
        ("unknown_letter", "error", "文书", scenario.expect.letters, letters),
        ("unknown_topic", "warning", "主题", asked, topics),
    ):
        for word in dict.fromkeys(words):
            if word not in known:
                said = f"情景“{scenario.name}”提到的{kind} {word} 不在流程里{schema.suggestion(word, known)}"
                yield Problem(file, word, rule, severity, said)
