"""The DMN Technology Compatibility Kit, read from ``DMN_TCK_DIR`` (its data is not part of the product)."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engine import dmn, feel

_KIT = os.environ.get("DMN_TCK_DIR", "")
_TESTS = "{http://www.omg.org/spec/DMN/20160719/testcase}"
_KIND = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_READERS = {
    "decimal": Decimal,
    "double": Decimal,
    "integer": Decimal,
    "string": str,
    "boolean": lambda text: text == "true",
    "date": lambda text: feel.evaluate("date(x)", {"x": text}),
    "time": lambda text: feel.evaluate("time(x)", {"x": text}),
    "dateTime": lambda text: feel.evaluate("date and time(x)", {"x": text}),
    "duration": lambda text: feel.evaluate("duration(x)", {"x": text}),
}


def _cases() -> list[Any]:
    if not _KIT:
        return []
    found = []
    for file in sorted(Path(_KIT).rglob("*-test-*.xml")):
        for case in etree.parse(str(file)).getroot().iter(_TESTS + "testCase"):
            found.extend(
                pytest.param(file, case, result, id=f"{file.stem}-{case.get('id')}-{result.get('name')}")
                for result in case.iter(_TESTS + "resultNode")
            )
    return found


def _value(node: Any) -> Any:
    """A value, a context of components or a list of items."""
    listed = node.find(_TESTS + "list")
    if listed is not None:
        return [_value(item) for item in listed.findall(_TESTS + "item")]
    components = node.findall(_TESTS + "component")
    if components:
        return {component.get("name"): _value(component) for component in components}
    value = node.find(_TESTS + "value")
    if value is None or value.get(_NIL) == "true" or node.get(_NIL) == "true":
        return None
    kind = value.get(_KIND, "xsd:string").rpartition(":")[2]
    return _READERS[kind](value.text or "")


def _agree(found: Any, expected: Any) -> bool:
    """Numbers to eight places, as the kit asks; everything else exactly."""
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return abs(found - expected) < Decimal("1e-8")
    if isinstance(expected, dict) and isinstance(found, dict):
        return found.keys() == expected.keys() and all(_agree(found[key], value) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(found, list):
        return len(found) == len(expected) and all(_agree(a, b) for a, b in zip(found, expected, strict=True))
    return bool(found == expected)


@pytest.mark.skipif(not _KIT, reason="DMN_TCK_DIR is not set: the compatibility kit lies outside the repository")
@pytest.mark.parametrize(("file", "case", "result"), _cases())
def test_a_model_of_the_kit_gives_the_result_of_the_kit(file: Path, case: Any, result: Any) -> None:
    name = file.parent / (case.getparent().findtext(_TESTS + "modelName") or "")
    others = [each.read_bytes() for each in sorted(file.parent.glob("*.dmn")) if each != name]
    model = dmn.parse(name.read_bytes(), {etree.fromstring(xml).get("namespace"): xml for xml in others})
    inputs = {node.get("name"): _value(node) for node in case.iter(_TESTS + "inputNode")}
    expected = _value(result.find(_TESTS + "expected"))
    found = model.evaluate(case.get("invocableName") or result.get("name"), inputs)
    assert _agree(found, expected), f"{found!r} instead of {expected!r}"
