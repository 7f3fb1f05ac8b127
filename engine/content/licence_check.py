"""Whether ``[licence]`` of an item holds together with its diagram and its form (行政许可法 art. 49, 50)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine import feel
from engine.content.forms import Form
from engine.content.item import ItemSpec
from engine.domain.sentence import Bilingual
from engine.runtime import Definition

Finding = tuple[str, str, str, str]
LICENCE = "licence"
_NAMES = frozenset({"answers", "situation", "materials", "case", "item"})


def licence_problems(item: ItemSpec, definition: Definition, application: Form | None) -> Iterator[Finding]:
    rule = item.licence
    for name, duration in (("file_before", rule.file_before), ("remind", rule.remind)):
        if not duration.is_whole_days or duration.months or duration.is_zero:
            yield "error", f"licence.{name}", "licence_days", f"{name} 要写整天数（自然日），例如 P30D，不能是 {duration}。"
    if rule.remind.days <= rule.file_before.days:
        said = f"提醒（届满前 {rule.remind}）不早于提出延续的期限（届满前 {rule.file_before}）：持证人收到提醒时已经来不及。"
        yield "warning", "licence.remind", "late_remind", said
    if rule.renews:
        yield from _renewing(item, definition, application)


def _renewing(item: ItemSpec, definition: Definition, application: Form | None) -> Iterator[Finding]:
    if item.quantity is not None:
        said = "有数量限制的事项不能同时办理延续：延续不占名额，请另设一个延续事项（renews 写在那里）。"
        yield "error", "licence.renews", "limited_renewal", said
    if not any(step.letter == LICENCE for step in definition.steps.values()):
        yield "error", "licence.renews", "renewal_without_licence", "流程图里没有出具许可证（letter=licence）的元素，准予延续以后没有新的许可证。"
    means = {meaning for field in (application.fields if application else ()) for meaning in field.means}
    if "licence_number" not in means:
        yield "error", "licence.renews", "renewal_of_what", "申请表没有填写原许可证编号的字段（属性 means=licence_number），系统不知道延续哪一份。"
    yield from _condition(item.licence.renewing)


def _condition(text: str) -> Iterator[Finding]:
    try:
        unknown: Mapping[str, None] = dict.fromkeys(sorted(feel.parse(feel.strip_marker(text)).names - _NAMES))
    except feel.FeelError as wrong:
        yield "error", "licence.renewing", "feel", Bilingual(f"licence 的 renewing：{wrong}", f"“renewing” of licence: {wrong.english}")
        return
    for name in unknown:
        yield "error", "licence.renewing", "unknown_name", f"licence 的 renewing 用了不认识的名字 {name}；可用 answers、situation、materials、case、item。"
