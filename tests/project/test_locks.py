"""Lock files hold names, versions and hashes, and no host: they work behind any mirror and tell nobody's address."""

from __future__ import annotations

import json
import re

import pytest

from tests.project.source_tree import ROOT

PYTHON_LOCK = ROOT / "requirements.lock"
NODE_LOCK = ROOT / "web" / "frontend" / "package-lock.json"


@pytest.mark.parametrize("lock", [PYTHON_LOCK, NODE_LOCK], ids=lambda path: path.name)
def test_a_lock_names_no_host(lock) -> None:
    assert [line for line in lock.read_text(encoding="utf-8").splitlines() if "://" in line] == []


def test_every_python_package_is_pinned_with_a_hash() -> None:
    text = "\n" + re.sub(r"(?m)^\s*#.*\n", "", PYTHON_LOCK.read_text(encoding="utf-8"))
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_every_node_package_is_pinned_with_a_hash() -> None:
    packages = json.loads(NODE_LOCK.read_text(encoding="utf-8"))["packages"]
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_the_lock_agrees_with_the_declared_versions() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [*project["project"]["dependencies"], *(name for group in project["dependency-groups"].values() for name in group)]
    locked = {line.split("==")[0] for line in PYTHON_LOCK.read_text(encoding="utf-8").splitlines() if re.match(r"[a-z0-9]", line)}
    assert {re.split(r"[\[<>=~! ]", name)[0] for name in declared} - locked == set()
