"""Keys of other departments' systems: shown once, kept as a digest, known to every process at once."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from engine.commands.api_key import IssueApiKey, Issued, RevokeApiKey
from engine.commands.found import EnrolOfficer
from engine.commands.office import UpdateOfficer
from engine.domain.api_key import last_day, read_key
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.domain.officer import Post, Role
from engine.domain.viewer import Viewer
from engine.queries.api_keys import ApiKeys, KeyHolder, OneApiKey
from engine.queries.session import OfficerSeen
from engine.service import Engine
from engine.store import transaction
from engine.store.schema import command_log
from engine.store.schema_api_key import api_key
from engine.store.schema_office import administration_log
from tests.engine.world import GOODS, HERE, World, fresh, officer

SECURITY = officer("data_bureau:security_admin", "卫")
UNTIL = date(2026, 12, 31)
PERSONS = (Post(HERE, "market_regulation", Role.REVIEWER),)
POSTS = (*PERSONS, Post(HERE, "market_regulation", Role.ROBOT))


def enrolled(world: World, login: str = "market.system") -> str:
    command = EnrolOfficer(command_id=fresh(), login=login, name="市监业务系统", password="correct horse 42", posts=POSTS, must_change_password=True)
    return str(world.engine.execute(command, Viewer.system()))


def issued(world: World, **more: Any) -> Issued:
    command = IssueApiKey(**{"command_id": fresh(), "login": "market.system", "label": "市监审批系统", "expires_on": UNTIL, **more})
    return world.engine.execute(command, SECURITY)


def holder(world: World, key: str) -> OfficerSeen:
    return world.engine.ask(KeyHolder(key=key), Viewer.public())


def test_a_key_opens_its_account_with_the_posts_it_has(world: World) -> None:
    officer_id = enrolled(world)
    seen = holder(world, issued(world).key)
    assert (seen.officer_id, seen.name, seen.posts) == (officer_id, "市监业务系统", POSTS)


def test_of_a_key_only_a_digest_is_kept_and_no_log_tells_it_in_the_clear(world: World) -> None:
    enrolled(world)
    made = issued(world)
    secret = made.key.rpartition("_")[2]
    with transaction.reading(world.engine.database) as tx:
        row = tx.execute(select(api_key)).one()
        told = [*tx.execute(select(command_log)).all(), *tx.execute(select(administration_log)).all(), row]
    assert (row.key_id, row.digest) == read_key(made.key) and len(secret) == 64
    assert [one for one in told if secret in repr(one)] == []


def test_sent_again_it_gives_the_same_key_and_no_second_one(world: World) -> None:
    enrolled(world)
    command_id = fresh()
    assert issued(world, command_id=command_id) == issued(world, command_id=command_id)
    assert world.engine.ask(ApiKeys(), SECURITY).total == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"login": "nobody"}, "login"),
        ({"label": "  "}, "label"),
        ({"label": "长" * 101}, "label"),
        ({"expires_on": date(2026, 3, 1)}, "expires_on"),
        ({"expires_on": date(2028, 3, 3)}, "expires_on"),
    ],
)
def test_what_is_wrong_with_a_key_asked_for_is_said_beside_its_field(world: World, wrong: dict[str, Any], field: str) -> None:
    enrolled(world)
    with pytest.raises(Invalid) as refused:
        issued(world, **wrong)
    assert set(refused.value.problems) == {field}


def test_a_persons_account_gets_no_key_and_a_key_ends_where_its_account_becomes_one(world: World) -> None:
    officer_id = enrolled(world)
    made = issued(world)
    command = UpdateOfficer(command_id=fresh(), officer_id=officer_id, name="市监业务系统", posts=PERSONS, active=True)
    world.engine.execute(command, SECURITY)
    with pytest.raises(Missing):
        holder(world, made.key)
    assert [one.state for one in world.engine.ask(ApiKeys(ended=True), SECURITY).rows] == ["person"]
    with pytest.raises(Invalid) as refused:
        issued(world)
    assert "数字员工" in str(refused.value.problems["login"])


def test_a_key_may_last_two_years_to_the_day(world: World) -> None:
    enrolled(world)
    assert issued(world, expires_on=date(2028, 3, 2))
    assert last_day(date(2028, 2, 29)) == date(2030, 2, 28)


def test_unknown_altered_revoked_expired_and_closed_look_alike(world: World) -> None:
    officer_id = enrolled(world)
    made, revoked, short = issued(world), issued(world), issued(world, expires_on=date(2026, 3, 2))
    assert holder(world, short.key)
    world.engine.execute(RevokeApiKey(command_id=fresh(), key_id=revoked.key_id), SECURITY)
    last = "1" if made.key[-1] == "0" else "0"
    told = set()
    world.clock.set(world.clock.now().replace(day=3))
    for key in ("", "nonsense", f"osk_{'0' * 16}_{'0' * 64}", made.key[:-1] + last, made.key + "\n", revoked.key, short.key):
        with pytest.raises(Missing) as refused:
            holder(world, key)
        told.add(str(refused.value))
    assert len(told) == 1 and holder(world, made.key)
    close = UpdateOfficer(command_id=fresh(), officer_id=officer_id, name="市监业务系统", posts=POSTS, active=False)
    world.engine.execute(close, SECURITY)
    with pytest.raises(Missing):
        holder(world, made.key)
    assert {one.key_id: one.state for one in world.engine.ask(ApiKeys(ended=True), SECURITY).rows} == {
        made.key_id: "closed", revoked.key_id: "revoked", short.key_id: "closed",
    }  # fmt: skip


def test_another_process_knows_a_new_key_and_a_revoked_one_at_once(world: World) -> None:
    enrolled(world)
    other = Engine(world.settings, world.clock)
    assert other.ask(ApiKeys(), SECURITY).total == 0
    made = issued(world)
    assert other.ask(KeyHolder(key=made.key), Viewer.public())
    world.engine.execute(RevokeApiKey(command_id=fresh(), key_id=made.key_id), SECURITY)
    with pytest.raises(Missing):
        other.ask(KeyHolder(key=made.key), Viewer.public())
    other.dispose()


def test_a_key_is_revoked_once_and_one_that_is_not_there_is_missing(world: World) -> None:
    enrolled(world)
    made = issued(world)
    world.engine.execute(RevokeApiKey(command_id=fresh(), key_id=made.key_id), SECURITY)
    with pytest.raises(Refused):
        world.engine.execute(RevokeApiKey(command_id=fresh(), key_id=made.key_id), SECURITY)
    with pytest.raises(Missing):
        world.engine.execute(RevokeApiKey(command_id=fresh(), key_id="none"), SECURITY)
    with transaction.reading(world.engine.database) as tx:
        events = Counter(row.event for row in tx.execute(select(administration_log.c.event)))
    assert (events["ApiKeyIssued"], events["ApiKeyRevoked"]) == (1, 1)


def test_only_the_security_administrator_keeps_keys(world: World) -> None:
    enrolled(world)
    made = issued(world)
    for act in (
        lambda: world.engine.execute(IssueApiKey(command_id=fresh(), login="market.system", label="x", expires_on=UNTIL), GOODS),
        lambda: world.engine.execute(RevokeApiKey(command_id=fresh(), key_id=made.key_id), GOODS),
        lambda: world.engine.ask(ApiKeys(), GOODS),
        lambda: world.engine.ask(OneApiKey(key_id=made.key_id), GOODS),
    ):
        with pytest.raises(Forbidden):
            act()
