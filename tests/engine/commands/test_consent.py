"""Nobody's rights are disposed of without him."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands.apply import SaveDraft, StartDraft, Submit
from engine.commands.attach import AttachFile, RemoveFile
from engine.commands.consent import ConfirmParty, SendPartyCode
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.viewer import Viewer
from engine.rehearsal.player import PAPER
from tests.engine.world import HERE, STALL, WINDOW, World, fresh

MOBILE = "13800000001"


@pytest.fixture
def draft(world: World) -> tuple[World, str, Viewer]:
    started = world.do(StartDraft(command_id=fresh(), process_id=STALL, division=HERE), Viewer.public())
    mine = Viewer.applicant({started.case_id})
    answers = dict(world.story.steps[0].answers)
    world.do(SaveDraft(command_id=fresh(), case_id=started.case_id, answers=answers), mine)
    world.do(AttachFile(command_id=fresh(), case_id=started.case_id, material_id="site_plan", filename="图.pdf", content=PAPER), mine)
    return world, started.case_id, mine


def consent(world: World, case_id: str, mine: Viewer) -> None:
    world.do(SendPartyCode(command_id=fresh(), case_id=case_id, party="mobile"), mine)
    world.do(ConfirmParty(command_id=fresh(), case_id=case_id, party="mobile", code=world.stage.phone.code_for(MOBILE)), mine)


def test_without_consent_nothing_is_submitted(draft: tuple[World, str, Viewer]) -> None:
    world, case_id, mine = draft
    with pytest.raises(Invalid) as wrong:
        world.do(Submit(command_id=fresh(), case_id=case_id), mine)
    assert wrong.value.problems == {"party:mobile": "申请人王敏还没有用手机验证码确认。"}


def test_an_answer_changed_after_consent_wants_consent_anew(draft: tuple[World, str, Viewer]) -> None:
    world, case_id, mine = draft
    consent(world, case_id, mine)
    world.do(SaveDraft(command_id=fresh(), case_id=case_id, answers={**world.story.steps[0].answers, "area": 14}), mine)
    with pytest.raises(Invalid) as wrong:
        world.do(Submit(command_id=fresh(), case_id=case_id), mine)
    assert list(wrong.value.problems) == ["party:mobile"]
    world.clock.set(world.clock.now() + timedelta(minutes=2))
    consent(world, case_id, mine)
    world.do(Submit(command_id=fresh(), case_id=case_id), mine)
    assert world.case(case_id).status == "submitted"


def test_a_code_may_be_tried_five_times_and_lasts_ten_minutes(draft: tuple[World, str, Viewer]) -> None:
    world, case_id, mine = draft
    world.do(SendPartyCode(command_id=fresh(), case_id=case_id, party="mobile"), mine)
    good = world.stage.phone.code_for(MOBILE)
    bad = f"{(int(good) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with pytest.raises(Invalid, match="验证码不对"):
            world.do(ConfirmParty(command_id=fresh(), case_id=case_id, party="mobile", code=bad), mine)
    with pytest.raises(Refused, match="次数过多"):
        world.do(ConfirmParty(command_id=fresh(), case_id=case_id, party="mobile", code=good), mine)
    with pytest.raises(Refused, match="一分钟后"):
        world.do(SendPartyCode(command_id=fresh(), case_id=case_id, party="mobile"), mine)
    world.clock.set(world.clock.now() + timedelta(minutes=2))
    world.do(SendPartyCode(command_id=fresh(), case_id=case_id, party="mobile"), mine)
    world.clock.set(world.clock.now() + timedelta(minutes=11))
    with pytest.raises(Invalid, match="失效"):
        world.do(ConfirmParty(command_id=fresh(), case_id=case_id, party="mobile", code=world.stage.phone.code_for(MOBILE)), mine)


def test_a_code_sent_to_one_phone_does_not_confirm_another(draft: tuple[World, str, Viewer]) -> None:
    world, case_id, mine = draft
    world.do(SendPartyCode(command_id=fresh(), case_id=case_id, party="mobile"), mine)
    world.do(SaveDraft(command_id=fresh(), case_id=case_id, answers={**world.story.steps[0].answers, "mobile": "13900000002"}), mine)
    with pytest.raises(Invalid, match="验证码不对"):
        world.do(ConfirmParty(command_id=fresh(), case_id=case_id, party="mobile", code=world.stage.phone.code_for(MOBILE)), mine)


def test_a_missing_paper_stops_an_applicant_online_and_not_the_counter(draft: tuple[World, str, Viewer]) -> None:
    world, case_id, mine = draft
    files = world.engine.database
    from engine.store import materials, transaction

    with transaction.reading(files) as tx:
        file_id = materials.files_of(tx, case_id)[0].file_id
    world.do(RemoveFile(command_id=fresh(), case_id=case_id, file_id=file_id), mine)
    consent(world, case_id, mine)
    with pytest.raises(Invalid) as wrong:
        world.do(Submit(command_id=fresh(), case_id=case_id), mine)
    assert wrong.value.problems == {"material:site_plan": "还没有提交“摊位平面图”。"}

    started = world.do(StartDraft(command_id=fresh(), process_id=STALL, division=HERE, channel="window"), WINDOW)
    world.do(SaveDraft(command_id=fresh(), case_id=started.case_id, answers=dict(world.story.steps[0].answers)), WINDOW)
    consent(world, started.case_id, WINDOW)
    world.do(Submit(command_id=fresh(), case_id=started.case_id), WINDOW)
    assert world.case(started.case_id).status == "submitted"


def test_a_strangers_case_does_not_exist(draft: tuple[World, str, Viewer]) -> None:
    world, case_id, _ = draft
    for stranger in (Viewer.public(), Viewer.applicant({"another"})):
        for command in (
            SaveDraft(command_id=fresh(), case_id=case_id, answers={}), Submit(command_id=fresh(), case_id=case_id),
            SendPartyCode(command_id=fresh(), case_id=case_id, party="mobile"),
        ):
            with pytest.raises(Missing, match="没有找到这个办件"):
                world.do(command, stranger)


@pytest.mark.parametrize(
    ("filename", "content", "sentence"),
    [
        ("空.pdf", b"", "是空的"),
        ("病毒.pdf", b"MZ\x90\x00 not a pdf", "内容不是可接受的类型"),
        ("网页.pdf", b"<html><script>alert(1)</script>", "内容不是可接受的类型"),
        ("大.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024), "超过 20 MB"),
    ],
)
def test_a_file_is_what_it_says(draft: tuple[World, str, Viewer], filename: str, content: bytes, sentence: str) -> None:
    world, case_id, mine = draft
    with pytest.raises(Invalid, match=sentence):
        world.do(AttachFile(command_id=fresh(), case_id=case_id, material_id="site_plan", filename=filename, content=content), mine)


def test_a_file_name_is_never_a_path(draft: tuple[World, str, Viewer]) -> None:
    world, case_id, mine = draft
    for name in ("../../etc/passwd.pdf", "C:\\windows\\passwd.pdf", "a/b/passwd.pdf\x00\n"):
        attached = world.do(AttachFile(command_id=fresh(), case_id=case_id, material_id="site_plan", filename=name, content=PAPER), mine)
        assert attached.filename == "passwd.pdf"
