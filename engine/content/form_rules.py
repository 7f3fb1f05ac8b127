"""Whether an answer is as the form wants it; if not, the sentence beside the field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from engine import feel
from engine.content.answers import is_blank
from engine.content.form_component import Component
from engine.domain.identity import check_credit_code, check_mobile, check_resident_id
from engine.domain.sentence import Sentence

LONGEST = {"textfield": 2_000, "textarea": 20_000}
PATTERN_SECONDS = 0.2
_LONGEST_NUMBER = 30  # digits before or after the point
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_LANDLINE = re.compile(r"(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(?:[-转][0-9]{1,6})?|(?:400|800)-?[0-9]{3}-?[0-9]{4}")


def problems_of(component: Component, value: Any, names: Mapping[str, Any], environment: feel.Environment) -> Sentence | None:
    """The first thing wrong with the answer of a visible field, or None. ``names`` is what the field's expressions see."""
    if component.type == "dynamiclist":
        return _list_problem(component, value)
    if value is None or value == "" or value == [] or (component.type == "checkbox" and value is False):
        return _missing(component) if component.rules.required else None
    return _BY_TYPE[component.type](component, value, names, environment)


def _missing(component: Component) -> Sentence:
    if component.type == "checkbox":
        return Sentence("请勾选此项")
    chosen = component.type in {"select", "radio", "checklist", "taglist"}
    return Sentence("请选择") if chosen else Sentence("请填写此项")


def _list_problem(component: Component, value: Any) -> Sentence | None:
    rows = value if isinstance(value, list) else []
    if value is not None and (not isinstance(value, list) or not all(isinstance(row, Mapping) for row in rows)):
        return Sentence("应为若干行")
    least = max(component.min_rows, 1 if component.rules.required else 0)
    if sum(not is_blank(row) for row in rows) < least:
        return Sentence("请至少填写 {least} 行", least=least)
    return Sentence("最多 {most} 行", most=component.max_rows) if len(rows) > component.max_rows else None


def _text(component: Component, value: Any, names: Mapping[str, Any], environment: feel.Environment) -> Sentence | None:
    if not isinstance(value, str):
        return Sentence("应为文字")
    rules = component.rules
    longest = min(rules.max_length if rules.max_length is not None else LONGEST[component.type], LONGEST[component.type])
    if len(value) > longest:
        return Sentence("最多 {most} 个字，现有 {number} 个", most=longest, number=len(value))
    if rules.min_length is not None and len(value) < rules.min_length:
        return Sentence("至少 {least} 个字", least=rules.min_length)
    return _checked(component, value, environment) or _typed(rules.validation_type, value) or _patterned(component, value)


def _checked(component: Component, value: str, environment: feel.Environment) -> Sentence | None:
    if component.check == "resident_id":
        return check_resident_id(value, environment.today())
    return {"credit_code": check_credit_code, "mobile": check_mobile}.get(component.check, lambda _: None)(value)


def _typed(validation_type: str, value: str) -> Sentence | None:
    if validation_type == "email" and not _EMAIL.fullmatch(value):
        return Sentence("电子邮箱的格式不对")
    if validation_type == "phone" and check_mobile(value) and not _LANDLINE.fullmatch(value.replace(" ", "")):
        return Sentence("电话号码的格式不对")
    return None


def _patterned(component: Component, value: str) -> Sentence | None:
    if component.rules.pattern is None:
        return None
    try:
        found = component.rules.pattern.search(value, timeout=PATTERN_SECONDS)
    except TimeoutError:
        return Sentence("无法在限定时间内核对格式，请缩短内容")
    if found:
        return None
    return Sentence(component.rules.message) if component.rules.message else Sentence("格式不符合要求")


def _number(component: Component, value: Any, names: Mapping[str, Any], environment: feel.Environment) -> Sentence | None:
    if isinstance(value, bool) or not isinstance(value, Decimal | int) or not Decimal(value).is_finite():
        return Sentence("应为数字")
    number = Decimal(value)
    if number and not -_LONGEST_NUMBER < number.adjusted() < _LONGEST_NUMBER:
        return Sentence("数字太大或太小")
    exponent = number.normalize().as_tuple().exponent
    digits = component.decimal_digits
    if digits is not None and isinstance(exponent, int) and -exponent > digits:
        return Sentence("最多 {digits} 位小数", digits=digits) if digits else Sentence("应为整数")
    low, high = (_bound(bound, names, environment) for bound in (component.rules.min, component.rules.max))
    if low is not None and number < low:
        return Sentence("不能小于 {least}", least=f"{low.normalize():f}")
    if high is not None and number > high:
        return Sentence("不能大于 {most}", most=f"{high.normalize():f}")
    return None


def _bound(bound: Any, names: Mapping[str, Any], environment: feel.Environment) -> Decimal | None:
    value = bound.evaluate(names, environment) if isinstance(bound, feel.Expression) else bound
    return value if isinstance(value, Decimal) else None


def _choice(component: Component, value: Any, names: Mapping[str, Any], environment: feel.Environment) -> Sentence | None:
    return None if _offered(component, value) else Sentence("请从列出的选项中选择")


def _choices(component: Component, value: Any, names: Mapping[str, Any], environment: feel.Environment) -> Sentence | None:
    fits = isinstance(value, list) and all(_offered(component, each) for each in value)
    return None if fits else Sentence("请从列出的选项中选择")


def _offered(component: Component, value: Any) -> bool:
    # True == 1 in Python, but yes is not one.
    return any(option.value == value and isinstance(option.value, bool) == isinstance(value, bool) for option in component.options)


def _tick(component: Component, value: Any, names: Mapping[str, Any], environment: feel.Environment) -> Sentence | None:
    return None if isinstance(value, bool) else Sentence("应为是或否")


def _moment(component: Component, value: Any, names: Mapping[str, Any], environment: feel.Environment) -> Sentence | None:
    reader = {"time": time.fromisoformat, "datetime": datetime.fromisoformat}.get(component.subtype, date.fromisoformat)
    example = {"time": "09:30", "datetime": "2026-11-20T09:30"}.get(component.subtype, "2026-11-20")
    try:
        reader(value)
    except (TypeError, ValueError):
        return Sentence("应为存在的日期或时间，例如 {example}", example=example)
    return None


_BY_TYPE: dict[str, Callable[[Component, Any, Mapping[str, Any], feel.Environment], Sentence | None]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "select": _choice,
    "radio": _choice,
    "checkbox": _tick,
    "checklist": _choices,
    "taglist": _choices,
    "datetime": _moment,
}
