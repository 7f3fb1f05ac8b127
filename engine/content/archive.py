"""A bundle as a zip with the repository's layout: out byte for byte the same each time, in without trusting it."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from io import BytesIO

from engine.content.bundle import MAX_BUNDLE_BYTES, MAX_FILE_BYTES, MAX_FILES, Bundle
from engine.domain.errors import Invalid

MAX_ZIP_BYTES = 15_000_000
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, OverflowError)


def to_zip(bundle: Bundle) -> bytes:
    """Equal bundles give equal bytes; unzipped into the repository it is the same service."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in bundle.files.items():
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def from_zip(content: bytes) -> Bundle:
    """The one service in the zip.

    Raises Invalid: not a zip, larger than 15 MB or unpacking to more than a bundle may hold, encrypted, links, paths outside the places
    of one service, the same path twice, none or several services.
    """
    if len(content) > MAX_ZIP_BYTES:
        raise Invalid("压缩包超过 {most} MB", most=MAX_ZIP_BYTES // 1_000_000)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            files = _unpack(archive)
    except _BROKEN as wrong:
        raise Invalid("压缩包无法读取，请重新导出（{reason}）", reason=type(wrong).__name__) from None
    return Bundle(_only_process(files), files)


def _unpack(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [each for each in archive.infolist() if not each.filename.endswith("/") and not _is_ignored(each.filename)]
    if len(entries) > MAX_FILES:
        raise Invalid("压缩包里的文件太多：最多 {most} 个", most=MAX_FILES)
    files: dict[str, bytes] = {}
    left = MAX_BUNDLE_BYTES
    for entry in entries:
        _require_plain(entry)
        if entry.filename in files:
            raise Invalid("压缩包里有两个“{path}”", path=entry.filename[:200])
        allowed = min(left, MAX_FILE_BYTES)
        with archive.open(entry) as reader:
            # The header's size may lie: read one byte more than is allowed and see.
            unpacked = reader.read(allowed + 1)
        if len(unpacked) > allowed:
            raise Invalid("压缩包里的“{path}”展开后太大", path=entry.filename[:200])
        left -= len(unpacked)
        files[entry.filename] = unpacked
    return files


def _require_plain(entry: zipfile.ZipInfo) -> None:
    name, mode = entry.filename, entry.external_attr >> 16
    if entry.flag_bits & 0x1:
        raise Invalid("压缩包加了密码，无法读取")
    if stat.S_ISLNK(mode) or (mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
        raise Invalid("压缩包里的“{path}”是链接或特殊文件", path=name[:200])
    if name.startswith("/") or "\\" in name or ":" in name or any(part in ("", ".", "..") for part in name.split("/")):
        raise Invalid("压缩包里的路径“{path}”不允许", path=name[:200])
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Invalid("压缩包里的“{path}”用了不支持的压缩方法", path=name[:200])


def _is_ignored(name: str) -> bool:
    return name.startswith(_IGNORED[0]) or name.rpartition("/")[2] in _IGNORED[1:]


def _only_process(files: dict[str, bytes]) -> str:
    found = {path.split("/")[1] for path in files if path.startswith(("bpmn/", "forms/")) and path.count("/") >= 2} - {"_shared"}
    if len(found) != 1:
        raise Invalid("压缩包里应当正好有一个流程（bpmn/<流程>/…），实际有 {number} 个", number=len(found))
    return found.pop()
