"""Taking a case file apart and putting it together again, as somebody would who wants to change what happened."""

from __future__ import annotations

import io
import zipfile
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.casefile import Signer
from engine.domain import exact_json
from engine.domain.chain import digest_bytes

STRANGERS_KEY = b"a stranger's key of 32 bytes ...".ljust(32)[:32]


@dataclass
class Archive:
    files: dict[str, bytes]

    def rows(self) -> list[dict[str, Any]]:
        return [exact_json.loads(line) for line in self.files["journal.jsonl"].splitlines()]

    def put_rows(self, rows: list[dict[str, Any]]) -> None:
        self.files["journal.jsonl"] = b"".join(exact_json.dumps(row) + b"\n" for row in rows)

    def change_row(self, number: int, **values: Any) -> None:
        """``number`` counts from 1."""
        rows = self.rows()
        rows[number - 1].update(values)
        self.put_rows(rows)

    def change_json(self, path: str, change: Callable[[Any], None]) -> None:
        value = exact_json.loads(self.files[path])
        change(value)
        self.files[path] = exact_json.dumps(value)

    def path(self, start: str, ending: str) -> str:
        return next(name for name in sorted(self.files) if name.startswith(start) and name.endswith(ending))

    def sign_anew(self, key: bytes) -> None:
        """With a key of one's own, over a manifest that fits."""
        manifest = exact_json.loads(self.files["manifest.json"])
        rows = self.rows()
        listed = {name: content for name, content in self.files.items() if name not in ("manifest.json", "signature.json")}
        manifest["files"] = {name: {"sha256": digest_bytes(content), "size": len(content)} for name, content in listed.items()}
        manifest["journal"] = {"length": len(rows), "head": rows[-1]["hash"]}
        self.files["manifest.json"] = exact_json.dumps(manifest)
        signer = Signer(urlsafe_b64encode(key).decode())
        self.files["signature.json"] = exact_json.dumps(signer.sign(self.files["manifest.json"]))

    def public_key(self) -> bytes:
        return b64decode(exact_json.loads(self.files["signature.json"])["public_key"])

    def closed(self) -> io.BytesIO:
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w") as archive:
            for name, content in self.files.items():
                archive.writestr(name, content)
        into.seek(0)
        return into


def opened(zip_file: bytes) -> Archive:
    with zipfile.ZipFile(io.BytesIO(zip_file)) as archive:
        return Archive({name: archive.read(name) for name in archive.namelist()})
