"""The demo city: officers for every post the services name, and a dozen cases in different states, played through the same door as real ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from engine import content
from engine.commands.found import EnrolOfficer
from engine.domain import exact_json
from engine.domain.calendar import SHANGHAI
from engine.domain.command_id import new_command_id
from engine.domain.identity import example_credit_code, example_resident_id
from engine.domain.officer import Post, Role
from engine.domain.viewer import Viewer
from engine.rehearsal.clock import SetClock
from engine.rehearsal.player import Player
from engine.rehearsal.scenarios import DIVISION
from engine.rehearsal.stage import Stage
from engine.service import Engine, SystemClock
from engine.store import office, transaction
from engine.store.calendar import read_calendar

SETTING = "demo_city"
PASSWORD = "demo-city-2026"  # of every demo account; the demo is only loaded into a new local database
OVERLOOKED = "submitted"  # first of all: the window lets five working days pass, and the application is taken to be accepted
WISHES = (OVERLOOKED, "closed", "under_review", "refused", "supplementing", "nearly_done", "withdrawn", "under_review", "submitted")
DAYS = 12
OVERLOOKED_DAYS = "P7D"  # working days before today at which the first two begin, where DAYS are not enough for that
_SURNAMES = "李赵钱孙周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
_GIVEN = ("敏", "建国", "晓燕", "志强", "文静", "海波", "丽华", "明辉", "秀英", "立新", "雪梅", "国栋")
_TRADES = (
    "木雕工艺",
    "五金制品",
    "影视文化",
    "磁性材料",
    "红木家具",
    "新能源科技",
    "食品",
    "服饰",
    "电子商务",
    "建筑工程",
    "生物医药",
    "物流",
)
_OFFICE = (
    ("admin", "陈", Post(DIVISION, "data_bureau", Role.SYSTEM_ADMIN)),
    ("security", "卫", Post(DIVISION, "data_bureau", Role.SECURITY_ADMIN)),
    ("auditor", "沈", Post(DIVISION, "data_bureau", Role.AUDITOR)),
    ("designer", "吴", Post(DIVISION, "data_bureau", Role.DESIGNER)),
    ("publisher", "郑", Post(DIVISION, "data_bureau", Role.PUBLISHER)),
    ("supervisor", "孙", Post(DIVISION, "service_hall", Role.SUPERVISOR)),
)


class DemoCity:
    """Loads into an engine whose database has published services but no cases."""

    def __init__(self, engine: Engine, registries: Mapping[str, content.Registry], processes: tuple[content.Process, ...]) -> None:
        self._engine, self._processes = engine, processes
        self._begin = _first_day(engine)
        self._clock = SetClock(self._begin - timedelta(days=3))  # the Friday before is still to come
        staged = Engine(engine.settings, self._clock)
        self._stage = Stage(staged, self._clock, registries, DIVISION)

    def load(self) -> None:
        """Tell the stories not told yet; a load that was interrupted is taken up where it stopped."""
        self._enrol()
        pace = (SystemClock().now() - self._begin) / (len(WISHES) * len(self._processes) + 1)
        told = told_so_far(self._engine) or 0
        replies = {topic: reply for process in self._processes for each in content.read_scenarios(process.bundle) for topic, reply in each.registries.items()}
        for number, (process, scenario, steps) in enumerate(self._stories(), 1):
            if number <= told:
                continue
            self._stage.pass_time(max(self._clock.now(), _in_office(self._begin + number * pace, number)))
            # What falls due later, in this case or another, may ask a registry that this service does not know.
            own = replace(varied(process, scenario, number), registries={**replies, **scenario.registries})
            Player(self._stage, process, own).play(steps, between=lambda number=number: self._linger(number))
            remember(self._engine, number)
        self._stage.engine.dispose()

    def _linger(self, number: int) -> None:
        """People take their time, so that reports have something to tell."""
        until = self._clock.now() + timedelta(minutes=11 + number * 7 % 30)
        if until < SystemClock().now():
            self._stage.pass_time(until)

    def _enrol(self) -> None:
        groups = {
            group for process in self._processes for step in process.definition.steps.values() for group in step.who if group != "applicant"
        }
        posts = [
            (group.replace(":", "."), surname, Post(DIVISION, *group.split(":")))
            for group, surname in zip(sorted(groups), _SURNAMES * 3, strict=False)
        ]  # type: ignore[arg-type]
        for login, surname, post in [*_OFFICE, *posts]:
            name = f"{surname}{_GIVEN[len(login) % len(_GIVEN)]}"
            command = EnrolOfficer(
                command_id=new_command_id(), login=login, name=name, password=PASSWORD, posts=(post,), must_change_password=False
            )
            officer_id = self._engine.execute(command, Viewer.system())
            self._stage.cast[post.group] = Viewer.officer(officer_id, name, (post,))

    def _stories(self) -> Iterator[tuple[content.Process, content.Scenario, int]]:
        """Services by turns, their stories told as far as WISHES say."""
        for process_row in zip(*(_told(process) for process in self._processes), strict=True):
            yield from process_row


def _first_day(engine: Engine) -> datetime:
    now = SystemClock().now()
    with transaction.reading(engine.database) as tx:
        return min(now - timedelta(days=DAYS), read_calendar(tx).before(now, OVERLOOKED_DAYS))


def told_so_far(engine: Engine) -> int | None:
    """How many stories of the demo city this database has been told; None = it is not meant to be one."""
    with transaction.reading(engine.database) as tx:
        return cast("int | None", office.read_setting(tx, SETTING))


def remember(engine: Engine, told: int) -> None:
    with transaction.writing(engine.database) as tx:
        office.put_setting(tx, SETTING, told)


def _in_office(instant: datetime, number: int) -> datetime:
    """The same day in office hours, a weekend's on the Friday before."""
    local = instant.astimezone(SHANGHAI)
    local -= timedelta(days=max(0, local.weekday() - 4))
    return min(instant, local.replace(hour=9 + number % 3, minute=number * 13 % 60))


