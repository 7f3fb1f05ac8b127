"""Which elements of a diagram stand side by side, read off the drawing once: what a move against the arrows must undo and may leave alone.

A *block* is a fork with the branches that leave it, up to the gateway where they meet again (or to their ends). It is *whole* if no branch
runs into another before that gateway and, where the gateway waits for every branch, nobody enters a branch but through the fork. In whole
blocks two tokens of one scope stand side by side because of exactly one block, the smallest that has them in different branches; so what
has come from a step before the fork is known, and what a branch has left behind at the join too. Of a fork that is not whole nothing is
known: no move across it is offered. A *side way* leaves a step by a boundary event that does not interrupt it and never comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.runtime.diagram.element import Body, Element

_JOINS = {"parallelGateway": "parallel", "inclusiveGateway": "inclusive"}
_ONE_WAY = frozenset({"exclusiveGateway", "eventBasedGateway"})


@dataclass(frozen=True)
class Way:
    """An edge: a sequence flow, or (without id) the step from a host to its boundary event or from a link to its other half."""

    id: str
    source: str
    target: str


@dataclass(frozen=True)
class Block:
    """``branches``: the ids of the elements and flows in each. ``join``: where they meet, "" if they never do."""

    fork: str
    join: str
    branches: tuple[frozenset[str], ...]
    whole: bool

    def branch(self, place: str) -> int | None:
        """Which branch an element or flow is in."""
        return next((number for number, branch in enumerate(self.branches) if place in branch), None)

    @property
    def size(self) -> int:
        return sum(len(branch) for branch in self.branches)


@dataclass(frozen=True)
class SideWay:
    host: str
    inside: frozenset[str]


@dataclass(frozen=True)
class Regions:
    """Of one body. ``joins``: gateways with several flows in → parallel or inclusive; ``handlers``: its event sub-processes."""

    ways: tuple[Way, ...]
    beside: tuple[Way, ...]
    forks: Mapping[str, tuple[Way, ...]]
    joins: Mapping[str, str]
    begin: tuple[str, ...]
    handlers: frozenset[str]
    _out: dict[str, list[Way]] = field(repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for way in self.ways:
            self._out.setdefault(way.source, []).append(way)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The smallest first."""
        return tuple(sorted((self._block(fork, ways) for fork, ways in self.forks.items()), key=lambda block: block.size))

    @cached_property
    def side_ways(self) -> tuple[SideWay, ...]:
        return tuple(SideWay(way.source, frozenset(self._places([way], frozenset()))) for way in self.beside)

    @cached_property
    def _waiting(self) -> dict[str, tuple[Way, ...]]:
        found: dict[str, list[Way]] = {}
        for way in self.ways:
            found.setdefault(way.target, []).append(way)
        return {target: tuple(ways) for target, ways in found.items()}

    def after(self, place: str, avoiding: Iterable[str] = ()) -> set[str]:
        """Every element to which a token can go from ``place``, itself included; a flow stands for where it comes from."""
        return self._walk([self.source(place)], frozenset(avoiding))

    def source(self, place: str) -> str:
        return next((way.source for way in self.ways if way.id == place), place)

    def between(self, first: str, last: str) -> set[str]:
        """What a case passes on its way from ``first`` to ``last``, both included."""
        last = self.source(last)
        if last not in self.after(first):
            return set()
        ahead = self.after(first, {last} - {first})
        return {first, last} | {at for at in ahead if last in self.after(at, {first} - {at})}

    def joins_between(self, first: str, last: str) -> bool:
        """Whether a gateway that waits for every branch lies on the way."""
        return any(self.joins.get(at) == "parallel" for at in self.between(first, last))

    def apart(self, one: str, other: str) -> Block | None:
        """The smallest block that has these places in different branches."""
        for block in self.blocks:
            first, second = block.branch(one), block.branch(other)
            if first is not None and second is not None and first != second:
                return block
        return None

    def around(self, place: str) -> list[Block]:
        return [block for block in self.blocks if block.branch(place) is not None]

    def left_behind(self, place: str, outside: str | None) -> list[tuple[str, str]]:
        """(join, flow) on which tokens wait when only the branch with ``place`` is still to be done; of the blocks that ``outside`` is not in."""
        found: dict[str, str] = {}
        for block in self.around(place):
            if self.joins.get(block.join) != "parallel" or (outside is not None and block.branch(outside) is not None):
                continue
            own, ahead = block.branch(place), self.after(place, {block.join})
            for way in self._waiting.get(block.join, ()):
                number = block.branch(way.id)
                if number is not None and number != own and way.source not in ahead:
                    found[way.id] = block.join
        return [(join, flow) for flow, join in found.items()]

    def side_way(self, place: str) -> SideWay | None:
        found = [side for side in self.side_ways if place in side.inside]
        return min(found, key=lambda side: len(side.inside)) if found else None

    def tangled(self, place: str) -> Block | None:
        """A fork that is not whole and from which a token may have come here."""
        return next((block for block in self.around(place) if not block.whole), None)

    def _walk(self, pending: list[str], avoiding: frozenset[str]) -> set[str]:
        found: set[str] = set()
        while pending:
            at = pending.pop()
            if at not in found and at not in avoiding:
                found.add(at)
                pending.extend(way.target for way in self._out.get(at, ()))
        return found

    def _places(self, begin: Iterable[Way], avoiding: frozenset[str]) -> set[str]:
        begin = list(begin)
        found = self._walk([way.target for way in begin], avoiding)
        return found | {way.id for way in begin if way.id} | {way.id for at in found for way in self._out.get(at, ()) if way.id}

    def _block(self, fork: str, ways: tuple[Way, ...]) -> Block:
        branches, join = self._branches(fork, ways, "")
        if self._run_together(branches):
            for candidate in self._meeting(branches):
                apart, _ = self._branches(fork, ways, candidate)
                if not self._run_together(apart):
                    branches, join = apart, candidate
                    break
            else:
                return Block(fork, "", branches, False)
        return Block(fork, join, branches, self.joins.get(join) != "parallel" or self._entered_by_fork_only(fork, branches))

    def _branches(self, fork: str, ways: tuple[Way, ...], join: str) -> tuple[tuple[frozenset[str], ...], str]:
        stop = frozenset({fork, join})
        groups: dict[str, list[Way]] = {}
        for number, way in enumerate(ways):
            groups.setdefault(way.id or f"({number})", []).append(way)
        return tuple(frozenset(self._places(group, stop)) for group in groups.values()), join

    def _run_together(self, branches: tuple[frozenset[str], ...]) -> bool:
        return any(self._shared(branches))

    def _shared(self, branches: tuple[frozenset[str], ...]) -> set[str]:
        """Elements of several branches; an end takes every token that comes."""
        seen: set[str] = set()
        twice: set[str] = set()
        for branch in branches:
            twice |= seen & branch
            seen |= branch
        return {place for place in twice if place in self._out}

    def _meeting(self, branches: tuple[frozenset[str], ...]) -> list[str]:
        shared = self._shared(branches)
        return [join for join in self.joins if join in shared]

    def _entered_by_fork_only(self, fork: str, branches: tuple[frozenset[str], ...]) -> bool:
        for branch in branches:
            for at in branch:
                if any(way.source != fork and way.source not in branch for way in self._waiting.get(at, ())):
                    return False
        return True


