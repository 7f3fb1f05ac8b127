"""Places of a limited item (行政许可法 art. 57): whatever happens to its licences in whatever order, the number kept is the number counted anew, and
never more than the law allows are in force."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from engine.commands.follow import Withdraw
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Invalid, Refused
from engine.domain.licence import LicenceStatus
from engine.rehearsal.player import Player
from engine.store import transaction
from engine.store.schema_licence import licence
from tests.databases import KINDS
from tests.engine.licensing import Licensing
from tests.engine.world import APPROVER, WINDOW, fresh, world_of

LIMIT = 2
SHORT = (('today() + duration("P2Y") - duration("P1D")', 'today() + duration("P89D")'),)  # so that a story of a year sees licences end
RENEWED = (('+ duration("P2Y") else', '+ duration("P90D") else'),)
WITH_PROMISE = (('name = "原占道经营许可证"', 'name = "原占道经营许可证"\ncommitment = true'),)
ACTS = ("grant", "hand_out", "ask", "renew", "change", "drop", "revoke", "deregister", "days", "months")


def holder(number: int) -> dict[str, str]:
    """Answers of another person each: whose promise was false, may promise nothing any more."""
    plain = f"33019919650512{number:03d}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(plain, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11]
    return {"stall": f"摊位{number}", "name": f"王敏{number}", "identity": plain + check, "mobile": "13800000001"}


class Town:
    """Acts on whichever of the cases the draw picks; what the law refuses is refused and changes nothing."""

    def __init__(self, office: Licensing) -> None:
        self.office, self.granted, self.asked = office, list[Player](), list[Player]()

    def act(self, name: str, pick: int) -> None:
        try:
            getattr(self, name)(pick)
        except (Refused, Invalid):  # full, or asked with a promise after a false one
            self.office.world.stage.settle()

    def _held(self, pick: int) -> tuple[Player, Any] | None:
        own = [(player, self.office.row(player)) for player in (*self.granted, *self.asked) if self.office.has(player)]
        return own[pick % len(own)] if own else None

    def grant(self, pick: int) -> None:
        player = self.office.apply(commitments=("food_licence",), answers=holder(len(self.granted)))
        try:
            self.office.decide(player)
        except Refused:
            self.office.world.do(Withdraw(command_id=fresh(), case_id=player.case_id, reason="名额已满"), player.applicant)
            raise
        self.granted.append(player)

    def hand_out(self, pick: int) -> None:
        waiting = [player for player in self.granted if "hand_out" in self.office.world.open_steps(player.case_id)]
        if waiting:
            self.office.world.finish(waiting[pick % len(waiting)], "hand_out", WINDOW)

    def ask(self, pick: int, kind: str = "renew") -> Player | None:
        """Asked for, and left undecided."""
        held = self._held(pick)
        if held is None or not self.office.may_ask(held[1]):
            return None
        mine = next(number for number, each in enumerate(self.granted) if each.case_id == held[1].origin_case_id)
        player = self.office.ask(held[1], kind, commitments=("licence",), change="加卖豆浆", **holder(mine))
        self.asked.append(player)
        return player

    def renew(self, pick: int) -> None:
        self._granted(self.ask(pick), "renewal")

    def change(self, pick: int) -> None:
        self._granted(self.ask(pick, "change"), "change")

    def _granted(self, player: Player | None, kind: str) -> None:
        if player is not None and "check_application" in self.office.world.open_steps(player.case_id):
            self.office.review(player, kind)
            self.office.world.finish(player, f"approve_{kind}", APPROVER, "grant", opinion="符合条件")

    def drop(self, pick: int) -> None:
        """An application to renew is taken back."""
        if self.asked:
            player = self.asked[pick % len(self.asked)]
            self.office.world.do(Withdraw(command_id=fresh(), case_id=player.case_id, reason="不办了"), player.applicant)

    def revoke(self, pick: int) -> None:
        decided = [(player, "food_licence") for player in self.granted] + [(player, "licence") for player in self.asked]
        decided = [each for each in decided if self.office.world.case(each[0].case_id).decision == "grant"]
        if decided:
            self.office.revoke(*decided[pick % len(decided)])

    def deregister(self, pick: int) -> None:
        held = self._held(pick)
        if held is not None:
            self.office.deregister(held[0], "impossible")

    def days(self, pick: int) -> None:
        self._pass(1 + pick % 40)

    def months(self, pick: int) -> None:
        self._pass(60 + pick % 40)

    def _pass(self, days: int) -> None:
        now = self.office.world.clock.now().astimezone(SHANGHAI)
        self.office.until(f"{now + timedelta(days=days):%Y-%m-%d} 10:00")


def counted_by_hand(office: Licensing) -> int:
    """Rights in force: grants without a licence whose decision stands, and chains of which one licence is valid."""
    with transaction.reading(office.world.engine.database) as tx:
        rows = list(tx.execute(licence.select().where(licence.c.process_id == "stall-permit")))
        cases = list(tx.execute(text("SELECT case_id FROM cases WHERE decision = 'grant' AND process_id = 'stall-permit'")).scalars())
        revoked = set(tx.execute(text("SELECT case_id FROM commitment WHERE revoked_at IS NOT NULL")).scalars())
    valid = [row.origin_case_id for row in rows if row.status == LicenceStatus.VALID]
    assert len(valid) == len(set(valid)), "one right has two licences in force"
    known = {row.origin_case_id for row in rows}
    return len(valid) + len([each for each in cases if each not in known and each not in revoked])


@contextmanager
def town_of(databases: Any) -> Iterator[Town]:
    with world_of(databases) as world:
        changed = {"stall-permit/process.bpmn": SHORT, "stall-renewal/process.bpmn": RENEWED, "stall-renewal/item.toml": WITH_PROMISE}
        yield Town(Licensing(world, changed))


@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_places_taken_is_what_is_in_force_after_any_order_of_acts(kind: str, databases: dict[str, Any]) -> None:
    @settings(max_examples=8, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99)), min_size=6, max_size=14))
    def told(acts: list[tuple[str, int]]) -> None:
        with town_of(databases[kind]) as town:
            town.act("grant", 0)
            for name, pick in acts:
                town.act(name, pick)
                places = town.office.in_force()
                assert places == town.office.counted() == counted_by_hand(town.office), (name, pick)
                assert 0 <= places <= LIMIT

    told()
