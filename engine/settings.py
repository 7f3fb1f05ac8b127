"""What the operator sets, read once from the environment. An unknown or bad value stops the start with a sentence."""

from __future__ import annotations

import json
import os
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from engine.domain.errors import Invalid

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "ONESTOP_"
KEYS = ("SECRET_KEY", "DATA_KEY", "SIGNING_KEY")
KNOWN = {
    "ONESTOP_ADDRESS",
    "ONESTOP_CITY",
    "ONESTOP_CONTENT",
    "ONESTOP_FILES",
    "ONESTOP_KEEP_COMMANDS",
    "ONESTOP_KEEP_JOBS",
    "ONESTOP_LEASE",
    "ONESTOP_MAIL_FROM",
    "ONESTOP_PHONE_SECRET",
    "ONESTOP_PHONE_URL",
    "ONESTOP_PROCESSES",
    "ONESTOP_RETENTION_YEARS",
    "ONESTOP_SMTP_URL",
    "ONESTOP_STAND_IN_URL",
    "ONESTOP_TEST_DATABASE",
}


@dataclass(frozen=True)
class Settings:
    """DATABASE_URL, HOST, PORT, SECRET_KEY, DATA_DIR, DATA_KEY, ONESTOP_CITY (name in page heads), ONESTOP_FILES (``directory`` or
    ``database``), ONESTOP_STAND_IN_URL (the demo registries), ONESTOP_PHONE_URL and ONESTOP_PHONE_SECRET (an SMS gateway, and what
    signs each message to it), ONESTOP_SMTP_URL and ONESTOP_MAIL_FROM (a mail server, and whose address letters bear), ONESTOP_CONTENT (folder that holds bpmn/
    and forms/), ONESTOP_ADDRESS (where people reach the pages, as printed in letters; HOST and PORT when left out), ONESTOP_PROCESSES (that
    serve pages; 0 = as many as fit), ONESTOP_LEASE (seconds a worker may hold a job; one that died gives its jobs back after that),
    ONESTOP_KEEP_JOBS and ONESTOP_KEEP_COMMANDS (days until `retain` drops what is done: jobs and timers, commands of ended cases),
    SIGNING_KEY (signs case files; may be left out, then none is exported), ONESTOP_RETENTION_YEARS (how long after its end a case is kept)."""

    database_url: str
    host: str
    port: int
    secret_key: str
    data_dir: Path
    data_key: str
    city: str = "示范市"
    files: str = "directory"
    stand_in_url: str = ""
    phone_url: str = ""
    phone_secret: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    content_root: Path = ROOT
    address: str = ""
    processes: int = 0
    lease: timedelta = timedelta(minutes=2)
    keep_jobs: timedelta = timedelta(days=30)
    keep_commands: timedelta = timedelta(days=180)
    signing_key: str = ""
    retention_years: int = 10

    @property
    def public_address(self) -> str:
        """Without a slash at the end."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::", ""} else self.host
        return self.address or f"http://{host}:{self.port}"

    @property
    def is_local_default(self) -> bool:
        """Is this the database a first `python3 run.py` makes, into which a demo city may be loaded?"""
        return self.database_url == _default_url(self.data_dir)


def _default_url(data_dir: Path) -> str:
    return f"sqlite:///{data_dir / 'onestop.sqlite'}"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Raises Invalid naming the variable that is wrong. Keys for the local default database are made once and kept in DATA_DIR."""
    env = dict(os.environ if environment is None else environment)
    unknown = sorted(name for name in env if name.startswith(PREFIX) and name not in KNOWN)
    if unknown:
        raise Invalid("环境变量 {name} 不认识；可用的见 README。", name=unknown[0])
    data_dir = Path(env.get("DATA_DIR") or ROOT / "var").resolve()
    url = env.get("DATABASE_URL") or _default_url(data_dir)
    keys = _keys(env, data_dir, own=url == _default_url(data_dir))
    files = env.get("ONESTOP_FILES") or "directory"
    if files not in {"directory", "database"}:
        raise Invalid("ONESTOP_FILES 只能是 directory 或 database，不能是 {value}。", value=files)
    return Settings(
        database_url=url,
        host=env.get("HOST") or "127.0.0.1",
        port=_port(env.get("PORT") or "8000"),
        secret_key=keys["SECRET_KEY"],
        data_dir=data_dir,
        data_key=keys["DATA_KEY"],
        city=env.get("ONESTOP_CITY") or "示范市",
        files=files,
        stand_in_url=env.get("ONESTOP_STAND_IN_URL") or "",
        phone_url=env.get("ONESTOP_PHONE_URL") or "",
        phone_secret=env.get("ONESTOP_PHONE_SECRET") or "",
        **_mail(env),
        content_root=Path(env.get("ONESTOP_CONTENT") or ROOT),
        address=_address(env.get("ONESTOP_ADDRESS") or ""),
        processes=_whole(env, "ONESTOP_PROCESSES", 0, 0, 256),
        lease=timedelta(seconds=_whole(env, "ONESTOP_LEASE", 120, 1, 3600)),
        keep_jobs=timedelta(days=_whole(env, "ONESTOP_KEEP_JOBS", 30, 1, 3650)),
        keep_commands=timedelta(days=_whole(env, "ONESTOP_KEEP_COMMANDS", 180, 30, 3650)),
        signing_key=keys["SIGNING_KEY"],
        retention_years=_whole(env, "ONESTOP_RETENTION_YEARS", 10, 1, 100),
    )


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Invalid("PORT 应是 1 到 65535 的整数，不能是 {value}。", value=text)
    return int(text)


