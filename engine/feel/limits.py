"""The bounds within which every expression is read and evaluated, in one place."""

TEXT = 100_000
"""Characters of one expression."""

DEPTH = 90
"""How deep brackets, calls and conditions may be nested in one expression."""

STEPS = 1_000_000
"""Iterations, list elements made and calls during one evaluation."""

ELEMENTS = 300_000
"""Elements of a value that is compared, typed or handed out as a whole, counted as often as they occur in it."""

CALLS = 60
"""How deep functions written in FEEL may call each other."""

SECONDS = 0.5
"""Processor time of one evaluation, looked at every few hundred steps."""

REGEX_SECONDS = 0.4
"""Time of one regular expression."""

STRING = 1_000_000
"""Characters of one string that an expression makes."""

YEAR = 999_999_999
"""The standard's largest year, either side of zero."""
