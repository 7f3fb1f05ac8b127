"""What administrators keep: officers and their posts, departments, windows, the working calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from engine.commands.account import hash_password
from engine.commands.recount import Recounted, begin_recount
from engine.commands.work import Work
from engine.domain.errors import Invalid, Missing
from engine.domain.identity import check_resident_id, normalise_number
from engine.domain.officer import Post, conflicts
from engine.domain.sentence import Sentence
from engine.store import journal, office

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,31}")
_ID = re.compile(r"[a-z][a-z0-9_]{1,62}")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, kw_only=True)
class CreateOfficer:
    """Gives Created with a first password that must be changed at the first sign-in. Role security_admin."""

    command_id: str
    login: str
    name: str
    posts: tuple[Post, ...] = ()
    identity: str = ""


@dataclass(frozen=True, kw_only=True)
class UpdateOfficer:
    """New name, posts, active or not. Who is deactivated or changes posts is signed out. Role security_admin.

    ``identity``: his own identity number, kept only as a keyed hash, so that he handles no case of his own; "" leaves what is on record.
    """

    command_id: str
    officer_id: str
    name: str
    posts: tuple[Post, ...]
    active: bool
    identity: str = ""


@dataclass(frozen=True, kw_only=True)
class ResetPassword:
    """Gives a new first password. Role security_admin."""

    command_id: str
    officer_id: str


@dataclass(frozen=True, kw_only=True)
class SaveDepartment:
    command_id: str
    department_id: str
    name: str
    kind: str
    phone: str = ""
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class SaveWindow:
    """``window_id`` None makes a new one."""

    command_id: str
    window_id: str | None
    division: str
    department: str
    name: str
    address: str
    hours: str
    phone: str = ""
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class SaveCalendarYear:
    """A year's holidays and make-up days. Every open clock that leans on the calendar is counted anew and the change journaled."""

    command_id: str
    year: int
    holidays: tuple[date, ...]
    makeup_days: tuple[date, ...]
    provisional: bool = False


@dataclass(frozen=True)
class Created:
    officer_id: str
    password: str


def first_password(work: Work) -> str:
    return "-".join("".join(_ALPHABET[work.parts.draw(len(_ALPHABET))] for _ in range(4)) for _ in range(3))


def _log(work: Work, event: str, **facts: object) -> None:
    journal.log_administration(work.tx, work.draw_id(), work.viewer, work.now, event, facts)


def _check_posts(work: Work, posts: tuple[Post, ...]) -> None:
    wrong = [p for p in posts if p.division not in work.division_names or p.department not in work.department_names]
    problems = [
        Sentence("没有“{division} {department}”这个地区或部门。", division=p.division, department=p.department) for p in wrong
    ] + conflicts(posts)
    if problems:
        raise Invalid("岗位设置有误：{why}", {"posts": " ".join(problems)}, why=" ".join(problems))


def _identity(work: Work, typed: str) -> dict[str, str]:
    """The column to set, none when nothing is typed. Raises Invalid."""
    if not typed.strip():
        return {}
    wrong = check_resident_id(typed)
    if wrong:
        raise Invalid("请按提示完善。", {"identity": wrong})
    return {"identity_lookup": work.parts.seal.lookup(normalise_number(typed))}


def create_officer(command: CreateOfficer, work: Work) -> Created:
    work.viewer.require_role("security_admin")
    login, name = command.login.strip().lower(), command.name.strip()
    problems = {}
    if not _LOGIN.fullmatch(login):
        problems["login"] = Sentence("用户名用 3 至 32 位小写字母、数字、点、横线，以字母开头。")
    elif office.find_officer(work.tx, login=login) is not None:
        problems["login"] = Sentence("这个用户名已经有人使用。")
    if not name:
        problems["name"] = Sentence("请填写姓名。")
    if problems:
        raise Invalid("请按提示完善。", problems)
    _check_posts(work, command.posts)
    officer_id, password = work.draw_id(), first_password(work)
    office.add_officer(
        work.tx,
        officer_id=officer_id,
        login=login,
        name=name[:200],
        password_hash=hash_password(password),
        must_change_password=True,
        active=True,
        session_epoch=1,
        created_at=work.now,
        **_identity(work, command.identity),
    )
    office.set_posts(work.tx, officer_id, command.posts)
    _log(work, "OfficerCreated", officer_id=officer_id, login=login, posts=[f"{p.division} {p.group}" for p in command.posts])
    return Created(officer_id, password)


