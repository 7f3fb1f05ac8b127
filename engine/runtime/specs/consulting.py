"""A consultation (会商): where departments that reviewed at the same time came to opposite outcomes, each is heard again and the lead decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.runtime.specs.signing import Roll, Signing
from engine.runtime.token import STARTED, Token


@dataclass(frozen=True)
class Heard:
    """A step whose outcome may be opposed to another's. ``outcomes`` in which its department may confirm or revise its opinion, the first
    of which is to agree; what asks the applicant for more is none of them."""

    element_id: str
    name: str
    groups: tuple[str, ...]
    outcomes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Consulting(Signing):
    """The first line of the roll is the lead's; it is held until everybody concerned has been heard. The result besides the lead's own:
    ``conflict`` true and ``opinions`` [{step, name, signer, before, before_label, after, after_label, opinion, done_by}]. Without a
    conflict nobody is asked, the step says nothing, and the result is {outcome: null, conflict: false, opinions: []}.
    """

    about: tuple[Heard, ...] = ()

    def items(self, token: Token) -> list[Any]:
        spoken = self._spoken(token)
        agreed = [heard for heard, outcome in spoken if outcome == heard.outcomes[0][0]]
        if not agreed or len(agreed) == len(spoken):
            return []
        lead = {**self._line(self.groups, ""), "s": "held"}
        return [lead, *({**self._line(heard.groups, "", "consulted", 0), "e": heard.element_id, "b": outcome} for heard, outcome in spoken)]

    def _spoken(self, token: Token) -> list[tuple[Heard, str]]:
        names = token.workflow.variables.names(token)
        found = []
        for heard in self.about:
            result = names.get(heard.element_id)
            outcome = result.get("outcome") if isinstance(result, Mapping) else None
            if outcome in dict(heard.outcomes):
                found.append((heard, outcome))
        return found

    def begin(self, token: Token, items: list[Any]) -> None:
        run = token.workflow
        run.afford(len(items))
        token.internal_data.update(roll=items, alone=1)
        token._set_state(STARTED)
        run.entered(token)
        run.signers_changed(token)
        for index in range(len(items)):
            self.open(token, index)

    def is_silent(self, token: Token) -> bool:
        """Nobody was asked."""
        return "result" in token.internal_data and not token.internal_data["result"].get("conflict", True)

    def skip(self, token: Token) -> None:
        """No conflict: on, without a word."""
        token.internal_data["result"] = {"outcome": None, "conflict": False, "opinions": []}
        token.workflow.finish(token)

    def choices(self, line: Mapping[str, Any]) -> tuple[tuple[str, str], ...] | None:
        if "e" not in line:
            return super().choices(line)
        return next((heard.outcomes for heard in self.about if heard.element_id == line["e"]), ())

    def result(self, body: Token, roll: Roll, outcome: str | None) -> dict[str, Any]:
        opinions = [self._opinion(line) for line in roll if line["m"] == "consulted" and line["s"] != "removed"]
        return {**(roll[0].get("r") or {}), "outcome": outcome, "conflict": True, "opinions": opinions}

    def _opinion(self, line: Mapping[str, Any]) -> dict[str, Any]:
        heard = next(each for each in self.about if each.element_id == line["e"])
        said, labels = line.get("r") or {}, dict(heard.outcomes)
        after = said.get("outcome") or line["b"]
        return {
            "step": heard.element_id, "name": heard.name, "signer": line["g"][0], "before": line["b"], "before_label": labels[line["b"]],
            "after": after, "after_label": labels[after], "opinion": said.get("opinion", ""), "done_by": said.get("done_by", ""),
        }  # fmt: skip
