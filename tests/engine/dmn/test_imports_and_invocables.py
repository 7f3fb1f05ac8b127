"""What can be asked by name, decision services (10.4), scopes of the requirement graph, and imported models (6.3.3)."""

from __future__ import annotations

from typing import Any

import pytest

from engine import dmn
from tests.engine.dmn.drawing import decision, input_data, knowledge, model, table, text

IMPORT = '<import name="{0}" namespace="{1}" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'


def service(name: str, outputs: str, inputs: str = "", decisions: str = "", inside: str = "", kind: str = "") -> str:
    """Hrefs without ``#``, with blanks between."""
    roles = {"outputDecision": outputs, "encapsulatedDecision": inside, "inputDecision": decisions, "inputData": inputs}
    hrefs = "".join(f'<{role} href="{"" if "#" in each else "#"}{each}"/>' for role, each_ in roles.items() for each in each_.split())
    variable = f'<variable name="{name}"' + (f' typeRef="{kind}"/>' if kind else "/>")
    return f'<decisionService id="s_{name}" name="{name}">{variable}{hrefs}</decisionService>'


def test_a_knowledge_model_is_asked_by_name_or_id_with_its_parameters() -> None:
    drawn = knowledge("twice", "n m", text("n * 2")).replace('name="n"/>', 'name="n" typeRef="number"/>')
    found = dmn.parse(model(drawn))
    assert [found.evaluate(name, {"n": 2, "other": 1}) for name in ("twice", "b_twice")] == [4, 4]
    assert [found.evaluate("twice", each) for each in ({}, {"n": "a"}, {"n": [2]})] == [None, None, 4]
    table_ = dmn.parse(model(knowledge("f", "n", table("n | r", "> 1 | 5")))).evaluate("f", {"n": 2}, explain=True)
    assert table_.value == 5


def test_a_decision_before_a_service_before_a_knowledge_model_of_the_same_name() -> None:
    drawn = model(knowledge("x", "n", text("1")), decision("y", text("2")), service("x", "d_y"), decision("z", text("3")))
    assert [dmn.parse(drawn).evaluate(name, {}) for name in ("x", "b_x", "s_x")] == [2, 1, 2]


def test_what_has_no_logic_is_null() -> None:
    drawn = model(decision("x", ""), '<businessKnowledgeModel id="b_f" name="f"/>', decision("y", text("x = null"), "d_x"))
    assert [dmn.parse(drawn).evaluate(name, {}) for name in ("x", "f", "y")] == [None, None, True]


BONUS = (
    input_data("age", "number"),
    decision("bonus", text("1000"), kind="number"),
    decision("half", text("age / 2"), "i_age"),
    decision("total", text("half + bonus"), "d_half", "d_bonus"),
)


def test_several_output_decisions_are_a_context() -> None:
    drawn = model(*BONUS, service("s", "d_total d_half", "i_age", "d_bonus"), decision("x", text("s(10, 1).total"), "s_s"))
    found = dmn.parse(drawn)
    assert found.evaluate("s", {"age": 10, "bonus": 1}) == {"total": 6, "half": 5}
    assert found.evaluate("x", {}) == 6


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("s(10, 1)", 6),
        ("s(bonus: 1, age: 10)", 6),
        ("s([10], 1)", 6),
        ('s("10", 1)', None),
        ('s(10, "1")', None),
        ("s(10)", None),
        ("s(10, 1, 1)", None),
        ("s(age: 10, other: 1)", None),
        ("s(age: 10)", None),
    ],
)
def test_a_service_is_called_with_arguments_that_fit_or_gives_null(call: str, expected: Any) -> None:
    drawn = model(*BONUS, service("s", "d_total", "i_age", "d_bonus", "d_half"), decision("x", text(call), "s_s"))
    assert dmn.parse(drawn).evaluate("x", {"age": 50, "bonus": 50}) == expected


