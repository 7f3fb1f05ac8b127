"""Random expressions against FEEL's promises: ``python -m tests.fuzz_feel --minutes 1``.

Every text must give a value or a FeelError within a second of processor time, the same twice; whatever comes out can be written
by ``format``; one that hangs ends the run with a traceback. Prints the seed and the number of texts; the first
broken promise ends it with the text and exit code 1.
"""

from __future__ import annotations

import argparse
import faulthandler
import random
import sys
import time
import traceback
from typing import Any

from engine import feel

CONTEXT: dict[str, Any] = {
    "x": 3,
    "y": "text",
    "l": [1, 2, 3],
    "c": {"a": 1, "b": {"c": [1, "x", None]}},
    "申请人": {"姓名": "王", "年龄": 40},
    "Full Name": "a b",
    "a-b": 7,
}
_LITERALS = [
    *('0 1 -1 2.5 1e3 .5 null true false "" "a" "[a-z]+" x y l c c.b.c 申请人.年龄 Full Name a-b [] {} item partial ? z'.split(" ")),
    '@"2020-02-29"',
    '@"2020-02-29T10:00:00@Asia/Shanghai"',
    '@"12:00:00Z"',
    '@"P1Y2M"',
    '@"-PT3H"',
    "[1..5]",
    "(1..5)",
    "]x..9[",
    "(< 5)",
    "999999999999999999999999999999999999",
    '@"999999999-12-31"',
]
_OPERATORS = "+ - * / ** = != < <= > >= and or in".split(" ")
_NAMES = sorted(feel.BUILTIN_NAMES)
SECONDS = 1.0


class Writer:
    """Writes expressions that are mostly well formed."""

    def __init__(self, choose: random.Random) -> None:
        self._choose = choose

    def expression(self, depth: int) -> str:
        if depth <= 0:
            return self._choose.choice(_LITERALS)
        return self._choose.choice(
            (self._operation, self._call, self._call, self._list, self._context, self._branch, self._loop, self._filter, self._function)
        )(depth - 1)

    def _operation(self, depth: int) -> str:
        return f"({self.expression(depth)} {self._choose.choice(_OPERATORS)} {self.expression(depth)})"

    def _call(self, depth: int) -> str:
        arguments = ", ".join(self.expression(depth) for _ in range(self._choose.randrange(4)))
        return f"{self._choose.choice(_NAMES)}({arguments})"

    def _list(self, depth: int) -> str:
        return "[" + ", ".join(self.expression(depth) for _ in range(self._choose.randrange(4))) + "]"

    def _context(self, depth: int) -> str:
        entries = ", ".join(f"{name}: {self.expression(depth)}" for name in ("a", "b c", '"d"')[: self._choose.randrange(4)])
        return "{" + entries + "}" + self._choose.choice(("", ".a", ".b c"))

    def _branch(self, depth: int) -> str:
        return f"(if {self.expression(depth)} then {self.expression(depth)} else {self.expression(depth)})"

    def _loop(self, depth: int) -> str:
        word = self._choose.choice(
            ("for v in {} return {}", "some v in {} satisfies {}", "every v in {} satisfies {}", "for v in {}..9 return {}")
        )
        return "(" + word.format(self.expression(depth), self.expression(depth)) + ")"

    def _filter(self, depth: int) -> str:
        return f"({self.expression(depth)})[{self.expression(depth)}]"

    def _function(self, depth: int) -> str:
        return f"(function(v, w) {self.expression(depth)})({self.expression(depth)}, {self.expression(depth)})"

    def spoil(self, text: str) -> str:
        """Sometimes a character is lost, doubled or replaced."""
        if not text or self._choose.random() < 0.7:
            return text
        place = self._choose.randrange(len(text))
        return (
            text[:place]
            + self._choose.choice(("", text[place] * 2, self._choose.choice("()[]{}\"'.,:+-*/<>=?@# ＞中\\")))
            + text[place + 1 :]
        )


def attempt(text: str) -> tuple[str, Any]:
    """("value", its text) or ("error", its class). Anything but a FeelError is let through."""
    try:
        return "value", feel.format(feel.evaluate(text, CONTEXT))
    except feel.FeelError as error:
        return "error", type(error)


def broken(text: str) -> str:
    """The promise that this text breaks, or nothing."""
    started = time.thread_time()
    try:
        first = attempt(text)
        passed = time.thread_time() - started
        if passed > SECONDS:
            return f"took {passed:.2f} seconds"
        if passed < SECONDS / 10 and "now()" not in text and attempt(text) != first:
            return "gave something else the second time"
        try:
            feel.unary_tests(text, 3, CONTEXT)
        except feel.FeelError:
            return ""
    except Exception:  # noqa: BLE001 - the very thing that is looked for
        return traceback.format_exc()
    return ""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=1.0)
    arguments.add_argument("--seed", type=int, default=None)
    given = arguments.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(2**32)
    writer = Writer(random.Random(seed))
    choose = random.Random(seed + 1)
    sys.stdout.write(f"seed {seed}\n")
    until = time.monotonic() + given.minutes * 60
    count = 0
    while time.monotonic() < until:
        text = writer.spoil(writer.expression(choose.randrange(1, 5)))
        count += 1
        faulthandler.dump_traceback_later(60, exit=True)
        problem = broken(text)
        if problem:
            sys.stdout.write(f"seed {seed}, text {count}: {text}\n{problem}\n")
            return 1
    faulthandler.cancel_dump_traceback_later()
    sys.stdout.write(f"seed {seed}: {count} expressions kept every promise\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
