"""What an officer is posted to, and which posts one person may not hold together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engine.domain.errors import Invalid

ANYONE_APPLYING = "applicant"  # the applicant's own tasks; never a post
_GROUP = re.compile(r"[a-z][a-z0-9_]*:[a-z][a-z0-9_]*")


class Role(StrEnum):
    WINDOW = "window"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    INSPECTOR = "inspector"
    HEARING_CHAIR = "hearing_chair"
    DESIGNER = "designer"
    PUBLISHER = "publisher"
    CATALOGUE = "catalogue"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"
    PROXY = "proxy"
    ROBOT = "robot"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.WINDOW: "综合窗口",
    Role.REVIEWER: "承办人",
    Role.APPROVER: "审批负责人",
    Role.SUPERVISOR: "效能监察",
    Role.INSPECTOR: "现场核查",
    Role.HEARING_CHAIR: "听证主持人",
    Role.DESIGNER: "流程设计",
    Role.PUBLISHER: "流程发布",
    Role.CATALOGUE: "事项管理",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDITOR: "审计管理员",
    Role.PROXY: "帮办代办员",
    Role.ROBOT: "数字员工",
}
_GUARDS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


@dataclass(frozen=True, slots=True, order=True)
class Post:
    """One officer's place: division code, department id, role."""

    division: str
    department: str
    role: Role

    def __post_init__(self) -> None:
        object.__setattr__(self, "role", Role(self.role))

    @property
    def group(self) -> str:
        """As files write it: ``tax:reviewer``."""
        return f"{self.department}:{self.role}"


def parse_groups(text: str) -> tuple[str, ...]:
    """``"tax:reviewer, tax:approver"`` → both; ``applicant`` stands for itself. Raises Invalid on a bad shape or an unknown role."""
    groups = tuple(part.strip() for part in text.split(",") if part.strip())
    for group in groups:
        if group == ANYONE_APPLYING:
            continue
        if not _GROUP.fullmatch(group):
            raise Invalid("“{group}”应写成“部门:角色”，例如 tax:reviewer，或写 applicant", group=group[:60])
        if group.partition(":")[2] not in set(Role):
            raise Invalid("“{group}”中的角色不存在，可用的有：{roles}", group=group[:60], roles="、".join(Role))
    return groups


def conflicts(posts: Iterable[Post]) -> list[str]:
    """Sentences saying which of one person's posts exclude each other; empty if all may be held together.

    Who accepts does not approve (within a division); 三员分立: system, security and audit administrators are three people. Drawing
    and publishing may be held together, because nobody publishes what he drew himself; likewise hearing chair and reviewer of a case.
    """
    held = frozenset(posts)
    found = []
    for division in sorted({post.division for post in held}):
        roles = {post.role for post in held if post.division == division}
        if {Role.WINDOW, Role.APPROVER} <= roles:
            found.append("同一人不能既受理又审批：综合窗口与审批负责人不能兼任")
    guards = [role.label for role in _GUARDS if any(post.role == role for post in held)]
    if len(guards) > 1:
        found.append(f"三员分立：{'、'.join(guards)}不能由同一人兼任")
    if guards and any(post.role not in _GUARDS for post in held):
        found.append(f"{guards[0]}不能兼任业务岗位")
    return list(dict.fromkeys(found))
