"""Lock files hold names, versions and hashes, and no host: they work behind any mirror and tell nobody's address."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.project.source_tree import ROOT, tracked

PYTHON_LOCK = ROOT / "requirements.lock"
PYTHON_LOCKS = [ROOT / path for path in tracked() if path.endswith(".lock")]
NODE_LOCKS = [ROOT / path for path in tracked() if path.endswith("package-lock.json")]
BUILD_FILES = [ROOT / path for path in tracked() if path.endswith(("package.json", "pom.xml", ".npmrc"))]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_locks_are_found() -> None:
    assert {"requirements.lock", "web/frontend/package-lock.json", "bench/locks/pysfeel.lock"} <= set(map(named, PYTHON_LOCKS + NODE_LOCKS))


@pytest.mark.parametrize("lock", PYTHON_LOCKS + NODE_LOCKS + BUILD_FILES, ids=named)
def test_a_lock_names_no_host(lock) -> None:
    assert [line for line in lock.read_text(encoding="utf-8").splitlines() if "://" in line] == []


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=named)
def test_every_python_package_is_pinned_with_a_hash(lock) -> None:
    text = "\n" + re.sub(r"(?m)^\s*#.*\n", "", lock.read_text(encoding="utf-8"))
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", NODE_LOCKS, ids=named)
def test_every_node_package_is_pinned_with_a_hash(lock) -> None:
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_the_lock_agrees_with_the_declared_versions() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [*project["project"]["dependencies"], *(name for group in project["dependency-groups"].values() for name in group)]
    locked = {line.split("==")[0] for line in PYTHON_LOCK.read_text(encoding="utf-8").splitlines() if re.match(r"[a-z0-9]", line)}
    assert {re.split(r"[\[<>=~! ]", name)[0] for name in declared} - locked == set()
