"""What an item must hold together, before anybody looks at the diagram: limits, references, legal bases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from engine import feel
from engine.content import schema
from engine.content.ban_check import safety_findings
from engine.content.bundle import Bundle
from engine.content.item import ItemSpec, MaterialSource, parse_item
from engine.content.limit_check import limit_findings
from engine.content.spot_check import HALL, spot_findings
from engine.domain.errors import Invalid
from engine.domain.sentence import Bilingual
from engine.runtime.problem import Problem

ITEM = "item.toml"
CASE_NAMES = frozenset({"answers", "situation", "materials", "case", "item"})


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
    own = (*limit_findings(item), *safety_findings(item), *spot_findings(item), *_references(item), *_bases(item), *_materials(item), *_twice(item))
    for severity, element, rule, message in own:
        yield Problem(file, element, rule, severity, message)


Finding = tuple[str, str, str, str]


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
    used += [(rule.step, rule.basis) for rule in item.silence]
    used += [("limits.extension_basis", item.limits.extension_basis)] if item.limits.extension_basis else []
    used += [("quantity", item.quantity.basis)] if item.quantity else []
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
        if rule.commitment and rule.source != MaterialSource.APPLICANT:
            yield "error", rule.id, "commitment_not_asked", f"材料“{rule.name}”不由申请人提交，不用告知承诺代替。请删掉 commitment。"
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
        "silence": (each.step for each in item.silence),
        "departments": (each.id for each in item.departments),
        "materials": (each.id for each in item.materials),
        "results": (each.id for each in item.results),
    }
    for group, ids in groups.items():
        for twice in (each for each, number in Counter(ids).items() if number > 1):
            yield "error", twice, "twice", f"{group} 里有两个 {twice}。"
