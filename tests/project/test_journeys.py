"""Journeys through a browser: a page may come a second later than the machine that wrote the journey was used to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.project.source_tree import ROOT, python_files, shown, syntax

JOURNEYS, PROJECT = ROOT / "tests" / "journeys", ROOT / "tests" / "project"
WAITING = JOURNEYS / "waiting.py"  # the one module that reads, after it has waited
EXPECT = "use expect(locator).to_…, which waits, or what tests/journeys/waiting.py offers"
AT_ONCE = {
    *("count", "is_visible", "is_hidden", "is_enabled", "is_disabled", "is_checked", "is_editable"),
    *("inner_text", "all_inner_texts", "text_content", "all_text_contents", "inner_html", "input_value"),
}
READS = {*AT_ONCE, "get_attribute", "evaluate", "evaluate_all", "bounding_box", "content", "title"}
BLIND = {"wait_for_timeout", "sleep"}


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func.attr


def hasty(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of what is read without waiting for it."""
    for call, name in calls(tree):
        if name in AT_ONCE | BLIND or ast.unparse(call).endswith(".wait_for_load_state('networkidle')"):
            yield call.lineno, name
        if name == "click" and any(inner == "get_by_role" and "'link'" in ast.unparse(role) for role, inner in calls(call)):
            yield call.lineno, "a link is pressed, not clicked"
    for asserted in (node for node in ast.walk(tree) if isinstance(node, ast.Assert)):
        for call, name in calls(asserted.test):
            if name in READS - AT_ONCE:
                yield call.lineno, name
        for node in ast.walk(asserted.test):
            if isinstance(node, ast.Attribute) and node.attr == "url":
                yield node.lineno, "url"


def test_a_journey_expects_what_a_page_will_say_and_never_reads_it_at_once() -> None:
    looked = [path for path in python_files("tests") if JOURNEYS in path.parents and path != WAITING]
    assert len(looked) > 10
    assert [f"{shown(path)}:{line} {name}: {EXPECT}" for path in looked for line, name in sorted(hasty(syntax(path)))] == []


def test_browsers_are_driven_by_journeys_alone() -> None:
    """So that the rule above holds for every test with a browser."""
    elsewhere = [path for path in python_files("engine", "web", "bench", "tests") if JOURNEYS not in path.parents and not path.is_relative_to(PROJECT)]
    assert [shown(path) for path in elsewhere if "playwright" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("line", [
    "assert page.locator('tr').count() == 1", "assert page.url.endswith('/x')", "assert not dialog.is_visible()", "words = page.inner_text('main')",
    "assert page.evaluate('1')", "page.wait_for_timeout(500)", "time.sleep(1)", "page.get_by_role('link', name='x').first.click()",
    "page.wait_for_load_state('networkidle')", "while rows.count():\n    pass", "assert page.get_attribute('a', 'href') == '/'",
])  # fmt: skip
def test_the_rule_finds_what_reads_at_once(line: str) -> None:
    assert len(list(hasty(ast.parse(line)))) >= 1


def test_the_rule_lets_pass_what_waits() -> None:
    good = "expect(page.locator('tr')).to_have_count(1)\npress(page.get_by_role('link', name='x'))\nassert (row.status, api.status) == ('done', 404)"
    assert list(hasty(ast.parse(good))) == []
