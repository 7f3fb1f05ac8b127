"""Every paper of the licensing law's life cycle, as the shipped texts say it and as it is printed: numbered, with its code, on one page."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader

from engine import content
from engine.commands.design import PublishBundle
from engine.commands.extend import ExtendClock
from engine.commands.follow import Withdraw
from engine.commands.steering import Terminate
from engine.domain.viewer import Viewer
from engine.letters.printing import letter_pdf
from engine.queries.letter import LetterShown, OneLetter
from engine.settings import ROOT
from engine.store import transaction
from engine.store.schema import letter
from tests.engine import roadside
from tests.engine.commands import test_commitment as promises
from tests.engine.commands import test_deferral as deferrals
from tests.engine.licensing import Licensing
from tests.engine.roadside import CHAIR, Roadside
from tests.engine.world import APPROVER, SERVICES, SITE, STALL, WINDOW, World, fresh, officer
from tests.paper import codes_on

LIFE = {  # domain.md 2A.3, and what follows a false promise
    "intake_receipt": "收件凭证", "acceptance": "受理通知书", "refusal": "不予受理通知书", "supplement": "补正告知书", "deferral_promise": "容缺受理承诺书",
    "deferral": "容缺受理通知书", "commitment": "告知承诺书", "special_procedure": "特别程序告知书", "pause_notice": "暂停计时告知书",
    "extension": "延期通知书", "hearing_right": "听证告知书", "hearing_notice": "听证通知书", "hearing_announcement": "听证公告", "hearing_record": "听证笔录",
    "inspection_record": "现场核查记录", "decision": "准予决定书", "denial": "不予决定书", "licence": "许可证", "delivery_receipt": "送达回证",
    "withdrawal": "撤回通知书", "termination": "终止通知书", "return_notice": "退件通知书", "revocation_notice": "拟撤销告知书",
    "revocation": "撤销决定书", "credit_repair": "信用修复决定书", "deregistration": "行政许可注销决定书",
}  # fmt: skip
OWN_MOTION = ('id="flow_agree" sourceRef="reviewed" targetRef="approve"', 'id="flow_agree" sourceRef="reviewed" targetRef="hearing"')


def shipped(bundle: content.Bundle) -> content.Bundle:
    """The same service with the letters of ``bpmn/_shared``."""
    texts = {path: (ROOT / path).read_bytes() for path in bundle.files if path.startswith("bpmn/_shared/letters/")}
    return content.Bundle(bundle.process_id, {**bundle.files, **texts})


@pytest.fixture
def office(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    read = content.read_folder
    monkeypatch.setattr(roadside.content, "read_folder", lambda root, name: shipped(read(root, name)))
    bundle = content.read_folder(SERVICES, STALL)
    world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(bundle)), Viewer.system())
    world.process = content.load(bundle)
    return world


def signs_with_everything(world: World) -> None:
    denied = Roadside(world)
    denied.reviewed("disagree")
    denied.finish("offer_hearing", denied.player.applicant, "request")
    denied.finish("schedule_hearing", CHAIR, fields={"held_at": "2026-03-12T09:00", "place": "三楼会议室"})
    denied.until("03-12 11:00")
    record = "主持人核对了参加人的身份。申请人说明招牌按图制作；审查人员指出招牌遮挡了路口的信号灯，出示了照片。双方陈述完毕。"
    denied.finish("record_hearing", CHAIR, fields={"record": record, "signed_by": "王敏、赵"})
    denied.finish("approve", APPROVER, "deny", opinion="招牌遮挡路口信号灯，妨碍交通")


def granted_at_last(world: World) -> None:
    granted = Roadside(world, "03-13 10:00")
    granted.reviewed("expert")
    world.do(ExtendClock(command_id=fresh(), case_id=granted.case_id, days=10, reason="需要复核结构安全", approval="市府批1号"), APPROVER)
    granted.finish("expert_review", SITE)
    granted.finish("approve", APPROVER, "grant", opinion="符合条件")
    granted.finish("hand_out", WINDOW)


def paid_and_heard_of_its_own_motion(world: World) -> None:
    waits = ('name="pause" value="expert_review"', 'name="pause" value="payment"')
    listed = ('cause = "supplement"', 'cause = "payment"')
    paid = Roadside(world, "04-01 10:00", changed={"process.bpmn": waits, "item.toml": listed})
    paid.reviewed("expert")
    heard = Roadside(world, "04-02 10:00", changed={"process.bpmn": OWN_MOTION})
    heard.reviewed("agree")
    heard.finish("schedule_hearing", CHAIR, fields={"held_at": "2026-04-17T09:00", "place": "三楼会议室"})


def left_unfinished(world: World) -> None:
    for act in ("supplement", "not_required"):
        player = world.submitted()
        world.finish(player, "check_application", WINDOW, act, **({"defects": {"site_plan": "看不清"}} if act == "supplement" else {"opinion": "摆在自家院内"}))
        world.stage.pass_time(world.clock.now() + timedelta(days=20))
    given_up = world.accepted()
    world.do(Withdraw(command_id=fresh(), case_id=given_up.case_id, reason="换了地方"), given_up.applicant)
    ended = world.accepted()
    supervisor = officer("city_appearance:supervisor", "孙")
    world.do(Terminate(command_id=fresh(), case_id=ended.case_id, reason="摊位所在道路已经封闭施工"), supervisor)


def promised_and_broken(world: World) -> None:
    deferrals.accepted_without(world)
    false = promises.found_false(world)
    promises.announce(world, false)
    promises.defend(world, false, in_person=True)
    promises.revoke(world, false, answer="没有采纳：至今没有寄来", minutes="2026年3月3日在服务中心一楼面谈，当事人说证明在老家。")
    mend = promises.RepairCredit(**promises.of(false), reason="已补办食品经营证明，现场核实", basis="信用修复管理办法；审批表8号")
    world.do(mend, APPROVER)


def deregistered(world: World) -> None:
    held = Licensing(world)
    facts = "两次抽查发现占用消防通道，责令改正后没有改正"
    held.deregister(held.grant(), "withdrawn", reason=facts, basis="示范市城管罚字〔2026〕第12号；示范市占道经营管理办法第二十条")


def letters_of(world: World) -> dict[str, LetterShown]:
    with transaction.reading(world.engine.database) as tx:
        ids = {row.kind: row.letter_id for row in tx.execute(letter.select().order_by(letter.c.issued_at))}
    return {kind: world.engine.ask(OneLetter(letter_id=one), APPROVER) for kind, one in ids.items()}


def test_every_letter_of_the_life_cycle_is_raised_numbered_and_printed_on_one_page_with_a_code_that_a_phone_reads(office: World) -> None:
    for story in (signs_with_everything, granted_at_last, paid_and_heard_of_its_own_motion, left_unfinished, promised_and_broken, deregistered):
        story(office)
    raised = letters_of(office)
    assert sorted(set(LIFE) - set(raised)) == []
    for kind, name in LIFE.items():
        shown = raised[kind]
        pdf = letter_pdf(shown.issued, shown.digest)
        pages = PdfReader(io.BytesIO(pdf)).pages
        words = re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in pages))
        assert (shown.name, len(pages)) == (name, 1)
        assert shown.number in words and len(codes_on(pdf)) == 1, kind
