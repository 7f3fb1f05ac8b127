"""Requirement graphs, boxed expressions, types, services and imports: DMN 1.5, chapters 6, 7 and 10, as cases of our own."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from engine import dmn, feel
from tests.engine.dmn.drawing import decision, input_data, knowledge, model, table, text

AGE = input_data("age", "number")


def value(logic: str, **inputs: Any) -> Any:
    return dmn.parse(model(decision("x", logic))).evaluate("x", inputs)


def entry(name: str, box: str) -> str:
    variable = f'<variable name="{name}"/>' if name else ""
    return f"<contextEntry>{variable}{box}</contextEntry>"


def test_a_decision_sees_what_it_requires() -> None:
    drawn = model(
        AGE,
        decision("adult", text("age >= 18"), "i_age"),
        decision("fee", text("if adult then 10 else 0"), "d_adult"),
    )
    found = dmn.parse(drawn).evaluate("fee", {"age": 20}, explain=True)
    assert found.value == 10
    assert [each.decision_name for each in found.explanation] == ["adult", "fee"]


def test_inputs_the_model_does_not_mention_are_not_read() -> None:
    assert dmn.parse(model(decision("x", text("a + 1")))).evaluate("x", {"a": 1, "connection": object()}) == 2


def test_a_variable_may_be_named_otherwise_than_its_element() -> None:
    age = '<inputData id="i_age" name="申请人年龄"><variable name="age" typeRef="number"/></inputData>'
    adult = decision("adult", text("age >= 18"), "i_age").replace('<variable name="adult"/>', '<variable name="is_adult"/>')
    found = dmn.parse(model(age, adult, decision("x", text("[adult, is_adult]"), "d_adult")))
    assert found.evaluate("x", {"age": 20}) == found.evaluate("x", {"申请人年龄": 20}) == [True, True]
    assert found.problems() == ()


def test_columns_without_expression_or_name_are_named() -> None:
    found = dmn.parse(model(decision("x", table("b ; a | r ; r", "1 ; 2 | 1 ; 2").replace("<text>a</text>", "<text/>")))).problems()
    assert {each.kind for each in found if each.severity == "error"} == {"no_expression", "output_names"}


def test_an_argument_of_the_wrong_type_makes_the_call_null() -> None:
    twice = knowledge("twice", "n", text('if n = null then "nothing" else n'), "b_twice")
    drawn = model(twice.replace('name="n"/>', 'name="n" typeRef="number"/>'), decision("x", text('[twice("a"), twice(null)]'), "b_twice"))
    assert dmn.parse(drawn).evaluate("x", {}) == [None, "nothing"]


def test_a_chain_of_a_thousand_decisions_is_no_trouble() -> None:
    parts = [decision("n0", text("1"))]
    parts += [decision(f"n{i}", text(f"n{i - 1} + 1"), f"d_n{i - 1}") for i in range(1, 1000)]
    assert dmn.parse(model(*parts)).evaluate("n999", {}) == 1000


@pytest.mark.parametrize("version", ["20180521", "20191111", "20211108", "20230324", "20151101"])
def test_every_version_of_the_standard_is_read(version: str) -> None:
    space = {
        "20151101": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "20180521": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    }.get(version, f"https://www.omg.org/spec/DMN/{version}/MODEL/")
    assert dmn.parse(model(decision("x", text("1 + 1")), namespace=space)).evaluate("d_x", {}) == 2


def test_a_context_sees_its_earlier_entries_and_may_end_in_a_result() -> None:
    entries = entry("a", text("2")) + entry("b", text("a * 3"))
    assert value(f"<context>{entries}</context>") == {"a": 2, "b": 6}
    assert value(f"<context>{entries}{entry('', text('a + b'))}</context>") == 8


def test_lists_relations_and_functions_are_boxed_too() -> None:
    assert value(f"<list>{text('1')}{text('x + 1')}</list>", x=2) == [1, 3]
    rows = f"<row>{text('1')}{text('2')}</row><row>{text('3')}{text('4')}</row>"
    assert value(f'<relation><column name="a"/><column name="b"/>{rows}</relation>') == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]
    function = f'<functionDefinition><formalParameter name="n"/>{text("if n < 2 then 1 else n * f(n - 1)")}</functionDefinition>'
    assert value(f"<context>{entry('f', function)}{entry('', text('f(5)'))}</context>") == 120


def test_conditionals_iterators_and_filters_are_boxed_too() -> None:
    choice = f"<conditional><if>{text('a > 1')}</if><then>{text('1')}</then><else>{text('2')}</else></conditional>"
    assert [value(choice, a=2), value(choice, a=None)] == [1, 2]
    loop = '<{0} iteratorVariable="i"><in>{1}</in><{2}>{3}</{2}></{0}>'
    assert value(loop.format("for", text("l"), "return", text("i * 2")), l=[1, 2]) == [2, 4]
    assert value(loop.format("for", text("l"), "return", text("count(partial)")), l=[1, 2]) == [0, 1]
    assert value(loop.format("some", text("l"), "satisfies", text("i > 1")), l=[1, 2]) is True
    assert value(loop.format("every", text("l"), "satisfies", text("i > 1")), l=[1, 2]) is False
    assert value(f"<filter><in>{text('l')}</in><match>{text('a > 1')}</match></filter>", l=[{"a": 1}, {"a": 2}]) == [{"a": 2}]
    assert value(f"<filter><in>{text('l')}</in><match>{text('2')}</match></filter>", l=[5, 6]) == 6


def test_a_knowledge_model_is_a_function_and_can_be_invoked_by_name() -> None:
    invocation = f'<invocation>{text("tax")}<binding><parameter name="rate"/>{text("0.5")}</binding>'
    invocation += f'<binding><parameter name="amount"/>{text("age")}</binding></invocation>'
    tax = knowledge("tax", "amount rate", text("rounded(amount * rate)"), "b_rounded")
    rounded = knowledge("rounded", "n", text("floor(n)"))
    drawn = model(AGE, tax, rounded, decision("x", invocation, "i_age", "b_tax"), decision("y", text("tax(9, 0.5)"), "b_tax"))
    assert [dmn.parse(drawn).evaluate(name, {"age": 7}) for name in "xy"] == [3, 4]


def test_a_table_inside_a_knowledge_model_explains_itself() -> None:
    drawn = model(AGE, knowledge("f", "n", table("n | r", "> 1 | 5")), decision("x", text("f(age)"), "i_age", "b_f"))
    found = dmn.parse(drawn).evaluate("x", {"age": 7}, explain=True)
    assert (found.value, found.explanation[0].tables[0].matched[0].id) == (5, "r1")
    assert dmn.parse(drawn).rules == (("b_f", "r1"),)


ITEMS = """
<itemDefinition name="tStatus"><typeRef>string</typeRef><allowedValues><text>"A", "B"</text></allowedValues></itemDefinition>
<itemDefinition name="tPerson"><itemComponent name="姓名"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="first-status"><typeRef>tStatus</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef></itemDefinition>
<itemDefinition name="tScores" isCollection="true"><typeRef>number</typeRef><allowedValues><text>[0..100]</text></allowedValues>
</itemDefinition>
"""


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("number", 5, Decimal(5)),
        ("number", "5", None),
        ("number", [5], Decimal(5)),
        ("integer", 5, Decimal(5)),
        ("tStatus", "A", "A"),
        ("tStatus", "C", None),
        ("tPerson", {"姓名": "王", "first-status": "A"}, {"姓名": "王", "first-status": "A"}),
        ("tPerson", {"姓名": "王", "first-status": "A", "more": 1}, {"姓名": "王", "first-status": "A", "more": 1}),
        ("tPerson", {"姓名": 5, "first-status": "A"}, None),
        ("tPerson", {"姓名": "王", "first-status": "C"}, None),
        ("tPerson", "王", None),
        ("tPeople", [{"姓名": "王", "first-status": None}], [{"姓名": "王", "first-status": None}]),
        ("tPeople", {"姓名": "王", "first-status": "A"}, [{"姓名": "王", "first-status": "A"}]),
        ("tPeople", [[{"姓名": "王", "first-status": "A"}]], [{"姓名": "王", "first-status": "A"}]),
        ("tScores", [1, 100], [1, 100]),
        ("tScores", [1, 101], None),
        ("date and time", datetime.date(2020, 1, 1), datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)),
        ("Any", [1, "a"], [1, "a"]),
    ],
)
def test_a_value_that_does_not_conform_to_its_type_is_null(kind: str, given: Any, expected: Any) -> None:
    drawn = model(ITEMS, input_data("v", kind), decision("x", text("v"), "i_v"))
    assert dmn.parse(drawn).evaluate("x", {"v": given}) == expected
    result = model(ITEMS, decision("x", text("v"), kind=kind))
    assert dmn.parse(result).evaluate("x", {"v": given}) == expected


def test_a_value_dropped_for_its_type_is_explained() -> None:
    drawn = model(AGE, decision("x", text("age"), "i_age"), decision("y", text('"text"'), kind="number"))
    assert "“age”的值不符合类型“number”" in dmn.parse(drawn).evaluate("x", {"age": "old"}, explain=True).explanation[-1].note
    assert "“y”的值不符合类型" in dmn.parse(drawn).evaluate("y", {}, explain=True).explanation[-1].note


def test_a_knowledge_model_may_call_itself() -> None:
    drawn = model(knowledge("fac", "n", text("if n < 2 then 1 else n * fac(n - 1)"), "b_fac"), decision("x", text("fac(5)"), "b_fac"))
    assert dmn.parse(drawn).evaluate("x", {}) == 120


def test_types_of_the_model_are_known_to_instance_of_and_names_with_operators_to_paths() -> None:
    drawn = model(ITEMS, input_data("p", "tPerson"), decision("x", text("[p instance of tPerson, p.first-status]"), "i_p"))
    assert dmn.parse(drawn).evaluate("x", {"p": {"姓名": "王", "first-status": "B"}}) == [True, "B"]


SERVICE = """<decisionService id="s_score" name="score"><outputDecision href="#d_total"/><encapsulatedDecision href="#d_half"/>
<inputDecision href="#d_bonus"/><inputData href="#i_age"/></decisionService>"""


def test_a_decision_service_is_evaluated_and_called() -> None:
    drawn = model(
        AGE,
        decision("bonus", text("1000")),
        decision("half", text("age / 2"), "i_age"),
        decision("total", text("half + bonus"), "d_half", "d_bonus"),
        SERVICE,
        decision("x", text("score(10, 1)"), "s_score"),
        decision("y", text("score(bonus: 2, age: 20)"), "s_score"),
    )
    found = dmn.parse(drawn)
    assert found.evaluate("score", {"age": 10, "bonus": 3}) == 8
    assert [found.evaluate(name, {}) for name in "xy"] == [6, 12]
    assert found.evaluate("total", {"age": 10}) == 1005


def test_imported_models_are_seen_under_their_prefix() -> None:
    other = model(
        input_data("base", "number"),
        knowledge("twice", "n", text("n * 2")),
        '<itemDefinition name="tSmall"><typeRef>number</typeRef><allowedValues><text>&lt; 10</text></allowedValues></itemDefinition>',
        decision("d", text("base + 1"), "i_base"),
        own="urn:other",
    )
    drawn = model(
        '<import name="o" namespace="urn:other" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
        decision("x", text("o.twice(o.d)"), "urn:other#d_d", "urn:other#b_twice", kind="o.tSmall"),
    )
    found = dmn.parse(drawn, {"urn:other": other})
    assert found.evaluate("x", {"o": {"base": 2}}) == 6
    assert found.evaluate("x", {"base": 3}) == 8
    assert found.evaluate("x", {"base": 4}) is None
    with pytest.raises(dmn.DmnError, match="urn:other"):
        dmn.parse(drawn)


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (b"<definitions", "XML"),
        (b'<!DOCTYPE d [<!ENTITY e "x">]><d/>', "DOCTYPE"),
        (b"<html/>", "html"),
        (model(decision("x", text("1"), "d_y")), "#d_y"),
        (model(decision("x", text("1"), "d_y"), decision("y", text("1"), "d_x")), "以自己为依据"),
        (model(decision("x", text("1")), decision("x", text("1"))), "两个 id"),
        (model('<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>', decision("x", text("1"), kind="t")), "引用了自己"),
        (model(decision("x", "<list>" * 200 + "</list>" * 200)), "嵌套太深"),
    ],
)
def test_a_file_that_is_no_model_is_refused_with_a_mend(xml: bytes, words: str) -> None:
    with pytest.raises(dmn.DmnError) as caught:
        dmn.parse(xml)
    assert words in str(caught.value) and caught.value.mend and caught.value.english


def test_an_unknown_decision_is_named_with_those_there_are() -> None:
    with pytest.raises(dmn.DmnError, match="可用：x"):
        dmn.parse(model(decision("x", text("1")))).evaluate("z", {})


def test_problems_name_the_rule_the_column_and_what_is_wrong() -> None:
    drawn = model(
        AGE,
        decision("x", table('age | r = "a", "b"', ">= | 1 +", '> other | "c"', '> 1 | "a"'), "i_age"),
        decision("y", "", kind="tMissing"),
    )
    found = {(each.kind, each.severity, each.rule, each.column) for each in dmn.parse(drawn).problems()}
    assert found == {
        ("feel", "error", 1, "age"),
        ("feel", "error", 1, "r"),
        ("unknown_name", "warning", 2, "age"),
        ("not_allowed", "warning", 2, "r"),
        ("no_expression", "error", 0, ""),
        ("unknown_type", "error", 0, ""),
        ("unchecked_column", "warning", 0, "age"),
    }


def test_a_name_of_the_file_that_is_not_required_is_a_problem_of_its_own() -> None:
    found = dmn.parse(model(AGE, decision("x", text("age + other")))).problems()
    assert [each.english for each in found] == [
        "“x”: “age” is in this file, but no line makes it required here, so it is always null. Draw the line.",
        "“x”: the name “other” is not among what the decision requires; without such a variable it is null.",
    ]


@pytest.mark.parametrize(
    "language",
    [
        "http://www.omg.org/spec/FEEL/20140401",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "feel",
        "FEEL",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
    ],
)
def test_feel_is_known_by_each_of_its_names(language: str) -> None:
    assert value(text("1 + 1", expressionLanguage=language)) == 2
    whole = model(decision("x", text("1 + 1"))).replace(b"<definitions ", f'<definitions expressionLanguage="{language}" '.encode(), 1)
    assert dmn.parse(whole).evaluate("x", {}) == 2
    with pytest.raises(dmn.DmnError, match="只用 FEEL"):
        dmn.parse(whole.replace(language.encode(), b"http://www.java.com/groovy"))


def test_names_are_known_whatever_the_blanks_in_them() -> None:
    drawn = model(input_data("申请人  年龄"), decision("a  b", text("申请人 年龄 + 1"), "i_申请人  年龄"))
    assert [dmn.parse(drawn).evaluate(name, {"申请人 年龄": 1}) for name in ("a b", "a  b", "d_a  b")] == [2, 2, 2]


def test_local_names_are_no_problem() -> None:
    loop = f'<for iteratorVariable="i"><in>{text("[1]")}</in><return>{text("i + count(partial)")}</return></for>'
    context = f"<context>{entry('a', text('1'))}{entry('b', text('a'))}{entry('', text('a + b'))}</context>"
    drawn = model(decision("x", loop), decision("y", context), knowledge("f", "n", text("n + 1")))
    assert dmn.parse(drawn).problems() == ()


def test_bad_feel_is_null_when_evaluated_and_the_bounds_still_hold() -> None:
    assert value(text("1 +")) is None
    with pytest.raises(feel.FeelLimit):
        value(text("for a in 1..100000, b in 1..100000 return 1"))
    function = f'<functionDefinition><formalParameter name="n"/>{text("f(n + 1)")}</functionDefinition>'
    with pytest.raises(feel.FeelLimit):
        value(f"<context>{entry('f', function)}{entry('', text('f(5)'))}</context>")
