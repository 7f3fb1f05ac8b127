"""``check`` for whatever a command line names: a repository, a process folder, a folder of strangers' files, one file, a zip."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from engine.content import schema, shared
from engine.content.archive import MAX_ZIP_BYTES, from_zip
from engine.content.bundle import MAX_FILE_BYTES, PROCESS_ID, Bundle, processes, read_folder
from engine.content.check import check
from engine.content.decision_check import decision_problems
from engine.content.forms import parse_form
from engine.content.item import parse_item
from engine.content.scenarios import parse_scenarios
from engine.domain.errors import EngineError, Invalid
from engine.runtime import lint
from engine.runtime.problem import Problem

KINDS = (".bpmn", ".dmn", ".json", ".toml", ".zip")
MAX_FILES = 20_000
_MOST_BESIDE = 30
_LEFT_OUT = frozenset({"node_modules", "__pycache__", "__MACOSX"})


class Report(NamedTuple):
    """``opens``: no error. ``problems`` are those of this file."""

    file: str
    opens: bool
    problems: tuple[Problem, ...]


def check_path(path: Path) -> list[Report]:
    """One report per file, services first as wholes. Never raises for what is in a file; a path that is not there is a problem too.

    A diagram outside a process folder is only asked whether it can run: the catalogue rules need an item beside it.
    """
    if path.is_dir():
        return list(_folder(path))
    if not path.is_file():
        return [_report(path, [_problem(path, "missing", "没有这个文件或文件夹。")])]
    place = _place(path)
    if place is None:
        return list(_file(path))
    return [report for report in _service(*place) if Path(report.file) == path] or list(_file(path))


def _folder(path: Path) -> Iterator[Report]:
    root = path.parent if path.name == "bpmn" else path
    if services := processes(root):
        for service in services:
            yield from _service(root, service)
        for file in _files(root / shared.FOLDER):
            yield from _file(file)
        return
    done: set[tuple[Path, str]] = set()
    for file in _files(path):
        place = _place(file)
        if place is None:
            yield from _file(file)
        elif place not in done:
            done.add(place)
            yield from _service(*place)


def _files(path: Path) -> list[Path]:
    """What ``check`` understands, hidden and fetched folders left out, at most 20 000."""
    found: list[Path] = []
    if not path.is_dir():
        return found
    for folder in (path, *(each for each in sorted(path.rglob("*")) if each.is_dir() and not each.is_symlink())):
        inside = folder.relative_to(path).parts
        if not any(part.startswith(".") or part in _LEFT_OUT for part in inside):
            found += sorted(each for each in folder.iterdir() if each.suffix.lower() in KINDS and each.is_file())
    return found[:MAX_FILES]


def _place(path: Path) -> tuple[Path, str] | None:
    """(root, process id) of a file in a process folder that has an item; ``None`` for a stranger's."""
    for i in range(len(path.parts) - 2, -1, -1):
        service = path.parts[i + 1]
        if path.parts[i] in {"bpmn", "forms"} and PROCESS_ID.fullmatch(service):
            root = Path(*path.parts[:i]) if i else Path()
            if (root / "bpmn" / service / "item.toml").is_file():
                return root, service
    return None


def _service(root: Path, process_id: str) -> Iterator[Report]:
    try:
        bundle = read_folder(root, process_id)
    except EngineError as wrong:
        folder = root / "bpmn" / process_id
        yield _report(folder, [_problem(folder, "bundle", str(wrong))])
        return
    yield from _bundle(bundle, lambda file: str(root / file))


def _bundle(bundle: Bundle, name: Callable[[str], str]) -> Iterator[Report]:
    problems = check(bundle)
    files = dict.fromkeys([file for file in bundle.files if file.endswith(KINDS)] + [problem.file for problem in problems])
    for file in files:
        own = [problem for problem in problems if problem.file == file]
        yield _report(name(file), own)


