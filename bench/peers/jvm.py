"""Operaton and Flowable, embedded in one small program with the clients as threads. Needs Maven and a JDK 17 or newer."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import workload
from bench.packages import ROOT, NotHere
from bench.peers.programs import AMOUNT, ANSWERS, Programs, database_name, diagram, socket_folder

SOURCES = Path(__file__).parent / "java"
AGREED = "${review_tax == 'agree' &amp;&amp; review_housing == 'agree' &amp;&amp; review_market == 'agree' &amp;&amp; amount &lt;= 5000}"
OLDEST = 17


@contextmanager
def running(profile: str, main: str, clients: int, url: str) -> Iterator[Programs]:
    """Raises NotHere without the tools or when Maven cannot build it."""
    classpath = built(profile)
    # the socket file instead of a host, as the other clients have it
    socket = f"socketFactory=org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg&socketFactoryArg={socket_folder(url)}/.s.PGSQL.5432"
    address = f"jdbc:postgresql://localhost/{database_name(url)}?{socket}&sslmode=disable"
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        drawing = Path(folder) / "workload.bpmn"
        drawing.write_text(diagram(AGREED), encoding="utf-8")
        command = [
            "java",
            "-Dfile.encoding=UTF-8",
            "-cp",
            classpath,
            f"bench.{main}",
            address,
            drawing,
            ANSWERS,
            AMOUNT,
            workload.OPINION,
            str(clients),
        ]
        with Programs.running([command]) as programs:
            yield programs


def built(profile: str) -> str:
    """The class path of the program, compiled by Maven when its sources have changed. Raises NotHere."""
    _need_tools()
    folder = ROOT / "var" / "bench" / profile
    sources = sorted(path for path in SOURCES.rglob("*") if path.suffix in (".java", ".xml"))
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    stamp, classpath = folder / "sources.sha256", folder / "classpath"
    if not (stamp.exists() and stamp.read_text() == wanted):
        folder.mkdir(parents=True, exist_ok=True)
        maven = ["mvn", "-q", "-B", "-f", SOURCES, "-P", profile, f"-Dout={folder}", "compile"]
        goals = ["dependency:build-classpath", f"-Dmdep.outputFile={classpath}"]
        done = subprocess.run([*maven, *goals], capture_output=True, text=True, check=False)
        if done.returncode:
            reason = next((line for line in done.stdout.splitlines() if "ERROR" in line), "no reason given")
            raise NotHere(f"{profile} could not be built with Maven: {reason}")
        stamp.write_text(wanted)
    return f"{folder / 'classes'}:{classpath.read_text().strip()}"


def _need_tools() -> None:
    missing = [tool for tool in ("mvn", "java", "javac") if not shutil.which(tool)]
    if missing:
        raise NotHere(f"{missing[0]} is not on this machine; Maven and a JDK {OLDEST} or newer are needed.")
    said = subprocess.run(["javac", "-version"], capture_output=True, text=True, check=False)
    version = re.search(r"\d+", said.stdout + said.stderr)
    if version is None or int(version[0]) < OLDEST:
        raise NotHere(f"A JDK {OLDEST} or newer is needed; this is {(said.stdout + said.stderr).strip()}.")
