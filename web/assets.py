"""Scripts, styles and pictures under an address that names their content, so that browsers keep them and ask for none again.

The whole folder has one version, a part of the path: what a module or a style sheet names beside itself lies under the same one.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory

FOLDER = Path(__file__).parent / "static"
_A_YEAR = "public, max-age=31536000, immutable"


def install(app: Flask) -> None:
    own = version()

    def static(version: str, filename: str) -> Response:
        """Also of a page that was drawn before the program was renewed: its version is another, and the answer is not to be kept."""
        response = send_from_directory(FOLDER, filename)
        response.headers["Cache-Control"] = _A_YEAR if version == own else "no-cache"
        return response

    def name_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", own)

    app.add_url_rule("/static/<version>/<path:filename>", endpoint="static", view_func=static)
    app.url_default_functions.setdefault(None, []).append(name_version)


@lru_cache(maxsize=1)
def version() -> str:
    """A few letters that change with any of the files."""
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    content = sha256()
    for path in files:
        content.update(f"{path.relative_to(FOLDER)}\0".encode())
        content.update(sha256(path.read_bytes()).digest())
    return content.hexdigest()[:12]
