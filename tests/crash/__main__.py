"""``python -m tests.crash``: what ``python3 run.py crash`` runs."""

from __future__ import annotations

import argparse
import secrets
import sys

from tests.crash.proof import DATABASES, crash


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="run.py crash", description="Kill -9 everything at random instants under load, then check every invariant."
    )
    parser.add_argument("--kills", type=int, default=20, help="how many blows (default 20)")
    parser.add_argument("--database", choices=DATABASES, default=None, help="both, one after the other, when left out")
    parser.add_argument("--seed", type=int, default=None, help="of everything drawn by chance here; printed with the report")
    parser.add_argument("--seconds", type=float, default=None, help="no further blows after this time")
    parser.add_argument("--keep", action="store_true", help="leave the folder of a run that broke an invariant")
    options = parser.parse_args()
    if sys.platform != "linux":
        print("A crash run reads /proc to find what it kills, so it needs Linux.", file=sys.stderr)  # noqa: T201
        return 2
    broken = 0
    for database in [options.database] if options.database else DATABASES:
        seed = options.seed if options.seed is not None else secrets.randbelow(10**6)
        report = crash(database, options.kills, seed, options.seconds, keep=options.keep)
        print("\n".join(report.lines()), flush=True)  # noqa: T201  (this is a command line)
        broken += report.breaches
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
