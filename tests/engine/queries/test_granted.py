"""行政许可法 art. 40: what was granted is public, what was denied is not, and nobody's number stands in it."""

from __future__ import annotations

from datetime import timedelta

from engine.domain.viewer import Viewer
from engine.queries.granted import Granted
from tests.engine.commands import test_commitment as promises
from tests.engine.world import World


def test_anybody_reads_what_was_granted_and_what_is_no_longer_in_force_and_nothing_of_what_was_denied(world: World) -> None:
    first = promises.decided(world)
    world.stage.pass_time(world.clock.now() + timedelta(minutes=2))
    promises.decided(world, "deny")
    world.stage.pass_time(world.clock.now() + timedelta(minutes=2))
    promises.decided(world)
    promises.check(world, first, False, "没有证明")
    promises.announce(world, first)
    promises.defend(world, first)
    promises.revoke(world, first, answer="没有采纳")
    found = world.engine.ask(Granted(), Viewer.public())
    assert [(one.subject, one.service, one.authority, one.number[-7:], one.revoked) for one in found.decisions] == [
        ("老王早点", "临时占道经营", "城市管理局", "000002号", False),
        ("老王早点", "临时占道经营", "城市管理局", "000001号", True),
    ]
    assert found.total == 2 and "33019919650512609X" not in repr(found) and "王敏" not in repr(found)
    assert world.engine.ask(Granted(search="早点 占道"), Viewer.public()).total == 2
    assert world.engine.ask(Granted(search="没有的店"), Viewer.public()).decisions == ()
