"""Files that are broken, hostile or nonsense end in a sentence, never in a bug and never late."""

from __future__ import annotations

import datetime
import random
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine import dmn, feel
from tests.engine.dmn.drawing import decision, input_data, knowledge, model, table, text
from tests.engine.dmn.test_imports_and_invocables import BASE, IMPORT
from tests.engine.dmn.test_models import ITEMS, SERVICE, entry

FUNCTION = f'<functionDefinition><formalParameter name="n" typeRef="number"/>{text("n * 2")}</functionDefinition>'
LOOP = f'<for iteratorVariable="i"><in>{text("[1, 2, 3]")}</in><return>{text("i + count(partial)")}</return></for>'
FILTER = f"<filter><in>{text('people')}</in><match>{text('item.age > 1')}</match></filter>"
INVOCATION = f'<invocation>{text("twice")}<binding><parameter name="n"/>{text("age")}</binding></invocation>'
CHOICE = f"<conditional><if>{text('age > 1')}</if><then>{LOOP}</then><else>{FILTER}</else></conditional>"
WHOLE = model(
    IMPORT.format("o", "urn:base"),
    ITEMS,
    input_data("age", "number"),
    input_data("people", "tPeople"),
    decision("bonus", text("1000"), kind="number"),
    decision("half", text("age / 2"), "i_age"),
    decision(
        "total", table('half ; bonus | r = "a", "b" else "b" ; s', '> 1 ; - | "a" ; 1', "[0..1] ; not(5) | null ; 2"), "d_half", "d_bonus"
    ),
    SERVICE,
    knowledge("twice", "n", f"<context>{entry('f', FUNCTION)}{entry('', text('f(n)'))}</context>"),
    decision("x", f"<list>{INVOCATION}{CHOICE}</list>", "b_twice", "i_age", "i_people"),
    decision("y", text("score(age, 5) + age"), "s_score", "i_age", kind="tScores"),
    decision("z", table("o.d | tStatus", '- | "B"', '> 1 | "A"', policy="PRIORITY"), "urn:base#d_d", kind="tStatus"),
    decision("w", text("o.twice(o.s(2))"), "urn:base#b_twice", "urn:base#s_s", kind="o.tSmall"),
)
WORDS = [
    "",
    "x",
    "age",
    "#d_x",
    "#i_age",
    "#b_twice",
    "tPerson",
    "tScores",
    "number",
    "true",
    "COLLECT",
    "SUM",
    "OUTPUT ORDER",
    "urn:base#d_d",
    "o",
    "string",
    "1 +",
    "(",
    "-",
    "? > 1",
    "null",
    "a-b",
]
VALUES: list[Any] = [None, 5, "5", True, [], [[1]], {}, {"age": {}}, Decimal("1e300"), datetime.date(2020, 1, 1), ["a", None, 3]]


def spoilt(seed: int) -> tuple[bytes, random.Random]:
    """The whole model with a few elements moved, doubled, removed, or with other words."""
    draw = random.Random(seed)
    root = etree.fromstring(WHOLE)
    for _ in range(draw.randint(1, 6)):
        nodes = list(root.iter(etree.Element))[1:]
        node, other = draw.choice(nodes), draw.choice(nodes)
        parent = node.getparent()
        act = draw.randrange(6)
        if act == 0:
            parent.remove(node)
        elif act == 1:
            parent.append(etree.fromstring(etree.tostring(other)))
        elif act == 2:
            node.text = draw.choice(WORDS)
        elif act == 3:
            node.tag = other.tag
        elif act == 4 and node.attrib:
            node.set(draw.choice(list(node.attrib)), draw.choice(WORDS))
        else:
            node.set(draw.choice(["typeRef", "isCollection", "kind", "href", "name", "id"]), draw.choice(WORDS))
    return etree.tostring(root), draw


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**9))
def test_a_spoilt_file_is_refused_or_evaluated_but_never_a_bug(seed: int) -> None:
    xml, draw = spoilt(seed)
    try:
        found = dmn.parse(xml, {"urn:base": BASE})
    except dmn.DmnError as wrong:
        assert wrong.mend and wrong.english
        return
    assert all(each.message and each.english for each in found.problems())
    for asked in (*found.decisions, *found.services):
        inputs = {name: draw.choice(VALUES) for name in ("age", "people", "bonus", "n", "o", "base")}
        with suppress(feel.FeelLimit):
            dmn.told(found.evaluate(asked.id, inputs, explain=True).explanation)


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (b'<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><definitions>&b;</definitions>', "DOCTYPE"),
        (b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><definitions/>', "DOCTYPE"),
        (b"<a>" * 100_000, "XML"),
        (b"\x00\xff\xfe", "XML"),
        (b"", "XML"),
        (model(decision("x", "<context><contextEntry>" * 60 + text("1") + "</contextEntry></context>" * 60)), "嵌套太深"),
        (model(" " * 10_000_001), "太大"),
    ],
)
def test_hostile_xml_is_refused(xml: bytes, words: str) -> None:
    with pytest.raises(dmn.DmnError, match=words):
        dmn.parse(xml)


