"""Where an officer is reached besides the page, and when he would rather not be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Invalid
from engine.domain.sentence import Sentence

EMAIL, PHONE = "email", "phone"
CHANNELS = (EMAIL, PHONE)
Hours = tuple[time, time]
NIGHT: Hours = (time(21), time(8))
_ADDRESS = re.compile(r"[^\s@<>,;\"\\]{1,64}@[^\s@<>,;\"\\]{1,190}")
_MOBILE = re.compile(r"1\d{10}")


@dataclass(frozen=True)
class Contact:
    """``by``: the channels he wants, of those he has. ``quiet``: channel → from and until (Asia/Shanghai; may span midnight); a channel that is
    not there is never quiet. Unless he says otherwise a telephone is quiet at night, and a mailbox, which wakes nobody, never.
    ``without``: (kind of word, channel) that he does not want; everything else of a channel in ``by`` goes there."""

    email: str = ""
    mobile: str = ""
    by: frozenset[str] = field(default_factory=frozenset)
    quiet: Mapping[str, Hours] = field(default_factory=lambda: {PHONE: NIGHT})
    without: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Contact:
        if not kept:
            return cls()
        quiet = kept.get("quiet_by")
        if quiet is None:  # kept before channels had hours of their own
            quiet = dict.fromkeys(CHANNELS, kept["quiet"]) if kept["quiet"] else {}
        return cls(
            kept["email"],
            kept["mobile"],
            frozenset(kept["by"]),
            {channel: (time.fromisoformat(begin), time.fromisoformat(end)) for channel, (begin, end) in quiet.items()},
            frozenset((kind, channel) for kind, channel in kept.get("without", ())),
        )

    def kept(self) -> dict[str, Any]:
        """``quiet`` is for a program of before, which knows one pair for both channels."""
        quiet = {channel: [f"{each:%H:%M}" for each in hours] for channel, hours in self.quiet.items()}
        without = sorted(list(each) for each in self.without)
        return {
            "email": self.email, "mobile": self.mobile, "by": sorted(self.by), "quiet": quiet.get(PHONE), "quiet_by": quiet, "without": without,
        }  # fmt: skip

    def wants(self, kind: str, channel: str) -> bool:
        return channel in self.by and (kind, channel) not in self.without

    def check(self) -> None:
        """Raises Invalid naming the fields."""
        problems = {}
        if (self.email or EMAIL in self.by) and not _ADDRESS.fullmatch(self.email):
            problems["email"] = Sentence("请填写完整的邮箱地址，例如 name@example.cn。")
        if (self.mobile or PHONE in self.by) and not _MOBILE.fullmatch(self.mobile):
            problems["mobile"] = Sentence("请填写 11 位手机号。")
        if problems:
            raise Invalid("有内容需要修改。", problems)

    def quiet_until(self, channel: str, now: datetime) -> datetime | None:
        """The end of the channel's quiet hours in which ``now`` lies; None outside of them."""
        here, (begin, end) = now.astimezone(SHANGHAI), self.quiet.get(channel, (time(0), time(0)))
        if begin == end:
            return None
        clock = here.time()
        within = begin <= clock < end if begin < end else clock >= begin or clock < end
        if not within:
            return None
        day = here.date() + timedelta(days=1) if begin > end and clock >= begin else here.date()
        return datetime.combine(day, end, SHANGHAI)
