"""常用语: sentences for opinions and defects that the office, a department or an officer for himself adds to the shipped ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.commands.work import Work
from engine.domain.errors import Forbidden, Invalid, Missing
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.store import desks

KINDS = ("opinion", "defect")
SCOPES = ("own", "department", "office")
MOST_LETTERS = 200


@dataclass(frozen=True, kw_only=True)
class AddPhrase:
    """``scope`` own | department (an approver, for each department he approves in) | office (a system administrator).

    Raises Invalid naming ``words``, Forbidden for a scope that is not his.
    """

    command_id: str
    kind: str
    words: str
    scope: str = "own"


@dataclass(frozen=True, kw_only=True)
class DropPhrase:
    """Raises Missing for one that he could not have added."""

    command_id: str
    phrase_id: str


def houses(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """(division, department) whose phrases he keeps."""
    return tuple(dict.fromkeys((post.division, post.department) for post in viewer.posts if post.role == "approver"))


def add_phrase(command: AddPhrase, work: Work) -> None:
    if work.viewer.officer_id is None:
        raise Missing("没有这个账号。")
    words = " ".join(command.words.split())
    if not words or len(words) > MOST_LETTERS or command.kind not in KINDS:
        raise Invalid("请填写常用语，最多 {most} 个字。", {"words": Sentence("请填写常用语，最多 {most} 个字。", most=MOST_LETTERS)}, most=MOST_LETTERS)
    for of in _of(command.scope, work.viewer):
        own = {"kind": command.kind, "words": words, "added_by_name": work.viewer.name, "added_at": work.now}
        desks.add_phrase(work.tx, phrase_id=work.draw_id(), **of, **own)


def _of(scope: str, viewer: Viewer) -> list[dict[str, Any]]:
    if scope == "own":
        return [{"officer_id": viewer.officer_id}]
    if scope == "department" and houses(viewer):
        return [{"division_code": division, "department": department} for division, department in houses(viewer)]
    if scope == "office" and viewer.has("system_admin"):
        return [{}]
    raise Forbidden("部门的常用语由审批负责人添加，全局的由系统管理员添加。")


def may_drop(row: Any, viewer: Viewer) -> bool:
    if row.officer_id is not None:
        return bool(row.officer_id == viewer.officer_id)
    if row.division_code is not None:
        return (row.division_code, row.department) in houses(viewer)
    return viewer.has("system_admin")


def drop_phrase(command: DropPhrase, work: Work) -> None:
    row = desks.find_phrase(work.tx, command.phrase_id)
    if row is None or not may_drop(row, work.viewer):
        raise Missing("没有找到这条常用语。")
    desks.drop_phrase(work.tx, row.phrase_id)
