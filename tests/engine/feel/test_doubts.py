"""What can only be null is named before anything runs."""

from __future__ import annotations

import pytest

from engine import dmn, feel
from tests.engine.dmn.drawing import decision, knowledge, model, text


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ('contains("abc")', "contains"),
        ('string length("a", "b")', "string length"),
        ('substring(text: "abc", start position: 2)', "substring"),
        ('if matches(x, "(?=a)") then 1 else 2', "(?=a)"),
        ('replace(x, "\\\\bfoo", "")', "\\bfoo"),
        ('matches(x, "a", "k")', "XPath"),
        ('split(x, "(")', "XPath"),
    ],
)
def test_a_call_that_is_always_null_is_doubtful(expression: str, words: str) -> None:
    (doubt,) = feel.doubts(feel.parse(expression))
    assert words in doubt.message and "null" in doubt.english


@pytest.mark.parametrize(
    "expression",
    [
        'contains("abc", x)',
        "sum(1, 2, 3)",
        'substring(string: "abc", start position: 2)',
        'matches(x, "^[0-9]+$", "i")',
        "matches(x, pattern)",
        "time(1, 2, 3)",
        "own(1, 2)",
        'number("1", null, null)',
        "count(x[item > 1])",
        "today()",
    ],
)
def test_a_call_that_may_have_a_value_is_not(expression: str) -> None:
    assert feel.doubts(feel.parse(expression)) == ()


@pytest.mark.parametrize("name", sorted(feel.BUILTIN_NAMES))
def test_a_call_without_doubt_finds_its_variant(name: str) -> None:
    for count in range(9):
        expression = f"{name}({', '.join(['null'] * count)})"
        feel.evaluate(expression, {})
        assert len(feel.doubts(feel.parse(expression))) <= 1


def test_a_models_own_function_hides_the_built_in() -> None:
    own = knowledge("contains", "a", text("a"))
    drawn = model(own, decision("x", text("contains(1)"), "b_contains"), decision("y", text("contains(1)")))
    assert [(each.decision_id, each.kind) for each in dmn.parse(drawn).problems()] == [("d_y", "always_null")]
