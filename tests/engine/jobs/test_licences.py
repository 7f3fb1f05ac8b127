"""The day's look at licences: one that cannot be seen to keeps no other waiting, and what has passed is not forgotten with what is done."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from engine.jobs.licences import see_to_licences
from engine.service import Engine
from engine.store import transaction
from engine.store.retention import retain
from tests.engine.licensing import PERMIT, Licensing
from tests.engine.world import World


def test_a_licence_whose_edition_cannot_be_read_keeps_no_other_from_ending(world: World) -> None:
    first = Licensing(world)
    broken = first.grant()
    second = Licensing(world, {f"{PERMIT}/item.toml": (("limit = 2", "limit = 3"),)})
    whole = second.grant()
    with transaction.writing(world.engine.database) as tx:
        tx.execute(text("UPDATE edition SET files = :rubbish WHERE process_id = :permit AND number = 1"), {"rubbish": b"no zip", "permit": PERMIT})
    world.clock.set(second.after(whole))
    engine = Engine(world.settings, world.clock)  # which has read no edition yet
    assert see_to_licences(engine)
    assert (first.row(broken).status, second.row(whole).status) == ("valid", "expired")
    assert not see_to_licences(engine), "once a day"
    engine.dispose()


def test_retention_leaves_the_register_alone_and_a_licence_of_long_ago_still_runs_out(world: World) -> None:
    office = Licensing(world)
    player = office.grant()
    world.clock.set(world.clock.now() + timedelta(days=400))
    assert retain(world.engine.database, world.clock.now(), timedelta(days=30), timedelta(days=180)).commands > 0
    assert office.row(player).status == "valid" and office.checked(player).licence.in_force
    office.until("2028-03-02 00:00")
    assert office.row(player).status == "expired" and office.in_force() == office.counted() == 0
