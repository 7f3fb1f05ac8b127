"""What ``python -m engine play FILE`` reads: a diagram with the tables and called processes beside it, or a service's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.content import schema
from engine.domain.errors import Invalid, Missing

MOST_FILES = 200


def read_play_files(path: Path) -> tuple[dict[str, bytes], str]:
    """(name → content, the main file). Raises Missing when there is nothing to play at ``path``."""
    folder = path if path.is_dir() else path.parent
    if not path.exists():
        raise Missing("没有文件 {path}", path=str(path))
    beside = sorted(each for each in folder.iterdir() if each.is_file() and each.suffix in {".bpmn", ".dmn"})[:MOST_FILES]
    if path.is_dir():
        main = next((each for each in beside if each.name == "process.bpmn"), next((each for each in beside if each.suffix == ".bpmn"), None))
        if main is None:
            raise Missing("文件夹 {path} 里没有 .bpmn 文件", path=str(path))
        return {each.name: each.read_bytes() for each in beside}, main.name
    # Another diagram beside a single file is not part of it unless it calls it; only tables are taken along.
    files = {each.name: each.read_bytes() for each in beside if each.suffix == ".dmn"}
    return {**files, path.name: path.read_bytes()}, path.name


def read_play_answers(path: Path) -> dict[str, Any]:
    """Element id → what to answer there. Raises Missing, Invalid."""
    if not path.is_file():
        raise Missing("没有文件 {path}", path=str(path))
    answers = schema.read_json(path.read_bytes(), path.name)
    if not isinstance(answers, dict):
        raise Invalid("{path} 应为一组键值：环节编号 → 办理结果与字段", path=path.name)
    return answers
