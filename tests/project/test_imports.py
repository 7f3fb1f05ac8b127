"""Who may import whom (contracts in pyproject.toml), and that what is imported is also declared."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.project.source_tree import ROOT, python_files, shown, syntax

OURS = {"engine", "web", "tests", "bench"}
# tzdata by the standard library, psycopg by the database's address, babel by run.py
BY_NAME = {"babel", "psycopg", "tzdata"}
FLASKS_OWN = {"werkzeug", "jinja2", "markupsafe", "itsdangerous", "wtforms"}  # Flask's face, pinned by it

PEERS = {
    "pySFeel": "pysfeel",
    "django": "django",
    "viewflow": "django-viewflow",
    "pipeline": "bamboo-pipeline",
    "bamboo_engine": "bamboo-engine",
    "celery": "celery",
}


def test_the_import_contracts_hold() -> None:
    checked = subprocess.run([str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module.split(".")[0])
    return names - OURS - set(sys.stdlib_module_names)


def declared(*groups: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [*project["project"]["dependencies"], *(name for group in groups for name in project["dependency-groups"][group])]
    return {normal(re.split(r"[\[<>=~! ]", line)[0]) for line in lines}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def undeclared(folders: tuple[str, ...], *groups: str) -> list[str]:
    origin = importlib.metadata.packages_distributions()
    known, found = declared(*groups), []
    for path in python_files(*folders):
        for name in imported(path) - FLASKS_OWN:
            if not known & {normal(distribution) for distribution in origin.get(name, [name])}:
                found.append(f"{shown(path)} imports {name}")
    return found


def test_what_the_product_imports_is_declared() -> None:
    assert undeclared(("engine", "web")) == []


def test_what_the_tests_import_is_declared() -> None:
    assert undeclared(("tests",), "test") == []


def test_what_the_bench_imports_is_declared_or_a_peer_with_a_lock_of_its_own() -> None:
    locked = {re.split("==", line)[0] for lock in (ROOT / "bench" / "locks").glob("*.lock") for line in lock.read_text().splitlines()}
    assert [f"bench imports {name}" for name, package in PEERS.items() if package not in locked] == []
    assert [found for found in undeclared(("bench",), "test") if found.rpartition(" ")[2] not in PEERS] == []


def test_what_is_declared_is_imported() -> None:
    origin = importlib.metadata.packages_distributions()
    names = {name for path in python_files("engine", "web") for name in imported(path)}
    used = {normal(distribution) for name in names for distribution in origin.get(name, [name])} | BY_NAME
    assert declared() - used == set()


def test_the_starter_needs_only_the_standard_library() -> None:
    assert imported(ROOT / "run.py") == set()
