"""A decision table tried in the browser, cell by cell as dmn-js's interpreter reads them, matches the rules it matches on the server."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from engine import dmn
from tests.engine.dmn.drawing import decision, model, table
from tests.engine.feel.test_in_the_browser import FEELIN, HERE, NODE

COLUMNS = {"amount": "amount", "kind": "kind", "tags": "申请.材料"}
RULES = (
    ("< 1000", '"person"', "-"),
    (">= 1000", '"person", "organization"', "-"),
    ("[1000..2000)", "-", 'list contains(?, "licence")'),
    ("]1000..2000]", 'not("person")', "count(?) > 1"),
    ("not(1000, 2000)", "-", "-"),
    ("> limit", 'starts with(?, "org")', "not(count(?) = 0)"),
    ("? > limit and ? < 3000", "? != null", 'some t in ? satisfies t = "contract"'),
    ("-", "string length(?) > 6", ""),
    ("1000, > 2500", '"other"', "-"),
    ("-", 'matches(?, "^p.*n$")', "every t in ? satisfies string length(t) > 3"),
)
CASES: list[dict[str, Any]] = [
    {"amount": amount, "kind": kind, "tags": tags}
    for amount in (0, 1000, 1500, 2000, 2600)
    for kind, tags in (("person", []), ("organization", ["licence"]), ("other", ["licence", "contract"]))
]
LIMIT = 1500


@pytest.fixture(scope="module")
def cells() -> dict[str, bool]:
    """What the browser says of every cell over every value."""
    asked = [
        {"text": cell, "input": case[name]} for case in CASES for rule in RULES for cell, name in zip(rule, COLUMNS, strict=True) if cell
    ]
    listed = json.dumps({"context": {"limit": LIMIT}, "cases": [], "tests": asked})
    command = [sys.executable, "-c", NODE, str(HERE / "in_the_browser.mjs"), str(FEELIN)]
    said = json.loads(subprocess.run(command, input=listed, capture_output=True, text=True, check=True).stdout)["tests"]
    return {json.dumps(each): answer is True for each, answer in zip(asked, said, strict=True)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['amount']} {case['kind']}")
def test_a_table_matches_the_same_rules_in_the_browser_and_on_the_server(case: dict[str, Any], cells: dict[str, bool]) -> None:
    drawn = table(" ; ".join(COLUMNS.values()) + " | r", *(" ; ".join(rule) + " | 1" for rule in RULES), policy="COLLECT")
    inputs = {"amount": case["amount"], "kind": case["kind"], "申请": {"材料": case["tags"]}, "limit": LIMIT}
    explained = dmn.parse(model(decision("x", drawn))).evaluate("x", inputs, explain=True).explanation[-1].tables[0]
    in_browser = [
        number
        for number, rule in enumerate(RULES, start=1)
        if all(not cell or cells[json.dumps({"text": cell, "input": case[name]})] for cell, name in zip(rule, COLUMNS, strict=True))
    ]
    assert [rule.number for rule in explained.matched] == in_browser
    assert in_browser
