"""What forms and editors evaluate in the browser gives the same here.

``in_the_browser.json`` is the list both sides read: one context, and expressions with the values that form-js's interpreter (feelin 8.2)
gives for them.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine import feel

LIST = json.loads(Path(__file__).with_name("in_the_browser.json").read_text(encoding="utf-8"), parse_float=Decimal)


@pytest.mark.parametrize("case", LIST["cases"], ids=lambda case: case["text"])
def test_the_server_agrees_with_the_browser(case: dict[str, Any]) -> None:
    found = feel.evaluate(case["text"], LIST["context"])
    assert found == case["value"]
    assert isinstance(found, bool) == isinstance(case["value"], bool)