def _mail(env: Mapping[str, str]) -> dict[str, str]:
    url, sender = env.get("ONESTOP_SMTP_URL") or "", env.get("ONESTOP_MAIL_FROM") or ""
    if url and not re.fullmatch(r"smtps?://([^\s/@]+@)?[^\s/:@]+(:\d{1,5})?/?", url):
        raise Invalid("ONESTOP_SMTP_URL 应写成 smtp://主机:端口 或 smtps://用户:密码@主机:端口。")
    if bool(url) != bool(sender) or (sender and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", sender)):
        raise Invalid("ONESTOP_SMTP_URL 和 ONESTOP_MAIL_FROM（发件人邮箱）要一起设置。")
    return {"smtp_url": url, "mail_from": sender}


def _address(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", text):
        raise Invalid("ONESTOP_ADDRESS 应是以 http:// 或 https:// 开头的网址，不能是 {value}。", value=text)
    return text.rstrip("/")


def _whole(env: Mapping[str, str], name: str, default: int, smallest: int, largest: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not smallest <= int(text) <= largest:
        raise Invalid(
            "{name} 应是 {smallest} 到 {largest} 的整数，不能是 {value}。", name=name, smallest=smallest, largest=largest, value=text
        )
    return int(text)


def _keys(env: Mapping[str, str], data_dir: Path, own: bool) -> dict[str, str]:
    given = {name: env.get(name, "") for name in KEYS}
    if all(given.values()) or (not own and given["SECRET_KEY"] and given["DATA_KEY"]):
        return given
    if not own:
        raise Invalid("使用自己的数据库时，必须设置 SECRET_KEY 和 DATA_KEY（32 个随机字节的 base64）。")
    return {**_kept_keys(data_dir / "keys.json"), **{name: value for name, value in given.items() if value}}


def _kept_keys(path: Path) -> dict[str, str]:
    kept: dict[str, str] = dict(json.loads(path.read_text())) if path.exists() else {}
    missing = {name: urlsafe_b64encode(secrets.token_bytes(32)).decode() for name in KEYS if name not in kept}
    if missing:
        kept |= missing
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(kept, file)
        aside.replace(path)
    return kept
