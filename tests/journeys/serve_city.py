"""`python -m tests.journeys.serve_city`: the demo city on a database that is not the local default, which `serve --demo` rightly refuses."""

from __future__ import annotations

import argparse
import sys

from engine import operation, serving
from engine.settings import read_settings


def main() -> int:
    engine = operation.prepare(read_settings(), with_demo=False)
    operation.demo_of(engine).load()
    engine.dispose()
    try:
        serving.serve(argparse.Namespace(demo=False, no_worker=False, access_log=False))
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
