"""Nothing an expression asks for takes long, and nothing of Python can be reached."""

from __future__ import annotations

import threading

import pytest

from engine import feel
from tests.patience import not_for_ever

LONG = '{f: function(s, n) if n = 0 then s else f(s + s, n - 1), s: f("xxxxxxxx", 16), r: '
"""A context whose ``s`` is half a million characters long and whose ``r`` is still to be written."""

HOSTILE = {
    "a megabyte of text": "1 + " * 250_000 + "1",
    "ten thousand open brackets": "(" * 10_000,
    "ten thousand nested brackets": "(" * 10_000 + "1" + ")" * 10_000,
    "ten thousand nested lists": "[" * 10_000 + "]" * 10_000,
    "ten thousand minus signs": "-" * 10_000 + "1",
    "deep conditions": "if true then " * 3_000 + "1" + " else 0" * 3_000,
    "deep contexts": "{a: " * 5_000 + "1" + "}" * 5_000,
    "deep functions": "function() " * 5_000 + "1",
    "deep types": "1 instance of " + "list<" * 5_000 + "number" + ">" * 5_000,
    "deep membership": "1 in (" * 5_000 + "1" + ")" * 5_000,
    "deep unary tests": "not(" * 5_000 + "1" + ")" * 5_000,
    "a thousand million pairs": "for x in 1..100000, y in 1..10000 return x * y",
    "nested loops": "for x in 1..100000 return for y in 1..100000 return x * y",
    "a long search": "some x in 1..1000000000 satisfies x < 0",
    "a long range": "count(for x in 1..1000000000 return x)",
    "towers of powers": "9 ** (9 ** 9)",
    "powers upon powers": "9 ** 9 ** 9 ** 9 ** 9 ** 9",
    "a huge exponent": "1e999999999",
    "endless recursion": "{f: function(n) f(n + 1), r: f(1)}.r",
    "endless mutual recursion": "{f: function(g, n) g(g, n + 1), r: f(f, 1)}.r",
    "a pattern made to hang": 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|aa)+$")',
    "a replacement made to hang": 'replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(x+x+)+y|(a|aa)+$", "b")',
    "a list that doubles": "{f: function(l, n) if n = 0 then l else f(concatenate(l, l), n - 1), r: f([1], 50)}.r",
    "a string that doubles": '{f: function(s, n) if n = 0 then s else f(s + s, n - 1), r: f("x", 50)}.r',
    "a list of one list, many times": "string({f: function(l, n) if n = 0 then l else f([l, l], n - 1), r: f([1], 40)}.r)",
    "a list of one list as the result": "{f: function(l, n) if n = 0 then l else f([l, l], n - 1), r: f([1], 40)}.r",
    "two such lists compared": "{f: function(l, n) if n = 0 then l else f([l, l], n - 1), r: f([1], 40) = f([1], 40)}.r",
    "such a list flattened": "{f: function(l, n) if n = 0 then l else f([l, l], n - 1), r: flatten(f([1], 40))}.r",
    "such a list asked for its type": "{f: function(l, n) if n = 0 then l else f([l, l], n - 1), r: f([1], 30) instance of "
    + "list<" * 30
    + "list<number>"
    + ">" * 30
    + "}.r",
    "many long strings": LONG + 'for i in 1..100000 return s + "x"}.r',
    "many pieces of a long string": LONG + "for i in 1..100000 return substring(s, 2)}.r",
    "a replacement that grows": LONG + 'replace(s, "x", s)}.r',
    "many long lists": "{l: for i in 1..50000 return i, r: for i in 1..100000 return reverse(l)}.r",
    "many long joins": LONG + "string join(for i in 1..1000 return s)}.r",
    "a pattern of patterns": 'matches("' + "a" * 5000 + 'b", "^(((a{1,1000}){1,1000}){1,1000})$")',
    "many distinct values": "distinct values(for x in 1..100000 return x)",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_expression_is_a_clear_error_before_long(name: str) -> None:
    with not_for_ever(), pytest.raises(feel.FeelError) as caught:
        feel.evaluate(HOSTILE[name], {})
    assert len(str(caught.value)) < 400
    assert caught.value.english


def test_a_long_sum_needs_no_nesting() -> None:
    assert feel.evaluate(" + ".join(["1"] * 5_000), {}) == 5_000


def test_sensible_nesting_is_no_trouble() -> None:
    assert feel.evaluate("(" * 60 + "1" + ")" * 60, {}) == 1


@pytest.mark.parametrize(
    "text", ["x.__class__", "x.__init__", "x.upper", "[x].__len__", "f.call", "f.__globals__", "y.__dict__", "(function(a) a).call"]
)
def test_no_attribute_of_a_python_object_is_reached(text: str) -> None:
    found = feel.evaluate(text, {"x": "text", "f": feel.evaluate("function(a) a", {}), "y": {"a": 1}})
    assert found in (None, [None])


def test_what_is_no_feel_value_is_refused_to_the_caller() -> None:
    with pytest.raises(TypeError):
        feel.evaluate("x", {"x": object()})


def test_one_parsed_expression_serves_many_threads() -> None:
    expression = feel.parse("sum(for i in 1..n return i)")
    found: list[object] = []

    def work(n: int) -> None:
        for _ in range(50):
            found.append(expression.evaluate({"n": n}) == n * (n + 1) // 2)

    threads = [threading.Thread(target=work, args=(n,)) for n in (3, 50, 80, 120)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 200