def test_a_service_may_be_invoked_by_a_box_and_its_result_is_asked_for_its_type() -> None:
    bindings = "".join(f'<binding><parameter name="{name}"/>{text(value)}</binding>' for name, value in (("bonus", "1"), ("age", "10")))
    invocation = f"<invocation>{text('s')}{bindings}</invocation>"
    for kind, expected in (("number", 6), ("string", None)):
        drawn = model(*BONUS, service("s", "d_total", "i_age", "d_bonus", kind=kind), decision("x", invocation, "s_s"))
        assert dmn.parse(drawn).evaluate("x", {}) == expected
        assert dmn.parse(drawn).evaluate("s", {"age": 10, "bonus": 1}) == expected


def test_a_service_asked_directly_takes_wrong_values_as_null() -> None:
    drawn = dmn.parse(model(*BONUS, service("s", "d_total", "i_age", "d_bonus")))
    assert drawn.evaluate("s", {"age": "10", "bonus": 1}) is None
    assert drawn.evaluate("s", {"age": 10}) is None


def test_a_function_may_be_the_value_of_a_decision() -> None:
    function = f'<functionDefinition><formalParameter name="n"/>{text("n + 1")}</functionDefinition>'
    invocation = f'<invocation>{text("f")}<binding><parameter name="n"/>{text("1")}</binding></invocation>'
    drawn = model(decision("f", function), decision("x", text("[f(1), f(n: 2)]"), "d_f"), decision("y", invocation, "d_f"))
    assert [dmn.parse(drawn).evaluate(name, {}) for name in "xy"] == [[2, 3], 2]


def test_a_decision_sees_only_what_it_requires_of_what_the_file_declares() -> None:
    drawn = model(
        input_data("age"),
        decision("a", text("age"), "i_age"),
        decision("b", text("[a, age]"), "d_a"),
        knowledge("f", "n", text("[n, age, a]")),
        decision("c", text("f(1)"), "b_f", "d_a", "i_age"),
        decision("d", text("undeclared"), "d_a"),
    )
    found = dmn.parse(drawn)
    assert found.evaluate("b", {"age": 1, "a": 5}) == [1, None]
    assert found.evaluate("c", {"age": 1}) == [1, None, None]
    assert found.evaluate("d", {"undeclared": 5}) == 5


def test_a_decision_required_by_several_is_evaluated_once() -> None:
    drawn = model(
        decision("a", table("1 | r", "1 | 5")),
        decision("b", text("a + 1"), "d_a"),
        decision("c", text("a + 2"), "d_a"),
        decision("d", text("b + c"), "d_b", "d_c", "d_a"),
    )
    found = dmn.parse(drawn).evaluate("d", {}, explain=True)
    assert found.value == 13
    assert [each.decision_name for each in found.explanation] == ["a", "b", "c", "d"]


BASE = model(
    input_data("base", "number"),
    knowledge("twice", "n", text("n * 2")),
    '<itemDefinition name="tSmall"><typeRef>number</typeRef><allowedValues><text>&lt; 10</text></allowedValues></itemDefinition>',
    decision("d", text("base + 1"), "i_base"),
    service("s", "d_d", "i_base"),
    own="urn:base",
)


@pytest.mark.parametrize("prefix", ["o", "Model B", "v1.2", "甲-乙"])
def test_a_prefix_may_be_any_name(prefix: str) -> None:
    words = f"[{prefix}.d, {prefix}.twice(2), {prefix}.s(5), {prefix}.d instance of {prefix}.tSmall]"
    drawn = model(
        IMPORT.format(prefix, "urn:base"),
        decision("x", text(words), "urn:base#d_d", "urn:base#b_twice", "urn:base#s_s"),
        decision("y", text("12"), kind=f"{prefix}.tSmall"),
    )
    found = dmn.parse(drawn, {"urn:base": BASE})
    assert found.evaluate("x", {prefix: {"base": 1}}) == [2, 4, 6, True]
    assert found.evaluate("x", {f"{prefix}.base": 1}) == [2, 4, 6, True]
    assert found.evaluate("y", {}) is None
    assert found.evaluate(f"{prefix}.d", {"base": 1}) == 2
    assert found.evaluate(f"{prefix}.twice", {"n": 1}) == 2