def regions_of(body: Body) -> Regions:
    elements = body.elements
    ways = [Way(flow.id, flow.source, flow.target) for flow in body.flows if flow.source in elements and flow.target in elements]
    caught = {each.trigger.name: each.id for each in elements.values() if each.kind == "catch" and each.trigger.kind == "link"}
    ways += [
        Way("", each.id, caught[each.trigger.name])
        for each in elements.values()
        if each.kind == "throw" and each.trigger.kind == "link" and each.trigger.name in caught
    ]
    watchers = [each for each in elements.values() if each.attached_to in elements]
    ways += [Way("", str(each.attached_to), each.id) for each in watchers if _interrupts(each)]
    beside = tuple(Way("", str(each.attached_to), each.id) for each in watchers if not _interrupts(each))
    forks = {each.id: tuple(way for way in ways if way.source == each.id and way.id) for each in elements.values() if each.tag not in _ONE_WAY}
    joins = {each.id: _JOINS[each.tag] for each in elements.values() if each.tag in _JOINS and len(body.incoming(each.id)) > 1}
    drawn = Regions(
        ways=tuple(ways),
        beside=beside,
        forks={fork: several for fork, several in forks.items() if len(several) > 1},
        joins=joins,
        begin=tuple(each.id for each in elements.values() if each.kind == "start"),
        handlers=frozenset(each.id for each in elements.values() if each.is_event_subprocess),
    )
    return _with_merging_side_ways(drawn)


def _interrupts(watcher: Element) -> bool:
    return watcher.interrupting or watcher.trigger.kind == "error"


def _with_merging_side_ways(drawn: Regions) -> Regions:
    """A side way that comes back to the main one is a branch of its host like any other."""
    main = drawn._walk(list(drawn.begin), frozenset())
    back = [way for way in drawn.beside if {at for at in drawn._walk([way.target], frozenset()) if at in drawn._out} & main]
    if not back:
        return drawn
    forks = dict(drawn.forks)
    for way in back:
        own = forks.get(way.source) or tuple(each for each in drawn.ways if each.source == way.source)
        forks[way.source] = (*own, way)
    return Regions(
        (*drawn.ways, *back), tuple(way for way in drawn.beside if way not in back), forks, drawn.joins, drawn.begin, drawn.handlers
    )  # fmt: skip
