"""Steps that several people sign (会签 and 或签), drawn so or made so by adding a signer (加签): a task for each, one outcome by the rule.

The step's own token holds the *roll*, the list of its signers, in ``internal_data``; below it stands a token for each who may sign now.
A line of the roll: ``g`` groups · ``o`` officer's login or "" · ``w`` weight · ``m`` mode · ``h`` position of the host · ``s`` state ·
``t`` token · ``r`` result · ``e`` the step he is consulted about. Positions never change: who is taken away stays as ``removed``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

from engine.domain.errors import Refused
from engine.runtime.formula import Fault, Formula
from engine.runtime.signers import Held, Resumed, Signer, SignersChanged
from engine.runtime.specs.many import Many
from engine.runtime.specs.tally import Rule, Verdict, Vote, decide
from engine.runtime.token import READY, STARTED, WAITING, Token

Roll = list[dict[str, Any]]
MOST = 100
EVERYONE = "everyone"
_NOT_SIGNED = ("later", "open", "held")
_HEARD = ("before", "consulted")
"""Modes of those who give an opinion and do not count in the rule."""


@dataclass(frozen=True)
class Signing(Many):
    """The result: the fields of the signer who decided, the ``outcome`` of all, ``signers`` (each one's group as ``signer``, his login as
    ``officer`` where it was he and nobody else, outcome and fields) and ``heard``, the opinions of those who were asked before.

    ``signers``: a formula that gives logins, or everyone: each holder of the groups signs for himself. ``weights`` by login or group.
    """

    groups: tuple[str, ...] = ()
    rule: Rule = field(default_factory=Rule)
    signers: Formula | str | None = None
    weights: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    signs: ClassVar[bool] = True

    # --- beginning ---
    def items(self, token: Token) -> list[Any]:
        """Lines of the roll. Raises Fault if ``signers`` gives no logins, or one that holds none of the groups."""
        holders = token.workflow.context.holders
        if self.signers is None or holders is None:
            return [self._line([group], "") for group in self.groups]
        if self.signers == EVERYONE:
            found = dict.fromkeys((login, group) for group in self.groups for login in holders(token.task_spec.name, group))
            single = dict(reversed(found))  # of two posts the first counts
            lines = [self._line([group], login) for login, group in reversed(single.items())]
            return lines[:MOST] or [self._line([group], "") for group in self.groups]
        return [self._named(token, login) for login in self._logins(token)]

    def _logins(self, token: Token) -> list[str]:
        assert isinstance(self.signers, Formula)
        found = token.workflow.variables.value(token, self.signers)
        if not isinstance(found, list) or not found or not all(isinstance(each, str) for each in found):
            raise Fault(f"signers {self.signers.text[:60]} 的结果应是至少一个登录名的列表")
        if len(found) > MOST:
            raise Fault(f"一个环节最多 {MOST} 人签署，这里有 {len(found)} 人")
        return list(dict.fromkeys(found))

    def _named(self, token: Token, login: str) -> dict[str, Any]:
        holders = token.workflow.context.holders
        assert holders is not None
        for group in self.groups:
            if login in holders(token.task_spec.name, group):
                return self._line([group], login)
        raise Fault(f"signers 里的 {login[:60]} 现在不能签署：没有 {'、'.join(self.groups)} 的岗位，或按规定应回避")

    def _line(self, groups: Sequence[str], officer: str, mode: str = "drawn", host: int = -1) -> dict[str, Any]:
        weight = self.weights.get(officer) or self.weights.get(groups[0], 1)
        return {"g": list(groups), "o": officer, "w": weight, "m": mode, "h": host, "s": "later"}

    def begin(self, token: Token, items: list[Any]) -> None:
        token.workflow.afford(len(items))
        token.internal_data["roll"] = items
        token._set_state(STARTED)
        token.workflow.entered(token)
        self._go_on(token)

    def is_silent(self, token: Token) -> bool:
        return False

    # --- going on ---
    def roll(self, body: Token) -> Roll:
        """Also of a state from before there was one: then ``got`` holds what was signed, ``items`` the groups of one that signs in turn."""
        held = body.internal_data
        if "roll" not in held:
            got, known = held.pop("got"), held.pop("items", None) or list(self.groups)
            held.pop("ended", None)
            held["roll"] = [self._line([known[n] if n < len(known) else ""], "") for n in range(len(got))]
            for line, result in zip(held["roll"], got, strict=True):
                if result is not None:
                    line.update(s="done", r=result)
            for child in body.children:
                if child.is_instance:
                    held["roll"][child.internal_data["index"]].update(s="open", t=child.id, g=[child.data["signer"]])
        return held["roll"]

    def signed(self, token: Token) -> None:
        """A signer has done his work."""
        body, run = token.parent, token.workflow
        roll, index = self.roll(body), token.internal_data["index"]
        roll[index].update(s="done", r=token.internal_data.get("result") or {})
        if roll[index]["m"] not in _HEARD:
            body.internal_data["last"] = index
        run.passed(token)
        run.drop(token)
        token.remove()
        self.settle(body)

    def settle(self, body: Token) -> None:
        """Who waited for nobody any more goes on; the rule is looked at; whose turn it is gets his task."""
        roll, run = self.roll(body), body.workflow
        run.signers_changed(body)
        for index, line in enumerate(roll):
            if line["s"] == "held" and not any(each["s"] == "open" for each in self._heard_for(roll, index)):
                line["s"] = "open"
                run.tasks[line["t"]]._set_state(READY)
                run.facts.append(Resumed(body.task_spec.name, line["t"]))
        verdict = self._verdict(body, roll)
        if verdict.done:
            self._close(body, roll, verdict.outcome)
        else:
            self._go_on(body)

    def _verdict(self, body: Token, roll: Roll) -> Verdict:
        counting = [line for line in roll if line["m"] not in _HEARD and line["s"] != "removed"]
        last = body.internal_data.get("last")
        pending = any(line["s"] in _NOT_SIGNED and line["m"] == "after" and line["h"] == last for line in counting)
        deciding = None if last is None or pending else self._vote(roll[last])
        return decide(self.rule, [self._vote(line) for line in counting], deciding)

    @staticmethod
    def _vote(line: Mapping[str, Any]) -> Vote:
        return Vote(line["s"] == "done", (line.get("r") or {}).get("outcome"), line["w"])

    def _go_on(self, body: Token) -> None:
        roll = self.roll(body)
        body.workflow.signers_changed(body)
        for index, line in enumerate(roll):
            if line["s"] == "later" and line["m"] == "after" and roll[line["h"]]["s"] == "done":
                self.open(body, index)
        for index, line in enumerate(roll):
            in_turn = not self.sequential or not any(each["s"] in ("open", "held") for each in roll)
            if line["s"] == "later" and line["m"] == "drawn" and in_turn:
                self.open(body, index)

    def open(self, body: Token, index: int) -> None:
        line = self.roll(body)[index]
        token = body.workflow.spawn(body, body.task_spec, body.flow)
        token.internal_data["index"] = index
        token.data["loopCounter"] = index
        if line["g"]:
            token.data["signer"] = line["g"][0]
        line.update(t=token.id, s="held" if line["s"] == "held" else "open")

    def _close(self, body: Token, roll: Roll, outcome: str | None) -> None:
        for other in [child for child in body.children if child.is_instance]:
            other.cancel()
        for line in roll:
            if line["s"] in _NOT_SIGNED:
                line["s"] = "spared"
        body.internal_data["result"] = self.result(body, roll, outcome)
        body.workflow.finish(body)

    def result(self, body: Token, roll: Roll, outcome: str | None) -> dict[str, Any]:
        own = roll[0].get("r") or {} if "alone" in body.internal_data else {}
        last = roll[body.internal_data["last"]].get("r") or {} if "last" in body.internal_data else {}
        said = {**own, **last, "outcome": outcome, "signers": [_said(line) for line in roll if "r" in line and line["m"] not in _HEARD]}
        heard = [_said(line) for line in roll if "r" in line and line["m"] in _HEARD]
        return {**said, "heard": heard} if heard else said

    # --- more, or fewer ---
    def body_of(self, token: Token) -> Token:
        """The step's token over this signer's; where he has signed alone so far it is made now, and takes over what belongs to the step:
        its place, its boundary events, its inputs. The signer keeps his token, so that his task stays the same."""
        if token.is_signer:
            return token.parent
        run, above = token.workflow, token.parent
        body = Token(run, token.task_spec, above, STARTED, flow=token.flow)
        above._children[above._children.index(token.id)] = above._children.pop()
        body._children, token._children = [*token._children, token.id], []
        for child in body.children:
            child._parent = body.id
        body.data, token.data = token.data, {}
        body.internal_data, token.internal_data = token.internal_data, {"index": 0}
        line = self._line(run.definition.steps[token.task_spec.name].who or [""], "")
        body.internal_data.update(roll=[{**line, "s": "open", "t": token.id}], alone=1)
        run.put_before(body, token)
        if body.is_errand:
            run.tasks[body.internal_data["back"]].internal_data["away"] = body.id
        return body

    def add(self, token: Token, group: str, officer: str, mode: str) -> None:
        """Beside the signer whose open task ``token`` is. Raises Refused if that officer signs this step already."""
        if any(line["o"] == officer and line["s"] in _NOT_SIGNED for line in (self.roll(token.parent) if token.is_signer else ())):
            raise Refused("{officer} 已经在这个环节的签署人里。", officer=officer)
        body = self.body_of(token)
        roll, host = self.roll(body), token.internal_data["index"]
        if len(roll) >= MOST:
            raise Refused("一个环节最多 {most} 人签署。", most=MOST)
        roll.append(self._line([group], officer, mode, host))
        body.workflow.signers_changed(body)
        if mode != "after":
            self.open(body, len(roll) - 1)
        if mode == "before":
            self.hold(body, token)

    def hold(self, body: Token, token: Token) -> None:
        self.roll(body)[token.internal_data["index"]]["s"] = "held"
        token._set_state(WAITING)
        body.workflow.facts.append(Held(token.task_spec.name, token.id))

    def take_away(self, body: Token, position: int) -> None:
        """Him, and whoever was added beside him. Raises Refused if he has signed or nobody would be left who counts."""
        roll = self.roll(body)
        line = roll[position] if 0 <= position < len(roll) else None
        if line is None or line["s"] not in _NOT_SIGNED:
            raise Refused("这位签署人已经签署或已经不在名单里，不能再减签。")
        counting = [each for each in roll if each is not line and each["m"] not in _HEARD and each["s"] != "removed"]
        own = position == 0 and "alone" in body.internal_data
        if own or (line["m"] not in _HEARD and not counting):
            raise Refused("至少要留一位签署人。")
        self._remove(body, roll, position)
        self.settle(body)

    def _remove(self, body: Token, roll: Roll, position: int) -> None:
        line = roll[position]
        token = body.workflow.tasks.get(line.get("t", ""))
        line["s"] = "removed"
        if token is not None:
            token.cancel()
        for index, each in enumerate(roll):
            if each["h"] == position and each["s"] in _NOT_SIGNED:
                self._remove(body, roll, index)

    def release(self, token: Token) -> None:
        """The law does not wait for those who are heard first: whoever they were, they are not needed any more."""
        roll, index = self.roll(token.parent), token.internal_data["index"]
        for position, line in enumerate(roll):
            if line in self._heard_for(roll, index) and line["s"] == "open":
                self._remove(token.parent, roll, position)
        roll[index]["s"] = "open"
        token._set_state(READY)

    @staticmethod
    def _heard_for(roll: Roll, host: int) -> Roll:
        return [line for line in roll if line["h"] == host and line["m"] in _HEARD]

    def replaced(self, token: Token, other: Token) -> None:
        """Who went to have an earlier step done again signs with a new task."""
        self.roll(token.parent)[token.internal_data["index"]]["t"] = other.id
        token.workflow.signers_changed(token.parent)

    # --- telling ---
    def changed(self, body: Token) -> SignersChanged:
        lines = enumerate(self.roll(body))
        ended = "result" in body.internal_data or body.id not in body.workflow.tasks
        return SignersChanged(body.task_spec.name, body.id, tuple(_signer(*each) for each in lines), ended)

    def choices(self, line: Mapping[str, Any]) -> tuple[tuple[str, str], ...] | None:
        """Outcomes (id, label) of this signer where they are not the step's."""
        return () if line["m"] == "before" else None

    def choices_of(self, token: Token) -> tuple[tuple[str, str], ...] | None:
        return self.choices(self.roll(token.parent)[token.internal_data["index"]])

    def call_off(self, body: Token) -> None:
        """The step is cancelled with all its signers."""
        for line in self.roll(body):
            if line["s"] in _NOT_SIGNED:
                line["s"] = "spared"
        body.workflow.signers_changed(body)


def _said(line: Mapping[str, Any]) -> dict[str, Any]:
    named = {"officer": line["o"]} if line["o"] else {}
    about = {"about": line["e"]} if "e" in line else {}
    return {"signer": line["g"][0] if line["g"] else "", **named, **about, **(line.get("r") or {})}


def _signer(position: int, line: Mapping[str, Any]) -> Signer:
    outcome = (line.get("r") or {}).get("outcome")
    task_id, about = line.get("t", ""), line.get("e", "")
    return Signer(position, tuple(line["g"]), line["o"], line["w"], line["m"], line["h"], line["s"], task_id, outcome, about)
