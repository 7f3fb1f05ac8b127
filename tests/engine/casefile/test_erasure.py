"""After the retention period the person is gone from every table, and the chain, the letters' digests and the file still hold."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.casefile import verify
from engine.commands.case_record import ErasePersonalDetails, kept_until
from engine.domain import exact_json
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.domain.viewer import Viewer
from engine.queries.case_file import CaseFile
from engine.queries.letter import CheckLetter, OneLetter
from engine.store import erasure, journal, letters, transaction
from engine.store.schema import metadata
from tests.engine.casefile.conftest import SYSTEM, Told
from tests.engine.casefile.repacking import opened
from tests.engine.world import APPROVER, WINDOW, World, fresh

PERSONAL = ("王敏", "33019919650512609X", "13800000001", "不影响通行")


def erase(told: Told, viewer: Viewer = SYSTEM, reason: str = "保存期满") -> None:
    told.world.do(ErasePersonalDetails(command_id=fresh(), case_no=told.player.case.case_no, reason=reason), viewer)


@pytest.fixture
def old(told: Told) -> Told:
    """The same case ten years later."""
    told.world.clock.set(told.world.clock.now() + timedelta(days=3660))
    return told


def everything_said(world: World) -> str:
    """Every cell of every table, opened."""
    said = []
    with transaction.reading(world.engine.database) as tx:
        for table in metadata.sorted_tables:
            if table.name in ("edition", "process_draft", "blob"):
                continue
            for row in tx.execute(select(table)):
                said += [_opened(world, name, value) for name, value in row._mapping.items()]
    return "\n".join(said)


def _opened(world: World, name: str, value: object) -> str:
    if name.endswith("_sealed") and isinstance(value, bytes):
        return repr(world.engine.parts.seal.open(value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def test_the_person_is_gone_from_every_table(old: Told) -> None:
    assert all(words in everything_said(old.world) for words in PERSONAL)
    erase(old)
    left = everything_said(old.world)
    assert [words for words in PERSONAL if words in left] == []


def test_what_was_handed_in_is_gone_unless_another_case_handed_it_in_too(old: Told) -> None:
    sha256 = next(row["facts"]["sha256"] for row in opened(old.export()).rows() if row["event"] == "FileAttached")
    other = old.world.submitted()
    files = old.world.engine.parts.files
    erase(old)
    with transaction.reading(old.world.engine.database) as tx:
        assert files.get(tx, sha256)
    with transaction.writing(old.world.engine.database) as tx:
        erasure.erase(tx, old.world.engine.parts.seal, other.case_id, old.world.clock.now())
    with transaction.writing(old.world.engine.database) as tx:
        erasure.forget_files(tx, files, other.case_id)
    with transaction.reading(old.world.engine.database) as tx, pytest.raises(Missing):
        files.get(tx, sha256)


def test_the_chain_stays_whole_and_the_reason_stands_in_it(old: Told) -> None:
    erase(old)
    with transaction.reading(old.world.engine.database) as tx:
        assert journal.first_broken(tx, old.world.engine.parts.seal, old.player.case) is None
        last = journal.of_case(tx, old.player.case_id)[-1]
    assert (last.event, last.facts) == ("PersonalDetailsErased", {"reason": "保存期满"})


def test_an_export_after_it_is_whole_and_says_what_is_gone(old: Told) -> None:
    before = sum(bool(row["details"]) for row in opened(old.export()).rows())
    erase(old)
    zip_file = old.export()
    verdict = verify(io.BytesIO(zip_file))
    assert verdict.problems == () and verdict.erased == before > 0
    assert exact_json.loads(opened(zip_file).files["case.json"])["erased"] is True
    assert [words for words in PERSONAL if words.encode() in b"".join(opened(zip_file).files.values())] == []


def test_a_letter_can_still_be_checked_but_no_longer_read(old: Told) -> None:
    erase(old)
    with transaction.reading(old.world.engine.database) as tx:
        letter = letters.of_case(tx, old.player.case_id)[-1]
    checked = old.world.engine.ask(CheckLetter(letter_id=letter.letter_id, digest=letter.digest), Viewer.public())
    assert (checked.state, checked.number, checked.erased) == ("valid", letter.number, True)
    with pytest.raises(Refused, match="已按规定删除"):
        old.world.engine.ask(OneLetter(letter_id=letter.letter_id), WINDOW)


def test_the_case_can_still_be_opened_at_a_desk(old: Told) -> None:
    erase(old)
    shown = old.world.engine.ask(CaseFile(case_id=old.player.case_id), WINDOW)
    assert shown.head.applicant_mask == "" and shown.head.status == "closed" and shown.head.decision == "grant"


def test_it_is_refused_before_its_time_for_an_open_case_without_a_reason_twice_and_from_a_page(told: Told) -> None:
    with pytest.raises(Refused, match="保存期到 2036-03-02 为止"):
        erase(told)
    told.world.clock.set(kept_until(told.player.case.closed_at, 10))
    with pytest.raises(Invalid):
        erase(told, reason="  ")
    with pytest.raises(Forbidden):
        erase(told, APPROVER)
    erase(told)
    with pytest.raises(Refused, match="已经删除过"):
        erase(told)
    still = told.world.submitted()
    with pytest.raises(Refused, match="还没有办结"):
        told.world.do(ErasePersonalDetails(command_id=fresh(), case_no=still.case.case_no, reason="保存期满"), SYSTEM)
