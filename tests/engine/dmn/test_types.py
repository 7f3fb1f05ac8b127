"""Types of a model (DMN 1.5, 7.3.2–7.3.4 and 10.3.2.9): what conforms, where it is asked, what is converted on the way."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from engine import dmn, feel
from tests.engine.dmn.drawing import decision, input_data, knowledge, model, table, text


def item(name: str, kind: str = "", *inside: str, collection: bool = False, allowed: str = "", constraint: str = "") -> str:
    """``inside``: components, drawn with ``part``."""
    tests = (text(allowed, "allowedValues") if allowed else "") + (text(constraint, "typeConstraint") if constraint else "")
    many = ' isCollection="true"' if collection else ""
    reference = f"<typeRef>{kind}</typeRef>" if kind else ""
    return f'<itemDefinition name="{name}"{many}>{reference}{tests}{"".join(inside)}</itemDefinition>'


def part(name: str, kind: str) -> str:
    return f'<itemComponent name="{name}"><typeRef>{kind}</typeRef></itemComponent>'


def typed(kind: str, words: str, *items: str) -> Any:
    """What a decision of this type gives for an expression."""
    return dmn.parse(model(*items, decision("x", text(words), kind=kind))).evaluate("x", {})


SMALL = item("tSmall", "number", allowed="< 10")
PERSON = item("tPerson", "", part("name", "string"), part("age", "number"))


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        ("number", "1", Decimal(1)),
        ("feel:number", "1", Decimal(1)),
        ("number", '"1"', None),
        ("number", "[1]", Decimal(1)),
        ("number", "[1, 2]", None),
        ("number", "[[1]]", None),
        ("number", "null", None),
        ("dateTime", '@"2020-01-02"', datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC)),
        ("date and time", '[@"2020-01-02"]', None),
        ("date", '@"2020-01-02T00:00:00"', None),
        ("days and time duration", '@"P1D"', "P1D"),
        ("dayTimeDuration", '@"P1D"', "P1D"),
        ("feel:days_and_time_duration", '@"P1D"', "P1D"),
        ("yearMonthDuration", '@"P1Y"', "P1Y"),
        ("days and time duration", '@"P1Y"', None),
        ("Any", "[[1]]", [[1]]),
        ("tSmall", "9", Decimal(9)),
        ("tSmall", "10", None),
        ("tSmall", "[9]", Decimal(9)),
    ],
)
def test_a_result_conforms_is_converted_as_a_whole_or_becomes_null(kind: str, words: str, expected: Any) -> None:
    found = typed(kind, words, SMALL)
    assert (feel.format(found) if isinstance(expected, str) else found) == expected


NUMBERS = item("tNumbers", "number", collection=True)
ROWS = item("tRows", "tNumbers", collection=True)
SMALLS = item("tSmalls", "tSmall", collection=True)
FEW = item("tFew", "number", collection=True, allowed="[1..5]", constraint="count(?) <= 2")


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        ("tNumbers", "1", [1]),
        ("tNumbers", "[]", []),
        ("tNumbers", "[1, null]", [1, None]),
        ("tNumbers", '[1, "a"]', None),
        ("tNumbers", '"a"', None),
        ("tRows", "[[1], [2]]", [[1], [2]]),
        ("tRows", "[1, 2]", [[1, 2]]),
        ("tRows", "1", None),
        ("tSmalls", "[1, 9]", [1, 9]),
        ("tSmalls", "[1, 10]", None),
        ("tFew", "[1, 5]", [1, 5]),
        ("tFew", "[1, 6]", None),
        ("tFew", "[1, 2, 3]", None),
    ],
)
def test_every_element_of_a_collection_conforms_and_the_constraint_is_about_the_whole(kind: str, words: str, expected: Any) -> None:
    assert typed(kind, words, SMALL, NUMBERS, ROWS, SMALLS, FEW) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('{name: "a", age: 1}', {"name": "a", "age": 1}),
        ('{name: "a", age: null}', {"name": "a", "age": None}),
        ('{name: "a", age: 1, more: 2}', {"name": "a", "age": 1, "more": 2}),
        ('{name: "a"}', None),
        ('{name: "a", age: "1"}', None),
        ('{name: "a", age: [1]}', None),
        ('[{name: "a", age: 1}]', {"name": "a", "age": 1}),
        ('"a"', None),
    ],
)
def test_a_context_has_every_component_of_its_type_and_may_have_more(words: str, expected: Any) -> None:
    assert typed("tPerson", words, PERSON) == expected


def test_what_a_caller_leaves_out_of_a_structure_counts_as_null() -> None:
    drawn = model(
        PERSON,
        item("tPeople", "tPerson", collection=True),
        input_data("p", "tPeople"),
        decision("x", text("p[1].age = null"), "i_p"),
        decision("y", text("p[1] instance of tPerson"), "i_p"),
    )
    assert [dmn.parse(drawn).evaluate(name, {"p": [{"name": "a"}]}) for name in "xy"] == [True, True]
    assert typed("boolean", '{name: "a"} instance of tPerson', PERSON) is False


def test_types_defined_by_types_are_asked_all_the_way_down() -> None:
    items = (SMALL, item("tTiny", "tSmall", allowed="< 5"), item("tBox", "", part("n", "tTiny")), item("tBoxes", "tBox", collection=True))
    assert typed("tBoxes", "[{n: 4}]", *items) == [{"n": 4}]
    assert typed("tBoxes", "[{n: 4}, {n: 5}]", *items) is None
    assert typed("tTiny", "12", *items) is None


def test_a_definition_named_like_a_type_of_feel_means_that_type() -> None:
    assert typed("string", '"a"', item("string", "string", allowed='"a", "b"')) == "a"
    assert typed("string", '"c"', item("string", "string", allowed='"a", "b"')) is None
    ranked = table("a | r", '- | "x"', '- | "y"', policy="PRIORITY")
    assert dmn.parse(model(item("string", "string"), decision("x", ranked, kind="string"))).evaluate("x", {}) == "x"


FUNCTION = (
    '<itemDefinition name="tTest"><functionItem outputTypeRef="boolean"><parameters name="n" typeRef="number"/></functionItem>'
    "</itemDefinition>"
)


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        ("function(n: number) n > 1", True),
        ("function(n) n > 1", True),
        ("function(n: string) true", False),
        ("function(n: number, m: number) true", False),
        ("function(n: number) n", False),
        ("5", False),
    ],
)
def test_a_function_conforms_by_what_it_takes_and_gives(words: str, fits: bool) -> None:
    drawn = model(FUNCTION, decision("f", text(words), kind="tTest"), decision("x", text("f != null"), "d_f"))
    assert (dmn.parse(drawn).evaluate("f", {}) is not None) == fits


def test_a_knowledge_model_may_have_a_function_type_and_its_result_is_asked() -> None:
    drawn = knowledge("f", "n", text('if n = 1 then true else "no"')).replace(
        '<variable name="f"/>', '<variable name="f" typeRef="tTest"/>'
    )
    found = dmn.parse(model(FUNCTION, drawn, decision("x", text("[f(1), f(2)]"), "b_f")))
    assert found.evaluate("x", {}) == [True, None]


def test_every_boxed_expression_is_asked_for_its_own_type() -> None:
    def one(logic: str) -> Any:
        return dmn.parse(model(decision("x", logic))).evaluate("x", {})

    assert one(text('"a"', typeRef="number")) is None
    assert one(f"<list>{text('1', typeRef='string')}{text('1')}</list>") == [None, 1]
    rows = f"<row>{text('1')}{text('2')}</row>"
    assert one(f'<relation><column name="a" typeRef="number"/><column name="b" typeRef="string"/>{rows}</relation>') == [
        {"a": 1, "b": None}
    ]
    entries = f'<contextEntry><variable name="a" typeRef="string"/>{text("1")}</contextEntry>'
    assert one(f"<context>{entries}</context>") == {"a": None}
    function = f'<functionDefinition typeRef="string"><formalParameter name="n"/>{text("n")}</functionDefinition>'
    context = f'<context><contextEntry><variable name="f"/>{function}</contextEntry><contextEntry>{{}}</contextEntry></context>'
    assert [one(context.format(text(words))) for words in ('f("a")', "f(1)")] == ["a", None]


@pytest.mark.parametrize(("argument", "expected"), [("[1]", 1), ("1", 1), ('"a"', None), ("null", None), ("[1, 2]", None)])
def test_arguments_are_fitted_to_the_parameters_of_a_knowledge_model(argument: str, expected: Any) -> None:
    drawn = knowledge("same", "n", text("n")).replace('name="n"/>', 'name="n" typeRef="number"/>')
    invocation = f'<invocation>{text("same")}<binding><parameter name="n"/>{text(argument)}</binding></invocation>'
    found = dmn.parse(model(drawn, decision("x", text(f"same({argument})"), "b_same"), decision("y", invocation, "b_same")))
    assert [found.evaluate(name, {}) for name in "xy"] == [expected, expected]


def test_types_asked_a_million_times_end_in_a_sentence() -> None:
    drawn = model(SMALL, decision("x", text("for i in 1..100000 return for j in 1..100 return i instance of tSmall")))
    with pytest.raises(feel.FeelLimit):
        dmn.parse(drawn).evaluate("x", {})
