"""Small pieces: a module has at most 300 lines, a function at most 40 without its docstring."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.project.source_tree import ROOT, python_files, shown, syntax

MODULE_LINES = 300
FUNCTION_LINES = 40
MIGRATIONS = "engine/store/migrations/versions/"  # a migration is a list of tables and is never changed again


def written(*folders: str) -> list[Path]:
    return [path for path in python_files(*folders) if not shown(path).startswith(MIGRATIONS)]


def function_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        docstring = function.body[0]
        lines -= docstring.end_lineno - docstring.lineno + 1
    return lines


def long_functions(path: Path) -> list[str]:
    functions = (node for node in ast.walk(syntax(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [
        f"{shown(path)}:{node.lineno} {node.name} has {function_lines(node)} lines"
        for node in functions
        if function_lines(node) > FUNCTION_LINES
    ]


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in written("engine", "web", "tests", "bench")}
    assert {name: lines for name, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    assert [found for path in written("engine", "web", "bench", "run.py") for found in long_functions(path)] == []


def test_the_measure_leaves_out_the_docstring_and_nothing_else() -> None:
    function = ast.parse('def f():\n    """one\n    two"""\n    a = 1\n    return a\n').body[0]
    assert function_lines(function) == 3


def test_the_name_of_a_migration_fits_the_column_in_which_postgresql_keeps_it() -> None:
    """``alembic_version.version_num`` is a varchar(32): SQLite would take a longer one, PostgreSQL stops at the migration."""
    assert [path.name for path in (ROOT / MIGRATIONS).glob("m*.py") if len(path.stem) > 32] == []
