"""A town where colleagues sign beside each other: officers with rows, and the tests' service drawn anew by properties."""

from __future__ import annotations

from engine.commands.found import EnrolOfficer
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.rehearsal.player import Player
from engine.store import progress, signing, transaction
from tests.engine.commands.test_design import DIAGRAM, publish
from tests.engine.world import GOODS, HERE, SITE, World, fresh

APPROVE = '<camunda:property name="limit" value="P0.5D"/><camunda:property name="stage" value="决定"/>'


def enrol(world: World, login: str, name: str, *groups: str, division: str = HERE) -> Viewer:
    posts = tuple(Post(division, *group.split(":")) for group in groups)  # type: ignore[arg-type]
    command = EnrolOfficer(command_id=fresh(), login=login, name=name, password="correct horse 42", posts=posts, must_change_password=False)
    return Viewer.officer(str(world.engine.execute(command, Viewer.system())), name, posts)


def drawn(world: World, *, who: str = "", **properties: str) -> None:
    """The approver's step with these properties; ``on_timeout`` and the like beside its own."""
    text = world.bundle.files[DIAGRAM].decode()
    assert text.count(APPROVE) == 1
    said = "".join(f'<camunda:property name="{name.rstrip("_")}" value="{value}"/>' for name, value in properties.items())
    text = text.replace(APPROVE, APPROVE + said)
    if who:
        text = text.replace('camunda:candidateGroups="city_appearance:approver"', f'camunda:candidateGroups="{who}"')
    publish(world, text.encode())


def to_approve(world: World) -> Player:
    """A case that has come to the approver."""
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    return player


def roll(world: World, case_id: str) -> list[tuple[str, str]]:
    """(officer's name or first group, state) of every signer."""
    with transaction.reading(world.engine.database) as tx:
        return [(row.officer_name or row.groups[0], row.state) for row in signing.of_case(tx, case_id)]


def line(world: World, case_id: str, name: str):
    with transaction.reading(world.engine.database) as tx:
        return next(row for row in signing.of_case(tx, case_id) if row.officer_name == name)


def own_task(world: World, case_id: str, officer: Viewer | None):
    """The open task of this officer who signs for himself, or (None) of the step's own signer."""
    wanted = officer.officer_id if officer is not None else None
    with transaction.reading(world.engine.database) as tx:
        rows = [row for row in progress.tasks_of(tx, case_id, element_id="approve") if row.claimed_by == wanted]
    return rows[-1]
