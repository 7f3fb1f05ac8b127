"""Whether an item's limits are what the law allows: promise, notice, delivery, and what the head may add (行政许可法 art. 32, 42, 44)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from engine.content.item import ItemSpec
from engine.domain.calendar import SHANGHAI, OfficeHours, WorkCalendar
from engine.domain.duration import Duration
from engine.domain.errors import Invalid

Finding = tuple[str, str, str, str]
# Art. 42: ten days more for one authority, fifteen where several handle it together.
ALONE, TOGETHER = Duration.parse("P10D"), Duration.parse("P15D")
# Two limits are compared on a year without holidays, both given on a Monday morning.
_PLAIN = WorkCalendar({}, OfficeHours(((time(9), time(17)),)))
_MONDAY = datetime(2024, 1, 1, 9, tzinfo=SHANGHAI)


def longer(a: Duration, b: Duration, mode: str) -> bool:
    """Whether limit ``a`` ends after ``b``. Raises Invalid for weeks of working days."""
    return _PLAIN.add(_MONDAY, a, mode) > _PLAIN.add(_MONDAY, b, mode)  # type: ignore[arg-type]


def limit_findings(item: ItemSpec) -> Iterator[Finding]:
    limits, mode = item.limits, item.limits.calendar
    try:
        if longer(limits.promised, limits.statutory, mode):
            yield "error", "limits.promised", "promise_over_law", f"承诺时限 {limits.promised} 长于法定时限 {limits.statutory}。请缩短承诺时限。"
        if limits.notice and longer(limits.notice, Duration.parse("P5D"), mode):
            yield "warning", "limits.notice", "late_notice", "一次性告知应在五个工作日内作出（行政许可法第三十二条）。"
        if limits.delivery and longer(limits.delivery, Duration.parse("P10D"), mode):
            yield "warning", "limits.delivery", "late_delivery", "证件应自决定之日起十个工作日内送达（行政许可法第四十四条）。"
        yield from _extension(item)
        for department in item.departments:
            if department.promised and longer(department.promised, limits.promised, mode):
                message = f"{department.id} 的承诺时限 {department.promised} 长于全件承诺 {limits.promised}。"
                yield "warning", f"departments.{department.id}", "department_over_promise", message
    except Invalid as wrong:
        yield "error", "limits", "limits", str(wrong)


def _extension(item: ItemSpec) -> Iterator[Finding]:
    limits = item.limits
    most = TOGETHER if item.is_joint else ALONE
    if limits.extension is None:
        return
    if not limits.extension.is_whole_days or limits.extension.is_zero or limits.extension.months:
        yield "error", "limits.extension", "extension_not_days", f"延期 {limits.extension} 要写整天数，例如 P10D。"
    elif longer(limits.extension, most, limits.calendar) and not limits.extension_basis:
        said = "联合办理最多延长十五日" if item.is_joint else "最多延长十日"
        message = f"延期 {limits.extension} 超过行政许可法第四十二条（{said}）。其他法律另有规定的，用 extension_basis 写明依据。"
        yield "error", "limits.extension", "extension_over_law", message