def _officer(work: Work, officer_id: str) -> object:
    row = office.find_officer(work.tx, lock=True, officer_id=officer_id)
    if row is None:
        raise Missing("没有找到这位工作人员。")
    return row


def update_officer(command: UpdateOfficer, work: Work) -> None:
    work.viewer.require_role("security_admin")
    row = _officer(work, command.officer_id)
    if not command.name.strip():
        raise Invalid("请填写姓名。", {"name": Sentence("请填写姓名。")})
    if command.officer_id == work.viewer.officer_id and not command.active:
        raise Invalid("不能停用自己的账号。")
    _check_posts(work, command.posts)
    changed = set(command.posts) != set(office.posts_of(work.tx, command.officer_id)) or not command.active
    office.set_posts(work.tx, command.officer_id, command.posts)
    office.change_officer(
        work.tx,
        command.officer_id,
        name=command.name.strip()[:200],
        active=command.active,
        session_epoch=row.session_epoch + (1 if changed else 0),  # type: ignore[attr-defined]
        **_identity(work, command.identity),
    )
    _log(
        work,
        "OfficerChanged",
        officer_id=command.officer_id,
        active=command.active,
        posts=[f"{p.division} {p.group}" for p in command.posts],
    )


def reset_password(command: ResetPassword, work: Work) -> Created:
    work.viewer.require_role("security_admin")
    row = _officer(work, command.officer_id)
    password = first_password(work)
    epoch = row.session_epoch + 1  # type: ignore[attr-defined]
    office.change_officer(
        work.tx, command.officer_id, password_hash=hash_password(password), must_change_password=True, session_epoch=epoch
    )
    _log(work, "PasswordReset", officer_id=command.officer_id)
    return Created(command.officer_id, password)


def save_department(command: SaveDepartment, work: Work) -> None:
    work.viewer.require_role("system_admin")
    problems = {} if _ID.fullmatch(command.department_id) else {"department_id": Sentence("编号用小写字母、数字和下划线，以字母开头。")}
    problems |= {} if command.name.strip() else {"name": Sentence("请填写部门名称。")}
    if problems:
        raise Invalid("请按提示完善。", problems)
    office.put_department(
        work.tx,
        command.department_id,
        name=command.name.strip()[:200],
        kind=command.kind[:30],
        phone=command.phone[:50],
        active=command.active,
    )
    _log(work, "DepartmentSaved", department_id=command.department_id, name=command.name, active=command.active)


def save_window(command: SaveWindow, work: Work) -> str:
    work.viewer.require_role("system_admin")
    problems = {} if command.name.strip() else {"name": Sentence("请填写窗口名称。")}
    problems |= {} if command.division in work.division_names else {"division": Sentence("请选择地区。")}
    problems |= {} if command.department in work.department_names else {"department": Sentence("请选择部门。")}
    if problems:
        raise Invalid("请按提示完善。", problems)
    window_id = command.window_id or work.draw_id()
    office.put_window(
        work.tx,
        window_id,
        division_code=command.division,
        department=command.department,
        name=command.name.strip()[:200],
        address=command.address[:300],
        hours=command.hours[:200],
        phone=command.phone[:50],
        active=command.active,
    )
    _log(work, "WindowSaved", window_id=window_id, name=command.name, active=command.active)
    return window_id


def save_calendar_year(command: SaveCalendarYear, work: Work) -> Recounted:
    work.viewer.require_role("system_admin")
    if not 2000 <= command.year <= 2100 or any(day.year != command.year for day in (*command.holidays, *command.makeup_days)):
        raise Invalid("日期应在 {year} 年之内。", year=command.year)
    both = set(command.holidays) & set(command.makeup_days)
    if both:
        raise Invalid("{day} 不能既是放假又是补班。", day=min(both).isoformat())
    office.put_calendar_year(
        work.tx, command.year, list(command.holidays), list(command.makeup_days), command.provisional, work.now, work.viewer.name
    )
    recounted = begin_recount(work, command.year)
    _log(work, "CalendarPublished", year=command.year, provisional=command.provisional, clocks_changed=recounted.moved)
    return recounted
