"""Packages that only the bench needs: a lock of their own each, installed when first asked for, apart from the product's `.venv`.

They lie under `var/bench/<name>` and are put behind everything else on the module path, so that they can neither replace a library
of the product nor one of Python's own. Two peers that need different versions of one library are measured in processes of their own.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = Path(__file__).resolve().parent / "locks"


class NotHere(Exception):
    """Something a measurement needs cannot be had on this machine. Its text is the sentence for the row."""


def use(name: str) -> None:
    """Make the packages of `locks/<name>.lock` importable in this process. Raises NotHere."""
    path = str(installed(name))
    if path not in sys.path:
        sys.path.append(path)


def installed(name: str) -> Path:
    """The folder with the packages of `locks/<name>.lock`, filled at the first call. Raises NotHere."""
    lock, folder = LOCKS / f"{name}.lock", ROOT / "var" / "bench" / name
    stamp, wanted = folder / "lock.sha256", hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    done = subprocess.run([*pip, "--target", folder, "--requirement", lock], capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise NotHere(f"{name} could not be installed from its lock: {reason}")
    stamp.write_text(wanted)
    return folder
