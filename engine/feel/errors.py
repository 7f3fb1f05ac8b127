"""What can be wrong with an expression, in Chinese and in English."""

from __future__ import annotations

from typing import Any

from engine.domain.errors import Invalid

_NARROW = dict(zip("＞＜＝！（）【】［］｛｝，。．：＋－＊／“”＂‘’'", '><=!()[][]{},..:+-*/""""""', strict=True))
"""What Chinese keyboards type → what FEEL reads."""


class FeelError(Invalid):
    """Something is wrong with a FEEL expression. ``str()`` is Chinese, ``english`` says the same in English, ``said`` is both."""

    def __init__(self, sentence: str, english: str, **facts: Any) -> None:
        super().__init__(sentence, **facts)
        self._english = english

    @property
    def english(self) -> str:
        return self._english.format_map(self.facts) if self.facts else self._english


class FeelSyntaxError(FeelError):
    """The text is not FEEL. ``column`` counts from 1; ``expected`` is Chinese, ``expected_english`` English."""

    def __init__(self, text: str, column: int, expected: str, expected_english: str, found: str) -> None:
        narrow = _NARROW.get(found[:1], "")
        super().__init__(
            "FEEL 表达式“{text}”第 {column} 列：此处应为{expected}，实际是{found}。{hint}",
            "FEEL expression “{text}”, column {column}: expected {expected_english}, found {found_english}.{hint_english}",
            hint=f"请改用半角符号 {narrow} 。" if narrow else "",
            hint_english=f" Use {narrow} instead." if narrow else "",
            text=shorten(text, column),
            column=column,
            expected=expected,
            expected_english=expected_english,
            found=f"“{found[:40]}”" if found else "结尾",
            found_english=f"“{found[:40]}”" if found else "the end",
        )
        self.text = text
        self.column = column
        self.expected = expected
        self.expected_english = expected_english


class FeelLimit(FeelError):
    """An expression asked for more than the bounds of ``limits`` allow."""


def shorten(text: str, column: int = 1, width: int = 80) -> str:
    """The part of a text around a column that fits into a sentence."""
    start = max(0, column - 1 - width // 2)
    part = text[start : start + width]
    return ("…" if start else "") + part + ("…" if start + width < len(text) else "")


def too_long(size: int, most: int) -> FeelLimit:
    return FeelLimit(
        "表达式太长：{size} 个字符，最多 {most} 个。",
        "The expression is too long: {size} characters, at most {most}.",
        size=size,
        most=most,
    )


def too_deep(most: int) -> FeelLimit:
    return FeelLimit("表达式嵌套太深，最多 {most} 层。", "The expression is nested too deeply, at most {most} levels.", most=most)


def too_many_steps(most: int) -> FeelLimit:
    return FeelLimit(
        "表达式的计算量太大，最多 {most} 步。",
        "The expression needs too many steps, at most {most}.",
        most=most,
    )


def too_slow(seconds: float) -> FeelLimit:
    return FeelLimit(
        "表达式计算超时，最多 {seconds} 秒。",
        "The expression takes too long, at most {seconds} seconds.",
        seconds=seconds,
    )


def number_too_large() -> FeelLimit:
    return FeelLimit("数字太大，超出 34 位十进制数的范围。", "The number is too large for a decimal of 34 digits.")


def string_too_long(most: int) -> FeelLimit:
    return FeelLimit(
        "计算得到的文本太长，最多 {most} 个字符。",
        "The text that was made is too long, at most {most} characters.",
        most=most,
    )


def regex_too_slow(pattern: str) -> FeelLimit:
    return FeelLimit(
        "正则表达式“{pattern}”匹配超时。",
        "The regular expression “{pattern}” takes too long to match.",
        pattern=shorten(pattern),
    )
