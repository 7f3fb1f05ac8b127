"""Signing in and passwords."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import ClassVar

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from engine.commands.follow import attempted
from engine.commands.work import Work
from engine.domain.errors import Forbidden, Invalid, Refused
from engine.domain.sentence import Sentence
from engine.store import cases, journal, office

LOCK_AFTER, LOCK_FOR = 5, timedelta(minutes=15)
SHORTEST = 10
hasher = PasswordHasher()  # the library's own cost, which follows RFC 9106


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """Gives SignedIn. Wrong name and wrong password look alike; after five failures the name rests a quarter of an hour (Refused)."""

    secret: ClassVar[bool] = True
    command_id: str
    login: str
    password: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class ChangePassword:
    """Ends every other session of the officer. Gives SignedIn. Raises Invalid on a wrong old or a weak new password."""

    secret: ClassVar[bool] = True
    command_id: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class RecordAccess:
    """An officer looks at personal details in full: ``what`` in words. Raises Missing when the case is not his."""

    command_id: str
    case_id: str
    what: str


@dataclass(frozen=True)
class SignedIn:
    officer_id: str
    session_epoch: int
    must_change_password: bool


def hash_password(password: str) -> str:
    return hasher.hash(password)


def fits(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except VerificationError:
        return False


@cache
def _nobody() -> str:
    """A hash that fits nothing, so that an unknown name takes as long as a wrong password."""
    return hasher.hash(secrets.token_urlsafe())


def weakness(password: str, login: str) -> str | None:
    """A sentence saying what is weak about a new password; None when it will do."""
    if len(password) < SHORTEST:
        return Sentence("密码至少 {least} 位。", least=SHORTEST)
    if len(set(password)) < 5 or login.lower() in password.lower():
        return Sentence("密码过于简单，请换一个不含用户名、字符更多样的密码。")
    return None


def sign_in(command: SignIn, work: Work) -> SignedIn | None:
    login = command.login.strip().lower()[:64]
    if office.failures(work.tx, "sign_in", login, work.now - LOCK_FOR) >= LOCK_AFTER:
        raise Refused("登录失败次数过多，账号已暂停 15 分钟，请稍后再试或联系安全管理员。")
    row = office.find_officer(work.tx, login=login)
    good = fits(row.password_hash if row is not None else _nobody(), command.password) and row is not None and row.active
    attempted(work, "sign_in", login, good)
    if not good or row is None:
        work.fail_after_commit(Invalid("用户名或密码不对。"))
        return None
    office.change_officer(work.tx, row.officer_id, last_signed_in_at=work.now)
    return SignedIn(row.officer_id, row.session_epoch, row.must_change_password)


def change_password(command: ChangePassword, work: Work) -> SignedIn | None:
    row = office.find_officer(work.tx, lock=True, officer_id=work.viewer.officer_id or "")
    if row is None:
        raise Forbidden("请先登录。")
    if office.failures(work.tx, "sign_in", row.login, work.now - LOCK_FOR) >= LOCK_AFTER:
        raise Refused("密码输错次数过多，请 15 分钟后再试。")
    if not fits(row.password_hash, command.old):
        attempted(work, "sign_in", row.login, False)
        work.fail_after_commit(Invalid("原密码不对。", {"old": Sentence("原密码不对。")}))
        return None
    weak = weakness(command.new, row.login) or (Sentence("新密码不能与原密码相同。") if command.new == command.old else None)
    if weak:
        raise Invalid(weak, {"new": weak})
    epoch = row.session_epoch + 1
    office.change_officer(
        work.tx, row.officer_id, password_hash=hash_password(command.new), must_change_password=False, session_epoch=epoch
    )
    journal.log_administration(work.tx, work.draw_id(), work.viewer, work.now, "PasswordChanged", {"officer_id": row.officer_id})
    return SignedIn(row.officer_id, epoch, False)


def record_access(command: RecordAccess, work: Work) -> None:
    case = cases.load(work.tx, command.case_id)
    if not work.viewer.departments(case.division_code):
        raise Forbidden("您的岗位不能查看这个办件。")
    office.add_access(
        work.tx,
        access_id=work.draw_id(),
        at=work.now,
        officer_id=work.viewer.officer_id or "",
        officer_name=work.viewer.name,
        case_id=case.case_id,
        division_code=case.division_code,
        what=command.what[:200],
    )
