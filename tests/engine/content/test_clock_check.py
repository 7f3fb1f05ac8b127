"""What may not be published of time and hands: untold pauses, silence without a basis, one signature for two, a hearing half drawn."""

from __future__ import annotations

import pytest

from engine import content
from engine.content import Bundle
from tests.engine.roadside import SIGN
from tests.engine.world import SERVICES

ITEM, DIAGRAM = f"bpmn/{SIGN}/item.toml", f"bpmn/{SIGN}/process.bpmn"
SOUND = content.read_folder(SERVICES, SIGN)


def rules(old: str, new: str, file: str = DIAGRAM) -> set[str]:
    """The errors of the service with one text replaced."""
    text = SOUND.files[file].decode()
    assert old in text
    bundle = Bundle(SIGN, {**SOUND.files, file: text.replace(old, new).encode()})
    return {problem.rule for problem in content.check(bundle) if problem.severity == "error"}


def test_the_service_itself_is_sound() -> None:
    assert [problem.message for problem in content.check(SOUND) if problem.severity == "error"] == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('extension = "P10D"', 'extension = "P16D"', "extension_over_law"),
        ('extension = "P10D"', 'extension = "PT5H"', "extension_not_days"),
        ('extension = "P10D"', 'extension = "P10D"\nextension_basis = "no_such_law"', "unknown_basis"),
        ('step = "consult"', 'step = "nowhere"', "idle_silence"),
        ('outcome = "agree"\nbasis = "consent_rules_6"', 'outcome = "agree"\nbasis = "no_such_rules"', "unknown_basis"),
    ],
)
def test_an_item_that_allows_more_than_the_law_is_refused(old: str, new: str, rule: str) -> None:
    assert rule in rules(old, new, ITEM)


def test_several_departments_together_may_add_fifteen_days_and_another_law_may_allow_more() -> None:
    assert rules('extension = "P10D"', 'extension = "P15D"', ITEM) == set()
    assert rules('extension = "P10D"', 'extension = "P30D"\nextension_basis = "licensing_law_32"', ITEM) == set()
    alone = SOUND.files[ITEM].decode().replace('[[departments]]\nid = "market_regulation"\npromised = "P2D"\nduty = "assisting"\n', "")
    bundle = Bundle(SIGN, {**SOUND.files, ITEM: alone.replace('extension = "P10D"', 'extension = "P11D"').encode()})
    assert "extension_over_law" in {problem.rule for problem in content.check(bundle)}


def test_silence_without_a_listed_basis_is_refused() -> None:
    assert "silence_without_basis" in rules('[[silence]]\nstep = "consult"\noutcome = "agree"\nbasis = "consent_rules_6"\n', "", ITEM)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('name="officers" value="2"', 'name="officers" value="two"', "officers"),
        ('name="officers" value="2"', 'name="officers" value="2"/><camunda:property name="sign" value="all"', "bad_sign"),
        ('name="needed" value="P12D"', 'name="needed" value="soon"', "needed"),
        ('name="hearing" value="record"', 'name="hearing" value="write"', "hearing"),
        ('name="hearing" value="record"', 'name="other" value="x"', "hearing"),
        ('value="request 申请听证, waive 不申请听证"/><camunda:property name="limit" value="P5D"',
         'value="request 申请听证, waive 不申请听证"/><camunda:property name="limit" value="P4D"', "hearing"),
        ('name="on_timeout" value="deem:waive"', 'name="on_timeout" value="warn"', "hearing"),
        ('candidateGroups="city_appearance:hearing_chair"', 'candidateGroups="city_appearance:reviewer"', "hearing"),
        ('name="pause" value="hearing"/><camunda:property name="needed" value="P20D"', 'name="other" value="x"', "hearing_pause"),
        ('camunda:formKey="schedule_hearing"', 'camunda:formKey="inspect"', "hearing_form"),
        ('<camunda:property name="letter" value="hearing_notice"/>', "", "hearing_letter"),
    ],
)  # fmt: skip
def test_what_the_law_wants_of_a_diagram_is_said_before_it_is_published(old: str, new: str, rule: str) -> None:
    assert rule in rules(old, new)
