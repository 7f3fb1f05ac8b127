"""The built-in functions of DMN 1.5, 10.3.4, one module per kind, and the marked extensions.

Each module has one table: name → variants, tried in order; the first whose parameters fit the arguments is called.
"""

from __future__ import annotations

from engine.feel.builtins import (
    contexts,
    conversion,
    extensions,
    intervals,
    list_functions,
    list_statistics,
    numeric,
    range_text,
    strings,
    temporal,
)
from engine.feel.builtins.variant import Variant, function
from engine.feel.values import Function

EXTENSIONS: frozenset[str] = frozenset(extensions.TABLE)
"""Functions the standard does not have."""

VARIANTS: dict[str, tuple[Variant, ...]] = {
    **conversion.TABLE,
    **strings.TABLE,
    **numeric.TABLE,
    **list_functions.TABLE,
    **list_statistics.TABLE,
    **contexts.TABLE,
    **temporal.TABLE,
    **intervals.TABLE,
    **range_text.TABLE,
    **extensions.TABLE,
}

BUILTINS: dict[str, Function] = {name: function(name, variants) for name, variants in VARIANTS.items()}
