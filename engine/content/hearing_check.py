"""A hearing as a diagram draws it: right told, request in five days, chair apart from the reviewers, record before the decision (art. 46–48)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.content.forms import Form
from engine.content.limit_check import longer
from engine.domain.duration import Duration
from engine.domain.officer import ANYONE_APPLYING
from engine.runtime import Definition, Step

Finding = tuple[str, str, str, str]
ASKED_IN = Duration.parse("P5D")
KINDS = ("request", "schedule", "record")
_NAMES = {"request": "申请听证", "schedule": "安排听证", "record": "听证笔录"}
_FIELDS = {"schedule": {"held_at": "听证时间", "place": "听证地点"}, "record": {"record": "笔录", "signed_by": "签字人"}}
_LETTERS = {"request": "听证告知书", "schedule": "听证通知书", "record": "听证笔录"}


def hearing_problems(definition: Definition, forms: Mapping[str, Form]) -> Iterator[Finding]:
    steps = definition.steps
    drawn = [step for step in steps.values() if step.hearing]
    for step in drawn:
        if step.hearing not in KINDS:
            yield "error", step.id, "hearing", f"“{_called(step)}”的 hearing 只能是 {'、'.join(KINDS)}。"
            continue
        if not step.letter:
            yield "error", step.id, "hearing_letter", f"“{_called(step)}”要出具{_LETTERS[step.hearing]}（属性 letter）。"
        yield from _request(step) if step.hearing == "request" else _chaired(step, definition, forms)
    kinds = {step.hearing for step in drawn}
    if kinds & set(KINDS):
        for missing in [kind for kind in KINDS if kind not in kinds]:
            said = f"画了听证，却没有“{_NAMES[missing]}”的环节（属性 hearing={missing}）。"
            yield "error", drawn[0].id, "hearing", said


def _request(step: Step) -> Iterator[Finding]:
    outcomes = [outcome.id for outcome in step.outcomes]
    if step.who != (ANYONE_APPLYING,):
        yield "error", step.id, "hearing", f"“{_called(step)}”要由申请人办理（who=applicant）。"
    if "request" not in outcomes or len(outcomes) < 2:
        yield "error", step.id, "hearing", f"“{_called(step)}”的 outcomes 要有 request（申请听证）和不申请的结果，例如 waive 放弃听证。"
    limit = step.limit
    if limit is None or limit.calendar != "working" or longer(ASKED_IN, Duration.parse(limit.duration), "working"):
        said = f"“{_called(step)}”的期限不能少于五个工作日（limit=P5D，行政许可法第四十七条）。"
        yield "error", step.id, "hearing", said
    elif limit.on_timeout in ("warn", "escalate", "deem:request"):
        yield "error", step.id, "hearing", f"“{_called(step)}”要写 on_timeout=deem:<不申请的结果>，逾期视为放弃听证。"


def _chaired(step: Step, definition: Definition, forms: Mapping[str, Form]) -> Iterator[Finding]:
    if not step.who or any(group.partition(":")[2] != "hearing_chair" for group in step.who):
        yield "error", step.id, "hearing", f"“{_called(step)}”要由听证主持人办理（who=部门:hearing_chair）：审查人员不能主持听证（行政许可法第四十八条）。"
    form = forms.get(step.form)
    for field, words in _FIELDS[step.hearing].items():
        if form is None or form.field_at(field) is None:
            yield "error", step.id, "hearing_form", f"“{_called(step)}”的表单要有字段 {field}（{words}）。"
    if not _rests(step, definition):
        said = f"“{_called(step)}”要画在 pause=hearing 的子流程里，或自己写 pause=hearing：听证时间不计入办理期限（行政许可法第四十五条）。"
        yield "error", step.id, "hearing_pause", said


def _rests(step: Step, definition: Definition) -> bool:
    node = definition.nodes.get(step.id)
    if step.pause == "hearing":
        return True
    holders = [each for each in definition.nodes.values() if node is not None and getattr(each, "inner", None) is node.scope]
    return any(definition.steps[each.name].pause == "hearing" for each in holders if each.name in definition.steps)


def _called(step: Step) -> str:
    return step.name or step.id
