"""Word to officers by e-mail and phone: one message for what came together, under one key, not in quiet hours, not lost to an outage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from engine.channels import SmtpMail
from engine.commands.inform import AskColleague
from engine.commands.word import SaveContact
from engine.domain.calendar import SHANGHAI
from engine.domain.contact import Contact
from engine.domain.errors import Invalid, Unreachable
from engine.domain.viewer import Viewer
from engine.jobs import carrying
from engine.store import outbox, transaction
from tests.engine.channels.post_office import PostOffice, post_office
from tests.engine.world import GOODS, World, fresh
from tests.web.cast import enrol
from tests.web.test_desk_words import someone

NIGHT = (time(21), time(8))
QUIET = {"email": NIGHT, "phone": NIGHT}


@pytest.fixture
def mail() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


def ready(world: World, mail: PostOffice, contact: Contact) -> tuple[Viewer, str]:
    """赵, who wants to be told so, and an accepted case; the city has a mail server."""
    zhao = someone(enrol(world, "zhao")["zhao"])
    world.do(SaveContact(command_id=fresh(), contact=contact), zhao)
    case_id = world.accepted().case_id
    settings = replace(world.settings, smtp_url=mail.url, mail_from="onestop@city.example")
    world.engine.settings, world.engine.parts = settings, replace(world.engine.parts, settings=settings)
    return zhao, case_id


def ask(world: World, zhao: Viewer, case_id: str, question: str) -> None:
    task_id = world.task(case_id, "review_goods").task_id
    world.engine.execute(AskColleague(command_id=fresh(), task_id=task_id, to=str(zhao.officer_id), question=question), GOODS)


def carry_all(world: World, mail: PostOffice) -> None:
    """What a worker does with the jobs that are due."""
    with transaction.reading(world.engine.database) as tx:
        due = [row for row in outbox.waiting(tx, world.clock.now(), 50) if row.kind == carrying.KIND]
    for row in due:
        arguments = world.engine.parts.seal.open(row.arguments_sealed)
        carrying.carry(world.engine, SmtpMail(mail.url, "onestop@city.example"), world.stage.phone, row.job_id, arguments["officer_id"])


def test_what_came_within_two_minutes_goes_out_as_one_letter_and_once(world: World, mail: PostOffice) -> None:
    zhao, case_id = ready(world, mail, Contact("zhao@city.example", "", frozenset({"email"}), {}))
    ask(world, zhao, case_id, "门头看得清吗？")
    ask(world, zhao, case_id, "面积是多少？")
    carry_all(world, mail)
    assert mail.letters == [], "it waits for what else comes"
    world.clock.set(world.clock.now() + carrying_time())
    for _ in range(2):  # the second worker finds nothing left to send
        carry_all(world, mail)
    (letter,) = mail.letters
    text = letter.get_content()
    assert letter["To"] == "zhao@city.example" and "2 条消息" in letter["Subject"] and letter["Message-ID"].endswith("@city.example>")
    assert "门头看得清吗？" in text and "面积是多少？" in text and world.case(case_id).case_no in text and "/desk/words" in text


def carrying_time() -> timedelta:
    return timedelta(minutes=3)


def test_a_mail_server_that_is_away_gets_the_same_letter_later_under_the_same_id(world: World, mail: PostOffice) -> None:
    zhao, case_id = ready(world, mail, Contact("zhao@city.example", "", frozenset({"email"}), {}))
    ask(world, zhao, case_id, "门头看得清吗？")
    world.clock.set(world.clock.now() + carrying_time())
    mail.open = False
    with pytest.raises(Unreachable, match="没有收下"):
        carry_all(world, mail)
    ask(world, zhao, case_id, "后来的")
    mail.open = True
    carry_all(world, mail)
    (letter,) = mail.letters
    assert "门头看得清吗？" in letter.get_content() and "后来的" not in letter.get_content(), "what was bound to it goes, and nothing else"


def test_a_letter_sent_again_bears_the_same_message_id(mail: PostOffice) -> None:
    for _ in range(2):
        SmtpMail(mail.url, "onestop@city.example").send("carry:1:email", "zhao@city.example", "题", "文")
    assert len({letter["Message-ID"] for letter in mail.letters}) == 1 and len(mail.letters) == 2


def test_in_quiet_hours_a_question_waits_until_their_end(world: World, mail: PostOffice) -> None:
    zhao, case_id = ready(world, mail, Contact("zhao@city.example", "", frozenset({"email"}), QUIET))
    world.clock.set(datetime(2026, 3, 3, 22, tzinfo=SHANGHAI))
    ask(world, zhao, case_id, "夜里问")
    world.clock.set(datetime(2026, 3, 3, 22, 5, tzinfo=SHANGHAI))
    carry_all(world, mail)
    assert mail.letters == []
    world.clock.set(datetime(2026, 3, 4, 8, tzinfo=SHANGHAI))
    carry_all(world, mail)
    assert len(mail.letters) == 1 and "夜里问" in mail.letters[0].get_content()


def test_who_wants_nothing_but_the_page_gets_nothing_else(world: World, mail: PostOffice) -> None:
    zhao, case_id = ready(world, mail, Contact("zhao@city.example", "", frozenset(), {}))
    ask(world, zhao, case_id, "门头看得清吗？")
    world.clock.set(world.clock.now() + carrying_time())
    carry_all(world, mail)
    assert mail.letters == []


def test_quiet_hours_may_span_midnight() -> None:
    contact = Contact(quiet=QUIET)
    at = lambda day, hour: datetime(2026, 3, day, hour, tzinfo=SHANGHAI)  # noqa: E731
    assert contact.quiet_until("phone", at(3, 22)) == at(4, 8) and contact.quiet_until("phone", at(4, 7)) == at(4, 8)
    assert contact.quiet_until("phone", at(4, 8)) is None and contact.quiet_until("email", at(4, 12)) is None
    assert Contact.of(contact.kept()) == contact


def test_an_address_that_cannot_be_one_is_refused_by_its_field() -> None:
    with pytest.raises(Invalid) as refusal:
        Contact("a@b@c\nBcc: all@x", "12", frozenset({"email", "phone"})).check()
    assert set(refusal.value.problems) == {"email", "mobile"}


def test_kept_before_channels_had_hours_of_their_own_they_are_quiet_together() -> None:
    kept = {"email": "a@b.example", "mobile": "", "by": ["email"], "quiet": ["22:00", "07:30"]}
    assert Contact.of(kept).quiet == dict.fromkeys(("email", "phone"), (time(22), time(7, 30)))
    assert Contact.of({**kept, "quiet": None}).quiet == {}
    assert Contact().quiet == {"phone": NIGHT}, "a mailbox wakes nobody"
    assert Contact(quiet=QUIET).kept()["quiet"] == ["21:00", "08:00"], "for a program of before, which still runs"


def test_at_night_a_letter_goes_at_once_and_the_telephone_rings_in_the_morning(world: World, mail: PostOffice) -> None:
    both = Contact("zhao@city.example", "13800000002", frozenset({"email", "phone"}), {"phone": NIGHT})
    zhao, case_id = ready(world, mail, both)
    at_night = datetime(2026, 3, 3, 22, tzinfo=SHANGHAI)
    world.clock.set(at_night)
    ask(world, zhao, case_id, "夜里问")
    world.clock.set(at_night + carrying_time())
    rung = lambda: world.stage.phone.last.pop("13800000002", "")  # noqa: E731
    for _ in range(2):  # an attempt after a crash finds what was bound
        carry_all(world, mail)
    assert ["夜里问" in letter.get_content() for letter in mail.letters] == [True] and rung() == ""
    ask(world, zhao, case_id, "又问")
    world.clock.set(at_night + 2 * carrying_time())
    carry_all(world, mail)
    assert len(mail.letters) == 2 and rung() == ""
    world.clock.set(datetime(2026, 3, 4, 8, tzinfo=SHANGHAI))
    carry_all(world, mail)
    assert rung() == f"【示范市政务服务】您有 2 条消息。{world.settings.public_address}/desk/words"
    carry_all(world, mail)
    assert rung() == "" and len(mail.letters) == 2, "nothing twice"


def test_both_channels_quiet_until_different_hours_each_gets_it_at_its_own(world: World, mail: PostOffice) -> None:
    both = Contact("zhao@city.example", "13800000002", frozenset({"email", "phone"}), {"phone": NIGHT, "email": (time(20), time(7))})
    zhao, case_id = ready(world, mail, both)
    world.clock.set(datetime(2026, 3, 3, 22, tzinfo=SHANGHAI))
    ask(world, zhao, case_id, "夜里问")
    counts = []
    for day, hour in ((3, 23), (4, 7), (4, 8)):
        world.clock.set(datetime(2026, 3, day, hour, tzinfo=SHANGHAI))
        carry_all(world, mail)
        counts.append((len(mail.letters), "13800000002" in world.stage.phone.last))
    assert counts == [(0, False), (1, False), (1, True)]
