"""The saved state: it comes back the same, it stays small, and what version 1 wrote opens for ever."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import runtime
from engine.domain.errors import Refused
from engine.feel import DaysTime, YearsMonths
from engine.runtime import values
from tests.engine.runtime.desk import Case
from tests.engine.runtime.drawing import (
    boundary,
    catch,
    diagram,
    end,
    flows,
    gateway,
    many,
    message,
    service,
    start,
    subprocess,
    throw,
    timer,
    user,
)  # fmt: skip
from tests.engine.runtime.test_returns import finish, three_departments

GOLDEN = Path(__file__).parent / "states"

# Every kind of thing that can stand in a state: open tasks, joins, timers and their turns, calls, waits, instances, incidents.
EVERYTHING = diagram(
    start(), gateway("split", "parallel"), user("tax"), boundary("late", "tax", timer("R3/PT1H", "Cycle"), interrupting=False), user("urge"),
    service("check"), catch("pay", message("paid")), subprocess("each", many("= [1, 2]", "n"), start("in"), user("visit"), end("out"),
                                                                flows("in > visit > out")),
    gateway("wrong"), gateway("join", "parallel"), throw("accepted"), end(),
    flows("start > split", "split > tax > join", "late > urge > end", "split > check > join", "split > pay > join", "split > each > join",
          "split > wrong", "wrong > join | null", "wrong > end | null", "join > accepted > end"),
)  # fmt: skip


def in_the_middle() -> Case:
    case = Case(EVERYTHING, {"amount": Decimal("12.50"), "day": datetime.date(2026, 11, 20)})
    case.do(runtime.Fire(case.timers()[0].timer_id))
    case.complete("tax", "agree", opinion="可以")
    return case


def test_a_state_of_version_1_opens_for_ever():
    case = Case(EVERYTHING, begin=False)
    case.state = (GOLDEN / "version_1.json").read_bytes()
    assert case.variables["amount"] == Decimal("12.50")
    assert case.variables["day"] == datetime.date(2026, 11, 20)
    assert case.variables["tax"] == {"opinion": "可以", "outcome": "agree"}
    case.do(runtime.Receive("paid"))
    assert case.open == ["visit", "visit", "urge"]
    assert [incident.element_id for incident in case.last.incidents] == ["wrong"]


def test_what_is_written_today_is_version_1_to_the_byte():
    assert in_the_middle().state == (GOLDEN / "version_1.json").read_bytes().strip()


def test_no_part_of_the_definition_is_in_the_state():
    state = in_the_middle().state
    assert len(state) < 1_500
    assert b"registry.company_status" not in state


def test_a_newer_version_another_process_and_a_vanished_element_are_refused():
    case = Case(EVERYTHING)
    raw = orjson.loads(case.state)
    for change, words in (({"v": 2}, "升级程序"), ({"p": "else"}, "属于流程"), ({"t": [*raw["t"], [99, 1, "gone", 16]]}, "没有环节")):
        with pytest.raises(Refused, match=words):
            runtime.variables(case.definition, orjson.dumps({**raw, **change}))


ZONES = st.sampled_from([datetime.UTC, ZoneInfo("Asia/Shanghai"), datetime.timezone(datetime.timedelta(hours=8))])
MOMENTS = (st.times() | st.datetimes() | st.datetimes(timezones=ZONES)).map(lambda moment: moment.replace(fold=0))
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.decimals(allow_nan=False, allow_infinity=False)
DURATIONS = st.integers(-(10**15), 10**15).map(DaysTime) | st.integers(-1200, 1200).map(YearsMonths)
KEYS = st.text(max_size=8).filter(lambda key: not key.startswith("$"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=20) | NUMBERS | st.dates() | MOMENTS | DURATIONS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_every_value_comes_back_as_it_was(value: object):
    kept = values.plain(value)
    as_is = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
    back = values.read(orjson.loads(orjson.dumps(kept, default=values.written, option=as_is)))
    assert back == kept
    assert repr(back) == repr(kept)


def test_cases_leave_the_shared_definition_untouched():
    """SpiffWorkflow's own specs change while they run, so that a second instance can go wrong."""
    case = Case(EVERYTHING, begin=False)
    before = _fingerprint(case.definition)
    case.do(runtime.Start())
    case.do(runtime.Fire(case.timers()[0].timer_id))
    case.complete("tax")
    case.do(runtime.Receive("paid", {"x": 1}))
    case.do(runtime.Fail(case.calls()[0].call_id, "broken"))
    for incident in case.last.incidents:
        case.do(runtime.Retry(incident.incident_id))
    case.do(runtime.Stop())
    assert _fingerprint(case.definition) == before


def _fingerprint(definition: runtime.Definition) -> str:
    shown = []
    for node in definition.nodes.values():
        for scope in (node.scope, getattr(node, "inner", node.scope)):
            shown.append((scope.name, sorted(scope.task_specs), scope.begin.name, [each.name for each in scope.handlers]))
        plain = {key: value for key, value in vars(node).items() if key not in ("_wf_spec", "scope", "inner") and not key.endswith("_event")}
        shown.append((node.name, sorted((key, repr(value)) for key, value in plain.items())))
    return repr(shown)




def test_a_state_of_version_1_with_a_step_being_done_again_opens_for_ever():
    """One department waits for an earlier step, one has its token at the join, one is at work."""
    case = Case(three_departments(), begin=False)
    case.state = (GOLDEN / "version_1_errand.json").read_bytes()
    tasks = {element: task for task, element in runtime.places(case.definition, case.state)}
    case.do(runtime.Complete(tasks["intake"]))
    assert sorted(case.open) == ["fire", "tax_lead"]
    assert finish(case) == ["fire", "tax_lead", "decide"]
