"""The log of e-mail and text messages: what went out, what waits, what could not be sent and why, and the button that tries again."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from engine.commands.follow import SendQueryCode
from engine.domain.errors import Unreachable
from engine.domain.viewer import Viewer
from engine.jobs import Runner, Surroundings
from engine.store import outbox
from tests.engine.world import World, fresh
from tests.web.cast import enrol, sign_in


class Gateway:
    """Out of order until it is mended."""

    name = "短信"

    def __init__(self) -> None:
        self.mended = False
        self.taken: list[str] = []

    def send(self, message_id: str, mobile: str, text: str) -> None:
        if not self.mended:
            raise Unreachable("短信网关没有收下短信。")
        self.taken.append(message_id)


def test_a_message_that_cannot_be_sent_is_seen_with_its_reason_and_tries_and_sent_again_at_a_press(site: Flask, world: World) -> None:
    enrol(world, "chen", "li")
    case_no, gateway = world.submitted().case.case_no, Gateway()
    worker = Runner(world.engine, Surroundings(registries={}, phone=gateway))
    command = SendQueryCode(command_id=fresh(), case_no=case_no, mobile="13800000001", origin="test")
    world.engine.execute(command, Viewer.public())
    admin = sign_in(site, "chen")
    worker.work_until_idle()
    admin.get("/admin/messages?state=waiting")
    assert admin.says("短信网关没有收下短信。") and admin.says("138****0001") and admin.says(case_no) and "13800000001" not in admin.page
    for _ in range(outbox.PATIENCE):
        world.clock.set(world.clock.now() + timedelta(hours=1))
        worker.work_until_idle()
    admin = sign_in(site, "chen")  # eight hours later
    admin.get("/admin/messages?state=failed")
    assert admin.says("短信网关没有收下短信。") and f"<td>{outbox.PATIENCE}</td>" in admin.page
    gateway.mended = True
    admin.post(f"/admin/jobs/code:{command.command_id}/retry", {"next": "/admin/messages?state=failed"})
    assert admin.says("已重新排队") and admin.says("没有发不出的消息")
    worker.work_until_idle()
    admin.get("/admin/messages")
    assert admin.says("138****0001") and admin.says("（内容不显示）") and gateway.taken == [f"code:{command.command_id}"]
    assert sign_in(site, "li").get("/admin/messages?state=failed").status_code in (403, 404)


def test_an_officer_chooses_the_channel_for_each_kind_of_word(site: Flask, world: World) -> None:
    enrol(world, "zhao")
    officer = sign_in(site, "zhao")
    officer.get("/desk/words/contact")
    form = {"email": "zhao@city.example", "by_email": "1", "mobile": "13800000002", "by_phone": "1", "kinds": "1", "work.email": "1", "time.phone": "1"}
    officer.post("/desk/words/contact", form)
    assert officer.says("通知方式已保存。")
    checked = [part.split('"')[0] for part in officer.page.split('name="')[1:] if "." in part.split('"')[0] and "checked" in part.split(">")[0]]
    assert checked == ["work.email", "time.phone"]
