"""``python -m tests.crash.client``: one client process. It ends when SIGTERM tells it to, after the act it is at."""

from __future__ import annotations

import argparse
import random
import signal
import sys
import threading
from pathlib import Path

from tests.crash.applicant import Applicant
from tests.crash.diary import Diary
from tests.crash.officer import Officer


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--login", default="", help="an officer's; an applicant without")
    parser.add_argument("--site", action="append", required=True)
    parser.add_argument("--outside", required=True)
    parser.add_argument("--diary", type=Path, required=True)
    parser.add_argument("--seed", required=True)
    options = parser.parse_args()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    chance, diary = random.Random(options.seed), Diary(options.diary)
    if options.login:
        Officer(options.login, options.site, chance, diary, stop.is_set).live()
    else:
        Applicant(options.site, chance, diary, stop.is_set, options.outside).live()
    return 0


if __name__ == "__main__":
    sys.exit(main())
