"""The journal of a case file against its own hash chain: which row is the first that does not fit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.casefile.contents import NOTHING
from engine.casefile.layout import JOURNAL
from engine.domain import exact_json
from engine.domain.chain import GENESIS, chain_hash, digest

ERASED = "PersonalDetailsErased"
_COLUMNS = {"seq", "at", "event", "actor", "element_id", "facts", "details", "details_digest", "command_id", "previous_hash", "hash"}


def read_rows(content: bytes) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows up to the first that cannot be read, and a sentence about that one."""
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(content.splitlines(), 1):
        try:
            row = exact_json.loads(line)
            if not isinstance(row, dict) or not row.keys() >= _COLUMNS or not isinstance(row["facts"], dict):
                raise ValueError("columns")
            row["moment"] = datetime.fromisoformat(row["at"])
        except (ValueError, TypeError):
            return rows, [f"流转记录第 {number} 行（{JOURNAL}）被改动：读不出来。"]
        rows.append(row)
    return rows, []


def is_erased(row: dict[str, Any]) -> bool:
    return row["details"] is None and row["details_digest"] != NOTHING


def broken(rows: list[dict[str, Any]], stated: Any) -> list[str]:
    """A sentence about the first row that does not fit, or about rows missing at the end (``stated``: the manifest's length and head)."""
    head = GENESIS
    erased_until = max((row["seq"] for row in rows if row["event"] == ERASED and isinstance(row["seq"], int)), default=0)
    for number, row in enumerate(rows, 1):
        wrong = _wrong(number, row, head, erased_until)
        if wrong:
            return [f"流转记录第 {number} 行（{row['event']}，{str(row['at'])[:19]}）{wrong}。"]
        head = row["hash"]
    length, last = (stated.get("length"), stated.get("head")) if isinstance(stated, dict) else (None, None)
    if length != len(rows):
        return [f"流转记录应有 {length} 行，实有 {len(rows)} 行：第 {len(rows) + 1} 行起不见了。"]
    return [] if not rows or last == head else ["流转记录的最后一行与清单不符。"]


def _wrong(number: int, row: dict[str, Any], head: str, erased_until: int) -> str:
    """What is wrong with the row, "" = nothing."""
    if row["seq"] != number or row["previous_hash"] != head:
        return "与前一行接不上：这里插入、删除或调换过记录"
    own = chain_hash(
        head, row["seq"], row["moment"], row["event"], row["actor"], row["element_id"], row["facts"], row["details_digest"], row["command_id"]
    )
    if row["hash"] != own:
        return "被改动：与哈希链不符"
    if is_erased(row):
        return "" if number < erased_until else "的细节不见了，流转记录里却没有删除个人信息的记录"
    return "" if digest(row["details"] or {}) == row["details_digest"] else "被改动：细节与摘要不符"
