"""What an operator does with the record of a case: export it signed, erase its personal details, tell the signing keys."""

from __future__ import annotations

import argparse
import shutil
import sys
from uuid import uuid4

from engine.commands.case_record import ErasePersonalDetails, RecordExport
from engine.domain.command_id import new_command_id
from engine.domain.errors import Invalid
from engine.domain.viewer import Viewer
from engine.queries.signing_keys import SigningKeys
from engine.queries.whole_case import WholeCase
from engine.service import Engine
from engine.settings import read_settings


def say(text: str) -> None:
    print(text, file=sys.stdout, flush=True)  # noqa: T201  (this is a command line)


def export(options: argparse.Namespace) -> None:
    if not options.out.parent.is_dir():
        raise Invalid("文件夹 {folder} 不存在。", folder=str(options.out.parent))
    engine, system = Engine(read_settings()), Viewer.system()
    found = engine.execute(RecordExport(command_id=new_command_id(), case_no=options.case_no, reason=options.reason), system)
    aside = options.out.with_name(f".{options.out.name}.{uuid4().hex[:8]}")
    try:
        with engine.ask(WholeCase(case_id=found.case_id), system) as zip_file, aside.open("xb") as out:
            shutil.copyfileobj(zip_file, out)
        aside.replace(options.out)
    finally:
        aside.unlink(missing_ok=True)
    say(f"已导出 {options.out}；核验：python -m engine verify {options.out}")


def erase(options: argparse.Namespace) -> None:
    command = ErasePersonalDetails(command_id=new_command_id(), case_no=options.case_no, reason=options.reason)
    Engine(read_settings()).execute(command, Viewer.system())
    say(f"办件 {options.case_no} 的个人信息已删除；流转记录的哈希链仍可核验。")


def keys(options: argparse.Namespace) -> None:
    for key in Engine(read_settings()).ask(SigningKeys(), Viewer.system()).keys:
        say(f"{key.fingerprint}  {key.public_key}  {key.since or '还没有用过'}{'  （现用）' if key.current else ''}")
