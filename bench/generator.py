"""Fills a database with as many cases as wanted: a few are lived through by the engine, the others are told after them.

    python -m bench.generator DATABASE_URL --cases 1000000     # an empty database; needs DATA_KEY of bench.workload

What comes out is what the engine would have left, down to the hash chain of each journal: any of the cases can be opened, completed and
verified. Cases that ended long ago have lost what retention takes.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.load import Loader, in_bulk
from bench.templates import TABLES, Story, Template
from bench.workload import ANSWERS, DIVISION, OPINION, PROCESS, STEPS, found, settings_for
from engine.commands.apply import SaveDraft, StartDraft, Submit
from engine.commands.task import CompleteTask
from engine.domain.case_number import CaseNumber
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.rehearsal.clock import SetClock
from engine.service import Engine
from engine.settings import Settings
from engine.store import office, progress, transaction

DIVISIONS = (DIVISION, "330784", "330702", "330703")
OPEN_WEEKS, ALL_WEEKS = 3, 104
BATCH = 1000
EPOCH = 719_163  # the day from which ids count their milliseconds
GROUPS = tuple(dict.fromkeys(group for _, group, _ in STEPS))


@dataclass(frozen=True)
class City:
    """``open_share`` of the cases, under way at every step; the others ended within the last two years."""

    cases: int
    open_share: float
    seed: int = 1
    divisions: tuple[str, ...] = DIVISIONS


def officer(group: str, division: str = DIVISION) -> Viewer:
    """The one officer of a group in a division; his id tells both, so a case told elsewhere names the one who would have acted there."""
    department, _, role = group.partition(":")
    return Viewer.officer(f"{division}-{GROUPS.index(group)}", f"{department} {role}", (Post(division, department, role),))  # type: ignore[arg-type]


def fill(settings: Settings, city: City, processes: int = 2) -> None:
    """An office with the common workload, and ``city.cases`` cases. Raises RuntimeError if a process that tells them breaks."""
    found(settings)
    open_ones, ended = _live(settings)
    if settings.database_url.startswith("sqlite"):
        processes = 1
    with in_bulk(settings.database_url):
        shares = [range(number, city.cases, processes) for number in range(processes)]
        if processes == 1:
            _tell(settings.database_url, city, open_ones, ended, shares[0])
            return
        context = multiprocessing.get_context("fork")
        work = [context.Process(target=_tell, args=(settings.database_url, city, open_ones, ended, share)) for share in shares]
        for one in work:
            one.start()
        for one in work:
            one.join()
        if any(one.exitcode for one in work):
            raise RuntimeError("a process that told cases broke")


def _live(settings: Settings) -> tuple[list[Template], list[Template]]:
    """Cases under way at each step, and cases that have ended, each lived through; they stay in the database as the first of all."""
    clock = SetClock(datetime.now(UTC) - timedelta(days=2))
    engine = Engine(settings, clock)
    try:
        _enrol(engine)
        lived = [_Life(engine, clock).take(steps) for steps in range(len(STEPS))]
        over = [_Life(engine, clock).take(len(STEPS)), _Life(engine, clock).take(len(STEPS), outcome="deny")]
        code = engine.current_process(PROCESS).item.short_code
        with transaction.reading(engine.database) as tx:
            return [Template(tx, one, code) for one in lived], [Template(tx, one, code) for one in over]
    finally:
        engine.dispose()


def _enrol(engine: Engine) -> None:
    with transaction.writing(engine.database) as tx:
        for division in DIVISIONS:
            office.put_division(tx, division, division)
            for group in GROUPS:
                own = officer(group, division)
                values = {"password_hash": "-", "must_change_password": False, "active": True, "session_epoch": 1}
                login = f"{own.officer_id}"
                office.add_officer(tx, officer_id=own.officer_id, login=login, name=own.name, created_at=engine.clock.now(), **values)
                office.set_posts(tx, str(own.officer_id), own.posts)


@dataclass
class _Life:
    engine: Engine
    clock: SetClock
    ids: Iterator[str] = field(default_factory=lambda: (f"{random.getrandbits(128):032x}" for _ in iter(int, 1)))

    def take(self, steps: int, outcome: str = "") -> str:
        """A case handed in and taken so many steps on; ``outcome`` of the last one."""
        execute = self.engine.execute
        started = execute(StartDraft(command_id=next(self.ids), process_id=PROCESS, division=DIVISION), Viewer.public())
        applicant = Viewer.applicant({started.case_id})
        execute(SaveDraft(command_id=next(self.ids), case_id=started.case_id, answers=ANSWERS), applicant)
        execute(Submit(command_id=next(self.ids), case_id=started.case_id), applicant)
        for number, (element, group, usual) in enumerate(STEPS[:steps]):
            self.clock.set(self.clock.now() + timedelta(minutes=7))
            with transaction.reading(self.engine.database) as tx:
                row = next(row for row in progress.tasks_of(tx, started.case_id, status="open") if row.element_id == element)
            chosen = outcome if outcome and number == steps - 1 else usual
            command = CompleteTask(command_id=next(self.ids), task_id=row.task_id, outcome=chosen, opinion=OPINION)
            execute(command, officer(group))
        return str(started.case_id)


def _tell(url: str, city: City, open_ones: list[Template], ended: list[Template], numbers: range) -> None:
    stories: dict[tuple[int, int], Story] = {}
    chance = random.Random(city.seed + numbers.start)
    with Loader(url) as load:
        for at in range(0, len(numbers), BATCH):
            told: dict[str, list[str]] = {table.name: [] for table in TABLES}
            for number in numbers[at : at + BATCH]:
                under_way = chance.random() < city.open_share
                templates = open_ones if under_way else ended
                weeks = _weeks_ago(chance, under_way)
                which = chance.randrange(len(templates))
                key = (which + under_way * 100, weeks)
                if key not in stories:
                    stories[key] = templates[which].story(weeks, passing=weeks <= OPEN_WEEKS)
                story = stories[key]
                values = _values(story, number, city.divisions)
                for table, text in story.rows.items():
                    told[table].append(text.filled(values))
            load({table: "".join(lines) for table, lines in told.items() if lines})


def _weeks_ago(chance: random.Random, under_way: bool) -> int:
    """Of ten cases under way nine are on time."""
    return chance.randrange(OPEN_WEEKS) if under_way and chance.random() < 0.1 else 0 if under_way else chance.randrange(ALL_WEEKS)


def _values(story: Story, number: int, divisions: tuple[str, ...]) -> dict[str, str]:
    """What is the case's own. Serials of cases count down from the last, and those of letters have two digits more, so that the engine's own
    begin at one. Raises Invalid beyond a million cases in a division."""
    turn, place = divmod(number, len(divisions))
    division = divisions[place]
    case_id = f"{(story.day.toordinal() - EPOCH) * 86_400_000:012x}{number:020x}"
    case_no = str(CaseNumber(division, story.day, story.short_code, 999_999 - turn))
    values = {"C": case_id, "N": case_no, "D": division, "S": f"{10_000_000 + number}"}
    values |= {f"I{own}": f"{case_id[4:]}{own:04x}" for own in range(story.ids)}
    for place, body in story.chain:
        values[place] = hashlib.sha256(body.filled(values).encode()).hexdigest()
    return values


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--open", type=float, default=0.05, help="share of the cases that are under way")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        fill(settings_for(asked.url, Path(folder)), City(asked.cases, asked.open))


if __name__ == "__main__":
    main()
