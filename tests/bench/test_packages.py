"""Packages of the bench: one that cannot be had gives a sentence."""

from __future__ import annotations

import pytest

from bench import packages


def test_a_lock_that_cannot_be_installed_gives_a_sentence(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(packages, "ROOT", tmp_path)
    monkeypatch.setattr(packages, "LOCKS", tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (tmp_path / "nobody.lock").write_text(f"nobody-wrote-this==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(packages.NotHere, match="nobody could not be installed"):
        packages.installed("nobody")
