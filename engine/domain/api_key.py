"""接口密钥: what another department's system shows instead of a password. Its first half names it, its second half proves it.

Only the digest of the second half is kept. It is drawn from 2^256, so nobody can try them through, and a digest that is quick to
make tells no more of it than a slow one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256

from engine.domain.officer import Post, Role
from engine.domain.sentence import Sentence

LONGEST_LABEL = 100
_SHAPE = re.compile(r"osk_([0-9a-f]{16})_([0-9a-f]{64})")


def draw_key(draw: Callable[[int], int]) -> tuple[str, str, str]:
    """(key id, the whole key, digest of its secret). ``draw``: uniform below n."""
    key_id, secret = f"{draw(1 << 64):016x}", f"{draw(1 << 256):064x}"
    return key_id, f"osk_{key_id}_{secret}", _digest(secret)


def read_key(key: str) -> tuple[str, str] | None:
    """(key id, digest of its secret) of what was shown; None for what is no key at all."""
    found = _SHAPE.fullmatch(key)
    return (found[1], _digest(found[2])) if found else None


def is_systems(posts: Iterable[Post]) -> bool:
    """Is an account with these posts one of a system (数字员工)? A person's has no key: whoever held it would act in his name."""
    return any(post.role == Role.ROBOT for post in posts)


def last_day(today: date) -> date:
    """The last day a key issued today may have: this day in two years."""
    leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year + 2, day=28 if leap_day else today.day)


def why_not_until(expires_on: date, today: date) -> Sentence | None:
    """What is wrong with this last day of a key; None when it will do."""
    latest = last_day(today)
    if today <= expires_on <= latest:
        return None
    return Sentence("最后一天应在今天和 {latest} 之间（最长两年）。", latest=latest.isoformat())


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