def test_an_import_without_prefix_brings_its_names_into_the_files_own() -> None:
    other = model(decision("e", text("5")), own="urn:other")
    drawn = model(
        IMPORT.format("", "urn:base"),
        IMPORT.format("", "urn:other"),
        decision("x", text("[d, twice(e)]"), "urn:base#d_d", "urn:base#b_twice", "urn:other#d_e"),
        decision("y", text("10"), kind="tSmall"),
    )
    found = dmn.parse(drawn, {"urn:base": BASE, "urn:other": other})
    assert found.evaluate("x", {"base": 1}) == [2, 10]
    assert found.evaluate("y", {}) is None
    assert found.evaluate("e", {}) == 5


def test_what_an_imported_file_imports_is_reached_through_both_prefixes() -> None:
    middle = model(
        IMPORT.format("low", "urn:base"),
        decision("m", text("low.d * 10"), "urn:base#d_d"),
        '<itemDefinition name="tMid"><typeRef>low.tSmall</typeRef></itemDefinition>',
        own="urn:middle",
    )
    drawn = model(
        IMPORT.format("mid", "urn:middle"),
        decision("x", text("[mid.m, mid.low.d]"), "urn:middle#d_m", "urn:base#d_d"),
        decision("y", text("[9, 10]")),
        decision("z", text("10"), kind="mid.tMid"),
    )
    found = dmn.parse(drawn, {"urn:base": BASE, "urn:middle": middle})
    assert found.evaluate("x", {"mid": {"low": {"base": 1}}}) == [20, 2]
    assert found.evaluate("x", {"base": 1}) == [20, 2]
    assert found.evaluate("z", {}) is None


def test_a_service_may_take_its_inputs_from_an_imported_file() -> None:
    drawn = model(
        IMPORT.format("o", "urn:base"),
        decision("y", text("o.base + o.d"), "urn:base#i_base", "urn:base#d_d"),
        service("s", "d_y", "urn:base#i_base", "urn:base#d_d"),
        decision("x", text("s(1, 2)"), "s_s"),
    )
    found = dmn.parse(drawn, {"urn:base": BASE})
    assert found.evaluate("x", {}) == 3
    assert found.evaluate("s", {"o": {"base": 1, "d": 2}}) == found.evaluate("s", {"base": 1, "d": 2}) == 3


def test_an_element_hides_an_import_named_like_it() -> None:
    drawn = model(
        IMPORT.format("o", "urn:base"),
        decision("o", text("{mine: 1}")),
        decision("n", text("5")),
        decision("x", text("[o.mine, o.d]"), "d_o", "urn:base#d_d"),
        decision("y", text("o"), "d_o"),
        decision("z", text("[x, y]"), "d_x", "d_y", "urn:base#d_d", "d_o"),
    )
    assert dmn.parse(drawn, {"urn:base": BASE}).evaluate("z", {"base": 1}) == [[1, None], {"mine": 1}]
    number = model(IMPORT.format("n", "urn:base"), decision("n", text("5")), decision("x", text("n"), "d_n", "urn:base#d_d"))
    assert dmn.parse(number, {"urn:base": BASE}).evaluate("x", {"base": 1}) == 5


def test_files_that_import_each_other_are_refused() -> None:
    drawn = model(IMPORT.format("o", "urn:other"), decision("x", text("1")))
    other = model(IMPORT.format("t", "urn:test"), decision("y", text("1")), own="urn:other")
    with pytest.raises(dmn.DmnError, match="互相导入"):
        dmn.parse(drawn, {"urn:other": other, "urn:test": drawn})
