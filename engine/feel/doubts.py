"""What is surely null whatever the values: calls that no variant of a built-in takes, and patterns that are none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from engine.feel import patterns, syntax
from engine.feel.builtins import VARIANTS
from engine.feel.builtins.variant import Variant
from engine.feel.errors import shorten
from engine.feel.expression import Expression, UnaryTests
from engine.feel.walk import nodes

_PATTERN_AT = 1
_FLAGS_AT = {"matches": 2, "replace": 3, "split": 99}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence in Chinese and in English. Nothing is wrong with the grammar, but the value can only be null."""

    message: str
    english: str


def doubts(parsed: Expression | UnaryTests, known: Collection[str] = ()) -> tuple[Doubt, ...]:
    """``known``: functions of the context's own, which hide built-ins of the same name."""
    calls = (part for part in nodes(parsed.node) if isinstance(part, syntax.Call) and isinstance(part.callee, syntax.Name))
    return tuple(doubt for call in calls for doubt in _about(call, call.callee.name, known))  # type: ignore[attr-defined]


def _about(call: syntax.Call, name: str, known: Collection[str]) -> Iterator[Doubt]:
    if name in known or name not in VARIANTS:
        return
    if not any(_fits(call, variant) for variant in VARIANTS[name]):
        yield Doubt(
            f"函数“{name}”没有这样的参数，结果总是空值。", f"The function “{name}” takes no such arguments; the result is always null."
        )
    elif name in _FLAGS_AT:
        yield from _about_pattern(call, name)


def _fits(call: syntax.Call, variant: Variant) -> bool:
    if variant.variadic:
        return bool(call.arguments)
    names = [parameter.name for parameter in variant.parameters]
    needed = {parameter.name for parameter in variant.parameters if not parameter.optional and not parameter.nullable}
    if call.names is not None:
        return needed <= set(call.names) <= set(names)
    least = sum(not parameter.optional for parameter in variant.parameters)
    return least <= len(call.arguments) <= len(names)


def _about_pattern(call: syntax.Call, name: str) -> Iterator[Doubt]:
    if call.names is not None or not isinstance(call.arguments[_PATTERN_AT], syntax.Constant):
        return
    pattern = call.arguments[_PATTERN_AT].value
    given = call.arguments[_FLAGS_AT[name] : _FLAGS_AT[name] + 1]
    flags = "" if not given else given[0].value if isinstance(given[0], syntax.Constant) else None
    if isinstance(pattern, str) and isinstance(flags, str) and patterns.compiled(pattern, flags) is None:
        short = shorten(pattern)
        yield Doubt(
            f"“{short}”不是 XPath 正则表达式（不支持环视和 \\b），结果总是空值。",
            f"“{short}” is no regular expression of XPath (no look-around, no \\b); the result is always null.",
        )
