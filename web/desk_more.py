"""The menu 更多 of a task's and of a case's page: what else can be done now, beside finishing. An act is one line in its table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class MoreLink:
    """``url`` opens a page with a form of its own (in a dialog, with JavaScript); ``hint`` says what the act is for."""

    label: Any
    url: str
    hint: Any


def _passable(task: Any, passed: Any) -> bool:
    return bool(passed.may_pass)


def _open(task: Any, passed: Any) -> bool:
    return bool(task.status == "open")


# label, what for, when it is offered (TaskShown, PassedShown), where it leads
_OF_TASK: tuple[tuple[Any, Any, Callable[[Any, Any], bool], Callable[[Any], str]], ...] = (
    (_l("转办"), _l("交给同事办，不再回来"), _passable, lambda task: url_for("desk_passing.choose", task_id=task.task_id, act="transfer")),
    (_l("委派"), _l("请同事提意见，回来由您办结"), _passable, lambda task: url_for("desk_passing.choose", task_id=task.task_id, act="delegate")),
    (
        _l("加签"),
        _l("请同事先提意见、一起签或接着签"),
        lambda task, passed: bool(task.takes_signers),
        lambda task: url_for("desk_signers.signers", task_id=task.task_id),
    ),
    (
        _l("退回"),
        _l("回到已经办过的环节重新办"),
        lambda task, passed: bool(task.may_return),
        lambda task: url_for("desk_moves.send_back", task_id=task.task_id),
    ),
    (
        _l("拿回"),
        _l("还没有人往下办，收回来改"),
        lambda task, passed: bool(task.may_take_back),
        lambda task: url_for("desk_moves.take_back", task_id=task.task_id),
    ),
    (_l("沟通"), _l("问同事一句，事情还在您手上"), _open, lambda task: url_for("desk_signals.choose_ask", task_id=task.task_id)),
    (_l("抄送"), _l("告诉同事，不用对方办"), lambda task, passed: True, lambda task: _of_case("copy", task.file.head.case_id)),
    (_l("催办"), _l("提醒正在办的人"), lambda task, passed: bool(task.file.may_remind), lambda task: _of_case("remind", task.file.head.case_id)),
)


def more_links(task: Any, passed: Any) -> list[MoreLink]:
    """``task``: TaskShown, ``passed``: PassedShown."""
    return [MoreLink(label, url(task), hint) for label, hint, when, url in _OF_TASK if when(task, passed)]


def case_links(file: Any, revocable: bool) -> list[MoreLink]:
    """``file``: CaseFileShown; ``revocable``: the viewer may find that the decision to grant was got by fraud."""
    head = file.head
    links = [MoreLink(_l("抄送"), _of_case("copy", head.case_id), _l("告诉同事，不用对方办"))]
    if file.may_remind:
        links.append(MoreLink(_l("催办"), _of_case("remind", head.case_id), _l("提醒正在办的人")))
    if revocable:
        hint = _l("以欺骗、贿赂等不正当手段取得的，告知、听取意见后撤销")
        links.append(MoreLink(_l("撤销准予决定"), url_for("desk_fraud.form", case_id=head.case_id), hint))
    return links


def _of_case(act: str, case_id: str) -> str:
    return url_for(f"desk_signals.choose_{act}", case_id=case_id)
