"""Is a case file as it was exported? Needs the zip alone: no database, no network.

1. can it be read at all; 2. the journal row by row, so that the first altered row is named and not just its file; 3. letters and materials
against what the journal says of them; 4. every file against the manifest; 5. the manifest against the signature; 6. the signature against
the keys one trusts.
"""

from __future__ import annotations

import zipfile
from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from engine.casefile import chain_check
from engine.casefile.layout import FORMAT, JOURNAL, MANIFEST, MATERIALS, SIGNATURE
from engine.casefile.signing import fingerprint, is_signed_by
from engine.domain import exact_json
from engine.domain.chain import digest_bytes
from engine.domain.errors import Invalid
from engine.letters import content_digest

_MOST = 4 << 30  # bytes unpacked: more is no case file


@dataclass(frozen=True)
class Verdict:
    """``problems``: sentences, the most telling first; none = nothing was altered. ``signed_by``: fingerprint of the key, "" without a
    readable signature. ``trusted``: is it one of the keys given; None = none was given. ``erased``: rows whose details were erased by law."""

    case_no: str
    problems: tuple[str, ...]
    signed_by: str
    trusted: bool | None
    journal_length: int
    files: int
    erased: int
    exported_at: str = ""
    exported_by: str = ""


def told(verdict: Verdict) -> Iterator[str]:
    """The verdict for a person, a sentence a line."""
    if verdict.problems:
        yield f"案卷 {verdict.case_no} 被改动过，不要采信："
        yield from (f"  {number}．{sentence}" for number, sentence in enumerate(verdict.problems, 1))
    else:
        yield f"案卷 {verdict.case_no} 完整：{verdict.journal_length} 行流转记录、{verdict.files} 个文件都没有改动。"
    if verdict.erased:
        yield f"个人信息已按规定删除：{verdict.erased} 行记录只留摘要，哈希链完整。"
    if verdict.exported_at:
        yield f"导出：{verdict.exported_at}，{verdict.exported_by}。签名公钥指纹：{verdict.signed_by or '（没有签名）'}"
    if verdict.trusted is None and verdict.signed_by:
        yield "没有用 --key 给出可信的公钥：请把上面的指纹与签发机关公布的核对一致，才能确认是谁签的。"


def verify(zip_file: IO[bytes], trusted_keys: Collection[str] = ()) -> Verdict:
    """``trusted_keys``: fingerprints. Raises Invalid for what is no case file at all."""
    files = _read(zip_file)
    manifest = _json(files.get(MANIFEST))
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise Invalid("这不是案卷文件：没有可读的 manifest.json。")
    if manifest.get("format") != FORMAT:
        raise Invalid("案卷格式是第 {found} 版，这里只认识第 {known} 版，请用新版本核验。", found=str(manifest.get("format")), known=FORMAT)
    rows, problems = chain_check.read_rows(files.get(JOURNAL, b""))
    problems += chain_check.broken(rows, manifest.get("journal"))
    problems += [*_letters(files, rows), *_materials(files, rows), *_files(files, manifest["files"])]
    signed_by, wrong = _signature(files)
    trusted = signed_by in trusted_keys if trusted_keys else None
    if trusted is False:
        wrong.append(f"签名用的公钥（指纹 {signed_by or '无'}）不在您信任的公钥里。")
    erased = sum(chain_check.is_erased(row) for row in rows)
    return Verdict(
        str(manifest.get("case_no", "")), tuple(dict.fromkeys(problems + wrong)), signed_by, trusted, len(rows), len(files), erased,
        str(manifest.get("exported_at", "")), str(manifest.get("exported_by", "")),
    )  # fmt: skip


def _read(zip_file: IO[bytes]) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(zip_file) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > _MOST:
                raise Invalid("文件解开后过大，不是案卷。")
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Invalid("文件打不开：它不是完整的 zip，可能没有传完。") from error


def _json(content: bytes | None) -> Any:
    try:
        return None if content is None else exact_json.loads(content)
    except ValueError:
        return None


def _letters(files: Mapping[str, bytes], rows: list[dict[str, Any]]) -> Iterator[str]:
    """Each letter against its own digest, and against the one the journal wrote down when it was issued."""
    issued = {row["facts"]["letter_id"]: row["facts"] for row in rows if row["event"] == "LetterIssued"}
    found = set()
    for path in sorted(name for name in files if name.startswith("letters/") and name.endswith(".json")):
        letter = _json(files[path])
        facts = issued.get(letter.get("letter_id")) if isinstance(letter, dict) else None
        if facts is None:
            yield f"文书 {path} 被改动：流转记录里没有出具过它。"
            continue
        found.add(facts["letter_id"])
        digests = {letter.get("digest"), facts["digest"]}
        if letter.get("content") is not None:
            digests.add(content_digest(letter["content"], str(letter.get("number", ""))))
        if len(digests) > 1 or letter.get("number") != facts["number"]:
            yield f"文书“{facts['letter_name']}”（{facts['number']}，{path}）被改动：内容与出具时的摘要不符。"
    for letter_id, facts in issued.items():
        if letter_id not in found:
            yield f"文书“{facts['letter_name']}”（{facts['number']}）不见了。"


def _materials(files: Mapping[str, bytes], rows: list[dict[str, Any]]) -> Iterator[str]:
    """Each file handed in against the hash the journal wrote down when it came. After an erasure there are none."""
    came = {row["facts"]["file_id"]: row["facts"]["sha256"] for row in rows if row["event"] == "FileAttached"}
    for row in rows:
        if row["event"] == "FileRemoved":
            came.pop(row["facts"]["file_id"], None)
    listed = _json(files.get(MATERIALS))
    if not isinstance(listed, list):
        yield f"文件 {MATERIALS} 不见了或读不出来。"
        return
    for entry in listed:
        name, path, wanted = entry.get("name"), str(entry.get("path")), came.pop(entry.get("file_id"), None)
        if wanted is None:
            yield f"材料“{name}”（{path}）被改动：流转记录里没有收到过它。"
        elif path not in files:
            yield f"材料“{name}”（{path}）不见了。"
        elif digest_bytes(files[path]) != wanted:
            yield f"材料“{name}”（{path}）被改动：与收到时的摘要不符。"
    if came and not any(row["event"] == chain_check.ERASED for row in rows):
        yield f"{len(came)} 份收到过的材料不在案卷里。"


def _files(files: Mapping[str, bytes], listed: Mapping[str, Any]) -> Iterator[str]:
    for path, entry in sorted(listed.items()):
        if path not in files:
            yield f"文件 {path} 不见了。"
        elif not isinstance(entry, dict) or digest_bytes(files[path]) != entry.get("sha256"):
            yield f"文件 {path} 被改动：与清单里的 SHA-256 不符。"
    for path in sorted(set(files) - set(listed) - {MANIFEST, SIGNATURE}):
        yield f"文件 {path} 是后来添加的：清单里没有它。"


def _signature(files: Mapping[str, bytes]) -> tuple[str, list[str]]:
    """(fingerprint of the key, what is wrong)."""
    said = _json(files.get(SIGNATURE))
    try:
        key, signature = b64decode(said["public_key"], validate=True), b64decode(said["signature"], validate=True)
    except (TypeError, KeyError, ValueError):
        return "", [f"签名（{SIGNATURE}）不见了或读不出来。"]
    if not is_signed_by(key, signature, files[MANIFEST]):
        return fingerprint(key), [f"签名不符：{MANIFEST} 或 {SIGNATURE} 被改动过。"]
    return fingerprint(key), []
