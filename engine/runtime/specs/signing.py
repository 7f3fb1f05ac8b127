"""Steps that several departments sign (会签 and 或签): one task for each group in ``who``, one outcome by the rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from engine.domain.errors import Invalid
from engine.runtime.specs.many import Many
from engine.runtime.token import Token

RULES = ("single", "all", "any", "sequential")
_RATIO = re.compile(r"ratio:(0\.\d{1,4}|1|1\.0{1,4})")


def parse_rule(text: str) -> tuple[str, Decimal]:
    """(all, any, sequential or ratio; the share that must agree). Raises Invalid."""
    if text in RULES:
        return text, Decimal(1)
    ratio = _RATIO.fullmatch(text)
    if ratio is None or not Decimal(ratio[1]):
        raise Invalid("sign 只能是 single、all（会签）、any（或签）、sequential（依次）或 ratio:0.66（比例），不能是“{text}”", text=text[:40])
    return "ratio", Decimal(ratio[1])


@dataclass(frozen=True)
class Signing(Many):
    """``agree`` is the first declared outcome. The result: the fields of the signer who decided, the ``outcome`` of all, and ``signers``,
    a list of each one's group (``signer``), outcome and fields. ``rule``:

    all, sequential: everybody agrees, or the first other outcome decides · any: the first to finish decides ·
    ratio: ``share`` of all signers agree, or so many do not that it cannot be reached: then the outcome most of them chose.
    """

    groups: tuple[str, ...] = ()
    rule: str = "all"
    share: Decimal = Decimal(1)
    agree: str = ""
    signs: ClassVar[bool] = True

    def items(self, token: Token) -> list[Any]:
        return list(self.groups)

    def announce(self, body: Token) -> None:
        """The step enters and passes once, whoever signs."""
        body.workflow.entered(body)

    def is_silent(self, token: Token) -> bool:
        return False

    def verdict(self, instance: Token, got: list[Any], last: Any, ended: int) -> tuple[bool, Any]:
        outcome = self._outcome([each["outcome"] for each in got if each is not None], last["outcome"], len(got) - ended, len(got))
        signers = [{"signer": group, **each} for group, each in zip(self._order(instance, got), got, strict=True) if each is not None]
        return outcome is not None, {**last, "outcome": outcome, "signers": signers}

    def _outcome(self, chosen: list[str], last: str, waiting: int, total: int) -> str | None:
        """None while it is still open."""
        if self.rule == "any":
            return last
        if self.rule != "ratio":
            return last if last != self.agree or not waiting else None
        agreed = chosen.count(self.agree)
        if agreed >= self.share * total:
            return self.agree
        if agreed + waiting >= self.share * total:
            return None
        others = [each for each in chosen if each != self.agree]
        return max(dict.fromkeys(others), key=others.count)

    def _order(self, instance: Token, got: list[Any]) -> list[str]:
        """The groups as this case knows them: an edition may have changed since it began."""
        known = list(self.groups) + [""] * (len(got) - len(self.groups))
        known[instance.internal_data["index"]] = instance.data["signer"]
        return known[: len(got)]
