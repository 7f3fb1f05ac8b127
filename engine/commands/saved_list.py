"""A filter of the workbench kept under a name, for oneself or for one's department."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.commands.work import Work
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.sentence import Sentence
from engine.store import desks

MOST_LISTS = 20
MOST_LETTERS = 30


@dataclass(frozen=True, kw_only=True)
class SaveList:
    """``query``: what ``DeskFolder`` takes, without the page. ``shared``: everybody of the departments in which he is posted sees it.

    Raises Invalid naming ``name``, Refused beyond twenty.
    """

    command_id: str
    name: str
    query: Mapping[str, Any]
    shared: bool = False


@dataclass(frozen=True, kw_only=True)
class DropList:
    """Raises Missing for one that is not his own."""

    command_id: str
    list_id: str


def save_list(command: SaveList, work: Work) -> None:
    officer_id, name = work.viewer.officer_id, " ".join(command.name.split())
    if officer_id is None:
        raise Missing("没有这个账号。")
    if not name or len(name) > MOST_LETTERS:
        raise Invalid("请给列表起个名字，最多 {most} 个字。", {"name": Sentence("请给列表起个名字，最多 {most} 个字。", most=MOST_LETTERS)}, most=MOST_LETTERS)
    if len(desks.lists_of(work.tx, officer_id)) >= MOST_LISTS:
        raise Refused("已经存了 {most} 个列表，请先删掉不用的。", most=MOST_LISTS)
    houses = work.viewer.houses if command.shared else ((None, None),)
    own = {"officer_id": officer_id, "officer_name": work.viewer.name, "name": name, "query": dict(command.query), "created_at": work.now}
    for division, department in houses:
        desks.add_list(work.tx, list_id=work.draw_id(), division_code=division, department=department, **own)


def drop_list(command: DropList, work: Work) -> None:
    row = desks.find_list(work.tx, command.list_id)
    if row is None or row.officer_id != work.viewer.officer_id:
        raise Missing("没有找到这个列表。")
    desks.drop_list(work.tx, row.list_id)
