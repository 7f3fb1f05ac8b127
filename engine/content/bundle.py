"""All files of one service, as they stand in the repository, in an edition and in a zip; one hash for the three."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from engine.domain.errors import Invalid, Missing

PROCESS_ID = re.compile(r"[a-z][a-z0-9-]{0,59}")
SHARED_LETTERS = "bpmn/_shared/letters"
# Letters that commands issue whatever the diagram says; an edition carries the shared ones that exist.
STANDING_LETTERS = frozenset(
    "intake_receipt withdrawal deferral deferral_promise commitment revocation_notice revocation credit_repair termination extension"
    " special_procedure pause_notice deregistration".split()
)
MAX_FILES = 500
MAX_FILE_BYTES = 5_000_000
MAX_BUNDLE_BYTES = 30_000_000
_PART = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}"
_INSIDE = re.compile(rf"(?:{_PART}/){{0,3}}{_PART}\.(?:toml|bpmn|dmn|json|md|html|css|txt|typ|svg|png|jpg|jpeg)")
_NAMED_LETTER = re.compile(rb"""name\s*=\s*["']letter["'][^>]{0,200}?value\s*=\s*["']([a-z][a-z0-9_]*)["']""")
_LETTER_NAMED = re.compile(rb"""value\s*=\s*["']([a-z][a-z0-9_]*)["'][^>]{0,200}?name\s*=\s*["']letter["']""")


@dataclass(frozen=True)
class Bundle:
    """``files``: path in the repository (``bpmn/<process>/…``, ``forms/<process>/…``, ``bpmn/_shared/letters/…``) → content.

    Raises Invalid for a path outside those places, and for more or larger files than a service can need.
    """

    process_id: str
    files: Mapping[str, bytes]

    def __post_init__(self) -> None:
        if not PROCESS_ID.fullmatch(self.process_id):
            raise Invalid("流程编号“{process}”应以小写字母开头，只含小写字母、数字和连字符", process=self.process_id[:80])
        if len(self.files) > MAX_FILES:
            raise Invalid("文件太多：{number} 个，最多 {most} 个", number=len(self.files), most=MAX_FILES)
        for path, content in self.files.items():
            self._require_place(path)
            if len(content) > MAX_FILE_BYTES:
                raise Invalid("文件太大：{path}，最多 {most} MB", path=path, most=MAX_FILE_BYTES // 1_000_000)
        if sum(map(len, self.files.values())) > MAX_BUNDLE_BYTES:
            raise Invalid("全部文件超过 {most} MB", most=MAX_BUNDLE_BYTES // 1_000_000)
        object.__setattr__(self, "files", MappingProxyType(dict(sorted(self.files.items()))))

    @cached_property
    def hash(self) -> str:
        """SHA-256 over sorted paths and contents; what an edition is known by."""
        digest = sha256()
        for path, content in self.files.items():
            digest.update(f"{len(path.encode())} {path} {len(content)}\n".encode())
            digest.update(content)
        return digest.hexdigest()

    @property
    def folder(self) -> str:
        return f"bpmn/{self.process_id}"

    @property
    def forms_folder(self) -> str:
        return f"forms/{self.process_id}"

    def file(self, name: str) -> bytes:
        """A file of the process folder; raises Missing."""
        return self._at(f"{self.folder}/{name}")

    def beside(self, *suffixes: str) -> dict[str, bytes]:
        """Files directly in the process folder with one of these suffixes, by name: what ``runtime`` and ``dmn`` read."""
        return {name: content for name, content in self.under() if "/" not in name and name.endswith(suffixes)}

    def under(self) -> Iterator[tuple[str, bytes]]:
        """Every file of the process folder: path inside it and content."""
        return self._under(self.folder)

    def forms(self) -> dict[str, bytes]:
        """Form id → JSON."""
        return {n.removesuffix(".json"): c for n, c in self._under(self.forms_folder) if "/" not in n and n.endswith(".json")}

    def letters(self) -> dict[str, dict[str, bytes]]:
        """Letter id → its files by name; the process's own win over the shared ones."""
        found: dict[str, dict[str, bytes]] = {}
        for folder in (SHARED_LETTERS, f"{self.folder}/letters"):
            here: dict[str, dict[str, bytes]] = {}
            for name, content in self._under(folder):
                letter, _, inside = name.partition("/")
                if inside:
                    here.setdefault(letter, {})[inside] = content
            found.update(here)
        return found

    def _under(self, folder: str) -> Iterator[tuple[str, bytes]]:
        for path, content in self.files.items():
            if path.startswith(f"{folder}/"):
                yield path[len(folder) + 1 :], content

    def _at(self, path: str) -> bytes:
        if path not in self.files:
            raise Missing("没有文件 {path}", path=path)
        return self.files[path]

    def _require_place(self, path: str) -> None:
        for folder in (self.folder, self.forms_folder, SHARED_LETTERS):
            if path.startswith(f"{folder}/") and _INSIDE.fullmatch(path[len(folder) + 1 :]):
                return
        raise Invalid("文件“{path}”不在流程“{process}”的位置上，或名称、类型不允许", path=path[:200], process=self.process_id)


def processes(root: Path) -> list[str]:
    """Ids of the services under ``root/bpmn``: every folder that holds an item or a diagram."""
    folder = root / "bpmn"
    if not folder.is_dir():
        return []
    found = (each for each in folder.iterdir() if each.is_dir() and PROCESS_ID.fullmatch(each.name))
    return sorted(each.name for each in found if (each / "item.toml").is_file() or any(each.glob("*.bpmn")))


def read_folder(root: Path, process_id: str) -> Bundle:
    """The service's files under ``root`` with the shared letters it uses. Raises Missing if there is no such folder, Invalid as Bundle."""
    if not PROCESS_ID.fullmatch(process_id) or not (root / "bpmn" / process_id).is_dir():
        raise Missing("没有流程“{process}”", process=process_id[:80])
    files: dict[str, bytes] = {}
    for folder in (f"bpmn/{process_id}", f"forms/{process_id}"):
        files.update(_read(root, folder))
    for letter in sorted(used_letters(files) | STANDING_LETTERS):
        files.update(_read(root, f"{SHARED_LETTERS}/{letter}"))
    return Bundle(process_id, files)


def used_letters(files: Mapping[str, bytes]) -> frozenset[str]:
    """Letter ids that the diagrams name by the property ``letter``."""
    named: set[str] = set()
    for path, content in files.items():
        if path.endswith(".bpmn"):
            for pattern in (_NAMED_LETTER, _LETTER_NAMED):
                named.update(found.decode() for found in pattern.findall(content))
    return frozenset(named)


def _read(root: Path, folder: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    base = root / folder
    for path in sorted(base.rglob("*")) if base.is_dir() else ():
        inside = path.relative_to(root)
        if path.is_symlink() or not path.is_file() or any(part.startswith((".", "__")) or part.endswith("~") for part in inside.parts):
            continue
        if len(found) >= MAX_FILES or path.stat().st_size > MAX_FILE_BYTES:
            raise Invalid("文件太多或太大：{path}", path=inside.as_posix())
        found[inside.as_posix()] = path.read_bytes()
    return found
