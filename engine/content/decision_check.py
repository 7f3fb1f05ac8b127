"""Whether the decision tables of a service can be read to the last cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine import dmn
from engine.domain.sentence import Bilingual
from engine.runtime.problem import Problem

# DMN files name each other by namespace; the root element's is near the start.
_NAMESPACE = re.compile(rb"""<(?:\w+:)?definitions\b[^>]{0,5000}?\snamespace\s*=\s*["']([^"']{1,500})["']""")


def decision_problems(files: Mapping[str, bytes], name: str) -> Iterator[Problem]:
    """Bad FEEL, unknown names and types in the file called ``name``; ``files`` holds those it may import. Raises DmnError if it cannot be
    read at all.
    """
    others = {namespace: content for other, content in files.items() if other != name and (namespace := _namespace(content))}
    for each in dmn.parse(files[name], others).problems():
        severity = "error" if each.severity == "error" else "warning"
        yield Problem(name, each.decision_id, f"dmn_{each.kind}", severity, Bilingual(each.message, each.english))


def _namespace(content: bytes) -> str:
    found = _NAMESPACE.search(content[:20_000])
    return found[1].decode("utf-8", "replace") if found else ""
