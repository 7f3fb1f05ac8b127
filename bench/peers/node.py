"""bpmn-engine, one Node process for each client. Needs Node 20 or newer with npm."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench import workload
from bench.packages import ROOT, NotHere
from bench.peers.programs import ANSWERS, Programs, database_name, diagram, socket_folder

SOURCES = Path(__file__).parent / "npm"
FILES = ("package.json", "package-lock.json", ".npmrc", "load.mjs")
AGREED = " &amp;&amp; ".join(
    [f"this.environment.variables.review_{each} === 'agree'" for each in ("tax", "housing", "market")]
    + ["this.environment.variables.amount &lt;= 5000"]
)
SCRIPT = '<bpmn:conditionExpression xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="bpmn:tFormalExpression" language="JavaScript">'


@contextmanager
def running(clients: int, url: str) -> Iterator[Programs]:
    """Raises NotHere without the tools or when npm cannot install it."""
    folder = installed()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE peer_case (id text PRIMARY KEY, state text NOT NULL)")
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        drawing = Path(temporary) / "workload.bpmn"
        drawing.write_text(diagram(f"next(null, {AGREED})").replace("<bpmn:conditionExpression>", SCRIPT), encoding="utf-8")
        command = ["node", folder / "load.mjs", socket_folder(url), database_name(url), drawing, ANSWERS, workload.OPINION]
        with Programs.running([command] * clients) as programs:
            yield programs


def installed() -> Path:
    """The folder with the program and the packages of its lock. Raises NotHere."""
    missing = [tool for tool in ("node", "npm") if not shutil.which(tool)]
    if missing:
        raise NotHere(f"{missing[0]} is not on this machine; Node 20 or newer with npm is needed.")
    folder = ROOT / "var" / "bench" / "bpmn-engine"
    wanted = hashlib.sha256(b"".join((SOURCES / name).read_bytes() for name in FILES)).hexdigest()
    stamp = folder / "sources.sha256"
    if stamp.exists() and stamp.read_text() == wanted:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(SOURCES / name, folder / name)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--loglevel=error"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(f"bpmn-engine could not be installed from its lock: {(done.stderr.strip().splitlines() or ['no reason given'])[0]}")
    stamp.write_text(wanted)
    return folder
