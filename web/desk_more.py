"""The menu 更多 of a task's page: what else can be done with it now, beside finishing it. An act is one line in ``_LINKS``."""

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


# label, what for, when it is offered, endpoint, arguments beside task_id
_LINKS: tuple[tuple[Any, Any, Callable[[Any, Any], bool], str, dict[str, str]], ...] = (
    (_l("转办"), _l("交给同事办，不再回来"), _passable, "desk_passing.choose", {"act": "transfer"}),
    (_l("委派"), _l("请同事提意见，回来由您办结"), _passable, "desk_passing.choose", {"act": "delegate"}),
    (_l("加签"), _l("请同事先提意见、一起签或接着签"), lambda task, passed: bool(task.takes_signers), "desk_signers.signers", {}),
    (_l("退回"), _l("回到已经办过的环节重新办"), lambda task, passed: bool(task.may_return), "desk_moves.send_back", {}),
)


def more_links(task: Any, passed: Any) -> list[MoreLink]:
    """``task``: TaskShown, ``passed``: PassedShown."""
    return [MoreLink(label, url_for(endpoint, task_id=task.task_id, **more), hint) for label, hint, when, endpoint, more in _LINKS if when(task, passed)]