def _file(path: Path) -> Iterator[Report]:
    kind = path.suffix.lower()
    try:
        if path.stat().st_size > (MAX_ZIP_BYTES if kind == ".zip" else MAX_FILE_BYTES):
            raise Invalid("文件太大。")
        content = path.read_bytes()
        if kind == ".zip":
            yield from _bundle(from_zip(content), lambda file: f"{path}!{file}")
        else:
            yield _report(path, _READERS.get(kind, _other)(path, content))
    except EngineError as wrong:
        yield _report(path, [_problem(path, kind.lstrip("."), said) for said in _sentences(wrong)])
    except OSError as wrong:
        yield _report(path, [_problem(path, "unreadable", f"文件无法读取：{wrong.strerror or wrong}")])
    except RecursionError:
        yield _report(path, [_problem(path, "too_deep", "文件的嵌套太深，无法读取。")])


def _sentences(wrong: EngineError) -> list[str]:
    problems = wrong.problems if isinstance(wrong, Invalid) else {}
    return [f"{where}：{said}" for where, said in problems.items() if where] or [wrong.said]


def _diagram(path: Path, content: bytes) -> list[Problem]:
    return [problem for problem in lint({**_beside(path), path.name: content}, path.name, bare=True) if problem.file in {path.name, ""}]


def _beside(path: Path) -> dict[str, bytes]:
    """Diagrams and decisions in the same folder, which this one may call; none in a folder that is a mere collection."""
    others = [each for each in path.parent.iterdir() if each.suffix in {".bpmn", ".dmn"} and each.is_file() and each != path]
    if len(others) > _MOST_BESIDE:
        return {}
    return {each.name: each.read_bytes() for each in others if each.stat().st_size <= MAX_FILE_BYTES}


def _decision(path: Path, content: bytes) -> list[Problem]:
    beside = {name: other for name, other in _beside(path).items() if name.endswith(".dmn")}
    return list(decision_problems({**beside, path.name: content}, path.name))


def _json(path: Path, content: bytes) -> list[Problem]:
    document = schema.read_json(content, path.name)
    if not isinstance(document, dict) or "components" not in document:
        return [Problem(path.name, "", "not_a_form", "warning", "这个 JSON 文件不是表单（没有 components），没有检查内容。")]
    parse_form(path.stem, content)
    return []


def _toml(path: Path, content: bytes) -> list[Problem]:
    reader = _TOML.get(path.name)
    if reader is None:
        schema.read_toml(content, path.name)
        return [Problem(path.name, "", "unknown_toml", "warning", "不认识这个 TOML 文件的用途，没有检查内容。")]
    reader(path, content)
    return []


def _stories(path: Path, content: bytes) -> object:
    fixtures = (each for each in path.parent.rglob("*.json") if each.is_file() and each.stat().st_size <= MAX_FILE_BYTES)
    return parse_scenarios(content, {each.relative_to(path.parent).as_posix(): each.read_bytes() for each in fixtures})


def _letter(path: Path, content: bytes) -> object:
    return shared.parse_letter(path.parent.name, {each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()})


def _other(path: Path, content: bytes) -> list[Problem]:
    return [_problem(path, "unknown_kind", f"只检查 {'、'.join(KINDS)} 文件。")]


def _problem(path: Path, rule: str, message: str) -> Problem:
    return Problem(path.name, "", rule, "error", message)


def _report(file: Path | str, problems: Iterable[Problem]) -> Report:
    own = tuple(problems)
    return Report(str(file), not any(problem.severity == "error" for problem in own), own)


_READERS: dict[str, Callable[[Path, bytes], list[Problem]]] = {".bpmn": _diagram, ".dmn": _decision, ".json": _json, ".toml": _toml}
_TOML: dict[str, Callable[[Path, bytes], object]] = {
    "item.toml": lambda path, content: parse_item(path.parent.name, content),
    "scenarios.toml": _stories,
    "calendar.toml": lambda path, content: shared.parse_calendar(content),
    "departments.toml": lambda path, content: shared.parse_departments(content),
    "registries.toml": lambda path, content: shared.parse_registries(content),
    "letter.toml": _letter,
    "stand_in.toml": lambda path, content: schema.read_toml(content, path.name),
}
