from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from engine.content import Bundle, check, load
from engine.domain.errors import EngineError
from tests.engine.content.example_service import APPLY, SCENARIOS, changed, with_diagram, with_item

# The example leaves a few ways out that the law knows; it is small on purpose.
ITS_WARNINGS = {"no_supplement"}


def errors(bundle: Bundle) -> dict[str, str]:
    return {problem.rule: problem.message for problem in check(bundle) if problem.severity == "error"}


def warnings(bundle: Bundle) -> set[str]:
    return {problem.rule for problem in check(bundle) if problem.severity == "warning"}


def with_form(**changes: object) -> Bundle:
    """The application with keys of its last field changed."""
    *others, last = APPLY["components"]  # type: ignore[misc]
    return changed(**{"forms/doorplate/apply.json": json.dumps({**APPLY, "components": [*others, {**last, **changes}]})})


def test_a_sound_service_has_no_errors_and_loads() -> None:
    assert errors(changed()) == {}
    assert warnings(changed()) == ITS_WARNINGS
    assert load(changed()).start_form == "apply"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('promised = "P2D"', 'promised = "P21D"', "promise_over_law"),
        ('promised = "P2D"', 'promised = "P1M"', "promise_over_law"),
        ('promised = "P2D"', 'promised = "P1W"', "limits"),
        ('concerns = ["police"]', 'concerns = ["polices"]', "unknown_department"),
        ('cause = "public_notice"\nbasis = "address_rule_3"', 'cause = "public_notice"\nbasis = "address_rule_4"', "unknown_basis"),
        ('id = "lease"', 'id = "identity_card"', "twice"),
        ("answers.application.tenure", "answer.application.tenure", "unknown_name"),
        ('answers.application.tenure = "rented"', "answers.application.tenure =", "feel"),
        ('lead_department = "police"', 'lead_department = "tax"', "two_leads"),
        ('process = "process.bpmn"', 'process = "proces.bpmn"', "missing_process"),
        ('theme = "居民服务"', 'thema = "居民服务"', "item"),
        ("deferrable = true", 'source = "registry"\ncommitment = true', "commitment_not_asked"),
    ],
)
def test_an_item_that_does_not_hold_together_is_an_error(old: str, new: str, rule: str) -> None:
    assert rule in errors(with_item(old, new))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('notice = "P5D"', 'notice = "P6D"', "late_notice"),
        ('delivery = "P10D"', 'delivery = "P11D"', "late_delivery"),
        ('promised = "P1D"', 'promised = "P3D"', "department_over_promise"),
        ('copies = 1\nconcerns = ["police"]\nbasis = "address_rule_3"', "copies = 1", "material_without_basis"),
    ],
)
def test_what_the_law_would_rather_not_see_is_a_warning(old: str, new: str, rule: str) -> None:
    assert rule in warnings(with_item(old, new))
    assert errors(with_item(old, new)) == {}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('camunda:formKey="decide"', 'camunda:formKey="decides"', "missing_form"),
        ("police:approver", "polic:approver", "unknown_department"),
        ("police:approver", "police:aprover", "who"),
        ('value="decision"', 'value="decisions"', "missing_letter"),
        ("police:approver", "service_hall:window", "same_hands"),
        ('name="stage" value="决定"', 'name="pause" value="lunch"', "pause"),
        ('name="stage" value="决定"', 'name="item" value="tax"', "item"),
    ],
)
def test_a_diagram_that_points_at_nothing_is_an_error_naming_the_element(old: str, new: str, rule: str) -> None:
    bundle = with_diagram(old, new)
    assert rule in errors(bundle)
    assert all(problem.element for problem in check(bundle) if problem.rule == rule)


def pausing(cause: str, more: str = "", letter: str = "") -> Bundle:
    bundle = with_diagram('name="stage" value="决定"', f'name="pause" value="{cause}"/>{more}<camunda:property name="other" value="x"')
    files = {f"bpmn/_shared/letters/{letter}/letter.toml": b'name = "x"\nseries = "x"\n', f"bpmn/_shared/letters/{letter}/letter.txt": b"# x\n"}
    return replace(bundle, files={**bundle.files, **(files if letter else {})})


def test_causes_of_article_45_pause_when_the_time_they_need_is_told_and_listed_ones_by_their_basis() -> None:
    needed = '<camunda:property name="needed" value="P10D"/>'
    assert errors(pausing("expert_review", needed, "special_procedure")) == {}
    assert set(errors(pausing("expert_review"))) == {"needed", "pause_letter"}
    assert "pause_letter" in errors(pausing("expert_review", needed))
    assert errors(pausing("public_notice", letter="pause_notice")) == {}
    assert "needed" in errors(pausing("public_notice", '<camunda:property name="needed" value="soon"/>'))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('<camunda:property name="act" value="refuse" />', "", "no_refusal"),
        ('name="act" value="close"', 'name="other" value="x"', "no_close"),
        ("grant 准予, deny 不予", "grant 准予", "no_denial"),
        ('camunda:formKey="decide"', "", "unused_form"),
        (' camunda:formKey="apply"', "", "no_application"),
        ("police:approver", "service_hall:approver", "idle_department"),
    ],
)
def test_ways_the_law_gives_are_missed_when_they_are_not_drawn(old: str, new: str, rule: str) -> None:
    assert rule in warnings(with_diagram(old, new))