def _told(process: content.Process) -> list[tuple[content.Process, content.Scenario, int]]:
    """For each wish the first story not told yet that gets there without waiting; a story may be told again when all were."""
    stories = [(scenario, _cuts(scenario)) for scenario in content.read_scenarios(process.bundle)]
    left, told = list(stories), []
    for wish in WISHES:
        fitting = next((each for each in [*left, *stories] if wish in each[1]), None)
        if fitting is not None:
            left = [each for each in left if each is not fitting]
            told.append((process, fitting[0], fitting[1][wish]))
        else:
            told.append((process, stories[0][0], 1))
    return told


def _cuts(scenario: content.Scenario) -> dict[str, int]:
    """Where a story can be stopped: what stands then → how many steps."""
    steps = scenario.steps
    first_wait = next((i for i, step in enumerate(steps) if step.kind == "wait"), len(steps))
    submitted = 1 + next((i for i, step in enumerate(steps) if step.does == "submit"), 0)
    cuts = {"submitted": submitted}
    asked = next(
        (i for i, step in enumerate(steps[:first_wait]) if (step.who, step.outcome) == ("service_hall:window", "supplement")), None
    )
    if asked is not None:
        cuts["supplementing"] = asked + 1
    officers = [i + 1 for i, step in enumerate(steps[:first_wait]) if step.kind == "task"]
    if len(officers) > 2:
        cuts["under_review"] = officers[1]
        cuts["nearly_done"] = officers[-2]
    if first_wait == len(steps) and scenario.expect.status:
        cuts[scenario.expect.status] = len(steps)
    return cuts


def varied(process: content.Process, scenario: content.Scenario, seed: int) -> content.Scenario:
    """The story with other people and another company, so that a list does not show the same case a dozen times."""
    steps = tuple(
        replace(step, answers=_other_people(process, step.answers, seed)) if step.does == "submit" and step.answers else step
        for step in scenario.steps
    )
    return replace(scenario, steps=steps)


def _other_people(process: content.Process, answers: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    form = process.application
    if form is None:
        return answers
    changed: dict[str, Any] = exact_json.plain(answers)
    for number, each in enumerate(form.placed(answers, {"answers": {"application": answers}, "situation": {}})):
        value = _made_up(each.component, number, seed) if each.component.is_field and each.value else None
        if value is not None:
            _put(changed, each.address, value)
    return changed


def _put(answers: Any, address: str, value: str) -> None:
    *way, last = address.split(".")
    for part in way:
        answers = answers[int(part)] if isinstance(answers, list) else answers[part]
    answers[last] = value


def _made_up(field: Any, number: int, seed: int) -> str | None:
    own = seed * 100 + number
    if "subject" in field.means:
        return f"东阳市{_SURNAMES[seed % len(_SURNAMES)]}氏{_TRADES[seed % len(_TRADES)]}有限公司"
    made = {
        "resident_id": lambda: example_resident_id(own),
        "credit_code": lambda: example_credit_code(own),
        "mobile": lambda: f"138{own:08d}",
    }.get(field.properties.get("check", ""))
    return made() if made else None
