"""Serving pages and working jobs: which processes there are, and how they end.

    serve ─┬─ granian worker × ONESTOP_PROCESSES   the pages; each tells Procrastinate what its commands enqueued
           └─ work --alone                         jobs and timers (not with --no-worker)
    work ───── work --alone × --processes          as many machines as wanted

Every process is stateless: kill any of them, and its parent starts another. SIGTERM and SIGINT let the request or job at hand end first.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import signal
import sys
import threading
from functools import partial
from importlib import import_module
from typing import Any

from engine.domain.errors import Refused, Unavailable
from engine.domain.viewer import Viewer
from engine.jobs import relay_for, runner_for
from engine.operation import migrate_database, prepare, say, surroundings, tell_accounts
from engine.processes import GRACE, Supervisor, settle, when_orphaned, when_reachable
from engine.queries.health import Health
from engine.service import Engine
from engine.settings import Settings, read_settings

WEB = "web:create_app"  # named as a string: the engine knows no Flask
THREADS = 32  # of a process that serves pages; most wait, for the database or for a slow client
WORN_OUT = 75  # exit code of a worker that left too many hanging jobs behind: start a fresh one
SQLITE_PROCESSES = 2  # one writes while the other renders


def serve(options: argparse.Namespace) -> None:
    settings = read_settings()
    _listen_or_refuse(settings)
    engine = when_reachable(lambda: prepare(settings, with_demo=options.demo), _wait_for_database)
    engine.dispose()  # the processes below open their own connections
    server = _server(settings, access_log=options.access_log)
    server.on_startup(partial(_greet, engine, accounts=options.demo and settings.is_local_default))
    workers = _workers(0 if options.no_worker else 1)
    beside = threading.Thread(target=workers.run, name="workers")
    server.on_startup(beside.start)
    try:
        server.serve(target_loader=partial(_load_site, os.getpid()), wrap_loader=False)
    finally:
        workers.stop()
        if beside.is_alive():
            beside.join()
        say("已停止。")


def work(options: argparse.Namespace) -> int:
    if options.alone:
        return _work_alone(read_settings(), options.parent)
    when_reachable(lambda: migrate_database(read_settings().database_url), _wait_for_database)
    workers = _workers(options.processes)
    _on_signals(workers.stop)
    say("后台作业已启动，按 Ctrl-C 停止。")
    workers.run()
    say("已停止。")
    return 0


def _wait_for_database(error: Unavailable) -> None:
    say(f"启动在等数据库：{error.__cause__ or error}".splitlines()[0])
    say("数据库恢复后自动继续；按 Ctrl-C 停止。")


def _workers(number: int) -> Supervisor:
    return Supervisor(number, (sys.executable, "-m", "engine", "work", "--alone", "--parent", str(os.getpid())))


def _work_alone(settings: Settings, parent: int | None) -> int:
    """One worker in this process, until a signal, or until its parent is gone."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if parent is not None:  # first of all: one that still waits for its database is an orphan, too
        when_orphaned(parent, partial(os.kill, os.getpid(), signal.SIGTERM))
    engine = Engine(settings)
    when_reachable(lambda: engine.ask(Health(), Viewer.system()), _wait_for_database)  # Procrastinate would give up after half a minute
    around, stand_in = surroundings(settings)
    runner = runner_for(engine, around)
    _on_signals(runner.stop)
    settle()
    try:
        runner.run()
    finally:
        if stand_in is not None:
            stand_in.shutdown()
        engine.dispose()
    return WORN_OUT if runner.hands.worn_out else 0


def _on_signals(act: Any) -> None:
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: act())


def _listen_or_refuse(settings: Settings) -> None:
    """Linux lets several processes listen at one port; two servers by mistake would share the visitors."""
    import socket

    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise Refused("地址 {host}:{port} 已被占用或不能使用，请换一个 PORT。", host=settings.host, port=settings.port) from error


def _processes(settings: Settings) -> int:
    if settings.processes:
        return settings.processes
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, SQLITE_PROCESSES) if settings.database_url.startswith("sqlite") else cores


def _server(settings: Settings, *, access_log: bool) -> Any:
    from granian.constants import Interfaces
    from granian.server import MPServer

    import_module(WEB.partition(":")[0])  # once, before the processes part
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")  # a process that died is replaced in a moment
        os.register_at_fork(after_in_child=_part_from_parent)
    server = MPServer(
        target=WEB,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=_processes(settings),
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=int(GRACE),
        log_enabled=access_log,
        log_access=access_log,
    )
    server.respawned_wrks = _Forgetful()
    return server


def _part_from_parent() -> None:
    """In a process just forked. Until granian listens there, what was inherited would swallow the order to end; and Ctrl-C in a terminal,
    which reaches a whole group, is for the parent alone."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setpgid(0, 0)


class _Forgetful(dict[int, float]):
    """granian's notes of when it replaced a process. It gives up when one dies twice within seconds; we replace it as often as it is killed."""

    def __setitem__(self, number: int, at: float) -> None:
        return None


def _load_site(parent: int) -> Any:
    """In each process that serves pages: the WSGI application around an engine of its own."""
    when_orphaned(parent, partial(os.kill, os.getpid(), signal.SIGTERM))
    engine = Engine(read_settings())
    relay_for(engine)
    module, _, name = WEB.partition(":")
    site = getattr(import_module(module), name)(engine)
    settle()
    return site


def _greet(engine: Engine, *, accounts: bool) -> None:
    say(f"打开 http://{engine.settings.host}:{engine.settings.port}/ ，按 Ctrl-C 停止。")
    if accounts:
        tell_accounts(engine)
        engine.dispose()