def test_forms_speak_only_of_what_exists() -> None:
    assert "unknown_name" in errors(with_form(conditional={"hide": "=tenur != 1"}))
    assert "unknown_name" in errors(with_form(conditional={"hide": '=intake.outcome = "accept"'}))
    assert "unknown_name" not in errors(with_form(conditional={"hide": '=situation.kind = "x" and tenure = "rented"'}))
    assert "rights" in errors(with_form(properties={"rights": "polizei:write"}))
    assert "unknown_property" in warnings(with_form(properties={"cheque": "mobile"}))
    assert "means" in errors(with_form(properties={"means": "applicant"}))
    assert "no_options" in errors(with_form(type="select"))
    for column in ("面积", "0 面积", "7 面积"):
        assert "column" in errors(with_form(properties={"column": column}))
    sound = with_form(properties={"column": "1 面积"})
    assert "column" not in {*errors(sound), *warnings(sound)}
    assert "form" in errors(with_form(lable="x"))
    assert "form_id" in errors(changed(**{"forms/doorplate/Apply-2.json": '{"components": []}'}))


def test_stories_speak_only_of_steps_that_exist() -> None:
    for old, new in (('task = "intake"', 'task = "intak"'), ('passed = ["intake"', 'passed = ["intak"')):
        bundle = changed(**{"bpmn/doorplate/scenarios.toml": SCENARIOS.replace(old, new)})
        assert "是否想写“intake”" in errors(bundle)["unknown_step"]
    strangers = SCENARIOS.replace('"acceptance"', '"acceptances"').replace('waits = "P1D"', 'registry = "a"\nreplies = {}')
    bundle = changed(**{"bpmn/doorplate/scenarios.toml": strangers})
    assert "是否想写“acceptance”" in errors(bundle)["unknown_letter"]
    assert "unknown_topic" in warnings(bundle)
    assert "no_scenarios" in warnings(changed(**{"bpmn/doorplate/scenarios.toml": None}))


TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
<decision id="fee" name="fee"><decisionTable id="t" hitPolicy="UNIQUE">
<input id="i"><inputExpression id="e" typeRef="number"><text>case.number</text></inputExpression></input><output id="o" name="fee" typeRef="number"/>
<rule id="r"><inputEntry id="a"><text>CELL</text></inputEntry><outputEntry id="b"><text>1</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_decision_tables_are_read_to_the_last_cell() -> None:
    fine, broken = (changed(**{"bpmn/doorplate/fee.dmn": TABLE.replace("CELL", cell)}) for cell in ("&gt; 1", "&gt; 1 +"))
    assert "dmn_feel" not in errors(fine)
    assert "fee" in errors(broken)["dmn_feel"]
    assert "dmn" in errors(changed(**{"bpmn/doorplate/fee.dmn": "<x/>"}))


def test_letters_must_be_readable() -> None:
    assert "letter" in errors(changed(**{"bpmn/_shared/letters/decision/letter.txt": "{{ 1 + }}"}))


def test_problems_stand_at_the_file_they_are_in_and_errors_come_first() -> None:
    found = check(with_item('promised = "P2D"', 'promised = "P21D"'))
    assert (found[0].file, found[0].element, found[0].severity) == ("bpmn/doorplate/item.toml", "limits.promised", "error")
    files = {"bpmn/doorplate/" + name for name in ("item.toml", "process.bpmn", "scenarios.toml")}
    assert {problem.file for problem in found} <= files


@pytest.mark.parametrize(
    "path",
    ["bpmn/doorplate/item.toml", "bpmn/doorplate/process.bpmn", "forms/doorplate/apply.json", "bpmn/doorplate/scenarios.toml"],
)
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[" * 4_000, b"{}", b"<x/>", b"a = 1"])
def test_nothing_a_file_holds_makes_check_fall_over(path: str, content: bytes) -> None:
    bundle = changed(**{path: content})
    assert all(problem.message for problem in check(bundle))
    if path.endswith(("item.toml", "process.bpmn")):
        assert errors(bundle)
        with pytest.raises(EngineError):
            load(bundle)


@pytest.mark.parametrize(
    "bundle",
    [
        with_item('answers.application.tenure = "rented"', "answers.application.tenure ="),
        with_diagram('=intake.outcome = "refuse"', "=intake.outcome ="),
        with_form(conditional={"hide": "=tenure ="}),
        changed(**{"bpmn/_shared/letters/decision/letter.txt": "{{ 1 + }}"}),
        changed(
            **{
                "bpmn/doorplate/route.dmn": '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="urn:x"><decision '
                'id="d" name="d"><knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement></decision></definitions>'
            }
        ),
        changed(
            **{
                "bpmn/doorplate/route.dmn": '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="urn:x">'
                '<decision id="d" name="d"><literalExpression><text>1 +</text></literalExpression></decision></definitions>'
            }
        ),
    ],
    ids=["item", "diagram", "form", "letter", "reference", "decision"],
)
def test_what_is_wrong_with_feel_and_decisions_is_said_in_english_too(bundle: Bundle) -> None:
    found = [problem for problem in check(bundle) if problem.severity == "error"]
    assert found
    for problem in found:
        assert problem.said("zh") == problem.message and problem.said("en") == problem.english
        assert re.search(r"expected|refers", problem.english) and not re.search("应为|不存在", problem.english)
