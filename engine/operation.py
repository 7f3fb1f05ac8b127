"""What an operator does to a database: migrate it, publish services into it, make it ready to serve, load the demo city."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from engine import content
from engine.channels import ConsolePhone, GatewayPhone, SmtpMail, stand_in
from engine.commands.archive import ArchiveCase
from engine.commands.design import PublishBundle
from engine.commands.found import FoundOffice
from engine.domain.command_id import new_command_id
from engine.domain.viewer import Viewer
from engine.jobs import Surroundings, counting
from engine.rehearsal import demo as demo_city
from engine.service import Engine
from engine.settings import Settings, read_settings
from engine.store import cases, editions, office, transaction
from engine.store import migrate as migrate_database
from engine.store.retention import retain as drop_what_passed

ARCHIVED_AFTER = timedelta(days=30)
STAND_IN = "bpmn/_shared/stand_in.toml"


def say(text: str) -> None:
    print(text, file=sys.stdout, flush=True)  # noqa: T201  (this is a command line)


def migrate(options: argparse.Namespace) -> None:
    migrate_database(read_settings().database_url)
    say("数据库结构已是最新。")


def retain(options: argparse.Namespace) -> None:
    """What is done goes when its time is over; what the law keeps stays (``engine.store.retention`` says which is which)."""
    settings = read_settings()
    engine, now = Engine(settings), datetime.now(UTC)
    archived = archive_ended(engine, now - ARCHIVED_AFTER)
    gone = drop_what_passed(engine.database, now, settings.keep_jobs, settings.keep_commands)
    engine.dispose()
    say(f"已归档：办件 {archived} 件。")
    say(f"已清理：后台作业 {gone.jobs} 条，计时器 {gone.timers} 条，登录和查询尝试 {gone.attempts} 条，操作记录 {gone.commands} 条。")


def figures(options: argparse.Namespace) -> None:
    """Workers count every ten minutes by themselves; this is for who cannot wait, and for a count that is thought wrong."""
    engine = Engine(read_settings())
    counting.anew(engine) if options.anew else counting.until_now(engine)
    engine.dispose()
    say("报表数字已统计到现在。")


def archive_ended(engine: Engine, before: datetime, batch: int = 500) -> int:
    """归档 of what ended before then, a command each; may be stopped at any time and run again. Gives how many."""
    number = 0
    while True:
        with transaction.reading(engine.database) as tx:
            ids = cases.ended_before(tx, before, batch)
        for case_id in ids:
            engine.execute(ArchiveCase(command_id=f"archive:{case_id}", case_id=case_id), Viewer.system())
        number += len(ids)
        if len(ids) < batch:
            return number


def publish(options: argparse.Namespace) -> None:
    settings = read_settings()
    migrate_database(settings.database_url)
    engine = Engine(settings)
    for process_id in options.processes or content.processes(settings.content_root):
        _publish(engine, process_id)


def _publish(engine: Engine, process_id: str) -> None:
    bundle = content.read_folder(engine.settings.content_root, process_id)
    published = engine.execute(PublishBundle(command_id=new_command_id(), zip=content.to_zip(bundle)), Viewer.system())
    say(f"{process_id}：第 {published.number} 版")


def prepare(settings: Settings, *, with_demo: bool) -> Engine:
    """A database ready to serve: migrated; on its first day with office, services and, when asked and local, the demo city.

    A restart changes nothing: what was published in the browser stays.
    """
    migrate_database(settings.database_url)
    engine = Engine(settings)
    with transaction.reading(engine.database) as tx:
        first_day = not editions.current_hashes(tx)
    if first_day:
        root = settings.content_root
        office = FoundOffice(command_id=new_command_id(), departments=content.read_departments(root), calendar=content.read_calendar(root))
        engine.execute(office, Viewer.system())
        for process_id in content.processes(root):
            _publish(engine, process_id)
        if with_demo and settings.is_local_default:
            demo_city.remember(engine, 0)
    if with_demo and _is_unfinished(engine):
        say("正在载入演示数据 …")
        demo_of(engine).load()
    return engine


def _is_unfinished(engine: Engine) -> bool:
    """Was a demo city begun here (on the first day, in a local default database) and not told to its end?"""
    told = demo_city.told_so_far(engine)
    return told is not None and told < len(demo_city.WISHES) * len(_published(engine))


def demo_of(engine: Engine) -> demo_city.DemoCity:
    """The demo city for an engine with published services, not yet loaded."""
    return demo_city.DemoCity(engine, content.read_registries(engine.settings.content_root), _published(engine))


def _published(engine: Engine) -> tuple[content.Process, ...]:
    with transaction.reading(engine.database) as tx:
        return tuple(engine.parts.library.all_current(tx).values())


def demo(options: argparse.Namespace) -> int:
    settings = read_settings()
    if not settings.is_local_default:
        say("演示数据只载入新的本机默认数据库。")
        return 2
    tell_accounts(prepare(settings, with_demo=True))
    return 0


def surroundings(settings: Settings) -> tuple[Surroundings, Any]:
    """How topics are answered here, and the stand-in server if one had to be started (channel ``fake`` without ONESTOP_STAND_IN_URL)."""
    registries = content.read_registries(settings.content_root)
    made_up = [topic for topic, registry in registries.items() if registry.channel == "fake"]
    server, url = None, settings.stand_in_url
    if made_up and not url:
        server, url = stand_in.serve(settings.content_root / STAND_IN)
    placed = {topic: replace(registry, address=url) if topic in made_up else registry for topic, registry in registries.items()}
    phone = GatewayPhone(settings.phone_url, settings.phone_secret) if settings.phone_url else ConsolePhone()
    mail = SmtpMail(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
    return Surroundings(registries=placed, phone=phone, mail=mail), server


def tell_accounts(engine: Engine) -> None:
    with transaction.reading(engine.database) as tx:
        logins = office.logins(tx)
    say(f"演示账号（密码都是 {demo_city.PASSWORD}）：")
    for start in range(0, len(logins), 6):
        say("  " + "  ".join(logins[start : start + 6]))
