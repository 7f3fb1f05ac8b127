"""What the engine does by itself with a step's people: the properties ``dedupe``, ``empty``, ``self`` and ``next``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from engine.domain.errors import Invalid

_GROUP = r"[a-z][a-z0-9_]*:[a-z][a-z0-9_]*"
_EMPTY = re.compile(rf"wait|incident|skip:[a-z][a-z0-9_]*|to:{_GROUP}")
_SELF = re.compile(rf"allow|forbid|to:{_GROUP}")


@dataclass(frozen=True, slots=True)
class Rules:
    """Texts are "" where the file says nothing.

    ``dedupe``: who agreed before need not again: adjacent (in the step before) or any. ``empty``: nobody holds the post here: wait,
    incident, ``skip:<outcome>``, ``to:<group>``. ``self``: he took the case in, or is the applicant: allow, forbid, ``to:<group>``.
    ``next``: choose = who finishes it says who is next.
    """

    dedupe: str = ""
    empty: str = ""
    self: str = ""
    next: str = ""

    @property
    def bars(self) -> bool:
        return self.self not in ("", "allow")


def parse_rules(properties: Mapping[str, str], outcomes: Collection[str]) -> Rules:
    """Raises Invalid."""
    said = {name: properties.get(name, "") for name in ("dedupe", "empty", "self", "next")}
    if said["dedupe"] not in ("", "off", "adjacent", "any"):
        raise Invalid("dedupe 只能是 off、adjacent（紧挨着的上一环节）或 any（之前任一环节），不能是“{value}”", value=said["dedupe"][:40])
    if said["empty"] and not _EMPTY.fullmatch(said["empty"]):
        raise Invalid("empty 只能是 wait、incident、skip:<结果> 或 to:<部门:角色>，不能是“{value}”", value=said["empty"][:60])
    if said["self"] and not _SELF.fullmatch(said["self"]):
        raise Invalid("self 只能是 allow、forbid 或 to:<部门:角色>，不能是“{value}”", value=said["self"][:60])
    if said["next"] not in ("", "choose"):
        raise Invalid("next 只能是 choose（由办理人选定下一环节的人），不能是“{value}”", value=said["next"][:40])
    skipped = said["empty"].removeprefix("skip:")
    if skipped != said["empty"] and skipped not in outcomes:
        raise Invalid("empty 写了 skip:{outcome}，但 outcomes 里没有这个结果", outcome=skipped[:40])
    return Rules(**{**said, "dedupe": "" if said["dedupe"] == "off" else said["dedupe"]})
