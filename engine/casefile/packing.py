"""Contents → zip. Two exports of the same contents differ in nothing but the moment and the name they are signed with.

    index.pdf                 what a person reads first
    case.json                 head, answers, opinions, who looked at personal details
    journal.jsonl             a row a line, with its place in the hash chain
    letters/01-acceptance.json, .pdf      content as sealed when issued, and the paper
    materials/materials.json, 01.pdf …    what was handed in
    manifest.json             SHA-256 and size of every file above; length and head of the chain
    signature.json            the office's signature over the bytes of manifest.json, with its public key
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import asdict
from typing import IO, Any

from engine.casefile.contents import Contents, Line
from engine.casefile.index import index_blocks
from engine.casefile.layout import CASE, FORMAT, INDEX, JOURNAL, MANIFEST, MATERIALS, SIGNATURE, material_path, paper_path
from engine.casefile.signing import Signer
from engine.domain import exact_json
from engine.domain.chain import digest_bytes
from engine.letters import from_json, read_issued
from engine.letters.printing import letter_pdf, paper_pdf

_SAME_DAY = (2000, 1, 1, 0, 0, 0)  # of every entry: a zip says when the case was exported in one place only, its manifest


def pack(contents: Contents, content_of: Callable[[str], bytes], signer: Signer, into: IO[bytes]) -> None:
    """Write the zip. ``content_of`` gives a material's bytes by its SHA-256; one at a time is held in memory."""
    files: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(path: str, content: bytes) -> None:
            files[path] = {"sha256": digest_bytes(content), "size": len(content)}
            _write(archive, path, content)

        _put_papers(contents, put)
        _put_materials(contents, content_of, put)
        put(JOURNAL, b"".join(exact_json.dumps(journal_row(line)) + b"\n" for line in contents.journal))
        put(CASE, exact_json.dumps(_case(contents)))
        put(INDEX, paper_pdf(index_blocks(contents, signer)))
        manifest = exact_json.dumps(_manifest(contents, files))
        _write(archive, MANIFEST, manifest)
        _write(archive, SIGNATURE, exact_json.dumps(signer.sign(manifest)))


def journal_row(line: Line) -> dict[str, Any]:
    return {**asdict(line), "at": line.at.isoformat(timespec="microseconds")}


def _put_papers(contents: Contents, put: Callable[[str, bytes], None]) -> None:
    for number, paper in enumerate(contents.letters, 1):
        put(paper_path(number, paper.kind, "json"), exact_json.dumps(asdict(paper)))
        if isinstance(paper.content, dict):
            put(paper_path(number, paper.kind, "pdf"), letter_pdf(read_issued(paper.content), paper.digest))
        elif paper.content is not None:
            put(paper_path(number, paper.kind, "pdf"), paper_pdf(from_json(paper.content)))


def _put_materials(contents: Contents, content_of: Callable[[str], bytes], put: Callable[[str, bytes], None]) -> None:
    listed = []
    for number, material in enumerate(contents.materials, 1):
        path = material_path(number, material.media_type)
        put(path, content_of(material.sha256))
        listed.append({**asdict(material), "path": path})
    put(MATERIALS, exact_json.dumps(listed))


def _case(contents: Contents) -> dict[str, Any]:
    return {
        "case_no": contents.case_no,
        "head": contents.head,
        "answers": contents.answers,
        "opinions": [asdict(each) for each in contents.opinions],
        "views": [asdict(each) for each in contents.views],
        "erased": contents.erased,
    }


def _manifest(contents: Contents, files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    last = contents.journal[-1] if contents.journal else None
    return {
        "format": FORMAT,
        "case_no": contents.case_no,
        "exported_at": contents.exported_at.isoformat(),
        "exported_by": contents.exported_by,
        "journal": {"length": len(contents.journal), "head": last.hash if last else ""},
        "files": files,
    }


def _write(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(path, _SAME_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
