"""Whether the steps of a diagram point at things that exist, and whether the law's ways out are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.content import schema
from engine.content.ban_check import ban_problems
from engine.content.bundle import Bundle
from engine.content.clock_check import clock_problems
from engine.content.forms import Form
from engine.content.hearing_check import hearing_problems
from engine.content.item import Handling, ItemSpec
from engine.content.licence_check import licence_problems
from engine.content.path_check import path_problems
from engine.content.process import start_form
from engine.content.spot_check import HALL, spot_problems
from engine.domain.clock_kind import SPECIAL_PROCEDURES
from engine.domain.errors import Invalid
from engine.domain.officer import ANYONE_APPLYING, parse_groups
from engine.runtime import Definition, Step
from engine.runtime.problem import Problem

Finding = tuple[str, str, str, str]
SITUATION = "situation"  # the form that asks for the applicant's circumstances; no element names it


def step_problems(bundle: Bundle, item: ItemSpec, definition: Definition, forms: Mapping[str, Form]) -> Iterator[Problem]:
    """Catalogue rules about the diagram; what the runtime can execute is its own linter's business."""
    file = f"{bundle.folder}/{item.process}"
    steps = tuple(definition.steps.values())
    form_ids, letters = frozenset(bundle.forms()), frozenset(bundle.letters())
    for step in steps:
        for severity, rule, message in (*_who(step, item), *_parts(step, item, form_ids, letters)):
            yield Problem(file, step.id, rule, severity, message)
    application = forms.get(start_form(definition))
    special = (*ban_problems(steps, item, application), *spot_problems(steps, item))
    in_time = (*clock_problems(definition.steps, item, letters), *hearing_problems(definition, forms))
    for severity, element, rule, message in (*_ways(steps, item), *_hands(steps, item), *path_problems(definition, item), *in_time, *special):
        yield Problem(file, element, rule, severity, message)
    for severity, element, rule, message in (*_idle(steps, item), *licence_problems(item, definition, application)):
        yield Problem(f"{bundle.folder}/item.toml", element, rule, severity, message)
    used = {step.form for step in steps} | {SITUATION}
    for form_id in sorted(form_ids - used):
        yield Problem(f"{bundle.forms_folder}/{form_id}.json", "", "unused_form", "warning", f"没有环节用到表单 {form_id}。")


def _who(step: Step, item: ItemSpec) -> Iterator[tuple[str, str, str]]:
    yield from _groups(step.who, step, item)
    yield from _led_to(step, item)


def _groups(groups: tuple[str, ...], step: Step, item: ItemSpec) -> Iterator[tuple[str, str, str]]:
    departments = item.department_ids | {HALL}
    for group in groups:
        try:
            parse_groups(group)
        except Invalid as wrong:
            yield "error", "who", f"“{_called(step)}”：{wrong}"
            continue
        department = group.partition(":")[0]
        if group != ANYONE_APPLYING and department not in departments:
            hint = schema.suggestion(department, departments)
            yield "error", "unknown_department", f"“{_called(step)}”的办理部门 {department} 不在 item.toml 的 departments 里{hint}"


def _led_to(step: Step, item: ItemSpec) -> Iterator[tuple[str, str, str]]:
    """The posts to which the rules ``empty`` and ``self`` send a task."""
    for name, text in (("empty", step.rules.empty), ("self", step.rules.self)):
        if text.startswith("to:"):
            for severity, rule, message in _groups((text.removeprefix("to:"),), step, item):
                yield severity, rule, f"{message}（属性 {name}）"


def _parts(step: Step, item: ItemSpec, forms: frozenset[str], letters: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    if step.form and step.form not in forms:
        yield "error", "missing_form", f"“{_called(step)}”的表单 {step.form} 不存在{schema.suggestion(step.form, forms)}"
    if step.letter and step.letter not in letters:
        yield "error", "missing_letter", f"“{_called(step)}”的文书 {step.letter} 不存在{schema.suggestion(step.letter, letters)}"
    if step.pause and item.pause_basis(step.pause) is None:
        known = [*SPECIAL_PROCEDURES, *(pause.cause for pause in item.pauses)]
        hint = schema.suggestion(step.pause, known)
        yield "error", "pause", f"“{_called(step)}”暂停计时的事由 {step.pause} 既不是法定特别程序，也没有在 item.toml 的 pauses 里写明依据{hint}"
    parts = [department.id for department in item.departments]
    if step.item and step.item not in parts:
        yield "error", "item", f"“{_called(step)}”的 item {step.item} 不在 item.toml 的 departments 里{schema.suggestion(step.item, parts)}"


def _ways(steps: tuple[Step, ...], item: ItemSpec) -> Iterator[Finding]:
    """The ways the law gives a case: notice, acceptance, refusal, decision both ways, each with its letter."""
    acts = {step.act for step in steps}
    if not any(step.kind == "start" and step.form for step in steps):
        yield "warning", "", "no_application", "开始事件没有表单，申请人无从填写申请。"
    for act, said in (("accept", "受理"), ("decide", "作出决定"), ("close", "办结")):
        if act not in acts:
            yield "warning", "", f"no_{act}", f"流程里没有“{said}”的环节（act={act}）。"
    if "accept" in acts and "supplement" not in acts and item.kind == Handling.PROMISED:
        yield "warning", "", "no_supplement", "流程里没有一次性告知补正的环节（act=supplement，行政许可法第三十二条）。"
    if "accept" in acts and "refuse" not in acts:
        yield "warning", "", "no_refusal", "流程里没有不予受理的出口（act=refuse，行政许可法第三十二条）。"
    deciding = [step for step in steps if step.act == "decide"]
    if deciding and not any(outcome.id == "deny" for step in deciding for outcome in step.outcomes) and not _decided_by_property(deciding):
        yield "warning", deciding[0].id, "no_denial", "决定环节没有“不予许可”（deny）的结果（行政许可法第三十八条）。"
    for act, said in (("accept", "受理通知书"), ("refuse", "不予受理通知书"), ("decide", "决定书")):
        if act in acts and not any(step.letter for step in steps if step.act == act) and not _letter_named(steps, act):
            yield "warning", "", f"no_{act}_letter", f"流程里没有出具{said}（属性 letter）。"


def _decided_by_property(deciding: list[Step]) -> bool:
    return any(step.properties.get("decision", "").startswith("=") or step.properties.get("decision") == "deny" for step in deciding)


def _letter_named(steps: tuple[Step, ...], act: str) -> bool:
    words = {"accept": ("accept",), "refuse": ("refus", "not_required"), "decide": ("decision", "grant", "deny", "licence")}[act]
    return any(word in step.letter for step in steps for word in words)


def _hands(steps: tuple[Step, ...], item: ItemSpec) -> Iterator[Finding]:
    """Who accepts does not approve."""
    if item.kind != Handling.PROMISED:
        return
    accepting = {group for step in steps if step.act == "accept" for group in step.who}
    for step in steps:
        if step.act == "decide" and step.who and set(step.who) <= accepting - {ANYONE_APPLYING}:
            yield "error", step.id, "same_hands", f"受理和决定由同一岗位（{'、'.join(step.who)}）承担：受理人员不得审批。"


def _idle(steps: tuple[Step, ...], item: ItemSpec) -> Iterator[Finding]:
    busy = {group.partition(":")[0] for step in steps for group in step.who} | {step.item for step in steps}
    for department in item.departments:
        if department.id not in busy:
            yield "warning", department.id, "idle_department", f"部门 {department.id} 在流程里没有任何环节。"


def _called(step: Step) -> str:
    return step.name or step.id
