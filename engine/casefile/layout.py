"""Where things lie in a case file: what packing writes and verifying reads."""

from __future__ import annotations

FORMAT = 1
MANIFEST = "manifest.json"
SIGNATURE = "signature.json"
JOURNAL = "journal.jsonl"
CASE = "case.json"
INDEX = "index.pdf"
MATERIALS = "materials/materials.json"
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def paper_path(number: int, kind: str, ending: str) -> str:
    """``number`` counts from 1 in the order of issue."""
    return f"letters/{number:02d}-{kind}.{ending}"


def material_path(number: int, media_type: str) -> str:
    """No name that an applicant gave a file becomes a path."""
    return f"materials/{number:02d}.{_ENDINGS.get(media_type, 'bin')}"
