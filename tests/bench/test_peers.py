"""Peers whose tools are missing: a sentence in their row, and nothing fails."""

from __future__ import annotations

import pytest

from bench import peers
from bench.packages import NotHere
from bench.peers import jvm, node
from bench.peers.programs import Programs, diagram


@pytest.fixture
def no_tools(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def test_without_maven_the_java_peers_say_what_is_needed(no_tools) -> None:
    with pytest.raises(NotHere, match="mvn is not on this machine"):
        jvm.built("operaton")


def test_without_node_its_peer_says_what_is_needed(no_tools) -> None:
    with pytest.raises(NotHere, match="node is not on this machine"):
        node.installed()


def test_a_peer_that_cannot_run_gives_a_row_with_the_sentence_and_the_others_go_on(monkeypatch) -> None:
    def missing(peer, quick):
        raise NotHere("Its tools are missing.")

    monkeypatch.setattr(peers, "side_by_side", missing)
    rows = list(peers.measure(True))
    assert {row.name: row.note for row in rows} == dict.fromkeys(peers.PEERS, "Its tools are missing.")
    assert not any(row.misses for row in rows)


def test_without_postgresql_no_peer_is_started(monkeypatch) -> None:
    monkeypatch.setattr(peers.machine, "postgresql", lambda: "none")
    with pytest.raises(NotHere, match="PostgreSQL"):
        peers.side_by_side(peers.Peer(lambda url: pytest.fail("started"), 1, ""), True)


def test_several_programs_are_told_at_once_and_their_acts_counted_together() -> None:
    answer = '{"complete": {"busy": 0.5, "each": [0.2, 0.3]}}'
    command = ["/bin/sh", "-c", f"echo ready; while read cases; do echo '{answer}'; done"]
    with Programs.running([command, command]) as programs:
        took = programs.batch(1)
    assert took.each == (0.2, 0.2, 0.3, 0.3)
    assert took.per_second == 8


def test_a_program_that_ends_early_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="code 3"), Programs.running([["/bin/sh", "-c", "exit 3"]]):
        pass


def test_every_peer_gets_the_same_diagram_with_its_own_condition() -> None:
    drawn = diagram("CONDITION")
    assert drawn.count("CONDITION") == 1
    assert drawn.count("<bpmn:userTask") == 5
