"""The officers of the tests as rows with passwords: 李 at the window, 赵, 钱 and 孙 in departments, 周 in the next town, administrators."""

from __future__ import annotations

from flask import Flask

from engine.commands.found import EnrolOfficer
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from tests.engine.world import HERE, NEXT_TOWN, World, fresh
from tests.web.conftest import Visitor

PASSWORD = "correct horse 42"
CAST = {
    "li": ("李静", HERE, "service_hall", "window"),
    "zhao": ("赵敏", HERE, "city_appearance", "reviewer"),
    "qian": ("钱江", HERE, "market_regulation", "reviewer"),
    "feng": ("冯远", HERE, "market_regulation", "reviewer"),
    "sun": ("孙立", HERE, "city_appearance", "approver"),
    "zhou": ("周平", NEXT_TOWN, "market_regulation", "reviewer"),
    "du": ("杜察", HERE, "city_appearance", "supervisor"),
    "du_elsewhere": ("杜别", NEXT_TOWN, "city_appearance", "supervisor"),
    "chen": ("陈管", HERE, "data_bureau", "system_admin"),
    "wei": ("卫安", HERE, "data_bureau", "security_admin"),
    "shen": ("沈查", HERE, "data_bureau", "auditor"),
}


def enrol(world: World, *logins: str) -> dict[str, str]:
    """Login → officer id of those named, or of everybody."""
    ids = {}
    for login in logins or CAST:
        name, division, department, role = CAST[login]
        posts = (Post(division, department, role),)  # type: ignore[arg-type]
        command = EnrolOfficer(command_id=fresh(), login=login, name=name, password=PASSWORD, posts=posts, must_change_password=False)
        ids[login] = str(world.engine.execute(command, Viewer.system()))
    return ids


def sign_in(site: Flask, login: str, password: str = PASSWORD) -> Visitor:
    visitor = Visitor(site)
    visitor.get("/login")
    visitor.post("/login", {"login": login, "password": password})
    return visitor
