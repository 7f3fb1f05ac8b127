"""The PostgreSQL of a crash run comes up again whatever its killed one left behind."""

from __future__ import annotations

import os
import signal
import sys

import psycopg
import pytest

from tests.crash.postgres import Cluster
from tests.crash.proof import town_folder
from tests.databases import KINDS

pytestmark = [
    pytest.mark.crash,
    pytest.mark.skipif(sys.platform != "linux", reason="It reads /proc to find what the dead server left."),
    pytest.mark.skipif("postgresql" not in KINDS, reason="ONESTOP_TEST_DATABASE leaves PostgreSQL out."),
]


def test_a_backend_that_outlives_its_postmaster_does_not_keep_the_server_from_coming_back() -> None:
    with town_folder() as folder:
        cluster = Cluster(folder / "pg")
        try:
            cluster.ready()
            cluster.run("create database onestop")
            with psycopg.connect(cluster.url().replace("+psycopg", "")) as connection:
                backend = connection.info.backend_pid
                os.kill(backend, signal.SIGSTOP)  # as one that waits for a lock of a dead neighbour: it notices nothing
                cluster.kill_postmaster()
                assert backend in cluster.process_ids()
                cluster.ready()
                assert backend not in cluster.process_ids()
            cluster.run("create table if_it_answers (n int)")
            cluster.kill()
            assert cluster.process_ids() == []
        finally:
            cluster.stop()
