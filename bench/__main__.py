"""python3 run.py bench [--quick] [--only NAME …] [--json FILE] [--cities FOLDER]

Every measurement prints its rows in one table; the exit code is 1 if a ratio misses its bound.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from pathlib import Path

from bench import bare, cities, completions, crowd, dmn, feel, floor, growth, http, jobs, pages, peers, runtime, size, steps
from bench.frame import Measurement, carry_out, summary

MEASUREMENTS: dict[str, Measurement] = {
    "runtime": runtime.measure,
    "feel": feel.measure,
    "dmn": dmn.measure,
    "completions": completions.measure,
    "crowd": crowd.measure,
    "floor": floor.measure,
    "http": http.measure,
    "bare": bare.measure,
    "size": size.measure,
    "steps": steps.measure,
    "growth": growth.measure,
    "pages": pages.measure,
    "jobs": jobs.measure,
    "peers": peers.measure,
}


def main(arguments: list[str]) -> int:
    asked = read(arguments)
    unknown = [name for name in asked.only if name not in MEASUREMENTS]
    if unknown:
        print(f"There is no measurement “{unknown[0]}”; there are: {', '.join(MEASUREMENTS)}.", file=sys.stderr)
        return 2
    logging.disable(logging.CRITICAL)
    for each in ("SIGTERM", "SIGHUP"):  # databases and servers that were started end too; of -9 nobody hears
        if hasattr(signal, each):
            signal.signal(getattr(signal, each), _end)
    if asked.cities:
        cities.keep_in(asked.cities)
    chosen = asked.only or list(MEASUREMENTS)
    return carry_out({name: MEASUREMENTS[name] for name in chosen}, asked.quick, asked.json)


def _end(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def read(arguments: list[str]) -> argparse.Namespace:
    table = "\n".join(f"  {name:14}{summary(measure)}" for name, measure in MEASUREMENTS.items())
    parser = argparse.ArgumentParser(
        prog="run.py bench", description=__doc__, epilog=f"measurements:\n{table}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="smaller loads: minutes become seconds, and the figures rougher")
    parser.add_argument("--only", nargs="+", action="extend", default=[], metavar="NAME", help="only these measurements")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures, and the machine they come from, to this file")
    parser.add_argument("--cities", type=Path, metavar="FOLDER", help="keep the million cases of growth and pages there (30 GB), and find them again")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
