"""接口密钥: an administrator gives another department's system a key to an officer's account, and takes it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.commands.work import Work
from engine.domain.api_key import LONGEST_LABEL, draw_key, is_systems, why_not_until
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.sentence import Sentence
from engine.store import api_keys, journal, office


@dataclass(frozen=True, kw_only=True)
class IssueApiKey:
    """Gives Issued. ``login``: the account whose posts and name the system works with, one of them 数字员工; ``label``: what the key is for;
    ``expires_on``: its last day, at most two years ahead. Raises Invalid naming the field. Role security_admin.

    The key stands in the answer and, as a first password does, sealed in the command log, so that a double press shows the same one.
    """

    command_id: str
    login: str
    label: str
    expires_on: date


@dataclass(frozen=True, kw_only=True)
class RevokeApiKey:
    """From here the key opens nothing, in any process. Raises Missing, and Refused for one revoked before. Role security_admin."""

    command_id: str
    key_id: str


@dataclass(frozen=True)
class Issued:
    """``key``: the whole of it, which nobody can be shown again."""

    key_id: str
    key: str


def issue_api_key(command: IssueApiKey, work: Work) -> Issued:
    work.viewer.require_role("security_admin")
    login, label = command.login.strip().lower(), command.label.strip()
    row = office.find_officer(work.tx, login=login)
    problems = {}
    if row is None or not row.active:
        problems["login"] = Sentence("没有这个可用的账号，请先在“人员与岗位”里新增。")
    elif not is_systems(office.posts_of(work.tx, row.officer_id)):
        problems["login"] = Sentence("这个账号没有“数字员工”岗位，密钥只发给系统自己的账号；请先在“人员与岗位”里加上这个岗位。")
    if not label or len(label) > LONGEST_LABEL:
        problems["label"] = Sentence("请写明用途，最多 {most} 字。", most=LONGEST_LABEL)
    if wrong := why_not_until(command.expires_on, work.today):
        problems["expires_on"] = wrong
    if problems or row is None:
        raise Invalid("请按提示完善。", problems)
    key_id, key, digest = draw_key(work.parts.draw)
    own = {"key_id": key_id, "officer_id": row.officer_id, "label": label, "expires_on": command.expires_on}
    viewer = work.viewer
    by = {"created_by": viewer.officer_id or viewer.kind, "created_by_name": viewer.name}
    api_keys.add(work.tx, **own, digest=digest, created_at=work.now, **by)
    _log(work, "ApiKeyIssued", **own)
    return Issued(key_id, key)


def revoke_api_key(command: RevokeApiKey, work: Work) -> None:
    work.viewer.require_role("security_admin")
    row = api_keys.find(work.tx, command.key_id)
    if row is None:
        raise Missing("没有找到这个接口密钥。")
    if not api_keys.revoke(work.tx, row.key_id, work.now):
        raise Refused("这个接口密钥已经停用了。")
    _log(work, "ApiKeyRevoked", key_id=row.key_id, officer_id=row.officer_id, label=row.label)


def _log(work: Work, event: str, **facts: object) -> None:
    journal.log_administration(work.tx, work.draw_id(), work.viewer, work.now, event, facts)
