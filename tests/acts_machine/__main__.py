"""``python -m tests.acts_machine --minutes N``: the acts machine for as long as wanted, on the kinds in ONESTOP_TEST_DATABASE."""

from __future__ import annotations

import argparse
import tempfile
import time
import uuid
from pathlib import Path

from hypothesis.stateful import run_state_machine_as_test

from tests.acts_machine.machine import machine_for
from tests.acts_machine.office import office_at
from tests.acts_machine.test_acts import ROUND
from tests.databases import KINDS, PostgresDatabases, SqliteDatabases
from tests.engine.world import found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.acts_machine")
    parser.add_argument("--minutes", type=float, default=5.0, help="on each kind of database")
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory(prefix="onestop-") as folder:
        for kind in KINDS:
            databases = SqliteDatabases(Path(folder)) if kind == "sqlite" else PostgresDatabases(uuid.uuid4().hex, "main")
            with databases.fresh(found) as url, office_at(url) as office:
                machine, until = machine_for(office), time.monotonic() + minutes * 60
                while time.monotonic() < until:
                    run_state_machine_as_test(machine, settings=ROUND)
                print(f"{kind}: {sum(machine.done.values())} acts, {dict(machine.done)}", flush=True)  # noqa: T201  (how much was done)


if __name__ == "__main__":
    main()
