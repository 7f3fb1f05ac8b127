"""The act that helps a case which is not moving, as a link or a button: one line of a table each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from engine.queries.reason import Help


@dataclass(frozen=True)
class HelpShown:
    """``post``: a button that does it at once, else a link to where it is done."""

    label: Any
    url: str
    post: bool = False


# label, whether one press does it, where
_HELPS: dict[str, tuple[Any, bool, Callable[[str], str]]] = {
    "open": (_l("去办理"), False, lambda task_id: url_for("desk_task.task", task_id=task_id)),
    "remind": (_l("催办"), True, lambda task_id: url_for("desk_escalations.remind", task_id=task_id)),
    "escalate": (_l("督办…"), False, lambda task_id: url_for("desk_escalations.start", task_id=task_id)),
    "wake": (_l("唤醒办件"), True, lambda case_id: url_for("desk_moves.wake", case_id=case_id)),
    "jump": (_l("跳转…"), False, lambda case_id: url_for("desk_moves.jump", case_id=case_id)),
    "supplement": (_l("窗口代收补正"), False, lambda case_id: url_for("desk_case.case", case_id=case_id, _anchor="supplement")),
    "incidents": (_l("流程异常"), False, lambda _case: url_for("admin_operations.incidents")),
    "jobs": (_l("后台作业"), False, lambda _case: url_for("admin_operations.jobs")),
    "calendar": (_l("工作日历"), False, lambda _case: url_for("admin_calendar.this_year")),
    "staff": (_l("人员与岗位"), False, lambda _officer: url_for("admin_officers.officers")),
    "leave": (_l("指定代理人"), False, lambda officer_id: url_for("desk_leave.of_officer", officer_id=officer_id)),
}


def helps_shown(helps: Iterable[Help]) -> list[HelpShown]:
    found = []
    for each in helps:
        label, post, address = _HELPS[each.act]
        found.append(HelpShown(label, address(each.target), post))
    return found
