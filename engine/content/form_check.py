"""Whether the forms of a service can be read and speak of things that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.content import schema
from engine.content.bundle import Bundle
from engine.content.form_component import PROPERTIES, Component
from engine.content.forms import Form, parse_form
from engine.content.item import ItemSpec
from engine.content.item_check import CASE_NAMES, HALL
from engine.domain.errors import Invalid
from engine.runtime.problem import Problem

_ID = re.compile(r"[a-z][a-z0-9_]*")
_ROW_NAMES = frozenset({"this", "parent", "i"})
MOST_COLUMNS = 6  # more cannot be read beside those every list has
_MEANS = frozenset({"subject", "applicant_name", "applicant_identity", "applicant_mobile", "licence_number", "licence_valid_until"})


def read_forms(bundle: Bundle) -> tuple[dict[str, Form], list[Problem]]:
    """The forms that can be read, and what is wrong with the others."""
    forms: dict[str, Form] = {}
    problems: list[Problem] = []
    for form_id, content in bundle.forms().items():
        file = f"{bundle.forms_folder}/{form_id}.json"
        if not _ID.fullmatch(form_id):
            problems.append(Problem(file, form_id, "form_id", "error", "表单的文件名应以小写字母开头，只含小写字母、数字和下划线。"))
        try:
            forms[form_id] = parse_form(form_id, content)
        except Invalid as wrong:
            places = wrong.problems or {"": wrong.said}
            problems += [Problem(file, where, "form", "error", f"{where}：{said}" if where else said) for where, said in places.items()]
    return forms, problems


def form_problems(bundle: Bundle, form: Form, item: ItemSpec | None, application: str = "") -> Iterator[Problem]:
    """Conditions see the case and the form's own fields, nothing else: what steps found out stands under ``answers.<department>``."""
    file = f"{bundle.forms_folder}/{form.id}.json"
    known = CASE_NAMES | {field.path.split(".")[0].removesuffix("[]") for field in form.fields}
    for top in form.components:
        for component in top.walk():
            for severity, rule, message in (*_names(component, known, form), *_properties(component, item), *_options(component)):
                yield Problem(file, component.path, rule, severity, message)
    for path, message in _columns(form):
        yield Problem(file, path, "column", "error", message)
    if application not in ("", form.id):
        for each in (one for one in form.fields if one.column):
            yield Problem(file, each.path, "column", "warning", f"“{_called(each)}”的 column 不起作用：列表的列来自申请表 {application}.json。")


def _columns(form: Form) -> Iterator[tuple[str, str]]:
    """(path, what is wrong) of answers that are to stand as columns in officers' lists."""
    places: dict[int, str] = {}
    for each in (one for one in form.fields if "column" in one.properties):
        called, column = _called(each), each.column
        if column is None or not 1 <= column[0] <= MOST_COLUMNS:
            yield each.path, f"“{called}”的 column 应写成第几列和列名，例如“1 转让价”，最多 {MOST_COLUMNS} 列。"
        elif "[]" in each.path or each.type == "dynamiclist":
            yield each.path, f"“{called}”有多行，不能做列表的列。"
        elif column[0] in places:
            yield each.path, f"“{called}”和“{places[column[0]]}”都要做第 {column[0]} 列。"
        else:
            places[column[0]] = called


def _names(component: Component, known: frozenset[str], form: Form) -> Iterator[tuple[str, str, str]]:
    in_row = _ROW_NAMES | {f.key.split(".")[0] for f in form.fields if "[]" in f.path} if "[]" in component.path else frozenset()
    for expression in component.expressions():
        for name in sorted(expression.names - known - in_row):
            yield "error", "unknown_name", f"“{_called(component)}”的表达式用了不认识的名字 {name}{schema.suggestion(name, known | in_row)}"


def _properties(component: Component, item: ItemSpec | None) -> Iterator[tuple[str, str, str]]:
    for name in component.properties:
        if name not in PROPERTIES:
            yield "warning", "unknown_property", f"“{_called(component)}”的属性 {name} 不起作用{schema.suggestion(name, PROPERTIES)}"
    for means in (each for each in component.means if each not in _MEANS):
        yield "error", "means", f"“{_called(component)}”的 means 应为 {'、'.join(sorted(_MEANS))} 之一{schema.suggestion(means, _MEANS)}"
    if item is None:
        return
    departments = item.department_ids | {HALL, "*", "applicant"}
    for part in filter(None, component.properties.get("rights", "").replace(" ", "").split(",")):
        who, _, right = part.partition(":")
        if who not in departments or right not in {"read", "write", "none"}:
            said = f"“{_called(component)}”的 rights 里“{part}”应写成“部门:write”或“部门:read”，部门要在 item.toml 里"
            yield "error", "rights", said + schema.suggestion(who, departments)
    for replaced in component.replaces:
        if replaced.split(".")[0] not in departments:
            yield "warning", "replaces", f"“{_called(component)}”的 replaces 提到的 {replaced} 不属于任何参与部门。"


def _options(component: Component) -> Iterator[tuple[str, str, str]]:
    if component.type in {"select", "radio", "checklist", "taglist"}:
        values = [str(option.value) for option in component.options]
        if not values:
            yield "error", "no_options", f"“{_called(component)}”没有选项。"
        elif len(set(values)) < len(values):
            yield "error", "options_twice", f"“{_called(component)}”有两个选项的值相同。"


def _called(component: Component) -> str:
    return component.label or component.key or component.id
