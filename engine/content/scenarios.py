"""``scenarios.toml``: the stories every service brings along. Read here, played by ``engine.rehearsal``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.content import schema
from engine.content.bundle import Bundle
from engine.domain.duration import Duration
from engine.domain.errors import Invalid

FILE = "scenarios.toml"


@dataclass(frozen=True)
class ScenarioStep:
    """One line of a story. Exactly one of these happens, in this order of looking:

    ``does`` a command, or ``task`` finished with ``outcome`` and ``fields`` (both by ``who``); ``registry`` that from now on ``replies`` or
    ``fails``; time that passes: ``waits`` (working), ``waits_calendar`` or ``waits_until``; a ``message`` that arrives with ``fields``.
    ``answers`` holds the form's answers: those of the fixture, with what the step itself says laid over. ``situation``, ``channel`` and
    ``without`` (materials left out), ``deferrals`` (promised for later) and ``commitments`` (promised instead of) go with submit,
    ``materials`` with supply (handed in later), check_commitment and revoke (promised instead of); ``defects`` (material or
    ``field:<path>`` → sentence) and ``opinion`` with a task; ``payload`` with a message; ``level`` with rate; ``reason`` with withdraw.
    """

    who: str = ""
    does: str = ""
    task: str = ""
    outcome: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] | None = None
    registry: str = ""
    replies: Mapping[str, Any] | None = None
    fails: str = ""
    waits: Duration | None = None
    waits_calendar: Duration | None = None
    waits_until: datetime | None = None
    message: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    situation: Mapping[str, Any] = field(default_factory=dict)
    channel: str = "online"
    without: tuple[str, ...] = ()
    deferrals: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    defects: Mapping[str, str] = field(default_factory=dict)
    opinion: str = ""
    level: int = 5
    reason: str = ""

    @property
    def kind(self) -> str:
        """command, task, registry, wait or message."""
        if self.does:
            return "command"
        if self.task:
            return "task"
        if self.registry:
            return "registry"
        return "message" if self.message else "wait"


@dataclass(frozen=True)
class Expectation:
    """What must hold at the end; ``None`` and empty = nothing is said about it. ``dates``: when the case was accepted, decided, closed, and when
    its limits (notice, statutory, promised, delivery) are due, each an aware instant."""

    status: str | None = None
    decision: str | None = None
    passed: tuple[str, ...] = ()
    not_passed: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    working_days: int | None = None
    dates: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """A story of one case. ``starts`` is aware: the clock is set, never read. ``registries``: topic → usual reply; a step may say otherwise."""

    name: str
    starts: datetime
    steps: tuple[ScenarioStep, ...]
    expect: Expectation = Expectation()
    registries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_scenarios(bundle: Bundle) -> tuple[Scenario, ...]:
    """The bundle's stories, none if it has no file. Raises Invalid: unknown keys, steps that do no or two things, lost fixtures."""
    path = f"{bundle.folder}/{FILE}"
    if path not in bundle.files:
        return ()
    fixtures = {name: content for name, content in bundle.under() if name.endswith(".json")}
    return parse_scenarios(bundle.files[path], fixtures)


def parse_scenarios(content: bytes, fixtures: Mapping[str, bytes], file: str = FILE) -> tuple[Scenario, ...]:
    """``fixtures``: path inside the process folder → JSON for ``answers_from``."""
    document = schema.read_toml(content, file)
    schema.require(document, "scenarios", file)
    registries = document.get("registries", {})
    found = tuple(_scenario(raw, fixtures, registries, file) for raw in document["scenario"])
    names = [scenario.name for scenario in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Invalid("{file}：有两个情景都叫“{name}”", file=file, name=twice)
    return found


def _scenario(raw: Mapping[str, Any], fixtures: Mapping[str, bytes], registries: Mapping[str, Any], file: str) -> Scenario:
    steps = []
    for number, each in enumerate(raw["step"], 1):
        try:
            steps.append(_step(each, fixtures))
        except Invalid as wrong:
            facts = {"file": file, "name": raw["name"], "number": number, "reason": str(wrong)}
            raise Invalid("{file}：“{name}”第 {number} 步：{reason}", **facts) from None
    expect = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.get("expect", {}).items()}
    expect["dates"] = {what: _instant(when) for what, when in expect.get("dates", {}).items()}
    return Scenario(raw["name"], _instant(raw["starts"]), tuple(steps), Expectation(**expect), registries)


def _step(raw: Mapping[str, Any], fixtures: Mapping[str, bytes]) -> ScenarioStep:
    known = {key: value for key, value in raw.items() if key != "answers_from"}
    if "answers_from" in raw:
        known["answers"] = overlay(_fixture(raw, fixtures), raw.get("answers", {}))
    for name in ("without", "deferrals", "commitments", "materials"):
        if name in known:
            known[name] = tuple(known[name])
    for key in ("waits", "waits_calendar"):
        if key in known:
            known[key] = Duration.parse(known[key])
    if "waits_until" in known:
        known["waits_until"] = _instant(known["waits_until"])
    _require_one_thing(raw)
    return ScenarioStep(**known)


def _require_one_thing(raw: Mapping[str, Any]) -> None:
    happenings = [key for key in ("does", "task", "registry", "message", "waits", "waits_calendar", "waits_until") if key in raw]
    if len(happenings) != 1:
        raise Invalid("每一步只能写 does、task、registry、message、waits、waits_calendar、waits_until 中的一个")
    what = happenings[0]
    if what in {"does", "task"} and "who" not in raw:
        raise Invalid("缺少 who：由谁来做")
    if what == "registry" and ("replies" in raw) == ("fails" in raw):
        raise Invalid("registry 要么写 replies，要么写 fails")
    if what != "registry" and ("replies" in raw or "fails" in raw):
        raise Invalid("replies 和 fails 只与 registry 一起写")


def _fixture(raw: Mapping[str, Any], fixtures: Mapping[str, bytes]) -> Mapping[str, Any]:
    path = raw["answers_from"]
    if path not in fixtures:
        raise Invalid("没有文件“{path}”{hint}", path=path, hint=schema.suggestion(path, fixtures))
    answers = schema.read_json(fixtures[path], path)
    if not isinstance(answers, dict):
        raise Invalid("{path} 应为一组键值", path=path)
    return answers


def overlay(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """``base`` with the values of ``over`` put in, group by group; lists are replaced whole."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = overlay(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged


def _instant(raw: Any) -> datetime:
    instant = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
    if instant.tzinfo is None:
        raise Invalid("时刻“{instant}”缺少时区", instant=str(raw))
    return instant
