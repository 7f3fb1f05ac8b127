"""What an item must hold together, before anybody looks at the diagram: limits, references, legal bases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, time

from engine import feel
from engine.content import schema
from engine.content.bundle import Bundle
from engine.content.item import Handling, ItemSpec, parse_item
from engine.domain.calendar import SHANGHAI, OfficeHours, WorkCalendar
from engine.domain.duration import Duration
from engine.domain.errors import Invalid
from engine.domain.sentence import Bilingual
from engine.runtime.problem import Problem

ITEM = "item.toml"
HALL = "service_hall"
CASE_NAMES = frozenset({"answers", "situation", "materials", "case", "item"})
# Two limits are compared on a year without holidays, both given on a Monday morning.
_PLAIN = WorkCalendar({}, OfficeHours(((time(9), time(17)),)))
_MONDAY = datetime(2024, 1, 1, 9, tzinfo=SHANGHAI)


def read_item(bundle: Bundle) -> tuple[ItemSpec | None, list[Problem]]:
    """The item if it can be read, and everything in the way of that."""
    file = f"{bundle.folder}/{ITEM}"
    if file not in bundle.files:
        return None, [Problem(file, "", "missing_item", "error", "缺少 item.toml：每个流程都要有事项清单。")]
    try:
        return parse_item(bundle.process_id, bundle.files[file], ITEM), []
    except Invalid as wrong:
        places = wrong.problems or {"": str(wrong)}
        return None, [Problem(file, where, "item", "error", f"{where}：{said}" if where else said) for where, said in places.items()]


def item_problems(bundle: Bundle, item: ItemSpec) -> Iterator[Problem]:
    """Everything ``formats.md`` asks of an item that its schema cannot say."""
    file = f"{bundle.folder}/{ITEM}"
    for severity, element, rule, message in (*_limits(item), *_references(item), *_bases(item), *_materials(item), *_twice(item)):
        yield Problem(file, element, rule, severity, message)


def longer(a: Duration, b: Duration, mode: str) -> bool:
    """Whether limit ``a`` ends after ``b``. Raises Invalid for weeks of working days."""
    return _PLAIN.add(_MONDAY, a, mode) > _PLAIN.add(_MONDAY, b, mode)  # type: ignore[arg-type]


Finding = tuple[str, str, str, str]


def _limits(item: ItemSpec) -> Iterator[Finding]:
    limits, mode = item.limits, item.limits.calendar
    try:
        if longer(limits.promised, limits.statutory, mode):
            yield "error", "limits.promised", "promise_over_law", f"承诺时限 {limits.promised} 长于法定时限 {limits.statutory}。请缩短承诺时限。"
        if item.kind == Handling.INSTANT and longer(limits.promised, Duration.parse("P1D"), mode):
            yield "warning", "limits.promised", "slow_instant", "即办件的承诺时限一般不超过 1 个工作日。"
        if limits.notice and longer(limits.notice, Duration.parse("P5D"), mode):
            yield "warning", "limits.notice", "late_notice", "一次性告知应在五个工作日内作出（行政许可法第三十二条）。"
        if limits.delivery and longer(limits.delivery, Duration.parse("P10D"), mode):
            yield "warning", "limits.delivery", "late_delivery", "证件应自决定之日起十个工作日内送达（行政许可法第四十四条）。"
        for department in item.departments:
            if department.promised and longer(department.promised, limits.promised, mode):
                message = f"{department.id} 的承诺时限 {department.promised} 长于全件承诺 {limits.promised}。"
                yield "warning", f"departments.{department.id}", "department_over_promise", message
    except Invalid as wrong:
        yield "error", "limits", "limits", str(wrong)


def _references(item: ItemSpec) -> Iterator[Finding]:
    known = item.department_ids | {HALL}
    leads = [department.id for department in item.departments if department.duty == "lead"]
    if any(lead != item.lead_department for lead in leads):
        yield "error", "departments", "two_leads", f"牵头部门是 {item.lead_department}，departments 里写的却是 {'、'.join(leads)}。"
    for rule in item.materials:
        for department in rule.concerns:
            if department not in known:
                hint = schema.suggestion(department, known)
                yield "error", rule.id, "unknown_department", f"材料“{rule.name}”关联的部门 {department} 不在 departments 里{hint}"


def _bases(item: ItemSpec) -> Iterator[Finding]:
    known = [basis.id for basis in item.basis]
    used = [(rule.id, rule.basis) for rule in item.materials if rule.basis] + [(pause.cause, pause.basis) for pause in item.pauses]
    for element, basis in used:
        if basis not in known:
            yield "error", element, "unknown_basis", f"依据 {basis} 不在 basis 里{schema.suggestion(basis, known)}"
    if not known:
        yield "warning", "basis", "no_basis", "没有写设定依据。"
    for rule in item.materials:
        if not rule.basis:
            yield "warning", rule.id, "material_without_basis", f"材料“{rule.name}”没有写依据：没有依据的材料不得要求提交。"


def _materials(item: ItemSpec) -> Iterator[Finding]:
    for rule in item.materials:
        try:
            names = feel.parse(feel.strip_marker(rule.required)).names
        except feel.FeelError as wrong:
            said = Bilingual(f"材料“{rule.name}”的 required：{wrong}", f"“required” of material “{rule.name}”: {wrong.english}")
            yield "error", rule.id, "feel", said
            continue
        for name in sorted(names - CASE_NAMES):
            hint = schema.suggestion(name, CASE_NAMES)
            said = f"材料“{rule.name}”的 required 用了不认识的名字 {name}{hint or '；可用 answers、situation、materials、case、item。'}"
            yield "error", rule.id, "unknown_name", said


def _twice(item: ItemSpec) -> Iterator[Finding]:
    groups: dict[str, Iterable[str]] = {
        "basis": (each.id for each in item.basis),
        "pauses": (each.cause for each in item.pauses),
        "departments": (each.id for each in item.departments),
        "materials": (each.id for each in item.materials),
        "results": (each.id for each in item.results),
    }
    for group, ids in groups.items():
        for twice in (each for each, number in Counter(ids).items() if number > 1):
            yield "error", twice, "twice", f"{group} 里有两个 {twice}。"