@pytest.mark.parametrize(
    "drawn",
    [
        '<itemDefinition name="t"><itemComponent name="a"><typeRef>t</typeRef></itemComponent></itemDefinition>',
        '<itemDefinition name="t"><typeRef>u</typeRef></itemDefinition><itemDefinition name="u"><typeRef>t</typeRef></itemDefinition>',
        '<itemDefinition name="t"><itemComponent name="a"><typeRef>u</typeRef></itemComponent><itemComponent name="b"><typeRef>u</typeRef>'
        '</itemComponent></itemDefinition><itemDefinition name="u" isCollection="true"><typeRef>t</typeRef></itemDefinition>',
        '<itemDefinition name="t"><functionItem outputTypeRef="t"/></itemDefinition>',
    ],
)
def test_types_that_hold_themselves_are_refused(drawn: str) -> None:
    with pytest.raises(dmn.DmnError, match="引用了自己"):
        dmn.parse(model(drawn, decision("x", text("1"), kind="t")))


def test_the_order_of_outputs_is_not_looked_for_in_circles() -> None:
    part = '<itemComponent name="a"><typeRef>string</typeRef></itemComponent>'
    items = f'<itemDefinition name="t"><typeRef>u</typeRef>{part}</itemDefinition><itemDefinition name="u"><typeRef>t</typeRef></itemDefinition>'
    ranked = table("a | r", '- | "x"', '- | "y"', policy="PRIORITY")
    assert dmn.parse(model(items, decision("x", ranked, kind="u"))).evaluate("x", {}) is None


def test_a_service_among_its_own_outputs_is_refused() -> None:
    service = '<decisionService id="s_s" name="s"><outputDecision href="#d_x"/></decisionService>'
    with pytest.raises(dmn.DmnError, match="以自己为依据"):
        dmn.parse(model(decision("x", text("s()"), "s_s"), service))


def test_knowledge_models_that_need_each_other_are_refused() -> None:
    with pytest.raises(dmn.DmnError, match="以自己为依据"):
        dmn.parse(model(knowledge("f", "n", text("g(n)"), "b_g"), knowledge("g", "n", text("f(n)"), "b_f")))


def pairs_of_pairs(levels: int) -> str:
    """``t0`` holds two of ``t1``, which holds two of ``t2``, and so on."""
    part = '<itemComponent name="{0}"><typeRef>t{1}</typeRef></itemComponent>'
    items = [f'<itemDefinition name="t{n}">{part.format("a", n + 1)}{part.format("b", n + 1)}</itemDefinition>' for n in range(levels)]
    return "".join(items) + f'<itemDefinition name="t{levels}"><typeRef>number</typeRef></itemDefinition>'


def test_types_made_of_a_million_parts_are_no_trouble() -> None:
    function = text("function(v: t0) v")
    drawn = dmn.parse(
        model(pairs_of_pairs(30), decision("x", text("v"), kind="t0"), decision("f", function, kind="t0"), knowledge("k", "n", function))
    )
    assert drawn.evaluate("x", {"v": {"a": None, "b": None}}) == {"a": None, "b": None}
    assert drawn.evaluate("x", {"v": {"a": None}}) is None
    assert drawn.evaluate("f", {}) is None


def test_a_value_that_holds_one_list_over_and_over_ends_in_a_sentence() -> None:
    drawn = dmn.parse(model(pairs_of_pairs(9), decision("x", text("v"), kind="t0")))
    value: Any = 1
    for _ in range(9):
        value = {"a": value, "b": value}
    assert drawn.evaluate("x", {"v": value}) == value
    numbers = '<itemDefinition name="t" isCollection="true"><typeRef>u</typeRef></itemDefinition>'
    numbers += '<itemDefinition name="u" isCollection="true"><typeRef>number</typeRef></itemDefinition>'
    with pytest.raises(feel.FeelLimit):
        dmn.parse(model(numbers, decision("x", text("for i in 1..1500 return v"), kind="t"))).evaluate("x", {"v": [1] * 1500})


def test_definitions_that_go_back_to_each_other_without_end_are_refused() -> None:
    items = "".join(f'<itemDefinition name="t{n}"><typeRef>t{n + 1}</typeRef></itemDefinition>' for n in range(5000))
    with pytest.raises(dmn.DmnError, match="引用得太深"):
        dmn.parse(model(items, decision("x", text("1"), kind="t0")))
